"""Hostile queries against `s5kg serve` while honest clients keep asking.

`python bench/hostile.py` measures the honest clients alone and then beside the hostile ones.
"""

import argparse
import http.client
import json
import math
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from policygraph import write

DEADLINE = 2.0
_ALL = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
_DEEP = 20_000  # brackets


def _growing(times: int) -> str:
    """Return a query whose string doubles so often."""
    steps = [f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(times)]
    return f'SELECT (STRLEN(?x{times}) AS ?n) {{ BIND("0123456789" AS ?x0) {" ".join(steps)} }}'


def _chain(word: str, times: int) -> str:
    return " ".join(f"{word} {{ ?s{n} ?p{n} ?o{n} }}" for n in range(times))


HOSTILE = {
    "cross join, COUNT": f"SELECT (COUNT(*) AS ?n) {{ {_ALL} }}",
    "cross join, ORDER BY": f"SELECT ?a {{ {_ALL} }} ORDER BY ?i ?c LIMIT 1",
    "cross join, DISTINCT": f"SELECT DISTINCT ?a ?d ?g {{ {_ALL} }} ORDER BY ?g LIMIT 1",
    "cross join, GROUP_CONCAT": f"SELECT (GROUP_CONCAT(STR(?c)) AS ?n) {{ {_ALL} }}",
    "cross join, GROUP BY": f"SELECT ?a ?d (COUNT(?g) AS ?n) {{ {_ALL} }} GROUP BY ?a ?d ?g",
    "cross join, all rows": f"SELECT * {{ {_ALL} }}",
    "paths between all nodes": "SELECT (COUNT(*) AS ?n) { ?a (!<x:y>)* ?b . ?c (!<x:z>)* ?d }",
    "nested paths": "SELECT (COUNT(*) AS ?n) { ?a ((!<x:y>|^!<x:z>)*)* ?b }",
    "chained paths": "SELECT (COUNT(*) AS ?n) { ?a (!<x:y>|^!<x:y>)+/(!<x:z>|^!<x:z>)+ ?b }",
    "quadratic REGEX": (
        f"SELECT (COUNT(*) AS ?n) {{ {_ALL} FILTER REGEX(CONCAT(STR(?c), STR(?f), STR(?i)), "
        '"(.*)(.*)(.*)(.*)(.*)x{99}$") }'
    ),
    "deep nesting": "SELECT * " + "{" * _DEEP + "}" * _DEEP,
    "giant VALUES": (
        "SELECT (COUNT(*) AS ?n) { "
        + " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(8000)))} }}" for n in range(4))
        + " }"
    ),
    "unions": "SELECT (COUNT(*) AS ?n) { "
    + " ".join("{ ?a ?b ?c } UNION { ?d ?e ?f }" for _ in range(8))
    + " }",
    "OPTIONAL chain": f"SELECT (COUNT(*) AS ?n) {{ {_chain('OPTIONAL', 6)} }}",
    "correlated NOT EXISTS": (
        f"SELECT (COUNT(*) AS ?n) {{ {_ALL} FILTER NOT EXISTS "
        "{ ?x ?y ?z . FILTER(STR(?z) = CONCAT(STR(?a), STR(?d))) } }"
    ),
    "giant string": _growing(40),
}
# What may stop a hostile query: it is no SPARQL that we take, a limit, or its client's budget.
_STOPPED = {400, 413, 429, 503}
_LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"


