"""The words of the tools: the same in both languages, all used and none missing."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import s5kg.mcp
from s5kg.engine import (
    BusyError,
    DeadlineError,
    LimitError,
    RemoteError,
    ResourceError,
    TooLargeError,
    TruncatedError,
)
from s5kg.mcp.texts import LANGUAGES, guide_template, say_limit, texts

FOLDER = Path(s5kg.mcp.__file__).parent
USERS = [*FOLDER.glob("*.py"), FOLDER.parent / "web" / "assistants.py"]


def places(text: str) -> set[str]:
    """Return what is to be filled in."""
    return {name for _, name, *_ in Formatter().parse(text) if name}


def test_the_languages_have_the_same_texts() -> None:
    """Names, their order, and what is filled in agree; no text is empty."""
    english, japanese = (texts(language) for language in LANGUAGES)
    assert list(english) == list(japanese)
    for name, text in english.items():
        assert text
        assert japanese[name]
        assert places(text) == places(japanese[name]), name
        assert re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", japanese[name]), name
    assert places(guide_template("en")) == places(guide_template("ja"))


def test_every_text_is_used_and_every_use_has_a_text() -> None:
    """Names of tools and parameters are put together; all others stand in a module."""
    used = {
        node.value
        for path in USERS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    names = set(texts("en"))
    built = {name for name in names if name.startswith(("tool.", "parameter."))}
    assert names - built - used == set()
    asked = {
        text for text in used if re.fullmatch(r"(error|hint|notice|limits|left-out)\.[a-z-]+", text)
    }
    assert asked - names == set()


@pytest.mark.parametrize(
    ("error", "figure"),
    [
        (DeadlineError(20.0), "20"),
        (BusyError(7), "7"),
        (TooLargeError(1000), "1,000"),
        (ResourceError(5000), "5,000"),
        (RemoteError("it is late"), "it is late"),
        (TruncatedError(300), "300"),
    ],
)
def test_a_limit_is_told_in_the_language_of_the_caller(error: LimitError, figure: str) -> None:
    """English as the engine has it; Japanese without its words, unless a service behind speaks."""
    english, japanese = (say_limit(error, language) for language in LANGUAGES)
    assert english.startswith(str(error))
    assert figure in japanese
    assert isinstance(error, RemoteError | TruncatedError) or str(error) not in japanese
    assert re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", japanese.partition("。")[0])
