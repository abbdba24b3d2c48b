"""`s5kg build` and `s5kg dump`."""

import shutil
from pathlib import Path

import click
import pyoxigraph as ox

from s5kg.catalog import graph_slug
from s5kg.cli.console import (
    build_option,
    err,
    fail,
    fail_sources,
    json_option,
    print_json,
    progress,
    quiet_option,
    reading,
    sources_option,
)
from s5kg.cli.releases import left_behind, warn_of_left, warn_of_writes
from s5kg.formats import FORMATS, Family, named
from s5kg.locations import Sources
from s5kg.problems import SourceError
from s5kg.release import Release, current
from s5kg.release import build as build_release
from s5kg.writing import write_graph

_GRAPH_FORMATS = [form.name for form in FORMATS if form.family is Family.GRAPH]


def run_build(sources: Sources, target: Path, quiet: bool, as_json: bool) -> Release:
    """Build, or say the faults and end; say which writes are not in force any more."""
    before = left_behind(target)
    try:
        with progress(quiet) as report:
            made = build_release(sources, target, report)
    except SourceError as error:
        fail_sources(error, sources, as_json)
    except OSError as error:
        fail(f"cannot write the build: {error}")
    warn_of_left(before, target)
    return made


@click.command(epilog="Example: s5kg build --json | jq .release")
@sources_option
@build_option
@quiet_option
@json_option
def build(sources: Sources, target: Path, quiet: bool, as_json: bool) -> None:
    """Build graph.nq and dumps/ from the sources.

    Faults of the sources are listed with file and line; then nothing is written and the last good
    build stays in place.
    """
    release = run_build(sources, target, quiet or as_json, as_json)
    if as_json:
        graphs = {graph_slug(graph): count for graph, count in release.triples.items()}
        print_json({"release": release.name, "graph": str(target / "graph.nq"), "triples": graphs})
    elif not quiet:
        total = sum(release.triples.values())
        err.print(f"{target / 'graph.nq'}: {total:,} quads, release {release.name[:12]}")


@click.command(
    epilog="Examples: s5kg dump --output site/dumps; "
    "s5kg dump --graph source-databook-2020 --format ntriples > databook.nt"
)
@build_option
@click.option("--graph", "slug", help="One graph, to standard output (names: s5kg dump --list).")
@click.option(
    "--format", "form", type=click.Choice(_GRAPH_FORMATS), default="turtle", show_default=True
)
@click.option("--list", "only_list", is_flag=True, help="List the graphs.")
@click.option("--output", type=click.Path(path_type=Path), help="Folder for all Turtle dumps.")
def dump(target: Path, slug: str | None, form: str, only_list: bool, output: Path | None) -> None:
    """Write dumps of the current build: one graph, or all of them into a folder."""
    graph = current(target)
    if graph is None:
        fail(f"there is no build in {target}: run `s5kg build` first")
    warn_of_writes(graph)
    if output and not (slug or only_list):
        shutil.copytree(graph.parent / "dumps", output, dirs_exist_ok=True)
        err.print(f"{output}: {len(list(output.iterdir()))} files")
        return
    graphs: dict[str, list[ox.Triple]] = {}
    names: dict[str, str] = {}
    with reading(graph):
        quads = list(ox.parse(path=str(graph), format=ox.RdfFormat.N_QUADS))
    for quad in quads:
        if isinstance(quad.graph_name, ox.NamedNode):
            name = graph_slug(quad.graph_name.value)
            names[name] = quad.graph_name.value
            graphs.setdefault(name, []).append(quad.triple)
    if only_list or not slug:
        for name, triples in sorted(graphs.items()):
            click.echo(f"{name}\t{len(triples)}\t{names[name]}")
        return
    if slug not in graphs:
        fail(f"there is no graph {slug!r}; there are: {', '.join(sorted(graphs))}")
    format_ = named(form, Family.GRAPH)
    if format_:
        click.echo(write_graph(graphs[slug], format_), nl=False)
