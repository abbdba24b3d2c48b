"""Our service and others over the same graph, asked the same queries: speed, memory, start.

    python bench/peers.py [--triples 100000] [--seconds 2] [--only s5kg,oxigraph-memory]

Ratios within one run count; absolute figures belong to the machine. Nothing fails here, but an
answer that differs from the others is marked with ≠.
"""

import argparse
import json
import os
import platform
import re
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from http.client import HTTPException
from importlib.metadata import version
from pathlib import Path

from answers import accepted, read
from load import Asking, Speed, TooSlowError, measure
from policygraph import write
from servers import (
    BENCH,
    AbsentError,
    Graph,
    Server,
    ask,
    comunica,
    fuseki,
    oxigraph_disk,
    oxigraph_memory,
    rdflib_endpoint,
    running,
    s5kg,
    virtuoso,
)
from table import tables

from s5kg.namespaces import prefixes

UNLIMITED = ("--deadline", "600", "--budget", "0")
PEERS = {
    "s5kg": s5kg(*UNLIMITED, "--cache", "0"),
    "s5kg-cached": s5kg(*UNLIMITED),
    "oxigraph-memory": oxigraph_memory,
    "oxigraph-disk": oxigraph_disk,
    "virtuoso": virtuoso,
    "fuseki": fuseki,
    "rdflib-endpoint": rdflib_endpoint,
    "comunica": comunica,
}
ASKING = (
    Asking("1 client (wrk)", 1),
    Asking("8 clients (wrk)", 8),
    Asking("1 program in Python", 1, program=True),
)
_PATIENCE = 60.0  # seconds for one answer
_ANY_ROWS = ("11-rows-10k", "12-rows-100k", "10-describe")  # which rows is for the engine to say
_PREFIXED = re.compile(r"(?<![\w<])([a-z][\w-]*):")


def queries() -> dict[str, str]:
    """Return the queries by name, each with the prefixes that it uses."""
    known = prefixes()
    found = {}
    for path in sorted((BENCH / "queries").glob("*.rq")):
        lines = path.read_text("utf-8").splitlines()
        text = "\n".join(line for line in lines if not line.startswith("#"))
        used = [name for name in dict.fromkeys(_PREFIXED.findall(text)) if name in known]
        declared = "".join(f"PREFIX {name}: <{known[name]}>\n" for name in used)
        found[path.stem] = declared + text
    return found


def prepare(folder: Path, triples: int) -> Graph:
    """Write the graph as quads and as triples."""
    quads = write(triples)
    graph = Graph(folder, folder / "graph.nq", folder / "graph.nt")
    graph.quads.write_bytes(quads)
    graph.triples.write_bytes(re.sub(rb" <[^ ]*> \.\n", b" .\n", quads))
    return graph


Measured = dict[tuple[str, str, str], Speed | str]


def differences(servers: Sequence[Server], asked: dict[str, str]) -> set[tuple[str, str]]:
    """Return (server, query) for each answer that is not that of the first server."""
    odd = set()
    for name, query in asked.items():
        expected = None
        for server in servers:
            try:
                kind = accepted(query)
                answer = read(ask(server.url, query, kind, _PATIENCE), kind)
            except (OSError, ValueError):
                odd.add((server.name, name))
                continue
            same = answer.total() if name in _ANY_ROWS else answer
            expected = same if expected is None else expected
            if same != expected:
                odd.add((server.name, name))
    return odd


def race(servers: Sequence[Server], asked: dict[str, str], seconds: float) -> Measured:
    """Measure each query on all servers in turn, so that what disturbs one disturbs the others."""
    found: Measured = {}
    for asking in ASKING:
        for name, query in asked.items():
            for server in servers:
                known = [found.get((name, server.name, one.name)) for one in ASKING]
                if "failed" in known:  # it would take all our patience again
                    found[name, server.name, asking.name] = "failed"
                    continue
                speed = _measure(server, query, asking, seconds)
                print(f"{name}, {asking.name}, {server.name}: {speed}", file=sys.stderr, flush=True)
                found[name, server.name, asking.name] = speed
                server.memory()
    return found


def _measure(server: Server, query: str, asking: Asking, seconds: float) -> Speed | str:
    try:
        return measure(server.url, query, accepted(query), asking, seconds, _PATIENCE)
    except TooSlowError:
        return "–"
    except (OSError, HTTPException) as error:
        print(f"  {error!r}", file=sys.stderr, flush=True)
        return "failed"


def main() -> None:
    """Start the servers, compare their answers, race them, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--only", default=",".join(PEERS), help="names, separated by commas")
    parser.add_argument("--json", type=Path, help="write all figures to this file, too")
    options = parser.parse_args()
    asked = queries()
    absent = {}
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        graph = prepare(folder, options.triples)
        servers = []
        for peer in options.only.split(","):
            print(f"starting {peer}", file=sys.stderr)
            try:
                server = running(peer, PEERS[peer], graph, folder / peer)
                servers.append(stack.enter_context(server))
            except AbsentError as error:
                absent[peer] = str(error)
        odd = differences(servers, asked)
        measured = race(servers, asked, options.seconds)
    print(
        f"{options.triples:,} triples; {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, ",
        end="",
    )
    print(f"pyoxigraph {version('pyoxigraph')}\n")
    print(tables(servers, list(asked), measured, odd))
    for peer, why in absent.items():
        print(f"{peer} was not measured: {why}")
    if options.json:
        rows = [
            [*key, speed if isinstance(speed, str) else [speed.rate, speed.half, speed.most]]
            for key, speed in measured.items()
        ]
        options.json.write_text(json.dumps(rows, indent=1), "utf-8")


if __name__ == "__main__":
    main()
