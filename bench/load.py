"""How fast a server answers one query, asked by `wrk` or by a program in Python."""

import http.client
import math
import re
import shutil
import statistics
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from servers import AbsentError

_SLOW = 1000.0  # milliseconds above which an answer is timed by itself
_SINGLY = 3  # times
_MOST = 10_000  # questions in a row
_MILLISECONDS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}


class TooSlowError(OSError):
    """A query takes too long for many to ask it at a time."""


@dataclass(frozen=True)
class Speed:
    """Answers in a second, and the milliseconds that half and 99 % of them took at most."""

    rate: float
    half: float
    most: float


@dataclass(frozen=True)
class Asking:
    """Who asks: connections of `wrk`, or one of a program in Python (`http.client`)."""

    name: str
    connections: int
    program: bool = False


def measure(
    url: str, query: str, accept: str, asking: Asking, seconds: float, patience: float
) -> Speed:
    """Ask a query again and again for some seconds; what takes longer than one, a few times.

    Raises OSError where the server gives no answer within `patience` seconds, and where many would
    ask for what takes long.
    """
    address = f"{url}?query={quote(query)}"
    first = _one_by_one(address, accept, 0.0, patience)
    if first.half > _SLOW:
        if asking.connections > 1:
            raise TooSlowError
        return _one_by_one(address, accept, _SINGLY * first.half / 1e3, patience)
    if asking.program:
        return _one_by_one(address, accept, seconds, patience)
    # Long enough for each client to have several answers, also where they share one processor.
    long = max(seconds, 4 * first.half / 1e3 * asking.connections)
    return _wrk(address, accept, asking.connections, long)


def _one_by_one(address: str, accept: str, seconds: float, patience: float) -> Speed:
    """Ask over one connection that is kept, at least once."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=patience)
    times: list[float] = []
    end = time.perf_counter() + seconds
    with closing(connection):
        while not times or (time.perf_counter() < end and len(times) < _MOST):
            begun = time.perf_counter()
            connection.request("GET", f"{parts.path}?{parts.query}", headers={"Accept": accept})
            with connection.getresponse() as answer:
                answer.read()
                if answer.status != 200:
                    raise OSError(f"status {answer.status}")
            times.append(time.perf_counter() - begun)
    times.sort()
    most = times[min(len(times) - 1, math.ceil(0.99 * len(times)))]
    return Speed(len(times) / sum(times), statistics.median(times) * 1e3, most * 1e3)


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
