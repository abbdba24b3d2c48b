"""`s5kg links`: mapping sets held against their specification, the graph and each other."""

import sys
from pathlib import Path

import click
from rich.markup import escape

from s5kg.assembly import assemble
from s5kg.cli.console import err, fail, fail_sources, json_option, out, print_json, sources_option
from s5kg.inventory import take_inventory
from s5kg.linking.names import shown
from s5kg.linking.rows import Decision
from s5kg.linking.schemes import Outcome, Scheme, read_scheme, schemes_of
from s5kg.linking.specification import find_departures
from s5kg.locations import Sources
from s5kg.mappings import Mapping, MappingSet, read_mappings
from s5kg.problems import Problem, SourceError
from s5kg.vocabulary import find_all_link_faults

_KEYS = frozenset("arsq")


@click.group()
def links() -> None:
    """Check and review the links to other graphs."""


@links.command(
    "check", epilog="Examples: s5kg links check; s5kg links check build/links/ror.sssom.tsv"
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@sources_option
@json_option
def check_command(files: tuple[Path, ...], sources: Sources, as_json: bool) -> None:
    """Hold the mapping sets in data/links/, and FILES, against SSSOM, each other and the graph.

    Exit code 1 where something is wrong. Needs the package sssom: pip install 's5kg[links]'.
    """
    try:
        inventory = take_inventory(sources)
        assembly = assemble(inventory)
        held = {file.path.resolve() for file in inventory}
        named = {path.resolve(): path for path in files}
        further = [read_mappings(path) for place, path in named.items() if place not in held]
    except SourceError as error:
        fail_sources(error, sources, as_json)
    published, aside = list(assembly.links.values()), [*assembly.candidates.values(), *further]
    faults = find_all_link_faults(assembly, further)
    faults += _departures([*published, *aside])
    if faults:
        fail_sources(SourceError(faults), sources, as_json)
    rows = [row for one in published for row in one.rows]
    counts = {
        "sets": len(published),
        "links": sum(not row.negative for row in rows),
        "negative": sum(row.negative for row in rows),
        "candidates": sum(len(one.rows) for one in aside),
    }
    if as_json:
        print_json(counts)
        return
    out.print(
        f"{counts['links']} links in {counts['sets']} sets, {counts['negative']} that must not be "
        f"made, {counts['candidates']} candidates: nothing is wrong"
    )


def _departures(sets: list[MappingSet]) -> list[Problem]:
    try:
        return [problem for one in sets for problem in find_departures(one)]
    except ImportError:
        fail("the package sssom is missing: pip install 's5kg[links]'")


@links.command("review", epilog="Example: s5kg links review ror")
@click.argument("scheme")
@sources_option
def review_command(scheme: str, sources: Sources) -> None:
    """Judge the candidates of a scheme, one key each.

    a accepts: the row becomes a link. r rejects: it becomes one that must not be made. s leaves it
    for later, q ends. Each answer is written at once.
    """
    folder = sources.data / "links"
    known = sorted({*schemes_of(folder), *schemes_of(folder / "candidates")})
    if scheme not in known:
        fail(f"{scheme} is no scheme of data/links/: take {', '.join(known)}")
    counts = {"accepted": 0, "rejected": 0, "left": 0}
    try:
        _review(read_scheme(folder, scheme), counts)
    except SourceError as error:
        _tell(counts)
        fail_sources(error, sources, as_json=False)
    _tell(counts)


def _tell(counts: dict[str, int]) -> None:
    out.print(", ".join(f"{count} {name}" for name, count in counts.items()))


def _review(sets: Scheme, counts: dict[str, int]) -> None:
    """Ask for each candidate; after each answer the sets are read again, others write them too."""
    later: list[dict[str, str]] = []
    while True:
        rows = sets.candidates.rows
        counts["left"] = len(rows)
        waiting = (pair for pair in enumerate(rows, start=1) if pair[1].cells not in later)
        number, row = next(waiting, (0, None))
        if row is None:
            return
        _show(row, number, len(rows))
        key = _key()
        if key == "q":
            return
        if key == "s":
            later.append(row.cells)
        else:
            verdict = sets.decide(row, decision := Decision(key))
            if verdict.outcome is Outcome.WRITTEN:
                counts["accepted" if decision is Decision.ACCEPT else "rejected"] += 1
            else:
                err.print(f"[red]{verdict.outcome.value}[/]: {escape(verdict.why)}")
            if verdict.outcome is Outcome.CONTRADICTED:
                later.append(row.cells)
        sets = sets.again()


def _show(row: Mapping, number: int, total: int) -> None:
    seen = {name: escape(shown(text)) for name, text in row.cells.items()}
    out.print(f"\n[bold]{number}/{total}[/]  {seen['subject_label']}")
    out.print(f"  {seen['subject_id']}")
    out.print(f"  {escape(shown(row.object.value))}  {seen['object_label']}")
    out.print(f"  {seen['confidence']}: {seen['comment']}")


def _key() -> str:
    """Return the key of an answer; the end of the input ends the review."""
    click.echo("a accept, r reject, s later, q end: ", nl=False)
    while True:
        key: str = click.getchar() if sys.stdin.isatty() else sys.stdin.read(1)
        if key.lower() in _KEYS or not key:
            click.echo(key)
            return key.lower() or "q"
