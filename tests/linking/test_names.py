"""The forms of a name that are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.linking.names import LONGEST, forms, is_name, shown


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("株式会社日立システムズ", "日立システムズ"),
        ("（株）三菱総合研究所", "三菱総合研究所"),
        ("国立研究開発法人科学技術振興機構", "科学技術振興機構"),
        ("Mitsubishi Research Institute, Inc.", "Mitsubishi Research Institute"),
        ("Google (United States)", "google"),
        ("The Federal Government", "Federal Government"),
        ("SAP SE", "SAP"),
    ],
)
def test_the_core_is_without_legal_forms_and_asides(one: str, other: str) -> None:
    """One list gives them and another leaves them out."""
    assert forms(one).whole != forms(other).whole
    assert forms(one).core == forms(other).core


@pytest.mark.parametrize("name", ["Seoul", "Inclusive growth", "Agency", "Cohesion"])
def test_a_word_that_begins_like_a_legal_form_stays(name: str) -> None:
    """Only whole words are legal forms."""
    assert forms(name).core == forms(name).whole


def test_an_acronym_is_made_of_the_words() -> None:
    """Without small words; of two words there is none, nor of Japanese ones."""
    assert forms("Office of Science and Technology Policy").acronym == "ostp"
    assert forms("Max Planck").acronym == ""
    assert forms("科学 技術 政策").acronym == ""


@given(st.text())
def test_what_is_shown_stays_on_its_line(text: str) -> None:
    """No tab, line break or mark that turns the direction comes through."""
    assert shown(text).isprintable()
    assert len(shown(text)) <= LONGEST


def test_a_megabyte_is_no_name() -> None:
    """Nor is what has no letters."""
    assert not is_name("x" * 1_000_000)
    assert not is_name("\u202e…")
    assert is_name("OSTP")


def test_an_article_goes_where_it_leads() -> None:
    """Within a name it belongs to it, as do letters that look like one."""
    assert forms("the OECD").core == forms("OECD").core
    assert forms("Institute for the Future").core == forms("Institute for the Future").whole
    assert forms("Lathe works").core == forms("Lathe works").whole
