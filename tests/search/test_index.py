"""Finding labels as people type them."""

import unicodedata
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.search.folding import fold, fold_with_places
from s5kg.search.index import Index, Label, Role

KIND = "https://example.org/Kind"
TEXTS = st.text(max_size=20)
KANA = st.text(st.characters(min_codepoint=0x30A1, max_codepoint=0x30F4), min_size=1, max_size=12)


def index(*labels: Label) -> Index:
    """Return an index of labels, all of things of one class."""
    return Index("r", labels, {label.thing: [KIND] for label in labels})


def preferred(*texts: str) -> Index:
    """Return an index of things with one preferred label each."""
    return index(*(Label(f"a:{n}", text, "en", Role.PREFERRED) for n, text in enumerate(texts)))


def found(labels: Index, asked: str) -> list[str]:
    """Return the labels that were found, in order."""
    return [hit.label.text for hit in labels.hits(asked)]


@given(st.lists(TEXTS, max_size=5), TEXTS)
def test_no_text_is_an_error(texts: list[str], asked: str) -> None:
    """Whatever is asked of whatever there is, marks lie within the label and in order."""
    for hit in preferred(*texts).hits(asked):
        ends = [place for mark in hit.marks for place in mark]
        assert ends == sorted(set(ends))
        assert 0 <= ends[0] < ends[-1] <= len(hit.label.text)


@given(TEXTS.filter(fold), st.integers(1, 20), st.lists(TEXTS, max_size=4))
def test_a_label_is_found_by_each_of_its_beginnings(
    text: str, length: int, others: list[str]
) -> None:
    """Its first letters are enough, and it comes before what only holds them."""
    if fold(text[:length]):
        assert text in found(preferred(text, *others), text[:length])


@given(TEXTS.filter(fold), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_forms_of_unicode_are_the_same(text: str, form: str) -> None:
    """Full or half width, composed or not, makes no difference."""
    assert found(preferred(text), unicodedata.normalize(form, text)) == [text]  # type: ignore[arg-type]


@given(KANA.filter(fold))
def test_katakana_and_hiragana_are_the_same(text: str) -> None:
    """Either finds the other."""
    hiragana = "".join(chr(ord(c) - 0x60) for c in text)
    assert found(preferred(text), hiragana) == [text]
    assert found(preferred(hiragana), text) == [hiragana]


@given(TEXTS)
def test_places_lead_back_to_the_text(text: str) -> None:
    """Each folded character comes from where its place says."""
    folded, places = fold_with_places(text)
    assert folded == fold(text)
    assert places == sorted(places)
    assert all(letter in fold(text[at]) for letter, at in zip(folded, places, strict=True))


@pytest.mark.parametrize(
    ("label", "asked"),
    [
        ("ビッグデータ", "ﾋﾞｯｸﾞﾃﾞｰﾀ"),
        ("ビッグデータ", "びっぐでーた"),
        ("コンピューター", "コンピュータ"),
        ("スマート・シティ", "スマートシティ"),
        ("Smart-city projects", "smart city"),
        ("ＯＳＴＰ", "ostp"),
        ("Agence française", "agence francaise"),
        ("R&D", "rd"),
        ("水素社会", "水素"),
        ("国の水素社会", "水素"),
    ],
)
def test_what_differs_only_in_writing_is_found(label: str, asked: str) -> None:
    """Width, case, accents, kana, long vowels, hyphens and dots are passed over."""
    assert found(preferred(label), asked) == [label]


def test_marks_of_voice_tell_apart() -> None:
    """Kai is not gai."""
    assert found(preferred("ガイ"), "かい") == []


def test_the_order_of_answers() -> None:
    """The same, then beginnings, then the rest; better roles first, then shorter labels."""
    labels = [
        Label("a:1", "the plan", "en", Role.PREFERRED),
        Label("a:2", "planet", "en", Role.ALTERNATIVE),
        Label("a:3", "planning", "en", Role.PREFERRED),
        Label("a:4", "plane", "en", Role.PREFERRED),
        Label("a:5", "Plan", "en", Role.HIDDEN),
        Label("a:6", "plan B", "en", Role.NOTE),
    ]
    order = ["Plan", "plane", "planning", "planet", "plan B", "the plan"]
    assert found(index(*labels), "plan") == order
    assert found(index(*reversed(labels)), "plan") == order


def test_a_thing_is_found_once_and_by_its_best_label() -> None:
    """The same words as preferred and hidden label count as preferred."""
    labels = [Label("a:1", "Plan", "en", role) for role in reversed(Role)]
    (hit,) = index(*labels).hits("plan")
    assert (hit.thing, hit.kind, hit.label.role) == ("a:1", KIND, Role.PREFERRED)


def test_words_may_stand_apart() -> None:
    """All of them must be there; each is marked."""
    labels = preferred("Smart city of Japan", "Smart people")
    (hit,) = labels.hits("japan smart")
    assert hit.marks == ((0, 5), (14, 19))


def test_names_are_in_the_language_of_the_reader_or_another_one() -> None:
    """English stands in for a language that there is no label in."""
    labels = index(
        Label("a:1", "計画", "ja", Role.PREFERRED), Label("a:1", "Plan", "en", Role.PREFERRED)
    )
    names = {language: labels.name("a:1", language) for language in ("ja", "en", "de")}
    assert {language: name and name.text for language, name in names.items()} == {
        "ja": "計画", "en": "Plan", "de": "Plan",
    }  # fmt: skip
    assert labels.name("a:2", "en") is None


def test_the_first_answers_need_not_wait_for_the_rest() -> None:
    """Answers come one by one."""
    labels = preferred(*(f"plan {n}" for n in range(1000)))
    assert len(labels) == 1000
    assert len(list(islice(labels.hits("plan"), 3))) == 3


def test_a_few_latin_letters_begin_a_word() -> None:
    """`AI` is looked for as a word or its beginning, in Japanese text too, not within `said`."""
    labels = preferred("It is said", "Main uses of AI", "国家AI戦略", "aims", "Sendai")
    assert found(labels, "ai") == ["aims", "国家AI戦略", "Main uses of AI"]
    (hit,) = [hit for hit in labels.hits("ai") if hit.label.text == "Main uses of AI"]
    assert hit.marks == ((13, 15),)
    assert found(labels, "said") == ["It is said"]
    assert found(labels, "enda") == ["Sendai"]
