"""How long the service takes for each kind of page: shipped graph, and hubs of a generated one.

python bench/pages.py [--triples 1000000]
"""

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import policygraph
import pyoxigraph as ox
from flask import Flask

from s5kg.engine.memory import MemoryEngine
from s5kg.locations import default_build, default_sources
from s5kg.queries import read_queries
from s5kg.web import create_app
from s5kg.web.addresses import href

ROUNDS = 15
# One of each kind of thing; the pages without parts are those of the service.
THINGS = (
    "/page/org-us-ostp", "/page/doc-us-ai-rd-plan-2019", "/page/prog-eu-he",
    "/page/case-1-shibuya", "/page/fig-de-efi-evaluation-interval", "/page/code/modality-actual",
    "/page/seg-01", "/page/disc-01-plan-date", "/codes/modality",
    "/examples/eu-framework-budgets", "/search?q=ostp", "/explore?class=s5%3AFigure",
)  # fmt: skip
GENERATED = ("/", "/explore", "/explore?class=s5%3AInitiative", "/search?q=quantum")
_HUBS = """
SELECT ?hub WHERE { ?thing ?property ?hub FILTER(STRSTARTS(STR(?hub), "https://w3id.org/s5kg/")) }
GROUP BY ?hub ORDER BY DESC(COUNT(*)) LIMIT 20
"""


def measure(title: str, quads: bytes, dumps: Path, paths: Sequence[str], rounds: int) -> None:
    """Print the median milliseconds of pages: with nothing kept, and when asked again."""
    engine = MemoryEngine(quads)
    examples = read_queries(default_sources().queries, "examples")
    cold = create_app(engine, dumps, examples, kept=0)
    warm = create_app(engine, dumps, examples)
    print(f"{title}: milliseconds, median of {rounds}: nothing kept, asked again")
    medians = []
    for path in paths:
        first, again = median(cold, path, rounds), median(warm, path, rounds)
        medians.append(first)
        print(f"  {first:8.1f} {again:8.2f}  {path}")
    print(f"  {statistics.median(medians):8.1f}           median of the pages")


def fixed(dumps: Path) -> list[str]:
    """Return the pages whose address has no parts."""
    app = create_app(MemoryEngine(b""), dumps, [])
    rules = [rule for rule in app.url_map.iter_rules() if not rule.arguments]
    client, accept = app.test_client(), {"Accept": "text/html"}
    answers = {
        rule.rule: client.get(rule.rule, headers=accept)
        for rule in rules
        if "GET" in (rule.methods or ())
    }
    return [
        path
        for path, answer in answers.items()
        if answer.status_code == 200 and answer.mimetype == "text/html"
    ]


def median(app: Flask, path: str, rounds: int) -> float:
    """Return the median milliseconds of a page in Japanese, which has been asked for once."""
    client = app.test_client()
    times = []
    for _ in range(rounds + 1):
        begun = time.perf_counter()
        answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": "ja"})
        times.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return statistics.median(times[1:])


def hubs(quads: bytes, most: int = 3) -> list[str]:
    """Return the pages of the things that most triples point to."""
    store = ox.Store()
    store.bulk_load(quads, format=ox.RdfFormat.N_QUADS)
    found = store.query(_HUBS, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    paths = [href(row["hub"].value) or "" for row in found]
    return [path for path in paths if path.startswith("/page/")][:most]


def main() -> None:
    """Measure the build of this folder, and a generated graph."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000)
    given = parser.parse_args()
    build = default_build()
    if (build / "graph.nq").is_file():
        shipped = (build / "graph.nq").read_bytes()
        paths = [*fixed(build / "dumps"), *THINGS]
        measure("shipped graph", shipped, build / "dumps", paths, ROUNDS)
    else:
        print("no build: `make build` makes one", file=sys.stderr)
    quads = policygraph.write(given.triples)
    paths = [*hubs(quads), *GENERATED]
    measure(f"{given.triples:,} triples", quads, build / "dumps", paths, ROUNDS // 3)


if __name__ == "__main__":
    main()
