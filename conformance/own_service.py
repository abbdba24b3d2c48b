"""Our own service for a run: an empty store, the plain default graph, no shapes, a token."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conformance.subject import Service

_START = 60  # seconds
_STOP = 20  # seconds
_ADDRESS = re.compile(r"s5kg serves (http://\S+/)")


class StartError(Exception):
    """Our service did not start: what it said."""


@contextmanager
def own_service() -> Iterator[Service]:
    """Start `s5kg serve` over an empty build in a folder of its own; stop it at the end.

    Raises StartError.
    """
    with tempfile.TemporaryDirectory(prefix="s5kg-conformance-") as name:
        folder = Path(name)
        (folder / "dumps").mkdir()
        (folder / "graph.nq").touch()
        tokens = folder / "tokens.toml"
        token = _s5kg("token", "add", "runner", "--all", "--tokens", str(tokens)).strip()
        options = ["--build", name, "--port", "0", "--default-graph", "plain"]
        command = [sys.executable, "-m", "s5kg", "serve", *options, "--tokens", str(tokens)]
        log = folder / "log.txt"
        with log.open("wb") as file, subprocess.Popen(command, stdout=file, stderr=file) as process:
            try:
                base = _address(process, log)
                yield Service(f"{base}sparql", f"{base}update", f"{base}store", token)
            finally:
                process.terminate()
                process.wait(_STOP)


def _s5kg(*arguments: str) -> str:
    command = [sys.executable, "-m", "s5kg", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_START)
    if done.returncode:
        raise StartError(done.stderr)
    return done.stdout


def _address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    for _ in range(_START * 10):
        if found := _ADDRESS.search(log.read_text(encoding="utf-8")):
            return found[1]
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise StartError(log.read_text(encoding="utf-8"))
