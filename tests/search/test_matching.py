"""Names compared with labels: the same, nearly the same, and similar ones."""

import pytest

from s5kg.search.index import Index, Label, Role
from s5kg.search.matching import Matcher

LABELS = [
    Label("a:mri", "三菱総合研究所", "ja", Role.PREFERRED),
    Label("a:eic", "欧州イノベーション会議（EIC）", "ja", Role.PREFERRED),
    Label("a:eic", "EIC", "en", Role.ALTERNATIVE),
    Label("a:food", "Ministry of Food", "en", Role.PREFERRED),
    Label("a:foot", "Ministry of Feet", "en", Role.PREFERRED),
    Label("a:acme", "Acme Ltd", "en", Role.PREFERRED),
    Label("a:japan", "Japan", "en", Role.PREFERRED),
    Label("a:city", "スマートシティ", "ja", Role.PREFERRED),
    Label("a:note", "A note on food", "en", Role.NOTE),
    Label("b:unwanted", "Ministry", "en", Role.PREFERRED),
]
BODILESS = {"a:japan", "a:city"}
MATCHER = Matcher(
    Index("r", LABELS, {}),
    lambda thing: thing.startswith("a:"),
    lambda thing: thing not in BODILESS,
)


@pytest.mark.parametrize(
    ("name", "thing", "level"),
    [
        ("三菱総合研究所", "a:mri", 1), ("株式会社三菱総合研究所", "a:mri", 0.97),
        ("欧州イノベーション会議", "a:eic", 0.97), ("欧州イノベーション会議(EIC)", "a:eic", 1),
        ("eic", "a:eic", 1), ("Ministry of Food (EIC)", "a:food", 0),
        ("the Ministry of Food", "a:food", 0.97), ("ACME Inc.", "a:acme", 0.97),
        ("Acme Co., Ltd.", "a:acme", 0.97), ("Acme GmbH & Co. KG", "a:acme", 0.97),
        ("医療法人三菱総合研究所", "a:mri", 0.97),
        ("acme", "a:acme", 0.97), ("Minstry of Food", "a:food", 0),
        ("三菱総研合究所", "a:mri", 0),
        ("the Japan", "a:japan", 0.97), ("Japan Inc.", "a:japan", 0), ("Japan, Ltd", "a:japan", 0),
        ("一般社団法人スマートシティ", "a:city", 0),
    ],
)  # fmt: skip
def test_names_that_are_the_same(name: str, thing: str, level: float) -> None:
    """But for case, width, an acronym of the same thing, a legal form of what may have one.

    Others are similar.
    """
    best = MATCHER.matches(name)[0]
    assert (best.thing, best.level) == (thing, level)
    assert (best.similarity < 0.97) == (level == 0)


def test_only_names_of_what_is_wanted_are_compared() -> None:
    """Notes and other things are left out, nothing finds nothing, each thing is found once."""
    things = [match.thing for match in MATCHER.matches("Ministry of Food")]
    assert things == ["a:food", "a:foot"]
    assert MATCHER.matches("") == MATCHER.matches("。") == []
    assert MATCHER.named("EIC") == ["a:eic"]
    assert MATCHER.named("acme") == []
    assert MATCHER.things == {"a:mri", "a:eic", "a:food", "a:foot", "a:acme", *BODILESS}
