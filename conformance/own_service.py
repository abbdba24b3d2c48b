"""Our own service for a run, in a process of its own."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conformance.subject import Service
from s5kg.web.tokens import add_token

TOKENS = "tokens.tsv"
_START = 60  # seconds
_STOP = 20  # seconds
_ADDRESS = re.compile(r"s5kg serves (http://\S+/)")


class StartError(Exception):
    """Our service did not start: what it said."""


@contextmanager
def own_service() -> Iterator[Service]:
    """Start our service over nothing, see `launch`; stop it at the end. Raises StartError."""
    with tempfile.TemporaryDirectory(prefix="s5kg-conformance-") as name:
        folder = Path(name)
        token = add_token(folder / TOKENS, "runner", None)
        command = [sys.executable, "-m", "conformance.launch", name]
        log = folder / "log.txt"
        with log.open("wb") as file, subprocess.Popen(command, stdout=file, stderr=file) as process:
            try:
                base = _address(process, log)
                yield Service(f"{base}sparql", f"{base}update", f"{base}store", token)
            finally:
                process.terminate()
                process.wait(_STOP)


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
