"""Workers as the asking process sees them, and the zygote that they come from."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from typing import BinaryIO

from s5kg.engine import wire
from s5kg.engine.wire import Frame
from s5kg.engine.zygote import NO_PROCESS, ORDER, REPLY, Bounds, Kind

_PACKAGES = Path(__file__).resolve().parents[2]
_PATIENCE = 10.0  # seconds for a fork, which takes milliseconds; after that the zygote is replaced


class StartError(Exception):
    """A process of the engine cannot be started; the message says why."""


class Zygote:
    """A running zygote process over the N-Quads of an open file."""

    def __init__(self, graph: BinaryIO, bounds: Bounds) -> None:
        """Start it and wait until it holds the store.

        Raises StartError where it cannot, SyntaxError where the file is not N-Quads.
        """
        ours, theirs = socket.socketpair()
        descriptors = theirs.fileno(), graph.fileno()
        path = [str(_PACKAGES), os.environ.get("PYTHONPATH", "")]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 (our own module, no shell)
                [sys.executable, "-P", "-m", "s5kg.engine.zygote"]
                + [str(int(number)) for number in (*descriptors, *astuple(bounds))],
                pass_fds=descriptors,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path))},
                start_new_session=True,  # Ctrl-C is for the asking process, which then closes
            )
        self._orders = ours
        try:
            said = self._greeting()
        except BaseException:
            self.close()
            raise
        if "error" in said:
            self.close()
            raise SyntaxError(said["error"])
        self.release = said["release"]

    def _greeting(self) -> dict[str, str]:
        line = b""
        while not line.endswith(b"\n"):
            piece = self._orders.recv(4096)
            if not piece:
                raise StartError("the process that loads the graph ended")
            line += piece
        found: dict[str, str] = json.loads(line)
        return found

    def fork(self, ended: int) -> "Worker":
        """Return a fresh worker; `ended` is the process of one that it stands in for, or 0.

        Raises OSError or EOFError when the zygote has gone, StartError when it has no room.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._orders.settimeout(_PATIENCE)
                socket.send_fds(self._orders, [ORDER.pack(Kind.WORKER, ended)], [theirs.fileno()])
                reply = self._orders.recv(REPLY.size)
                if len(reply) < REPLY.size:
                    raise EOFError
                (process,) = REPLY.unpack(reply)
                if process == NO_PROCESS:
                    raise StartError("there is no room for a process")
            except BaseException:
                ours.close()
                raise
        return Worker(self, process, ours, self.release)

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the process and all its workers."""
        self._orders.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the process, but not its workers."""
        self._orders.close()
        self._process.kill()
        self._process.wait()


class Worker:
    """A process that answers one question at a time."""

    def __init__(self, zygote: Zygote, process: int, sock: socket.socket, release: str) -> None:
        """Keep whose it is, how to reach it, and the state that it answers from."""
        self.release = release
        self.zygote = zygote
        self.process = process
        self._socket = sock
        # A handle to the process itself: its number may be given to another one.
        self._handle = os.pidfd_open(process) if sys.platform == "linux" else None

    def send(self, frame: Frame, patience: float) -> None:
        """Send a question. Raises OSError when the process has gone."""
        self._socket.settimeout(patience)
        wire.send(self._socket, frame)

    def receive(self, until: float, most: int) -> Frame:
        """Wait for the reply; see wire.receive."""
        return wire.receive(self._socket, until, most)

    def end(self) -> None:
        """Kill it, whatever it does."""
        self._socket.close()
        with suppress(ProcessLookupError):
            if self._handle is not None:
                handle, self._handle = self._handle, None
                try:
                    signal.pidfd_send_signal(handle, signal.SIGKILL)
                finally:
                    os.close(handle)
            elif self.zygote.alive:  # which keeps the number until it is told
                os.kill(self.process, signal.SIGKILL)


class Nursery:
    """Where workers come from: a zygote, and another one should it die."""

    def __init__(self, graph: BinaryIO, bounds: Bounds) -> None:
        """Start a zygote over the N-Quads of an open file, which this keeps and closes.

        Raises StartError where it cannot, SyntaxError where the file is not N-Quads.
        """
        self._arguments = (graph, bounds)
        self._graph = graph
        self._lock = threading.Lock()
        self._closed = False
        try:
            self._zygote = Zygote(*self._arguments)
        except BaseException:
            graph.close()
            raise
        self.release = self._zygote.release

    def fork(self, instead: Worker | None = None) -> Worker:
        """Return a fresh worker, in the place of one that has ended.

        Raises StartError where there can be none.
        """
        with self._lock:
            if self._closed:
                raise StartError("the engine is closed")
            try:
                ours = instead is not None and instead.zygote is self._zygote
                return self._zygote.fork(instead.process if instead and ours else 0)
            except (OSError, EOFError):
                self._zygote.kill()
            try:
                self._zygote = Zygote(*self._arguments)
                return self._zygote.fork(0)
            except (OSError, EOFError) as error:
                raise StartError(str(error)) from error

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._zygote.close()
                self._graph.close()
