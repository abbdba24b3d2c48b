"""What the system says about processes that a test started."""

from contextlib import suppress
from pathlib import Path


def children(parent: int) -> set[int]:
    """Return the processes that a process has started, through any of its threads.

    A thread that ends while this looks counts as having none. Raises FileNotFoundError for a
    process that is not there.
    """
    found: set[int] = set()
    for thread in Path(f"/proc/{parent}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):
            found |= set(map(int, (thread / "children").read_text("ascii").split()))
    return found
