"""Kill what serves amid writes, as often as one likes: `make soak`, or with `--times`.

Writes come over HTTP while a worker, the zygote or the server itself is killed with SIGKILL at
random moments. After each restart every acknowledged write is there, whole, and no other one but
that which was under way. `tests/test_soak.py` runs the same function a few times. The hostile
queries are in `hostile.py`.
"""

import argparse
import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from s5kg.cli import main as command_line

VICTIMS = ("worker", "zygote", "server")
GRAPH = "https://w3id.org/s5kg/graph/soak"
NUMBER = "https://w3id.org/s5kg/id/soak-number"
TWIN = "https://w3id.org/s5kg/id/soak-twin"
_START = 60.0  # seconds within which a service must answer after its start


class LostError(Exception):
    """A write that was acknowledged is gone, or there is one that nobody made."""


@dataclass
class Figures:
    """What came of it: kills by victim, writes by answer, slowest return in seconds."""

    kills: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    failed: int = 0
    kept: int = 0
    restarts: int = 0
    slowest: float = 0.0


@dataclass
class Service:
    """A running `s5kg serve` with a token for all graphs."""

    process: "subprocess.Popen[str]"
    address: str
    token: str

    def write(self, number: int) -> None:
        """Add two triples that must be there together. Raises OSError unless acknowledged."""
        node = f"<https://w3id.org/s5kg/id/soak-{number}>"
        triples = f"{node} <{NUMBER}> {number} ; <{TWIN}> {number}"
        text = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {triples} }} }}"
        self._ask("/update", {"update": text}, {"Authorization": f"Bearer {self.token}"})

    def numbers(self, predicate: str) -> set[int]:
        """Return the numbers that are there."""
        query = f"SELECT ?n {{ GRAPH <{GRAPH}> {{ ?s <{predicate}> ?n }} }}"
        for _ in range(5):  # a worker that was killed costs the question that finds it dead
            with suppress(urllib.error.HTTPError):
                body = self._ask("/sparql", {"query": query, "format": "json"}, {})
                break
        else:
            raise LostError("the service does not answer any more")
        return {int(row["n"]["value"]) for row in json.loads(body)["results"]["bindings"]}

    def _ask(self, path: str, fields: dict[str, str], headers: dict[str, str]) -> bytes:
        data = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(f"{self.address}{path}", data, headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=_START) as answer:  # noqa: S310
            body: bytes = answer.read()
        return body

    def victim(self, kind: str, chance: random.Random) -> int:
        """Return the process to kill, the server's own where it has no such child yet."""
        server = self.process.pid
        zygotes = children(server)
        if kind == "server" or not zygotes:
            return server
        workers = children(zygotes[0])
        return chance.choice(workers) if kind == "worker" and workers else zygotes[0]


def children(parent: int) -> list[int]:
    """Return the processes that a process has started."""
    found: list[int] = []
    with suppress(OSError):
        for thread in Path(f"/proc/{parent}/task").iterdir():
            found += map(int, (thread / "children").read_text("ascii").split())
    return found


