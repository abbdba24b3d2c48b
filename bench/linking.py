"""How many links are found again, how many are wrong, and how long it takes.

python bench/linking.py DUMP --scheme ror [--repeat 7]

DUMP holds the targets of the verified links among others: for ROR, its yearly dump as CSV with the
columns id, label, lang, type and country. One half of the links is hidden and looked for, then the
other. With --repeat the rows of the dump, which must be CSV then, are taken as often, changed, to
see the time it takes.
"""

import argparse
import csv
import random
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from s5kg.engine.memory import MemoryEngine
from s5kg.linking.proposals import Proposal, Target, propose
from s5kg.linking.schemes import Scheme, read_scheme
from s5kg.linking.sources import Faults, read_statements
from s5kg.linking.things import Thing, read_things
from s5kg.locations import default_build, default_sources
from s5kg.lookup import Lookup
from s5kg.mappings import EXACT
from s5kg.mappings import Mapping as Link
from s5kg.queries import PAGES, read_queries

SEED = 20
LEAST = (0.4, 0.5, 0.6, 0.7, 0.8)


def main() -> None:
    """Print a table of precision and recall, then seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dump", type=Path)
    parser.add_argument("--scheme", required=True)
    parser.add_argument("--repeat", type=int, default=1)
    asked = parser.parse_args()
    sources = default_sources()
    engine = MemoryEngine.open(default_build() / "graph.nq")
    lookup = Lookup(engine.answer, read_queries(sources.queries, PAGES), lambda: "")
    scheme = read_scheme(sources.data / "links", asked.scheme)
    every = read_things(lookup, ())
    kinds = scheme.kinds(every)
    things = {iri: thing for iri, thing in every.items() if thing.kinds & kinds}
    _print_quality(things, scheme, asked.dump)
    _print_time(every, asked.dump, asked.repeat)


def _print_quality(things: Mapping[str, Thing], scheme: Scheme, dump: Path) -> None:
    there = {one.subject for one in read_statements(dump, Faults())}
    exact = [row for row in scheme.links.rows if row.predicate == EXACT and not row.negative]
    exact = [row for row in exact if row.object.value in there]
    random.Random(SEED).shuffle(exact)  # noqa: S311 (nothing depends on its secrecy)
    middle = len(exact) // 2
    halves = [(exact[:middle], exact[middle:]), (exact[middle:], exact[:middle])]
    found = [(hidden, _found(things, scheme, dump, known)) for hidden, known in halves]
    print(f"{len(exact)} links hidden by halves, {len(there)} things in the dump\n")
    print("| confidence from | found | wrong | precision | recall |\n|---|---|---|---|---|")
    for least in LEAST:
        right = wrong = 0
        for hidden, proposals in found:
            truth = {row.subject.value: row.object.value for row in hidden}
            best = {p.ours.iri: p for p in reversed(proposals) if p.score.confidence >= least}
            judged = [(truth[iri], p.theirs.iri) for iri, p in best.items() if iri in truth]
            right += sum(target == given for target, given in judged)
            wrong += sum(target != given for target, given in judged)
        precision = right / (right + wrong) if right + wrong else 1
        print(f"| {least} | {right} | {wrong} | {precision:.2f} | {right / len(exact):.2f} |")


def _found(
    things: Mapping[str, Thing], scheme: Scheme, dump: Path, known: list[Link]
) -> list[Proposal]:
    negative = [row for row in scheme.links.rows if row.negative]
    left = Scheme(replace(scheme.links, rows=(*known, *negative)), scheme.candidates)
    open_ones = {iri: thing for iri, thing in things.items() if iri not in left.linked()}
    return _propose(open_ones, dump, left)


def _propose(things: Mapping[str, Thing], dump: Path, target: Target) -> list[Proposal]:
    statements = partial(read_statements, dump)
    return propose(things, statements, target, LEAST[0], Faults(), Faults())


class _Open:
    """Where nothing was judged and everything fits."""

    def is_judged(self, ours: str, theirs: str) -> bool:
        return False

    def misfit(self, theirs: str) -> str:
        return ""


def _print_time(things: Mapping[str, Thing], dump: Path, repeat: int) -> None:
    with tempfile.TemporaryDirectory(prefix="s5kg-linking-") as name:
        path, count = Path(name, "repeated.csv"), _repeat(dump, repeat, Path(name, "repeated.csv"))
        begun = time.perf_counter()
        _propose(things, path, _Open())
        seconds = time.perf_counter() - begun
    print(f"\n{len(things)} things against {count} names: {seconds:.1f} s")


def _repeat(dump: Path, repeat: int, path: Path) -> int:
    """Write the rows of a CSV several times, each time of other things; return how many."""
    with dump.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    with path.open("w", encoding="utf-8", newline="") as file:
        output = csv.writer(file)
        output.writerow(header)
        subject, label = header.index("id"), header.index("label")
        for turn in range(repeat):
            for row in rows:
                changed = list(row)
                changed[subject] += f"-{turn}" if turn else ""
                changed[label] += f" {turn}" if turn else ""
                output.writerow(changed)
    return repeat * len(rows)


if __name__ == "__main__":
    main()
