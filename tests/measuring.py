"""What coverage counts, and what it does not."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unmeasured() -> Iterator[None]:
    """Do something that takes long in other people's code without counting its lines.

    Counting them would double the time. A test as a whole has the marker `no_cover` for that.
    """
    counting = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(counting)
