import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import jinja2
import pytest
from babel.messages.catalog import Message
from flask import Flask
from jinja2 import nodes

from s5kg.web import language, texts

WEB = Path(texts.__file__).parent
CATALOGUES = [(code, path) for code in language.LANGUAGES for path in texts.areas(code)]
CALLS = {"t", "tn", "translate", "count", "has_text"}


def messages(path: Path, code: str) -> dict[str, Message]:
    """Return the messages of a catalogue by their keys, the header left out."""
    return {texts.key_of(m.id): m for m in texts.read_area(path, code) if m.id}


def forms(message: Message) -> tuple[str, ...]:
    """Return what a message says, in all its forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def every(code: str) -> dict[str, Message]:
    """Return the messages of all areas."""
    return {key: m for path in texts.areas(code) for key, m in messages(path, code).items()}


def places(message: Message) -> set[str]:
    """Return what is to be filled in."""
    return {name for form in forms(message) for _, name, *_ in Formatter().parse(form) if name}


@pytest.mark.parametrize(("code", "path"), CATALOGUES, ids=lambda value: str(value)[-20:])
def test_a_catalogue_is_whole(code: str, path: Path) -> None:
    """Nothing is empty, doubtful or given up, keys are names, and a key stands once."""
    catalogue = texts.read_area(path, code)
    assert catalogue.locale_identifier == code
    assert not catalogue.obsolete
    for key, message in messages(path, code).items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*\.[a-z0-9]+(-[a-z0-9]+)*", key)
        assert all(forms(message)), key
        assert not message.fuzzy, key
        assert all(name.isidentifier() for name in places(message)), key
        if message.pluralizable:
            assert len(forms(message)) == catalogue.num_plurals, key
            assert set(message.id) == {key}
    source = path.read_text(encoding="utf-8")
    assert source.count("\nmsgid ") == len(catalogue) + 1


def test_areas_share_no_key() -> None:
    """A key is looked up in all areas, so it may be in one only."""
    for code in language.LANGUAGES:
        keys = [key for path in texts.areas(code) for key in messages(path, code)]
        assert sorted(keys) == sorted(set(keys))
        assert texts.texts(code).keys == set(keys)


def test_texts_are_in_both_languages() -> None:
    """Each area has both languages, with the same texts and the same places to fill in."""
    areas = {code: [path.name for path in texts.areas(code)] for code in language.LANGUAGES}
    assert areas["en"] == areas["ja"]
    for english, japanese in zip(texts.areas("en"), texts.areas("ja"), strict=True):
        en, ja = messages(english, "en"), messages(japanese, "ja")
        assert list(en) == list(ja), english.stem
        for key, message in en.items():
            assert places(message) == places(ja[key]), key
            assert message.pluralizable == ja[key].pluralizable, key


def asked_in_templates() -> Iterator[tuple[str, bool]]:
    """Yield the texts in quotes of the templates, and whether each is given to `t` or `tn`."""
    for path in [*WEB.rglob("*.html"), *WEB.rglob("*.xml")]:
        tree = jinja2.Environment().parse(path.read_text(encoding="utf-8"))  # noqa: S701 (parsed)
        asked = {
            call.args[0]
            for call in tree.find_all(nodes.Call)
            if isinstance(call.node, nodes.Name) and call.node.name in CALLS and call.args
        }
        for const in tree.find_all(nodes.Const):
            if isinstance(const.value, str):
                yield const.value, const in asked


def asked_in_programs() -> Iterator[tuple[str, bool]]:
    """Yield the texts in quotes of the modules, and whether each is given to `translate`."""
    for path in WEB.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        asked = {
            id(node.args[0])
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in CALLS
            and node.args
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value, id(node) in asked


def test_every_text_is_used_and_every_use_has_a_text(app: Flask) -> None:
    """None is left over and none is missing.

    Keys that are put together, as in `f"topic.{name}"`, are used by the beginning that they have.
    """
    found = [*asked_in_templates(), *asked_in_programs()]
    known = texts.texts("en").keys
    asked = {text for text, called in found if called and not text.endswith(".")}
    assert asked <= known, asked - known
    sections = {key.split(".")[0] for key in known}
    in_templates = {text for text, _ in asked_in_templates() if text.count(".") == 1}
    whole = {text for text in in_templates if not text.endswith(("-", ".", ".css", ".js", ".ttl"))}
    named = {text for text in whole if text.split(".")[0] in sections}
    assert named - set(app.view_functions) <= known, named - known
    quoted = {text for text, _ in found}
    begun = {text for text in quoted if text.endswith((".", "-")) and "." in text}
    unused = {key for key in known - quoted if not key.startswith((*begun, "topic.", "level."))}
    assert not unused


def test_every_kind_of_problem_has_its_words_and_is_one() -> None:
    """Title and detail are of kinds that a module names, and each kind has both."""
    keys = texts.texts("en").keys
    quoted = {text for text, _ in asked_in_programs()}
    titles = {key.split(".")[1] for key in keys if key.startswith("problem-title.")}
    details = {key.split(".")[1] for key in keys if key.startswith("problem-detail.")}
    assert titles == details
    assert titles <= quoted, titles - quoted
    engine = WEB.parent / "engine"
    explained = "".join(
        (engine / name).read_text(encoding="utf-8") for name in ("nesting.py", "syntax.py")
    )
    for key in keys:
        if key.split(".")[0] in ("syntax", "syntax-hint"):
            assert f'"{key.split(".")[1]}"' in explained, key


def told_of_calls() -> Iterator[tuple[str, set[str | None]]]:
    """Yield the keys of the errors of calls that the program makes, and the names of their values.

    Those that are read from another process are made by it.
    """
    sections = {"FetchError": "elsewhere", "UnclearCallError": "unclear"}
    for part in ("federation", "engine", "web"):
        for path in (WEB.parent / part).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                    continue
                if node.func.id in sections and path.name != "wire_calls.py":
                    _, kind = node.args
                    key = f"{sections[node.func.id]}.{ast.literal_eval(kind)}"
                    yield key, {keyword.arg for keyword in node.keywords}


def test_every_error_of_a_call_has_its_words_and_each_is_one() -> None:
    """Each kind that is raised has a text of its values, and each text a kind that is raised."""
    known = every("en")
    told = dict(told_of_calls())
    assert set(told) == {key for key in known if key.split(".")[0] in ("elsewhere", "unclear")}
    for key, values in told.items():
        assert places(known[key]) == values, key


def test_a_new_area_is_found_without_a_change_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any catalogue in the folder counts, with the plural forms of its language."""
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "charts.po").write_text(
        'msgid "charts.bars"\nmsgid_plural "charts.bars"\n'
        'msgstr[0] "one bar"\nmsgstr[1] "{number} bars"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    found = texts.texts.__wrapped__("en")
    assert found.keys == {"charts.bars"}
    assert [found.counted("charts.bars", n) for n in (1, 2)] == ["one bar", "{number} bars"]
    with pytest.raises(KeyError):
        found.counted("charts.lines", 2)
    with pytest.raises(KeyError):
        found.one("charts.lines")
