"""`s5kg enrich`: what other graphs say of what our links point to, into `data/external/`."""

import re
import sys
from datetime import date, datetime
from pathlib import Path

import click
import pyoxigraph as ox
from rich.markup import escape

from s5kg.cli.calling import networks, origins
from s5kg.cli.console import (
    PARTIAL,
    build_option,
    err,
    fail,
    fail_sources,
    out,
    sources_option,
    table,
    tell_faults,
)
from s5kg.cli.querying import open_engine
from s5kg.engine import LimitError
from s5kg.enrichment.comparing import Agreement
from s5kg.enrichment.enriching import Outcome, enrich, targets
from s5kg.enrichment.gathering import Dump, Endpoint, Source
from s5kg.enrichment.records import Retrieval, Retrieved, read_records
from s5kg.federation import CallRefusedError
from s5kg.federation.addresses import Network
from s5kg.federation.allowed import Allowed, origin
from s5kg.federation.fetching import Fetcher
from s5kg.linking.schemes import Scheme, read_scheme, schemes_of
from s5kg.locations import Sources
from s5kg.lookup import Lookup
from s5kg.namespaces import shrink
from s5kg.problems import SourceError
from s5kg.queries import PAGES, read_queries

_SHOWN = 20
_FILE = re.compile(r"[a-z0-9][a-z0-9-]*\.ttl")


def _day(context: click.Context, parameter: click.Parameter, given: datetime | None) -> str:
    return (given.date() if given else date.today()).isoformat()


def _check_address(text: str) -> None:
    """Raise ValueError for what is no address of the web that can stand in the graph."""
    origin(text)
    ox.NamedNode(text)


def _address(context: click.Context, parameter: click.Parameter, given: str | None) -> str | None:
    try:
        if given:
            _check_address(given)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    return given


@click.command(
    "enrich",
    epilog="Examples: s5kg enrich ror ror.csv --from https://zenodo.org/records/1234; "
    "s5kg enrich wikidata https://query.wikidata.org/sparql --allow https://query.wikidata.org. "
    "Exit code 3: a part was written.",
)
@click.argument("scheme")
@click.argument("source")
@click.option(
    "--from", "origin_", metavar="ADDRESS", callback=_address,
    help="Where a dump is from; it stands as the source of what is taken.",
)  # fmt: skip
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), callback=_day, show_default="today",
    help="The day of the retrieval; of a dump, the day on which it was got.",
)  # fmt: skip
@click.option(
    "--allow", metavar="ORIGIN", multiple=True, callback=origins, envvar="S5KG_ENRICH_ORIGIN",
    help="A service may be asked there, such as https://query.wikidata.org; repeatable.",
)  # fmt: skip
@click.option(
    "--private-network", "private", metavar="NETWORK", multiple=True, callback=networks,
    envvar="S5KG_PRIVATE_NETWORK",
    help="The service may lie in it too, such as 10.1.0.0/16; repeatable.",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Write nothing where anything is passed over.")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write [default: data/external/SCHEME.ttl].",
)  # fmt: skip
@sources_option
@build_option
def enrich_command(
    scheme: str,
    source: str,
    origin_: str | None,
    day: str,
    allow: Allowed,
    private: tuple[Network, ...],
    strict: bool,
    output: Path | None,
    sources: Sources,
    target: Path,
) -> None:
    """Take what SOURCE says of what our links of SCHEME point to into data/external/.

    SOURCE is a dump in N-Triples, Turtle or CSV, or the address of a SPARQL service that --allow
    names. Taken are names, coordinates, dates and budgets, never in the place of what a document
    says; what differs from it becomes a discrepancy to look at.
    """
    sets = _sets(scheme, sources)
    path = _target(output) or sources.data / "external" / f"{scheme}.ttl"
    retrieval = Retrieval(_named_source(source, origin_), day, whole=True)
    try:
        lookup = _lookup(sources, target)
        asked = _source(source, Fetcher(allow, private), lookup)
        outcome = enrich(lookup, sets.links, asked, retrieval, path.stem, _earlier(path, sets))
    except SourceError as error:
        fail_sources(error, sources, as_json=False)
    except CallRefusedError as error:
        fail(f"{error}: name it with --allow")
    except LimitError as error:
        fail(f"the graph could not be asked: {error}")
    _tell(outcome)
    if strict and (outcome.faults.count or outcome.refused.count):
        fail("nothing was written, because of --strict")
    if outcome.faults.count and not outcome.told:
        fail("nothing was written: what could be read says nothing of what our links point to")
    _write(outcome, path)
    _show(outcome, path)
    sys.exit(PARTIAL if outcome.faults.count else 0)


