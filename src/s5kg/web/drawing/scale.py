"""Scales: from values to places along an axis, and the round values at which ticks stand."""

from dataclasses import dataclass
from math import floor, isfinite, log10

_STEPS = (1, 2, 5, 10)
_LEAST = 1e-100  # what is less is drawn as 0


@dataclass(frozen=True)
class Scale:
    """A linear scale from the values `low` to `high` to the places `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a value; the start where all values are one."""
        if self.high == self.low:
            return self.start
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(high: float, most: int = 5) -> list[float]:
    """Return round values from 0 to the first that is not below `high`, at most `most` + 1.

    Raises ValueError for a `high` that is negative or not finite, or a `most` below 1.
    """
    if not isfinite(high) or high < 0 or most < 1:
        raise ValueError(f"no ticks from 0 to {high}, {most} at most")
    if high < _LEAST:
        return [0.0, 1.0]
    power = 10.0 ** floor(log10(high / most))
    step = next(n * power for n in _STEPS if n * power * most >= high * (1 - 1e-12))
    count = next(n for n in range(1, most + 1) if n * step >= high * (1 - 1e-12))
    return [n * step for n in range(count + 1)]
