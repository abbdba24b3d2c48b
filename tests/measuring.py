"""What coverage counts, and what it does not."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unmeasured() -> Iterator[None]:
    """Do something long without counting its lines, which would double the time.

    A test as a whole has the marker `no_cover` for that.
    """
    counting = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(counting)


def unmeasured_environment() -> dict[str, str]:
    """Return an environment for a process that is to be killed: it would leave half a file."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}