def _write(outcome: Outcome, path: Path) -> None:
    """Write the file, unless there is nothing to say and none to replace."""
    if not outcome.records.retrieved and not path.exists():
        return
    try:
        outcome.records.write(path)
    except OSError as error:
        fail(f"{path} cannot be written ({error.strerror})")


def _earlier(path: Path, sets: Scheme) -> Retrieved:
    """Return the facts that a file has, all of nodes of the scheme. Raises SourceError."""
    found = read_records(path)
    for fact in found:
        if what := sets.misfit(fact.theirs):
            fail(f"{path} tells of {fact.theirs}, and {what}: give another --output")
    return found


def _sets(scheme: str, sources: Sources) -> Scheme:
    """Return a scheme of which links lead to nodes."""
    folder = sources.data / "links"
    if scheme not in schemes_of(folder):
        fail(f"{scheme} is no scheme of data/links/: take {', '.join(schemes_of(folder))}")
    try:
        sets = read_scheme(folder, scheme)
    except SourceError as error:
        fail_sources(error, sources, as_json=False)
    if not targets(sets.links):
        fail(f"no link of {scheme} leads to a node of which something could be said")
    return sets


def _target(output: Path | None) -> Path | None:
    """Return the file that is asked for; its name becomes part of names in the graph."""
    if output and not _FILE.fullmatch(output.name):
        fail(f"{output.name}: name it in small letters, digits and hyphens, with the ending .ttl")
    return output


def _is_service(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def _named_source(source: str, given: str | None) -> str:
    """Return the address that stands as the source."""
    if given:
        return given
    if not _is_service(source):
        fail("a fact needs its source: say with --from at which address the dump is")
    try:
        _check_address(source)
    except ValueError as error:
        fail(f"{source}: {error}")
    return source


def _source(source: str, fetcher: Fetcher, lookup: Lookup) -> Source:
    return Endpoint(source, fetcher, lookup) if _is_service(source) else Dump(Path(source))


def _lookup(sources: Sources, target: Path) -> Lookup:
    engine = open_engine(target, sources)
    return Lookup(engine.answer, read_queries(sources.queries, PAGES), lambda: engine.release)


def _tell(outcome: Outcome) -> None:
    for faults, colour, what in (
        (outcome.faults, "yellow", "could not be read: what follows is a part"),
        (outcome.refused, "dim", "passed over, since no value that is taken looks so"),
    ):
        tell_faults(faults, colour, what)


def _show(outcome: Outcome, path: Path) -> None:
    records, differences = outcome.records, outcome.records.differences
    shown_ = table("thing", "property", "the document", "elsewhere")
    for one in differences[:_SHOWN]:
        compared = [value for fact in one.facts for value in records.verdicts[fact].compared]
        shown_.add_row(
            shrink(one.thing),
            one.ours,
            ", ".join(dict.fromkeys(value.value for value in compared)),
            ", ".join(fact.value.value for fact in one.facts),
        )
    if differences:
        out.print(shown_)
    err.print(
        f"{len(records.retrieved)} facts, {outcome.told} of {outcome.linked} linked nodes told of: "
        f"{outcome.count(Agreement.AGREES)} agree, {outcome.count(Agreement.DIFFERS)} differ, "
        f"{outcome.count(Agreement.UNSTATED)} the documents do not say"
    )
    if outcome.kept:
        err.print(f"{outcome.kept} facts of earlier retrievals are kept")
    if outcome.dropped:
        err.print(f"{outcome.dropped} facts are dropped: what they are about is no longer linked")
    if not outcome.told:
        err.print("[yellow]nothing new: the source says nothing of these nodes that is taken[/]")
    if records.retrieved or path.exists():
        what = "discrepancy" if len(differences) == 1 else "discrepancies"
        err.print(f"{len(differences)} {what} to look at: {escape(str(path))}")
