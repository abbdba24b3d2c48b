"""`s5kg link`: links to another graph, proposed for a person to judge."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.markup import escape

from s5kg.cli.console import (
    PARTIAL,
    Number,
    build_option,
    err,
    fail,
    fail_sources,
    out,
    progress,
    sources_option,
    table,
    tell_faults,
)
from s5kg.cli.querying import open_engine
from s5kg.engine import LimitError
from s5kg.engine.client import Service
from s5kg.engine.places import Settings
from s5kg.engine.remote import RemoteEngine
from s5kg.linking.proposals import Proposal, Statements, propose
from s5kg.linking.schemes import Scheme, read_scheme, schemes_of
from s5kg.linking.services import ServiceStatements
from s5kg.linking.sources import Faults, read_statements
from s5kg.linking.things import Thing, read_things
from s5kg.locations import Sources
from s5kg.lookup import Lookup
from s5kg.namespaces import shrink
from s5kg.problems import SourceError
from s5kg.queries import PAGES, read_queries

_SHOWN = 20


@click.command(
    epilog="Examples: s5kg link ror.csv --scheme ror; "
    "s5kg link http://127.0.0.1:7878/query --scheme wikidata. Exit code 3: a part was written."
)
@click.argument("source")
@click.option("--scheme", required=True, help="Where SOURCE's things are: a set of data/links/.")
@click.option(
    "--least", type=Number(0, 1), default=0.4, show_default=True,
    help="Confidence below which nothing is proposed.",
)  # fmt: skip
@click.option("--all", "again", is_flag=True, help="Also for things that have their link.")
@click.option("--strict", is_flag=True, help="Stop at what cannot be read instead of counting it.")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False),
    help="The set to write [default: data/links/candidates/SCHEME.sssom.tsv].",
)  # fmt: skip
@sources_option
@build_option
def link(
    source: str,
    scheme: str,
    least: float,
    again: bool,
    strict: bool,
    output: Path | None,
    sources: Sources,
    target: Path,
) -> None:
    """Propose links of our things to those of SOURCE, as SSSOM for a person to judge.

    SOURCE is a dump in N-Triples, Turtle or CSV (id,label,lang,type and others), or the address of
    a SPARQL service, which is asked for our names.
    """
    folder = sources.data / "links"
    if scheme not in schemes_of(folder):
        fail(f"{scheme} is no scheme of data/links/: take {', '.join(schemes_of(folder))}")
    try:
        sets = _sets(folder, scheme, output)
        things = _things(sets, again, sources, target)
        faults, odd, began = Faults(), Faults(), time.monotonic()
        with _opened(source, things, sources) as statements:
            found = propose(things, statements, sets, least, faults, odd)
        tell_faults(odd, "dim", "left out, since nothing of the scheme is called so")
        tell_faults(faults, "yellow", "could not be read: what follows is a part")
        _check(found, faults, strict)
        added = sets.add(found, sets.candidates.path)
    except SourceError as error:
        fail_sources(error, sources, as_json=False)
    _show(found)
    what = "proposal" if added == 1 else "proposals"
    err.print(
        f"{added} {what} for {len({one.ours.iri for one in found})} of {len(things)} things "
        f"in {time.monotonic() - began:.1f} s: {escape(str(sets.candidates.path))}"
    )
    if added:
        _say_what_next(scheme, output, folder / "candidates" / f"{scheme}.sssom.tsv")
    sys.exit(PARTIAL if faults.count else 0)


def _sets(folder: Path, scheme: str, output: Path | None) -> Scheme:
    """Return the sets of a scheme; an output that holds what is published, or another, ends it."""
    judged = folder / "candidates" / f"{scheme}.sssom.tsv"
    # A link of the file system is followed where a set is read, and replaced where it is written.
    places = (output.resolve().parent, output.parent.resolve()) if output else ()
    if folder.resolve() in places:
        fail(
            f"{output} would be published: proposals that nobody judged go elsewhere; "
            "leave --output out, or name a file outside data/links/"
        )
    if output and judged.parent.resolve() in places and output.name != judged.name:
        fail(
            f"{output} is a set of another scheme than {scheme}: "
            f"leave --output out, which means {judged}, or name a file outside data/links/"
        )
    sets = read_scheme(folder, scheme, output)
    if unknown := sorted(sets.links.prefixes.items() - sets.candidates.prefixes.items()):
        lines = ", ".join(f'{name}: "{space}"' for name, space in unknown)
        fail(
            f"{sets.candidates.path} is a set of another scheme than {scheme}, or has other "
            f"prefixes: name another file, or declare {lines} in its curie_map"
        )
    return sets


def _say_what_next(scheme: str, output: Path | None, judged: Path) -> None:
    """Say how proposals come to be judged, which are those that lie beside the links."""
    if output and output.resolve() != judged.resolve():
        verb = "add its rows to" if judged.exists() else "move it to"
        err.print(f"[dim]to have them judged, {verb} {escape(str(judged))}, then:[/]")
    err.print(f"[dim]judge them: s5kg links review {scheme}[/]")


def _check(found: list[Proposal], faults: Faults, strict: bool) -> None:
    """End where nothing is to be written of what could be read."""
    if strict and faults.count:
        fail("nothing was written, because of --strict")
    if faults.count and not found:
        fail("nothing was written: what could be read gives no new proposal")


def _things(sets: Scheme, again: bool, sources: Sources, target: Path) -> dict[str, Thing]:
    engine = open_engine(target, sources)
    lookup = Lookup(engine.answer, read_queries(sources.queries, PAGES), lambda: engine.release)
    every = read_things(lookup, ())
    kinds, linked = sets.kinds(every), set() if again else sets.linked()
    return {iri: thing for iri, thing in every.items() if thing.kinds & kinds and iri not in linked}


@contextmanager
def _opened(source: str, things: dict[str, Thing], sources: Sources) -> Iterator[Statements]:
    if not source.lower().startswith(("http://", "https://")):
        yield lambda faults: read_statements(Path(source), faults)
        return
    try:
        # Its own default graph: many services neither list their graphs nor take a union of them.
        engine = RemoteEngine(Service(source), Settings(union=False))
    except (ValueError, LimitError) as error:
        fail(f"{source}: {error}")
    with engine, progress(quiet=False) as report:
        lookup = Lookup(engine.answer, read_queries(sources.queries, PAGES), lambda: "")
        yield ServiceStatements(lookup, things.values(), report)


def _show(found: list[Proposal]) -> None:
    best = sorted(found, key=lambda one: -one.score.confidence)[:_SHOWN]
    rows = table("sure", "thing", "theirs", "why")
    for one in best:
        reasons = "; ".join(one.score.reasons)
        rows.add_row(
            f"{one.score.confidence:.2f}",
            shrink(one.ours.iri),
            one.theirs.iri,
            reasons,
        )
    if best:
        out.print(rows)
