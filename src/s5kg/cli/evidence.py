"""`s5kg evidence`: spans against a reader's own copy of the document."""

import sys
from pathlib import Path

import click

from s5kg.cli.console import (
    err,
    fail,
    fail_sources,
    json_option,
    name_option,
    out,
    print_json,
    quiet_option,
    sources_option,
    table,
    visible,
)
from s5kg.evidence import Check, Coverage, coverage, verify
from s5kg.evidence_sources import read_all_spans, read_support
from s5kg.locations import Sources
from s5kg.problems import SourceError
from s5kg.span_tables import row_of
from s5kg.spans import measure

_copy = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
_SHOWN_WORDS = 40


@click.group()
def evidence() -> None:
    """Check spans against your own copy of a document, and see what they support."""


def _read(file: Path) -> str:
    """Return the copy's text with its line ends as they are (offsets count them)."""
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        fail(f"{file} is not UTF-8 text ({error.reason} at byte {error.start})")


@evidence.command("verify", epilog="Example: s5kg evidence verify databook-2020.txt")
@_copy
@name_option
@sources_option
@quiet_option
@json_option
def verify_command(
    file: Path, name: str | None, sources: Sources, quiet: bool, as_json: bool
) -> None:
    """Check all spans against FILE; find those that moved, by their normalised digest.

    Exit code 1 where a span is lost.
    """
    text = _read(file)
    try:
        checks = verify(text, read_all_spans(sources, name))
    except SourceError as error:
        fail_sources(error, sources, as_json)
    counts = {s: sum(c.state == s for c in checks) for s in ("exact", "moved", "ambiguous", "lost")}
    bad = counts["lost"]
    if as_json:
        print_json({"counts": counts, "spans": [_as_json(check) for check in checks]})
    else:
        _print_checks([check for check in checks if check.state != "exact"], quiet)
        words = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
        if bad or not quiet:
            err.print(f"{len(checks)} spans: {words}")
    sys.exit(1 if bad else 0)


def _as_json(check: Check) -> dict[str, str | int]:
    return {
        "id": check.span.id,
        "state": check.state,
        "line_start": check.line_start,
        "line_end": check.line_end,
    }


def _print_checks(checks: list[Check], quiet: bool) -> None:
    """Show what is not where it was, with the reader's own words."""
    shown = table("span", "was at line", "state", "is at line", "words of your copy")
    for check in checks:
        if quiet and check.state == "moved":
            continue
        words = " ".join(check.words.split())
        cut = words[:_SHOWN_WORDS] + "…" if len(words) > _SHOWN_WORDS else words
        now = str(check.line_start) if check.line_start else ""
        shown.add_row(check.span.id, str(check.span.line_start), check.state, now, cut)
    if shown.row_count:
        out.print(shown)


@evidence.command("coverage", epilog="Example: s5kg evidence coverage databook-2020.txt")
@_copy
@name_option
@sources_option
@json_option
def coverage_command(file: Path, name: str | None, sources: Sources, as_json: bool) -> None:
    """Show per segment how much of what FILE states some used span supports.

    Page furniture that the data names is left out of the count. Exit code 1 where a line that
    states something has no support.
    """
    text = _read(file)
    try:
        used, furniture, segments = read_support(sources, name)
    except SourceError as error:
        fail_sources(error, sources, as_json)
    rows = coverage(text, segments, used, furniture)
    if as_json:
        print_json([_coverage_json(row) for row in rows])
    else:
        _print_coverage(rows, text)
    sys.exit(1 if any(row.bare for row in rows) else 0)


def _coverage_json(row: Coverage) -> dict[str, object]:
    return {"segment": row.segment, "share": round(row.share, 4), "lines_without": row.bare}


def _print_coverage(rows: list[Coverage], text: str) -> None:
    shown = table("segment", "supported", "letters", "furniture", "lines without support")
    for row in rows:
        lines = ", ".join(map(str, row.bare))
        share = f"{row.share:.1%}"
        shown.add_row(row.segment, share, str(row.letters), str(row.furniture), lines)
    out.print(shown)
    printed = text.split("\n")
    for row in rows:
        for number in row.bare:
            out.print(f"{number:5}  {visible(printed[number - 1].strip())}", markup=False)


@evidence.command(
    "locate", epilog="Example: s5kg evidence locate databook.txt 'OMB' --lines 244-246"
)
@_copy
@click.argument("words")
@click.option("--lines", "between", help="First and last line to look in, as 244-246.")
@click.option("--id", "id_", default="ev-new", show_default=True, help="Id of the new span.")
@click.option("--segment", default="seg-00", show_default=True, help="Its segment.")
def locate_command(file: Path, words: str, between: str | None, id_: str, segment: str) -> None:
    r"""Print the row of evidence/<part>.tsv for WORDS in FILE (\n stands for a line break)."""
    text = _read(file)
    low, high = _window(text, between)
    wanted = words.replace("\\n", "\n")
    at = text.find(wanted, low, high)
    if at < 0:
        fail("these words are not there; mind line breaks (\\n) and full-width letters")
    if text.find(wanted, at + 1, high) >= 0:
        fail("these words are there more than once; narrow it with --lines")
    click.echo(row_of(measure(text, at, at + len(wanted), id_, segment)))


def _window(text: str, between: str | None) -> tuple[int, int]:
    if not between:
        return 0, len(text)
    first, _, last = between.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal()):
        fail(f"--lines {between!r} is not of the form 244-246")
    lines = text.split("\n")
    low = sum(len(line) + 1 for line in lines[: int(first) - 1])
    high = sum(len(line) + 1 for line in lines[: int(last or first)])
    return low, high