@dataclass
class Watch:
    """What clients saw: seconds of each honest answer, statuses of hostile ones, and faults."""

    seconds: list[float] = field(default_factory=list)
    hostile: dict[str, list[tuple[int, str, float]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@contextmanager
def serving(folder: Path, triples: int, *options: str, deadline: float = DEADLINE) -> Iterator[int]:
    """Give the port of a service over a generated graph with two workers and low limits."""
    (folder / "graph.nq").write_bytes(write(triples))
    command = [sys.executable, "-m", "s5kg", "serve", "--build", str(folder), "--port", "0"]
    command += ["--workers", "2", "--deadline", f"{deadline:g}", "--memory", "256", *options]
    with (folder / "stderr").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(command, stderr=said, cwd=folder)
        try:
            yield _port(process, folder / "stderr")
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _port(process: "subprocess.Popen[bytes]", said: Path) -> int:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        for line in said.read_text("utf-8").splitlines():
            if line.startswith("s5kg serves http://"):
                return int(line.split()[2].rstrip("/").rpartition(":")[2])
        time.sleep(0.05)
    raise OSError("the service did not start: " + said.read_text("utf-8"))


class Client:
    """One connection at a time from one address of this machine."""

    def __init__(self, port: int, address: str) -> None:
        """Connect when first asked."""
        self._connection = http.client.HTTPConnection(
            "127.0.0.1", port, timeout=60, source_address=(address, 0)
        )

    def ask(self, query: str) -> tuple[int, str, bytes]:
        """Return status, media type and body of an answer; raises OSError, HTTPException."""
        headers = {
            "Accept": "application/sparql-results+json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self._connection.request("POST", "/sparql", urlencode({"query": query}), headers)
        answer = self._connection.getresponse()
        body = answer.read()
        return answer.status, (answer.getheader("Content-Type") or "").partition(";")[0], body

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def honest_queries(port: int, number: int) -> dict[str, bytes]:
    """Return honest queries, each with its answer while nothing else runs."""
    client = Client(port, "127.0.0.1")
    found = {}
    for n in range(number):
        node = f"<https://w3id.org/s5kg/id/bench-actor-{n}>"
        for text in (
            f"SELECT ?l {{ {node} {_LABEL} ?l }} ORDER BY ?l",
            f"SELECT ?s ?p {{ ?s ?p {node} }} ORDER BY ?s ?p",
            f"SELECT (COUNT(*) AS ?n) {{ {node} ?p ?o }}",
        ):
            status, _, body = client.ask(text)
            assert status == 200, (status, body)
            found[text] = body
    client.close()
    return found


def keep_asking(
    port: int, address: str, expected: dict[str, bytes], watch: Watch, done: threading.Event
) -> None:
    """Ask honest queries until told to stop, and note each time and each wrong answer."""
    client = Client(port, address)
    queries = list(expected.items())
    for turn in range(1_000_000):
        if done.wait(0.02):  # a program that thinks between its questions
            break
        text, right = queries[turn % len(queries)]
        begun = time.perf_counter()
        status, _, body = client.ask(text)
        watch.seconds.append(time.perf_counter() - begun)
        if status != 200 or body != right:
            watch.faults.append(f"honest {address}: {status} {body[:200]!r}")
    client.close()


def attack(port: int, address: str, names: list[str], watch: Watch) -> None:
    """Ask hostile queries one after the other, and note how each of them ended."""
    client = Client(port, address)
    for name in names:
        begun = time.perf_counter()
        status, kind, body = client.ask(HOSTILE[name])
        seconds = time.perf_counter() - begun
        problem = _problem(status, kind, body)
        watch.hostile.setdefault(name, []).append((status, problem, seconds))
        if not problem:
            watch.faults.append(f"hostile {name}: {status} {kind} {body[:200]!r}")
    client.close()


def _problem(status: int, kind: str, body: bytes) -> str:
    """Return the kind of an honest refusal, or nothing where an answer is none."""
    if status not in _STOPPED or kind != "application/problem+json":
        return ""
    details = json.loads(body)
    if details["status"] != status:
        return ""
    return str(details["type"]).rpartition("/")[2]


def load(
    port: int, expected: dict[str, bytes], attackers: int, rounds: int, seconds: float = 0.0
) -> Watch:
    """Let two honest clients ask while `attackers` send each hostile query `rounds` times.

    Without attackers it lasts `seconds`.
    """
    watch, done = Watch(), threading.Event()
    with ThreadPoolExecutor(attackers + 2) as threads:
        honest = [
            threads.submit(keep_asking, port, f"127.0.1.{n}", expected, watch, done) for n in (1, 2)
        ]
        try:
            done.wait(seconds)
            names = list(HOSTILE)
            hostile = []
            for n in range(attackers):
                turned = names[n * 5 % len(names) :] + names[: n * 5 % len(names)]
                address = f"127.0.0.{n + 2}"
                hostile.append(threads.submit(attack, port, address, turned * rounds, watch))
            for one in hostile:
                one.result(600)
        finally:
            done.set()
        for one in honest:
            one.result(60)
    return watch


def percentile(seconds: list[float], share: float) -> float:
    """Return the milliseconds that a share of the answers took at most."""
    return sorted(seconds)[math.ceil(share * len(seconds)) - 1] * 1e3


def main() -> int:
    """Print a table; return 1 where an answer was not what it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=20_000)
    parser.add_argument("--attackers", type=int, default=1, help="addresses that attack")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--option", action="append", default=[], help="of s5kg serve, --name=value")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="s5kg-hostile-") as folder:
        options = ["--budget=0", "--cache=0", *given.option]
        with serving(Path(folder), given.triples, *options) as port:
            expected = honest_queries(port, 40)
            alone = load(port, expected, 0, 0, 8)
            beside = load(port, expected, given.attackers, given.rounds)
    for name, ends in beside.hostile.items():
        kinds = ", ".join(sorted({f"{status} {problem}" for status, problem, _ in ends}))
        print(f"{name:28} {kinds:32} {max(seconds for _, _, seconds in ends):6.2f} s")
    for name, watch in (("alone", alone), ("beside hostile", beside)):
        half, most = (percentile(watch.seconds, share) for share in (0.5, 0.95))
        mean = statistics.fmean(watch.seconds) * 1e3
        print(
            f"honest {name:16} {len(watch.seconds):6} answers, p50 {half:.1f} ms, "
            f"p95 {most:.1f} ms, mean {mean:.1f} ms"
        )
    ratio = percentile(beside.seconds, 0.95) / percentile(alone.seconds, 0.95)
    print(f"p95 beside hostile queries is {ratio:.2f} times that alone")
    faults = alone.faults + beside.faults
    for fault in faults[:20]:
        print(fault)
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
