"""Processes as the asking process sees them: a zygote and the workers that it forks."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import BinaryIO

from s5kg.engine import wire
from s5kg.engine.wire import Frame
from s5kg.engine.zygote import NO_PROCESS, ORDER, REPLY, Bounds, Kind

_PACKAGES = Path(__file__).resolve().parents[2]
_PATIENCE = 10.0  # seconds for a fork, which takes milliseconds; after that the zygote is replaced
_PACE = 1 << 20  # bytes in a second that a zygote reads at least, many times slower than it does

_STARTING = 60.0  # seconds that a zygote may take beside reading
_LAST = 19  # of the priorities of processes
_NO_LOG = -1


@dataclass(frozen=True)
class Files:
    """The open files that a store comes from; `length` is how many bytes of the log count.

    Where there is a `store`, the graph lies there too, as a store on disk, and has no log.
    """

    graph: BinaryIO
    log: BinaryIO | None = None
    length: int = 0
    store: Path | None = None

    def close(self) -> None:
        """Close them."""
        self.graph.close()
        if self.log:
            self.log.close()


class StartError(Exception):
    """A process of the engine cannot be started; the message says why."""


class Zygote:
    """A running zygote process over some files."""

    def __init__(self, files: Files, bounds: Bounds) -> None:
        """Start it and wait until it holds the store.

        Raises StartError where it cannot, SyntaxError where a file is not what it should be.
        """
        ours, theirs = socket.socketpair()
        descriptors = [theirs.fileno(), files.graph.fileno()]
        log = files.log.fileno() if files.log else _NO_LOG
        if files.log:
            descriptors.append(log)
        numbers = [*descriptors[:2], log, files.length, *astuple(bounds)]
        path = [str(_PACKAGES), os.environ.get("PYTHONPATH", "")]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 (our own module, no shell)
                [sys.executable, "-P", "-m", "s5kg.engine.zygote"]
                + [str(int(number)) for number in numbers]
                + [str(files.store or "")],
                pass_fds=descriptors,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path))},
                start_new_session=True,  # Ctrl-C is for the asking process, which then closes
            )
        self._orders = ours
        self._length = files.length
        try:
            said = self._greeting(files)
        except TimeoutError as error:
            self.kill()
            raise StartError("the process that loads the graph does not come to an end") from error
        except BaseException:
            self.close()
            raise
        if "error" in said:
            self.close()
            raise SyntaxError(said["error"])
        self.release = said["state"]

    def _greeting(self, files: Files) -> dict[str, str]:
        size = os.fstat(files.graph.fileno()).st_size + files.length
        self._orders.settimeout(_STARTING + size / _PACE)
        line = b""
        while not line.endswith(b"\n"):
            piece = self._orders.recv(4096)
            if not piece:
                raise StartError("the process that loads the graph ended")
            line += piece
        found: dict[str, str] = json.loads(line)
        return found

    def fork(self, ended: int = 0, kind: Kind = Kind.WORKER) -> "Worker":
        """Return a fresh worker, or a trial.

        `ended` is the process of one that it stands in for, or 0. Raises OSError or EOFError when
        the zygote has gone, StartError when it has no room.
        """
        try:
            ours, theirs = socket.socketpair()
        except OSError as error:  # no descriptors here: the zygote is as it was
            raise StartError(str(error)) from error
        with theirs:
            try:
                process = self._order(kind, ended, [theirs.fileno()], _PATIENCE)
                if process == NO_PROCESS:
                    raise StartError("there is no room for a process")
            except BaseException:
                ours.close()
                raise
        try:
            return Worker(self, process, ours, self.release)
        except OSError as error:
            ours.close()  # at which the process ends
            self.forget(process)
            raise StartError(str(error)) from error

    def _order(self, kind: Kind, number: int, descriptors: list[int], patience: float) -> int:
        self._orders.settimeout(patience)
        socket.send_fds(self._orders, [ORDER.pack(kind, number)], descriptors)
        reply = self._orders.recv(REPLY.size)
        if len(reply) < REPLY.size:
            raise EOFError
        (answer,) = REPLY.unpack(reply)
        return int(answer)

    def forget(self, ended: int) -> None:
        """Let a process that has ended be gone. Raises OSError or EOFError as `fork` does."""
        self._order(Kind.FORGET, ended, [], _PATIENCE)

    def advance(self, length: int, state: str) -> None:
        """Apply the log up to a length, which leads to a state.

        Raises OSError or EOFError when that cannot be; then the zygote is of no more use.
        """
        patience = _PATIENCE + max(0, length - self._length) / _PACE
        if self._order(Kind.ADVANCE, length, [], patience) == NO_PROCESS:
            raise EOFError
        self.release, self._length = state, length

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

    def replies(self, within: float) -> bool:
        """Return whether a reply begins, or the process ends, within some seconds."""
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return bool(poll.poll(within * 1000))

    def step_back(self) -> None:
        """Let other processes go first from now on."""
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.process, _LAST)

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
