"""Tables as HTML, for notebooks: every text escaped, and none able to reach beyond its cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

_UNPRINTABLE = {
    **{code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"},
    **dict.fromkeys((*range(0x7F, 0xA0), *range(0xFDD0, 0xFDF0)), 0xFFFD),
    **{plane | low: 0xFFFD for plane in range(0, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF)},
}


@dataclass(frozen=True)
class Cell:
    """What a cell says; `title` is shown beside it on demand, `language` is empty if unknown."""

    text: str
    title: str = ""
    language: str = ""


@dataclass(frozen=True)
class HtmlTable:
    """Rows below a caption; `note` stands beneath them, and `total` rows are there in all."""

    caption: Cell
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    total: int
    note: str = ""


def as_html(table: HtmlTable) -> str:
    """Return a table as HTML; where rows are left out it says how many are there."""
    return _template().render(table=table)


def printable(text: str) -> str:
    """Return a text with a visible sign in place of each character that HTML cannot hold."""
    return text.translate(_UNPRINTABLE)


@cache
def _template() -> Template:
    folder = FileSystemLoader(Path(__file__).parent)
    made = Environment(
        loader=folder,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["printable"] = printable
    return made.get_template("markup.html")
