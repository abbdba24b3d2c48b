"""The log of writes: what came after a release was built, in a file beside its `graph.nq`."""

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from s5kg.patches import Patch, Transaction, read_transactions

NAME = "log.rdfp"
# A process that was killed lets go of its log within milliseconds; another one does not.
_PATIENCE = 2.0
_logger = logging.getLogger(__name__)


class LogInUseError(OSError):
    """Another process writes to the log."""


def beside(graph: Path) -> Path:
    """Return where the log of a `graph.nq` lies, or would: in the folder of its release."""
    return graph.resolve().parent / NAME


def history(path: Path, release: str) -> Iterator[Transaction]:
    """Read the log over a release; there may be none.

    One that is just being written is left out. Raises PatchError for a log that is not as it was
    written, OSError for one that cannot be read.
    """
    if path.exists():
        with path.open("rb") as file:
            yield from read_transactions(file, release)


def extent(path: Path, release: str) -> tuple[str, int]:
    """Return the last state in the log over a release, and how many bytes lead to it.

    Raises as `history` does.
    """
    state, length = release, 0
    if path.exists():
        with path.open("rb") as file:
            for found in read_transactions(file, release):
                state, length = found.state, file.tell()
    return state, length


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep all others from writing to a log, whatever state it is in.

    Raises LogInUseError, and OSError where there can be no log.
    """
    descriptor = _open(path)
    try:
        yield
    finally:
        os.close(descriptor)


def set_aside(path: Path) -> Path | None:
    """Rename a log, so that its writes are no more in force; return the name, or None without one.

    Lock it before.
    """
    if not path.exists() or not path.stat().st_size:
        return None
    number = 1
    while (aside := path.with_name(f"log-{number}.rdfp")).exists():
        number += 1
    path.rename(aside)
    _sync_folder(path.parent)
    return aside


class Log:
    """A log that this process alone writes to.

    `state` is the last state, `length` how many bytes lead to it.
    """

    def __init__(self, path: Path, release: str) -> None:
        """Open or begin the log over a release, and read it; cut off what was being written.

        Raises LogInUseError, PatchError for a log that is not as it was written, and OSError.
        """
        self.path = path
        self._broken = False
        self._descriptor = _open(path)
        try:
            _sync_folder(path.parent)
            self.state, self.length = extent(path, release)
            self._cut()
        except BaseException:
            os.close(self._descriptor)
            raise

    def _cut(self) -> None:
        if torn := os.fstat(self._descriptor).st_size - self.length:
            _logger.warning("%s: cut off %d bytes of a write that did not end", self.path, torn)
            os.ftruncate(self._descriptor, self.length)
            os.fsync(self._descriptor)

    def append(self, patch: Patch, author: str) -> Transaction:
        """Write a patch and wait until it is on the disk.

        Raises OSError when it cannot be; then the log is as before.
        """
        if self._broken:
            raise OSError(f"{self.path} could not be written before; open it anew")
        found = Transaction.of(patch, self.state, author, datetime.now(UTC))
        rest = memoryview(bytes(found))
        length = self.length + len(rest)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
            os.fsync(self._descriptor)
        except BaseException:
            self._undo()
            raise
        self.state, self.length = found.state, length
        return found

    def _undo(self) -> None:
        try:
            os.ftruncate(self._descriptor, self.length)
            os.fsync(self._descriptor)
        except OSError:
            self._broken = True

    def close(self) -> None:
        """Let another process write."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _open(path: Path) -> int:
    """Open or begin a log, and lock it."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            _lock(descriptor)
            ours = os.fstat(descriptor)
            if path.exists() and os.path.samestat(ours, path.stat()):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # it was set aside while we waited


def _lock(descriptor: int) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= until:
                message = "another process writes to this log; stop that service first"
                raise LogInUseError(message) from error
            time.sleep(0.02)
        else:
            return


def _sync_folder(folder: Path) -> None:
    """Put the name of a new file on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