@contextmanager
def serving(build: Path, tokens: Path, token: str) -> Iterator[Service]:
    """Start a service over a build; kill it afterwards, with all that it started."""
    command = [sys.executable, "-m", "s5kg", "serve", "--port", "0", "--workers", "2"]
    command += ["--build", str(build), "--tokens", str(tokens), "--cache", "0"]
    command += ["--budget", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        timer = threading.Timer(_START, process.kill)
        timer.start()
        try:
            said = ""
            for line in process.stdout or []:
                said += line
                if found := re.search(r"http://[\d.:]+", line):
                    break
            else:
                raise OSError(f"the service did not start: {said}")
            timer.cancel()
            drain = threading.Thread(target=lambda: list(process.stdout or []))
            drain.start()
            try:
                yield Service(process, found[0], token)
            finally:
                process.kill()
                drain.join(_START)
        finally:
            timer.cancel()
            process.kill()


def kill_amid_writes(
    build: Path, folder: Path, times: int, chance: random.Random, longest: float = 0.3
) -> Figures:
    """Kill a process of a service that writes, so many times; return what came of it.

    Each is killed within `longest` seconds of a stream of writes.

    Raises LostError with the numbers of the writes that are not as they should be.
    """
    tokens = folder / "tokens.tsv"
    token = _token(tokens)
    figures = Figures()
    said, open_ = set[int](), set[int]()
    number = 0
    while (done := sum(figures.kills.values())) < times:
        begun = time.monotonic()
        with serving(build, tokens, token) as service:
            figures.slowest = max(figures.slowest, time.monotonic() - begun)
            figures.restarts += 1
            _compare(service, said, open_)
            # A server lives through some kills of what it started, until it is killed itself.
            for kind in _victims(chance, times - done):
                number = _burst(service, kind, number, said, open_, figures, chance, longest)
                if service.process.poll() is None and kind != "server":
                    _compare(service, said, open_)
    with serving(build, tokens, token) as service:
        _compare(service, said, open_)
        figures.kept = len(service.numbers(NUMBER))
    figures.acknowledged = number - figures.failed
    return figures


def _victims(chance: random.Random, most: int) -> list[str]:
    kinds: list[str] = []
    while len(kinds) < most and "server" not in kinds:
        kinds.append(chance.choice(VICTIMS))
    return kinds


def _burst(
    service: Service,
    kind: str,
    number: int,
    said: set[int],
    open_: set[int],
    figures: Figures,
    chance: random.Random,
    longest: float,
) -> int:
    """Write until a process has been killed and one more write was answered or failed."""
    killed = threading.Event()

    def kill() -> None:
        with suppress(OSError):
            os.kill(service.victim(kind, chance), signal.SIGKILL)
        killed.set()

    timer = threading.Timer(chance.uniform(0.0, longest), kill)
    timer.start()
    last = False
    while not last:
        last = killed.is_set()
        number += 1
        try:
            service.write(number)
            said.add(number)
        except (OSError, http.client.HTTPException):  # refused, or the server is gone
            open_.add(number)
            figures.failed += 1
            last = last or service.process.poll() is not None
    timer.join()
    figures.kills[kind] += 1
    return number


def _compare(service: Service, said: set[int], open_: set[int]) -> None:
    """Hold what is there against what was said. A write that got no answer may be there or not."""
    there, twins = service.numbers(NUMBER), service.numbers(TWIN)
    if there != twins:
        raise LostError(f"by halves: {sorted(there ^ twins)}")
    if lost := said - there:
        raise LostError(f"acknowledged and gone: {sorted(lost)}")
    if more := there - said - open_:
        raise LostError(f"there and never asked for: {sorted(more)}")
    # What is there now stays; what is not must not come later.
    said |= there
    open_.clear()


def _token(tokens: Path) -> str:
    command = [sys.executable, "-m", "s5kg", "token", "add", "soak", "--all"]
    command += ["--tokens", str(tokens)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def small_build(folder: Path) -> Path:
    """Make a build of one quad, and return its folder."""
    folder.mkdir()
    (folder / "graph.nq").write_text(f"<{GRAPH}> <{GRAPH}> <{GRAPH}> <{GRAPH}/first> .\n", "utf-8")
    return folder


def _say(which: str, figures: Figures) -> None:
    print(f"{which}: {sum(figures.kills.values())} kills, {dict(figures.kills)}")
    print(f"  {figures.acknowledged} writes acknowledged, {figures.failed} without an answer")
    print(f"  {figures.kept} there at the end; none lost, none by halves, none from nowhere")
    print(f"  {figures.restarts} starts, the slowest in {figures.slowest:.1f} s", flush=True)


def main() -> None:
    """Run it over two graphs and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--times", type=int, default=200, help="how many processes are killed")
    parser.add_argument("--seed", type=int, default=None, help="of the moments and the victims")
    given = parser.parse_args()
    seed = random.SystemRandom().randrange(1 << 32) if given.seed is None else given.seed
    print(f"seed {seed}", flush=True)
    chance = random.Random(seed)  # noqa: S311
    # On a small graph a write is mostly log and fsync, on ours mostly the shapes.
    few = given.times // 4
    with tempfile.TemporaryDirectory(prefix="s5kg-soak-") as name:
        build = small_build(Path(name) / "small")
        _say("small graph", kill_amid_writes(build, Path(name), given.times - few, chance))
        build, folder = Path(name) / "build", Path(name) / "build"
        command_line(["build", "--quiet", "--build", str(build)], standalone_mode=False)
        _say("our graph", kill_amid_writes(build, folder, few, chance, longest=1.0))


if __name__ == "__main__":
    main()
