"""`s5kg serve`, run as a user runs it."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest


@contextmanager
def _serve(build: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "s5kg", "serve", "--build", str(build), *words]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


def _address(process: "subprocess.Popen[str]") -> str:
    """Return the address that the server says it listens on."""
    assert process.stderr
    for line in process.stderr:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found[0]
    raise AssertionError("the server ended without an address")


def test_the_server_builds_serves_and_stops(tmp_path: Path) -> None:
    """Without a build it makes one, says its address, answers, and ends on SIGTERM."""
    with _serve(tmp_path, "--port", "0") as process:
        address = _address(process)
        with urllib.request.urlopen(f"{address}/health") as answer:  # noqa: S310 # our own server
            assert answer.status == 200
    assert process.returncode == 0


def test_a_taken_port_is_explained(tmp_path: Path, built: Path) -> None:
    """The error names the address; there is no traceback."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "s5kg", "serve", "--build", str(built), "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert port in done.stderr
    assert "Traceback" not in done.stderr


def test_host_and_port_come_from_the_environment(built: Path) -> None:
    """HOST and PORT change the address, as the Makefile says."""
    environment = {**os.environ, "HOST": "no.such.host.invalid", "PORT": "0"}
    command = [sys.executable, "-m", "s5kg", "serve", "--build", str(built)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, env=environment
    )
    assert done.returncode == 1
    assert "no.such.host.invalid" in done.stderr


@pytest.mark.parametrize("port", ["-1", "70000", "http"])
def test_a_port_that_is_none_is_a_usage_error(built: Path, port: str) -> None:
    """Words that are off end with exit code 2."""
    command = [sys.executable, "-m", "s5kg", "serve", "--build", str(built), "--port", port]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 2
