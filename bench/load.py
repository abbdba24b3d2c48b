"""How fast a server answers one query, asked by `wrk` or, where that is slow, one by one."""

import math
import re
import shutil
import statistics
import subprocess
import time
from dataclasses import dataclass
from urllib.parse import quote

from servers import AbsentError, ask

_SLOW = 1.0  # seconds above which an answer is timed by itself
_SINGLY = 3  # times
_MILLISECONDS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}


@dataclass(frozen=True)
class Speed:
    """Answers in a second, and the milliseconds that half and 99 % of them took at most."""

    rate: float
    half: float
    most: float


def measure(
    url: str, query: str, accept: str, clients: int, seconds: float, patience: float
) -> Speed:
    """Ask a query again and again from `clients` connections for some seconds.

    Raises OSError where the server gives no answer within `patience` seconds.
    """
    first = _time(url, query, accept, patience)
    if first > _SLOW:
        times = [first] + [_time(url, query, accept, patience) for _ in range(_SINGLY - 1)]
        half = statistics.median(times)
        return Speed(1 / half, half * 1e3, max(times) * 1e3)
    # Long enough for each client to have several answers, also where they share one processor.
    return _wrk(f"{url}?query={quote(query)}", accept, clients, max(seconds, 4 * first * clients))


def _time(url: str, query: str, accept: str, patience: float) -> float:
    begun = time.perf_counter()
    ask(url, query, accept, patience)
    return time.perf_counter() - begun


def _wrk(address: str, accept: str, clients: int, seconds: float) -> Speed:
    program = shutil.which("wrk")
    if program is None:
        raise AbsentError("install wrk (Debian: apt-get install wrk)")
    command = [
        program,
        "-t",
        "1",
        "-c",
        str(clients),
        "-d",
        f"{math.ceil(seconds)}s",
        "--timeout",
        "60s",
    ]
    command += ["--latency", "-H", f"Accept: {accept}", address]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise OSError("not every answer was one: " + " ".join(said.split()))
    rate = float(_found(r"Requests/sec:\s+([\d.]+)", said)[1])
    return Speed(rate, _percentile("50", said), _percentile("99", said))


def _percentile(name: str, said: str) -> float:
    found = _found(rf"\b{name}%\s+([\d.]+)(us|ms|s|m)\b", said)
    return float(found[1]) * _MILLISECONDS[found[2]]


def _found(pattern: str, said: str) -> re.Match[str]:
    found = re.search(pattern, said)
    if found is None:
        raise OSError(f"wrk did not say {pattern}: {said}")
    return found
