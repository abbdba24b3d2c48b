"""`s5kg search`."""

from itertools import islice
from pathlib import Path

import click

from s5kg.cli.console import build_option, err, fail, out, print_json, sources_option, table
from s5kg.cli.querying import open_engine
from s5kg.locations import Sources
from s5kg.lookup import Lookup
from s5kg.namespaces import shrink
from s5kg.queries import PAGES, read_queries
from s5kg.search.index import Hit, Index
from s5kg.search.keeping import build_index


@click.command(epilog="Examples: s5kg search smart city; s5kg search 水素 --format json")
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--format", "-f", "form", type=click.Choice(["table", "json"]), default="table",
    show_default=True, help="`table` is for people.",
)  # fmt: skip
@click.option("--lang", type=click.Choice(["en", "ja"]), default="en", show_default=True)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Things.")
@sources_option
@build_option
def search(
    words: tuple[str, ...], form: str, lang: str, limit: int, sources: Sources, target: Path
) -> None:
    """Find things by names, acronyms, other spellings, misprints and notes."""
    engine = open_engine(target, sources)
    queries = read_queries(sources.queries, PAGES)
    index = build_index(Lookup(engine.answer, queries, lambda: engine.release))
    hits = list(islice(index.hits(" ".join(words)), limit))
    if form == "json":
        print_json([_result(index, hit, lang) for hit in hits])
        return
    if not hits:
        fail("nothing was found; try fewer or shorter words")
    shown = table("thing", "name", "kind", "found by")
    for hit in hits:
        label = hit.label
        shown.add_row(
            shrink(hit.thing),
            _name(index, hit.thing, lang),
            _name(index, hit.kind, lang),
            f"{label.role.name.lower()}: {label.text}",
        )
    out.print(shown)
    err.print(f"[dim]{len(hits)} thing{'' if len(hits) == 1 else 's'}[/]")


def _name(index: Index, thing: str, language: str) -> str:
    label = index.name(thing, language)
    return label.text if label else shrink(thing)


def _result(index: Index, hit: Hit, language: str) -> dict[str, object]:
    return {
        "iri": hit.thing,
        "name": _name(index, hit.thing, language),
        "kind": hit.kind,
        "matched": hit.label.text,
        "language": hit.label.language,
        "role": hit.label.role.name.lower(),
        "marks": hit.marks,
    }
