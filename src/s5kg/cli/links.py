"""`s5kg links`: mapping sets held against their specification, the graph and each other."""

from pathlib import Path

import click

from s5kg.assembly import assemble
from s5kg.cli.console import fail, fail_sources, json_option, out, print_json, sources_option
from s5kg.inventory import take_inventory
from s5kg.locations import Sources
from s5kg.mappings import MappingSet, read_mappings
from s5kg.problems import Problem, SourceError
from s5kg.vocabulary import find_link_faults

_REMEDY = "see https://mapping-commons.github.io/sssom/"


@click.group()
def links() -> None:
    """Check the links to other graphs."""


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
        assembly = assemble(take_inventory(sources))
        further = [read_mappings(path) for path in files]
    except SourceError as error:
        fail_sources(error, sources, as_json)
    published, aside = list(assembly.links.values()), [*assembly.candidates.values(), *further]
    faults = find_link_faults(assembly, further)
    faults += [fault for one in (*published, *aside) for fault in _by_specification(one)]
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


def _by_specification(mappings: MappingSet) -> list[Problem]:
    """Return what the SSSOM library finds in a set."""
    try:
        from sssom.parsers import parse_sssom_table
        from sssom.validators import validate
    except ImportError:
        fail("the package sssom is missing: pip install 's5kg[links]'")
    try:
        results = validate(parse_sssom_table(str(mappings.path)), fail_on_error=False)
    except Exception as error:  # the library names none of its own
        return [Problem(mappings.path, 0, f"this is no SSSOM: {error}", _REMEDY)]
    return [
        Problem(mappings.path, 0, found.message, _REMEDY)
        for result in results.values()
        for found in getattr(result, "results", [])
    ]
