"""How much work each client may have done for it: seconds of the engine in a time."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from s5kg.engine import LimitError

_MINUTE = 60.0


class BudgetError(LimitError):
    """A client has used up its budget; the question was not begun."""

    def __init__(self, rate: float, retry_after: int) -> None:
        """Keep the seconds of work in a minute, and after how many seconds there are some again."""
        self.rate = rate
        self.retry_after = retry_after
        super().__init__(f"{rate:g} s of work in a minute are used up; ask in {retry_after} s")


@dataclass
class _Level:
    left: float
    at: float


class Budget:
    """A bucket of seconds for each client: `burst` fit in, and `rate` flow in each minute.

    Work is taken out when it is done, for nobody knows before how much it is; so a bucket may fall
    below zero, and its client waits until it is above again. At most `most` clients are remembered,
    those who asked last; a full bucket needs no memory. A rate of 0 means no limit.
    """

    def __init__(
        self,
        rate: float,
        burst: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        most: int = 1 << 16,
    ) -> None:
        """Begin with full buckets. `clock` gives seconds that never go back."""
        self.rate = rate
        self.burst = burst
        self._clock = clock
        self._most = most
        self._levels: OrderedDict[str, _Level] = OrderedDict()
        self._lock = Lock()

    def check(self, client: str) -> None:
        """Raise BudgetError where nothing is left for a client."""
        if not self.rate:
            return
        left = self.left(client)
        if left <= 0:
            raise BudgetError(self.rate, math.floor(-left * _MINUTE / self.rate) + 1)

    def left(self, client: str) -> float:
        """Return the seconds in a client's bucket."""
        with self._lock:
            return self._now(client)

    def spend(self, client: str, seconds: float) -> None:
        """Take seconds of work out of a client's bucket."""
        if not self.rate:
            return
        with self._lock:
            left = self._now(client) - seconds
            self._levels[client] = _Level(left, self._clock())
            self._levels.move_to_end(client)
            if len(self._levels) > self._most:
                self._levels.popitem(last=False)

    def _now(self, client: str) -> float:
        level = self._levels.get(client)
        if level is None:
            return self.burst
        passed = max(0.0, self._clock() - level.at)
        left = level.left + passed * self.rate / _MINUTE
        if left < self.burst:
            return left
        del self._levels[client]
        return self.burst

    def __len__(self) -> int:
        """Return how many clients are remembered."""
        return len(self._levels)
