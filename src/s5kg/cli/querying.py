"""`s5kg query` and `s5kg examples`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from s5kg.cli.calling import service_options
from s5kg.cli.console import (
    build_option,
    err,
    fail,
    fail_sources,
    is_shown,
    json_option,
    out,
    print_json,
    reading,
    sources_option,
    table,
)
from s5kg.engine import NotOfferedError, QuerySyntaxError, Question
from s5kg.engine.memory import MemoryEngine
from s5kg.federation import CallRefusedError, FetchError, UnclearCallError
from s5kg.formats import FORMATS, Family, named
from s5kg.locations import Sources
from s5kg.namespaces import shrink
from s5kg.problems import SourceError
from s5kg.queries import SHOWN, Query, read_queries
from s5kg.release import current, make_graphs, to_nquads
from s5kg.rows import Rows

if TYPE_CHECKING:
    from s5kg.federation.fetching import Fetcher

_MOST_NEAR = 5
_FORMATS = ["table", *(form.name for form in FORMATS)]


def open_engine(target: Path, sources: Sources, fetcher: "Fetcher | None" = None) -> MemoryEngine:
    """Return an engine over the current build, or over the sources where there is none.

    Queries may call what `fetcher` allows.
    """
    graph = current(target)
    if graph:
        with reading(graph):
            return MemoryEngine.open(graph, fetcher)
    err.print(f"[dim]no build in {target}: reading the sources[/]")
    try:
        return MemoryEngine(to_nquads(make_graphs(sources)), fetcher=fetcher)
    except SourceError as error:
        fail_sources(error, sources, as_json=False)


def read_text(given: str | None, sources: Sources) -> str:
    """Return the SPARQL that an argument means: `-` or nothing, a file, an example, or itself."""
    if given is None or given == "-":
        return _decode(sys.stdin.buffer.read(), "standard input")
    text = given
    if not text or any(c.isspace() for c in text) or "{" in text:
        return text
    if Path(text).is_file():
        return _decode(Path(text).read_bytes(), text)
    for query in read_queries(sources.queries):
        if text in (query.name, f"{query.role}/{query.name}"):
            return query.text
    names = [query.name for query in read_queries(sources.queries, *SHOWN)]
    near = [name for name in names if text in name][:_MOST_NEAR]
    hint = f"; did you mean {', '.join(near)}?" if near else "; `s5kg examples` lists them"
    fail(f"{text!r} is neither SPARQL, nor a file, nor an example{hint}")


def _decode(text: bytes, name: str) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        fail(f"{name} is not UTF-8 text ({error.reason} at byte {error.start})")


@click.command(
    epilog="Examples: s5kg query eu-framework-budgets --format csv; "
    "echo 'ASK { s5d:org-us-ostp org:unitOf ?x }' | s5kg query"
)
@click.argument("text", required=False)
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(_FORMATS),
    default="table",
    show_default=True,
    help="`table` is for people; a graph is then shown as Turtle.",
)
@service_options
@sources_option
@build_option
def query(
    text: str | None, form: str, sources: Sources, target: Path, fetcher: "Fetcher | None"
) -> None:
    """Answer a query given as SPARQL, as a file, as the name of an example, or on standard input.

    The project's prefixes need no declaration.
    """
    sparql = read_text(text, sources)
    tabular = form == "table"
    chosen = {
        Family.RESULTS: named("json" if tabular else form, Family.RESULTS),
        Family.GRAPH: named("turtle" if tabular else form, Family.GRAPH),
    }
    formats = {family: found for family, found in chosen.items() if found}
    try:
        answer = open_engine(target, sources, fetcher).answer(Question(sparql, formats))
    except QuerySyntaxError as error:
        fail(f"this is no SPARQL query\n{error}")
    except NotOfferedError as error:
        fail(f"{error}, which cannot be written as {form}; choose another --format")
    except CallRefusedError as error:
        origins = [one for one in error.refused if one.startswith("http") and not error.reason]
        remedy = "".join(f" --service-origin {one}" for one in origins)
        hint = f"; to allow it:{remedy}" if remedy else ""
        fail(f"the query calls another service: {error}{hint}")
    except (UnclearCallError, FetchError) as error:
        fail(f"the query calls another service: {error}")
    if tabular and answer.format.family is Family.RESULTS:
        _print_table(answer.body)
    elif tabular:
        click.echo(_seen(answer.body.decode()), nl=False)
    else:
        click.echo(answer.body, nl=not answer.body.endswith(b"\n"))


def _seen(turtle: str) -> str:
    """Return Turtle of the same graph in which nothing steers a terminal."""
    return "".join(c if is_shown(c) else f"\\U{ord(c):08X}" for c in turtle)


def _print_table(results: bytes) -> None:
    rows = Rows(results)
    if not rows.variables and b'"boolean"' in results:
        click.echo("yes" if b'"boolean":true' in results else "no")
        return
    shown = table(*rows.variables)
    for row in rows:
        shown.add_row(*("" if row[v] is None else shrink(str(row[v])) for v in rows.variables))
    out.print(shown)
    err.print(f"[dim]{len(rows)} row{'' if len(rows) == 1 else 's'}[/]")


@click.command(epilog="Example: s5kg examples --lang ja")
@click.argument("name", required=False)
@click.option("--lang", type=click.Choice(["en", "ja"]), default="en", show_default=True)
@json_option
@sources_option
def examples(name: str | None, lang: str, as_json: bool, sources: Sources) -> None:
    """List the example queries, or print one by its name."""
    try:
        found = read_queries(sources.queries, *SHOWN)
    except SourceError as error:
        fail_sources(error, sources, as_json)
    if name:
        text = next((q.text for q in found if q.name == name), None)
        if text is None:
            fail(f"there is no example {name!r}; `s5kg examples` lists them")
        sys.stdout.write(text)
    elif as_json:
        print_json([_summary(q) for q in found])
    else:
        shown = table("name", "level", "calls", "question")
        for q in sorted(found, key=lambda q: (q.header["topic"], q.name)):
            shown.add_row(q.name, q.header["level"], q.service, q.summary(lang))
        out.print(shown)


def _summary(query: Query) -> dict[str, str]:
    return {"name": query.name, **query.header}
