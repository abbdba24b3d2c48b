"""The words of the tools: gettext catalogues, and a guide for each language."""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("en", "ja")
_HERE = Path(__file__).parent


@cache
def texts(language: str) -> dict[str, str]:
    """Return name → text in a language. Raises PoFileError for a line that is no message."""
    path = _HERE / "translations" / language / "LC_MESSAGES" / "mcp.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    return {str(message.id): str(message.string) for message in catalogue if message.id}


def say(name: str, language: str, **values: object) -> str:
    """Return a text, filled in. Raises KeyError for a name there is not or a value that misses."""
    return texts(language)[name].format(**values)


@cache
def guide_template(language: str) -> str:
    """Return the guide in a language, with places to fill in."""
    return (_HERE / "translations" / language / "guide.md").read_text(encoding="utf-8")
