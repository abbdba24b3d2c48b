"""One writer at a time in a folder: who reads a file again and then writes it loses nothing."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from s5kg.problems import Problem, SourceError


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait for the other writers of a folder, and keep them waiting.

    The folder itself is locked, so that no file is left in it. Raises SourceError where it cannot
    be.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise _unlocked(folder, error) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError as error:
            raise _unlocked(folder, error) from error
        yield
    finally:
        os.close(descriptor)


def _unlocked(folder: Path, error: OSError) -> SourceError:
    what = f"the folder cannot be locked ({error.strerror})"
    return SourceError([Problem(folder, 0, what, "check the folder and where it is kept")])
