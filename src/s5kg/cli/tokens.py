"""`s5kg token`: who may write, and where."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pyoxigraph as ox

from s5kg.cli.console import err, fail, json_option, out, print_json, table
from s5kg.namespaces import GRAPH
from s5kg.web.tokens import Token, TokenFileError, add_token, read_tokens, remove_token

_tokens_option = click.option(
    "--tokens",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    envvar="S5KG_TOKENS",
    help="File of tokens.",
)


@click.group()
def token() -> None:
    """Say who may write to a service, and to which graphs."""


@token.command(epilog=f"Example: s5kg token add ana --graph {GRAPH}external")
@click.argument("name")
@click.option("--graph", "graphs", multiple=True, help="IRI of a graph it may write; repeatable.")
@click.option("--all", "all_graphs", is_flag=True, help="It may write every graph.")
@click.option("--days", type=click.IntRange(1, 36500), help="After how many days it expires.")
@_tokens_option
def add(name: str, graphs: tuple[str, ...], all_graphs: bool, days: int | None, file: Path) -> None:
    """Make a token and print it, this once: only its hash is kept."""
    if all_graphs == bool(graphs):
        raise click.UsageError("say what it may write: --graph IRI, once for each graph, or --all")
    try:
        allowed = None if all_graphs else frozenset(ox.NamedNode(graph).value for graph in graphs)
    except ValueError as error:
        raise click.BadParameter(f"{error}", param_hint="'--graph'") from error
    expires = datetime.now(UTC) + timedelta(days=days) if days else None
    try:
        secret = add_token(file, name, allowed, expires)
    except TokenFileError as error:
        fail(str(error))
    err.print("[dim]keep it, it is not shown again; send it as Authorization: Bearer …[/]")
    click.echo(secret)


@token.command("list")
@_tokens_option
@json_option
def list_(file: Path, as_json: bool) -> None:
    """List the tokens by name, what they may write, and until when."""
    try:
        tokens = read_tokens(file)
    except TokenFileError as error:
        fail(str(error))
    if as_json:
        print_json([_summary(one) for one in tokens])
        return
    shown = table("name", "graphs", "expires")
    for one in tokens:
        graphs = "all" if one.graphs is None else "\n".join(sorted(one.graphs))
        shown.add_row(one.name, graphs, _until(one) or "never")
    out.print(shown)


@token.command()
@click.argument("name")
@_tokens_option
def remove(name: str, file: Path) -> None:
    """Take a token back; a running service refuses it from now on."""
    try:
        remove_token(file, name)
    except TokenFileError as error:
        fail(str(error))


def _summary(token: Token) -> dict[str, object]:
    graphs = None if token.graphs is None else sorted(token.graphs)
    now = datetime.now(UTC)
    return {
        "name": token.name,
        "graphs": graphs,
        "expires": _until(token),
        "expired": token.expired(now),
    }


def _until(token: Token) -> str | None:
    return token.expires.isoformat(timespec="seconds") if token.expires else None
