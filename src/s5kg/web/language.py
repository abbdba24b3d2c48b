"""The two languages of the interface: which one a request wants, and the texts of `texts.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from flask import has_request_context, request

from s5kg.negotiation import choose_language

LANGUAGES = {"en": "English", "ja": "日本語"}
Texts = Mapping[str, Mapping[str, str]]


@cache
def texts() -> Texts:
    """Return key → language → text: `[nav] home.en` is `texts()["nav.home"]["en"]`."""
    tables = tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))
    return {
        f"{section}.{key}": text for section, keys in tables.items() for key, text in keys.items()
    }


def chosen() -> str | None:
    """Return the language that the address asks for with `?lang=`."""
    asked = request.args.get("lang") if has_request_context() else None
    return asked if asked in LANGUAGES else None


def current_language() -> str:
    """Return the language of this request: `?lang=` before `Accept-Language` before English."""
    header = request.headers.get("Accept-Language") if has_request_context() else None
    return chosen() or choose_language(header, tuple(LANGUAGES))


def has_text(key: str) -> bool:
    """Return whether there is a text of this name."""
    return key in texts()


def translate(key: str, /, **values: object) -> str:
    """Return a text of the interface in the language of this request, its `{names}` filled in."""
    return texts()[key][current_language()].format(**values)


def topic(name: str) -> str:
    """Return the heading of a topic of examples, or its own name where no text has it."""
    return _word("topic", name)


def level(name: str) -> str:
    """Return the word for how hard an example is, or its own name where no text has it."""
    return _word("level", name)


def _word(section: str, name: str) -> str:
    return texts().get(f"{section}.{name}", {}).get(current_language(), name.replace("-", " "))
