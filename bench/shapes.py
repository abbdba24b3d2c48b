"""The shapes as queries beside pySHACL, on the shipped graph and on graphs made of copies of it.

    python bench/shapes.py [--triples 46000 100000 300000] [--runs 3]

A copy has every thing of the document under a name of its own. Each time is a median; pySHACL
runs once above 50,000 triples. Says where the two differ.
"""

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import pyoxigraph as ox

from s5kg.locations import default_sources
from s5kg.namespaces import GRAPH, expand
from s5kg.release import make_graphs, to_nquads
from s5kg.shacl.engine import Data, Shapes
from s5kg.shacl.gate import SHAPES_GRAPH
from s5kg.shacl.reference import judge
from s5kg.shacl.results import Result

_THINGS = expand("s5d:")
_SOURCE = f"{GRAPH}source/"
_OFTEN = 50_000  # triples up to which pySHACL is run as often as the queries


def copy(quads: Sequence[ox.Quad], number: int) -> Iterator[ox.Quad]:
    """Yield the quads of the documents with each thing under another name."""
    for quad in quads:
        subject, value = quad.subject, quad.object
        if isinstance(subject, ox.NamedNode):
            subject = _renamed(subject, number)
        if isinstance(value, ox.NamedNode):
            value = _renamed(value, number)
        yield ox.Quad(subject, quad.predicate, value, quad.graph_name)


def _renamed(name: ox.NamedNode, number: int) -> ox.NamedNode:
    is_thing = name.value.startswith(_THINGS)
    return ox.NamedNode(f"{name.value}-copy-{number}") if is_thing else name


def grown(shipped: Sequence[ox.Quad], triples: int) -> ox.Store:
    """Return a store of at least as many triples, and of whole copies."""
    store = ox.Store()
    store.bulk_extend(shipped)
    source = [quad for quad in shipped if str(quad.graph_name).startswith(f"<{_SOURCE}")]
    number = 0
    while len(store) < triples:
        number += 1
        store.bulk_extend(copy(source, number))
    return store


def timed(work: Callable[[], list[Result]], runs: int) -> tuple[float, list[Result]]:
    """Return the median seconds of some runs, and what the last one found."""
    times, found = [], list[Result]()
    for _ in range(runs):
        begun = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times), found


def by_queries(data: Data, rules: list[ox.Quad]) -> list[Result]:
    """Compile the shapes and run them."""
    return Shapes(rules).run(data)


def by_pyshacl(data: Data, rules: list[ox.Quad]) -> list[Result]:
    """Hand data and shapes to pySHACL."""
    return judge(data.triples(), rules, None)


def said(results: list[Result]) -> Counter[tuple[str, ...]]:
    """Return what was found, without the order and without the nodes of the report."""
    return Counter((str(r.focus), str(r.path), str(r.component), str(r.severity)) for r in results)


def main() -> None:
    """Print a table, one row for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, nargs="+", default=[46_000, 100_000, 300_000])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    nquads = to_nquads(make_graphs(default_sources()))
    shipped = list(ox.parse(nquads, format=ox.RdfFormat.N_QUADS))
    print("| triples | results | queries, s | pySHACL, s | ratio | the same |")
    print("| ---: | ---: | ---: | ---: | ---: | --- |")
    for size in options.triples:
        store = grown(shipped, size)
        rules = list(store.quads_for_pattern(None, None, None, SHAPES_GRAPH))
        data = Data(store)
        fast, found = timed(partial(by_queries, data, rules), options.runs)
        runs = options.runs if len(store) < _OFTEN else 1
        slow, judged = timed(partial(by_pyshacl, data, rules), runs)
        same = set(said(found)) == set(said(judged))
        print(
            f"| {len(store):,} | {len(found):,} | {fast:.2f} | {slow:.1f} "
            f"| {slow / fast:.0f} | {'yes' if same else 'no'} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
