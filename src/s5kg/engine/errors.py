"""Errors as they may be kept: without what the functions held that they came through."""

from traceback import clear_frames


def forget_frames(error: BaseException) -> None:
    """Empty the frames of an error, and of those behind it, that have come to their end.

    The engine's rows may be let go only by the thread that asked for them, and whoever keeps an
    error keeps its frames: when they are collected another thread may be at work.
    """
    seen: set[int] = set()
    behind: BaseException | None = error
    while behind is not None and id(behind) not in seen:
        seen.add(id(behind))
        clear_frames(behind.__traceback__)
        behind = behind.__cause__ or behind.__context__
