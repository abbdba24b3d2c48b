"""`s5kg log`."""

import hashlib
from pathlib import Path

import click

from s5kg.cli.console import build_option, fail, json_option, out, print_json, reading, table
from s5kg.log import beside, history
from s5kg.release import current


@click.command(epilog="Example: s5kg log --json | jq '.[-1]'")
@click.argument("number", type=click.IntRange(1), required=False)
@build_option
@json_option
def log(number: int | None, target: Path, as_json: bool) -> None:
    """List the writes since the current release was built, or show one as RDF Patch."""
    graph = current(target)
    if graph is None:
        fail(f"there is no build in {target}: run `s5kg build` first")
    with reading(graph):
        release = hashlib.sha256(graph.read_bytes()).hexdigest()
        found = list(history(beside(graph), release))
    if number is not None:
        if number > len(found):
            fail(f"there is no write {number}; the log has {len(found)}")
        click.echo(bytes(found[number - 1]), nl=False)
        return
    names = ("number", "time", "author", "added", "removed", "state")
    rows = [
        (place, one.time, one.author, len(one.patch.added), len(one.patch.removed), one.state)
        for place, one in enumerate(found, 1)
    ]
    if as_json:
        print_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    shown = table(*names)
    for place, time, author, added, removed, state in rows:
        shown.add_row(str(place), time, author, f"+{added}", f"−{removed}", state[:16])
    out.print(shown)
