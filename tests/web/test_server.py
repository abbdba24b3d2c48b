import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from flask import Flask

from s5kg.web.server import MOST_HEADER, ServeError, serve

PROGRAM = """
import signal
from flask import Flask
from s5kg.web.server import serve
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
app = Flask("test")
app.add_url_rule("/", view_func=lambda: "hello")
serve(app, "127.0.0.1", 0, lambda line: print(line, flush=True))
print("stopped", flush=True)
"""


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that is in use."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop(number: signal.Signals) -> None:
    """The address is printed when it can be used, and either signal ends it with exit code 0."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True, env=os.environ
    ) as process:
        assert process.stdout
        address = process.stdout.readline().split()[2]
        with urllib.request.urlopen(address, timeout=10) as response:  # noqa: S310 (our own)
            assert response.read() == b"hello"
        process.send_signal(number)
        try:
            said, _ = process.communicate(timeout=60)
        finally:
            process.kill()
        assert (said, process.returncode) == ("stopped\n", 0)


def test_a_taken_port_is_said(taken: int) -> None:
    """Where another program listens, the message names the port and the way out."""
    with pytest.raises(
        ServeError, match=rf"port {taken}: Address already in use; choose .* --port"
    ):
        serve(Flask("test"), "127.0.0.1", taken)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "300.1.1.1", "a" * 64, "x..y"])
def test_an_invalid_host_is_said(host: str) -> None:
    """A name that is no host of ours is quoted back."""
    with pytest.raises(ServeError, match="there is no host"):
        serve(Flask("test"), host, 0)


def test_a_foreign_address_is_said() -> None:
    """An address of another machine cannot be listened on."""
    with pytest.raises(ServeError, match=r"cannot listen on 192\.0\.2\.1"):
        serve(Flask("test"), "192.0.2.1", 0)


def test_it_runs_beside_the_main_thread() -> None:
    """In another thread it leaves the signals alone, and ends when its start is interrupted."""
    lines: list[str] = []

    def interrupt(line: str) -> None:
        lines.append(line)
        raise KeyboardInterrupt

    thread = threading.Thread(target=serve, args=(Flask("test"), "localhost", 0, interrupt))
    thread.start()
    thread.join(timeout=10)
    assert not thread.is_alive()
    assert lines[0].startswith("s5kg serves http://localhost:")


def test_slow_requests_are_dropped_and_others_served() -> None:
    """A byte now and then holds no connection beyond its time; huge headers are refused."""
    program = PROGRAM.replace("flush=True))\n", "flush=True), request_time=1)\n", 1)
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            address = process.stdout.readline().split()[2]
            port = int(address.rstrip("/").rpartition(":")[2])
            starts = [
                b"GET / HTTP/1.1\r\nX-A: ",
                b"POST / HTTP/1.1\r\nContent-Length: 99999\r\n\r\na",
            ]
            slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
            for number, connection in enumerate(slow):
                connection.sendall(starts[number % 2])
            with urllib.request.urlopen(address, timeout=10) as response:  # noqa: S310 (our own)
                assert response.read() == b"hello"
            for connection in slow:
                with connection:
                    connection.settimeout(30)
                    assert connection.recv(100) == b""
            with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                connection.sendall(b"GET / HTTP/1.1\r\nX-A: " + b"a" * 70_000 + b"\r\n\r\n")
                assert b" 431 " in connection.recv(100)
        finally:
            process.terminate()


@pytest.mark.parametrize(
    ("head", "status"),
    [
        # Not a byte more than is read, for what is unread when it closes resets the connection.
        ((b"GET / HTTP/1.1\r\nX-A: ").ljust(MOST_HEADER - 4, b"a"), b"431"),
        (b"POST / HTTP/1.1\r\nContent-Length: 9000000", b"413"),
        (b"GET / HTTP/1.1\r\nno header", b"400"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3", b"400"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip", b"501"),
    ],
)
def test_what_the_server_itself_refuses_is_a_problem(head: bytes, status: bytes) -> None:
    """As all errors are: with problem details and the headers of every answer."""
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            port = int(process.stdout.readline().split()[2].rstrip("/").rpartition(":")[2])
            with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                connection.sendall(head + b"\r\n\r\n")
                with connection.makefile("rb") as answer:
                    said = answer.read()
            first, _, body = said.partition(b"\r\n\r\n")
            assert first.split()[1] == status
            assert b"application/problem+json" in first
            assert b"Access-Control-Allow-Origin: *" in first
            assert b"nosniff" in first
            assert json.loads(body)["status"] == int(status)
        finally:
            process.terminate()


IMPATIENT = PROGRAM.replace(
    "app = Flask", "from s5kg.web import server\nserver.ANSWER_TIME = 3.0\napp = Flask"
).replace(
    "serve(app,",
    'app.add_url_rule("/all", "all", lambda: iter(["x" * 1_000_000] * 50))\nserve(app,',
)
ALL = b"GET /all HTTP/1.1\r\nHost: a\r\n\r\n"


def test_an_answer_that_is_taken_too_slowly_is_given_up() -> None:
    """A client that takes it bit by bit is dropped after a time, and another one is answered."""
    with subprocess.Popen(
        [sys.executable, "-c", IMPATIENT], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            address = process.stdout.readline().split()[2]
            port = int(address.rstrip("/").rpartition(":")[2])
            with socket.create_connection(("127.0.0.1", port)) as slow:
                slow.sendall(ALL)
                slow.settimeout(30)
                found = len(slow.recv(1))  # it has begun, however busy the machine is
                time.sleep(7)
                with suppress(ConnectionError):
                    while piece := slow.recv(1 << 16):
                        found += len(piece)
                        time.sleep(0.01)  # slower than the server, which sends while it can
            assert 0 < found < 50_000_000
            with urllib.request.urlopen(address, timeout=10) as response:  # noqa: S310 (our own)
                assert response.read() == b"hello"
        finally:
            process.kill()


def test_a_client_that_never_reads_holds_no_thread() -> None:
    """The only thread waits for a deaf client no longer than for others, and is free again."""
    program = IMPATIENT.replace("flush=True))\n", "flush=True), threads=1)\n", 1)
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            address = process.stdout.readline().split()[2]
            port = int(address.rstrip("/").rpartition(":")[2])
            with socket.create_connection(("127.0.0.1", port), timeout=30) as deaf:
                deaf.sendall(ALL)
                assert deaf.recv(1) == b"H"
                with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 (our own)
                    assert answer.read() == b"hello"
        finally:
            process.kill()


def test_an_address_has_a_quarter_of_the_connections() -> None:
    """Who opens more gets no answer on them, and one on those that there may be."""
    program = "from s5kg.web import server\nserver._CONNECTIONS = 100\n" + PROGRAM
    command = [sys.executable, "-c", program]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process,
        ExitStack() as all_,
    ):
        assert process.stdout
        try:
            port = int(process.stdout.readline().split()[2].rstrip("/").rpartition(":")[2])
            opened = [
                all_.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(30)
            ]
            answers = [_answer(connection) for connection in opened]
        finally:
            process.kill()
    assert sum(answer.startswith(b"HTTP/1.1 200") for answer in answers) == 25
    assert sum(answer == b"" for answer in answers) == 5


def _answer(connection: socket.socket) -> bytes:
    connection.settimeout(10)
    try:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        return connection.recv(100)
    except ConnectionError:
        return b""
