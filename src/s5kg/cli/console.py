"""What the commands share: where they write, how they say progress and faults, their options."""

import json
import math
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable
from rich.text import Text

from s5kg.linking.names import shown
from s5kg.linking.sources import Faults
from s5kg.locations import Sources, default_build, default_sources
from s5kg.patches import PatchError
from s5kg.problems import Problem, SourceError

PARTIAL = 3  # exit code: a part was written
_LAID_OUT = "\t\n"  # what rich lays out itself
_PIPED_WIDTH = 200  # where nobody looks, wrap late: a script reads lines

# No emoji: rdfs:label is a name, which `escape` would not keep from becoming a picture.
out = Console(highlight=False, emoji=False, width=None if sys.stdout.isatty() else _PIPED_WIDTH)
err = Console(stderr=True, soft_wrap=True, highlight=False, emoji=False)

build_option = click.option(
    "--build",
    "target",
    type=click.Path(path_type=Path, file_okay=False),
    default=default_build(),
    show_default=True,
    envvar="S5KG_BUILD",
    help="Folder of builds.",
)
sources_option = click.option(
    "--sources",
    "sources",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    envvar="S5KG_SOURCES",
    callback=lambda _c, _p, value: Sources(value.resolve()) if value else default_sources(),
    help="Folder that holds ontology/, data/, shapes/ and queries/ [default: this project's].",
)
name_option = click.option(
    "--name", help="Which document it is a copy of, where the data hold several."
)
quiet_option = click.option("--quiet", "-q", is_flag=True, help="Say nothing but faults.")
json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON for a script.")


class Number(click.FloatRange):
    """A number within bounds. What Python calls nan is none, and no bound would keep it out."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number; fails as click does."""
        number: float = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is no number.", param, ctx)
        return number


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str], None]]:
    """Give a function that says what is being done, on standard error."""
    if quiet:
        yield lambda _: None
        return
    with err.status("starting") as status:
        yield lambda step: status.update(f"{step} …") if err.is_terminal else err.print(step)


@contextmanager
def reading(graph: Path) -> Iterator[None]:
    """Say that a build cannot be read, and what to do, where it is damaged."""
    try:
        yield
    except PatchError as error:
        fail(f"the log of writes beside {graph} is damaged, {error}")
    except (SyntaxError, OSError) as error:
        fail(f"{graph} cannot be read ({error}): run `s5kg build` again")


def print_json(value: Any) -> None:  # any value that JSON can hold
    """Write a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def fail(message: str) -> NoReturn:
    """Say what is wrong and end with exit code 1."""
    err.print(f"[bold red]error[/]: {escape(visible(message))}")
    sys.exit(1)


def fail_sources(error: SourceError, sources: Sources, as_json: bool) -> NoReturn:
    """Say each fault of the sources and end with exit code 1."""
    if as_json:
        print_json({"problems": [_problem(problem, sources) for problem in error.problems]})
        sys.exit(1)
    for problem in error.problems:
        place = sources.name(problem.file)
        line = f":{problem.line}" if problem.line else ""
        what, remedy = escape(visible(problem.what)), escape(visible(problem.remedy))
        err.print(f"[bold]{escape(visible(f'{place}{line}'))}[/]: {what}")
        err.print(f"    [dim]→ {remedy}[/]")
    count = len(error.problems)
    err.print(f"[bold red]{count} fault{'' if count == 1 else 's'}[/]; nothing was written")
    sys.exit(1)


def _problem(problem: Problem, sources: Sources) -> dict[str, str | int]:
    return {
        "file": sources.name(problem.file).as_posix(),
        "line": problem.line,
        "what": problem.what,
        "remedy": problem.remedy,
    }


def tell_faults(faults: Faults, colour: str, what: str) -> None:
    """Say how many places were passed over, the first of them, and what became of them."""
    for problem in faults.first:
        err.print(f"[{colour}]passed over[/]: {escape(shown(str(problem)))}")
    if faults.count:
        places = "place" if faults.count == 1 else "places"
        err.print(f"[{colour}]{faults.count} {places} {what}[/]")


def visible(text: str) -> str:
    """Return a text with a sign instead of each character that would steer a terminal unseen."""
    return "".join(c if is_shown(c) else "\N{REPLACEMENT CHARACTER}" for c in text)


def is_shown(character: str) -> bool:
    """Return whether a terminal shows a character instead of being steered by it."""
    # White space that is no ASCII, as between Japanese names, is not "printable" to Python.
    known = character.isprintable() or character in _LAID_OUT
    return known or unicodedata.category(character) == "Zs"


class Table:
    """A table whose cells are printed as they stand: no markup, and nothing that steers."""

    def __init__(self, columns: Iterable[str]) -> None:
        """Take the headings."""
        self._made = RichTable(box=None, pad_edge=False, header_style="bold")
        for column in columns:
            self._made.add_column(Text(visible(column)), overflow="fold")

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return self._made.row_count

    def add_row(self, *cells: str | Text) -> None:
        """Add a row; a `Text` has colours."""
        self._made.add_row(*map(_cell, cells))

    def __rich__(self) -> RichTable:
        """Return what rich prints."""
        return self._made


def _cell(cell: str | Text) -> Text:
    if isinstance(cell, str):
        return Text(visible(cell))
    shown = cell.copy()
    shown.plain = visible(shown.plain)  # as long as it was, so that colours keep their place
    return shown


def table(*columns: str) -> Table:
    """Return a plain table with these headings."""
    return Table(columns)
