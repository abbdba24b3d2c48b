"""Services at a real address: an app behind waitress in a thread, and `s5kg serve` as a process."""

import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from waitress import wasyncore  # type: ignore[import-untyped]  # waitress ships no types
from waitress.server import create_server  # type: ignore[import-untyped]


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Give the host and port of an app that is served meanwhile.

    The sockets are closed by the thread whose loop waits for them: closed by another one, they
    would end it with an error.
    """
    server = create_server(app, host="127.0.0.1", port=0, threads=2)
    sockets = server._map
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.effective_port}"
    finally:
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
        thread.join(10)
        assert not thread.is_alive()


@contextmanager
def started(build: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    """Give the process of `s5kg serve` over a build, which is ended afterwards."""
    command = [sys.executable, "-m", "s5kg", "serve", "--build", str(build), *words]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


def address_of(process: "subprocess.Popen[str]") -> str:
    """Return the address that such a process says it listens on."""
    assert process.stderr
    for line in process.stderr:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found[0]
    raise AssertionError("the server ended without an address")
