import re
from pathlib import Path

from flask import Flask

from s5kg.locations import Sources
from s5kg.queries import read_queries
from s5kg.web import language

WEB = Path(language.__file__).parent


def test_texts_are_in_both_languages() -> None:
    """Each text exists in Japanese and English with the same places to fill in."""
    for key, words in language.texts().items():
        assert set(words) == set(language.LANGUAGES), key
        places = {tuple(sorted(re.findall(r"\{\w+", text))) for text in words.values()}
        assert len(places) == 1, key


def test_every_text_is_used_and_every_use_has_a_text(app: Flask) -> None:
    """Templates and texts know each other, so none is left over and none is missing."""
    templates = "".join(path.read_text(encoding="utf-8") for path in (WEB / "templates").iterdir())
    code = "".join(path.read_text(encoding="utf-8") for path in WEB.rglob("*.py"))
    used = set(re.findall(r"'([a-z]+\.[a-z-]+)'", templates)) - {"home.home", "icon.svg"}
    kinds = set(re.findall(r'"([a-z0-9-]+)"', code))
    known = set(language.texts())
    shown = {key for key in known if key.split(".")[0] in ("problem-title", "problem-detail")}
    named = {key for key in known if key.split(".")[0] in ("topic", "level")}
    assert {key.split(".")[1] for key in shown} <= kinds
    syntax = {key for key in known if key.split(".")[0] in ("syntax", "syntax-hint")}
    explained = (WEB.parent / "engine" / "syntax.py").read_text(encoding="utf-8")
    assert all(f'"{key.split(".")[1]}"' in explained for key in syntax)
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert used - endpoints == known - shown - named - syntax


def test_topics_and_levels_of_the_examples_have_words(sources: Sources) -> None:
    """No heading of the real examples falls back to the name in the file."""
    for query in read_queries(sources.queries, "examples"):
        for section in ("topic", "level"):
            assert f"{section}.{query.header[section]}" in language.texts()


def test_texts_outside_a_request_are_english() -> None:
    """A text can be asked for where there is no request."""
    assert language.translate("nav.home") == "Home"
    with Flask(__name__).test_request_context("/?lang=ja"):
        assert language.translate("nav.home") == "ホーム"
