"""`s5kg validate`."""

import sys
from pathlib import Path

import click
from rich.text import Text

from s5kg.cli.console import (
    build_option,
    err,
    fail,
    fail_sources,
    json_option,
    name_option,
    out,
    print_json,
    progress,
    quiet_option,
    reading,
    sources_option,
    table,
)
from s5kg.cli.releases import warn_of_writes
from s5kg.evidence import Check, verify
from s5kg.evidence_sources import read_all_spans
from s5kg.locations import Sources
from s5kg.namespaces import shrink
from s5kg.places import Place, find_places
from s5kg.problems import SourceError
from s5kg.queries import read_queries
from s5kg.release import current
from s5kg.validation import Engine, Finding, Severity, Validation
from s5kg.validation import validate as validate_quads


@click.command(
    epilog="Examples: s5kg validate --lang ja; s5kg validate --report report.ttl; "
    "s5kg validate --document databook.txt"
)
@click.option(
    "--document",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Your copy of a document: its spans are checked too.",
)
@name_option
@click.option("--lang", type=click.Choice(["en", "ja"]), default="en", show_default=True)
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Write the SHACL report: .ttl, .nt, .rdf or .jsonld.",
)
@click.option(
    "--engine",
    type=click.Choice(["pyshacl", "sparql"]),
    default="pyshacl",
    show_default=True,
    help="What runs the shapes: pySHACL, or queries made of them, which is faster.",
)
@sources_option
@build_option
@quiet_option
@json_option
def validate(
    document: Path | None,
    name: str | None,
    lang: str,
    report_file: Path | None,
    engine: Engine,
    sources: Sources,
    target: Path,
    quiet: bool,
    as_json: bool,
) -> None:
    """Check the current build: shapes, checks, and with --document the evidence.

    Exit code 1 for any Violation or lost span; warnings and advice are shown and pass.
    """
    graph = current(target)
    if graph is None:
        fail(f"there is no build in {target}: run `s5kg build` first")
    if not (quiet or as_json):
        warn_of_writes(graph)
    try:
        checks = read_queries(sources.queries, "checks")
        spans = read_all_spans(sources, name) if document else []
    except SourceError as error:
        fail_sources(error, sources, as_json)
    with reading(graph), progress(quiet or as_json) as report:
        result = validate_quads(graph.read_bytes(), checks, report, engine)
    text = document.read_bytes().decode("utf-8", errors="replace") if document else ""
    bad = [check for check in verify(text, spans) if check.state == "lost"]
    if report_file:
        _write_report(result, report_file)
    places = find_places(sources, {finding.node for finding in result.findings})
    if as_json:
        print_json(_as_json(result, bad, places))
    else:
        _print(result, bad, places, lang, quiet)
    sys.exit(0 if result.conforms and not bad else 1)


def _write_report(result: Validation, file: Path) -> None:
    formats = {".ttl": "turtle", ".nt": "nt", ".rdf": "xml", ".jsonld": "json-ld"}
    if file.suffix not in formats:
        fail(f"{file.name}: end the name in one of {', '.join(formats)}")
    try:
        result.report.serialize(file, format=formats[file.suffix], encoding="utf-8")
    except OSError as error:
        fail(f"cannot write the report: {error}")


def _place(finding: Finding, places: dict[str, Place]) -> str:
    file, line = places.get(finding.node, (None, 0))
    return f"{file}:{line}" if file else ""


def _as_json(result: Validation, bad: list[Check], places: dict[str, Place]) -> dict[str, object]:
    return {
        "conforms": result.conforms and not bad,
        "findings": [
            {
                "severity": finding.severity.name.lower(),
                "node": finding.node,
                "place": _place(finding, places),
                "path": finding.path,
                "value": finding.value,
                "rule": finding.rule,
                "messages": finding.messages,
            }
            for finding in result.findings
        ],
        "spans": [{"id": check.span.id, "state": check.state} for check in bad],
    }


def _print(
    result: Validation, bad: list[Check], places: dict[str, Place], lang: str, quiet: bool
) -> None:
    colours = {Severity.VIOLATION: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
    shown = table("severity", "place", "node", "what is wrong, and what to do")
    listed = [f for f in result.findings if f.severity is Severity.VIOLATION or not quiet]
    for finding in listed:
        severity = Text(finding.severity.name.lower(), colours[finding.severity])
        words = Text.assemble(finding.message(lang), " ", (f"({finding.rule})", "dim"))
        shown.add_row(severity, _place(finding, places), shrink(finding.node), words)
    for check in bad:
        lost = Text("violation", "red"), "", f"s5d:{check.span.id}", f"the span is {check.state}"
        shown.add_row(*lost)
    if shown.row_count:
        out.print(shown)
    if not quiet:
        counts = ", ".join(f"{result.count(s)} {s.name.lower()}" for s in sorted(Severity)[::-1])
        verdict = "conforms" if result.conforms and not bad else "does not conform"
        err.print(f"{verdict}: {counts}" + (f", {len(bad)} bad spans" if bad else ""))
