"""How long suggestions take: at the shipped graph and at 100,000 generated labels.

python bench/search.py [--labels 100000]
"""

import argparse
import statistics
import sys
import time
from itertools import islice

import policygraph

from s5kg.engine.memory import MemoryEngine
from s5kg.locations import default_build, default_sources
from s5kg.lookup import Lookup
from s5kg.queries import PAGES, read_queries
from s5kg.search.index import Index
from s5kg.search.keeping import build_index

ROUNDS = 20
SUGGESTED = 10
TRIPLES_PER_LABEL = 10  # of a generated graph, about
ASKED = (
    "s", "sm", "smart", "smart city", "programme", "programme quantum", "a", "e 1", "99999",
    "水素", "計画", "量子計算の", "でーた", "ｽﾏｰﾄ", "省", "ostp", "no such thing", "programme zzz",
    "programme 1 水素", "存在しない語",
)  # fmt: skip


def measure(title: str, quads: bytes) -> None:
    """Print what building takes, and median, p95 and worst of suggestions in milliseconds."""
    engine = MemoryEngine(quads)
    queries = read_queries(default_sources().queries, PAGES)
    begun = time.perf_counter()
    index = build_index(Lookup(engine.answer, queries, lambda: engine.release))
    built = time.perf_counter() - begun
    times = suggest(index, ASKED)
    half, most = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    print(
        f"{title}: {len(index):,} labels, built in {built:.1f} s; suggestions, milliseconds: "
        f"median {half:.2f}, p95 {most:.2f}, worst {max(times):.2f}"
    )


def suggest(index: Index, asked: tuple[str, ...]) -> list[float]:
    """Return how many milliseconds each suggestion took."""
    times = []
    for words in asked * ROUNDS:
        begun = time.perf_counter()
        list(islice(index.hits(words), SUGGESTED))
        times.append((time.perf_counter() - begun) * 1000)
    return times


def main() -> None:
    """Measure the build of this folder, and a generated graph."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=int, default=100_000)
    given = parser.parse_args()
    graph = default_build() / "graph.nq"
    if graph.is_file():
        measure("shipped graph", graph.read_bytes())
    else:
        print("no build: `make build` makes one", file=sys.stderr)
    lines = policygraph.quads(given.labels * TRIPLES_PER_LABEL)
    measure("generated graph", "".join(lines).encode())


if __name__ == "__main__":
    main()
