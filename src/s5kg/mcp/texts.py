"""The words of the tools: gettext catalogues, and a guide for each language."""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from s5kg.engine import BusyError, DeadlineError, LimitError, ResourceError, TooLargeError
from s5kg.mcp import Language

LANGUAGES: tuple[Language, ...] = ("en", "ja")
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


def say_limit(error: LimitError, language: str) -> str:
    """Return which limit a call met, and what to do."""
    match error:
        case DeadlineError(limit=limit):
            reason = say("limits.deadline", language, seconds=f"{limit:g}")
        case BusyError(retry_after=seconds):
            reason = say("limits.busy", language, seconds=seconds)
        case TooLargeError(limit=limit):
            reason = say("limits.large", language, most=f"{limit:,}")
        case ResourceError(memory=memory):
            reason = say("limits.memory", language, most=f"{memory:,}")
        case _:
            reason = say("limits.behind", language, reason=str(error))
    return say("error.limit", language, reason=reason)


@cache
def guide_template(language: str) -> str:
    """Return the guide in a language, with places to fill in."""
    return (_HERE / "translations" / language / "guide.md").read_text(encoding="utf-8")
