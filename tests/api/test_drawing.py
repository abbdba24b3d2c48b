"""Pictures, as matplotlib draws them."""

import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
import pyoxigraph as ox
import pytest
from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped] # it has none
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped] # likewise
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.font_manager import fontManager
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from rdflib.namespace import SKOS

from s5kg.api import KnowledgeGraph
from s5kg.api import fonts as fonts_module
from s5kg.api.charts import Kind
from s5kg.api.fonts import MissingFontWarning, families_for
from s5kg.api.lettering import columns
from s5kg.api.local import _quads
from s5kg.engine.memory import MemoryEngine
from s5kg.rows import Language

SIGNS = [
    *range(0x20, 0x7F),
    0x2026,
    0x2248,
    0x2272,
    0x2264,
    0x2265,
    *range(0x3000, 0x3100),
    0x30FB,
    *range(0x4E00, 0xA000),
    *range(0xFF00, 0xFF60),
]


@pytest.fixture(autouse=True)
def without_window(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Draw into memory, and close what was drawn."""
    plt.switch_backend("agg")
    yield
    plt.close("all")


@pytest.fixture
def no_other_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no fonts but matplotlib's own, whatever is installed on this one."""
    own = Path(mpl.get_data_path())
    kept = [font for font in fontManager.ttflist if Path(font.fname).is_relative_to(own)]
    monkeypatch.setattr(fontManager, "ttflist", kept)
    monkeypatch.setattr(fonts_module, "findSystemFonts", list)


@pytest.fixture
def japanese_font(no_other_font: None, tmp_path: Path) -> str:
    """The name of a font that holds Japanese and nothing else but ASCII; its signs are squares."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for place in ((0, 700), (700, 700), (700, 0)):
        pen.lineTo(place)
    pen.closePath()
    square = pen.glyph()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "square"])
    font.setupCharacterMap(dict.fromkeys(SIGNS, "square"))
    font.setupGlyf({".notdef": square, "square": square})
    font.setupHorizontalMetrics({".notdef": (800, 0), "square": (800, 0)})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Made Japanese", "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    font.save(tmp_path / "made.ttf")
    fontManager.addfont(tmp_path / "made.ttf")
    return "Made Japanese"


def words_of(axes: Axes) -> str:
    """Return all words of a picture, and draw it, so that what cannot be drawn is found."""
    figure = axes.get_figure(root=True)
    assert figure
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of signs that no font holds
        figure.savefig(BytesIO())
    return "\n".join(text.get_text() for text in figure.findobj(Text))


def test_a_picture_has_title_units_and_source(local: KnowledgeGraph) -> None:
    """What is drawn, in which unit, who says so, and which graph."""
    axes = local.cube("ds-sc-region").plot(measure="projectCount")
    assert axes.get_title() == "Smart-city projects of the government by regional block"
    assert axes.get_xlabel() == "number of projects"
    lengths = [bar.get_width() for bar in axes.patches if isinstance(bar, Rectangle)]
    assert lengths[:3] == [15, 20, 45]
    words = words_of(axes)
    assert "source: Data book on the review" in words
    assert f"s5kg 0.1.0 ({local.release[:16]})" in words
    assert axes.get_legend() is None


def test_what_is_not_exact_looks_so_and_the_legend_says_so(local: KnowledgeGraph) -> None:
    """Approximate numbers are hatched, bounds have arrows or bars of error, proposed is pale."""
    axes = local.figures(kind="budget").plot()
    bars = axes.patches
    assert {bar.get_hatch() for bar in bars} == {"///", "xxx"}
    assert {bar.get_alpha() for bar in bars} == {0.5, None}
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == [
        "≈ approximately",
        "≲ up to about",
        "planned",
        "proposed",
    ]
    planned, proposed = bars[0], bars[-1]
    assert isinstance(planned, Rectangle)
    assert isinstance(proposed, Rectangle)
    assert planned.get_linestyle() != proposed.get_linestyle()
    assert len(axes.collections) > 0  # the bound's arrow
    assert "≈ 100 billion" in words_of(axes)
    ranged = local.figures(kind="duration").plot(kind="bar")
    assert "3–6" in words_of(ranged)


def test_axes_of_ones_own_are_drawn_into(local: KnowledgeGraph) -> None:
    """Two pictures side by side, each with its source; no setting of matplotlib is changed."""
    before = dict(mpl.rcParams)
    figure, (left, right) = plt.subplots(1, 2, figsize=(14, 5), layout="constrained")
    assert local.cube("ds-plan-status").plot(ax=left, kind="bar") is left
    local.figures(unit="percent").plot(ax=right)
    assert words_of(left).count("source: ") == 2
    assert dict(mpl.rcParams) == before
    assert figure.axes == [left, right]


def test_japanese_is_drawn_with_a_font_that_has_it(
    local: KnowledgeGraph, japanese_font: str
) -> None:
    """No sign becomes a box, and English keeps the usual font."""
    assert families_for("国内") == [japanese_font, *mpl.rcParams["font.family"]]
    assert families_for("inland ≈") == list(mpl.rcParams["font.family"])
    axes = local.figures(kind="budget").plot(language="ja")
    words = words_of(axes)
    assert "予算額 (ユーロ)" in words
    assert "500億" in words


def test_without_such_a_font_the_picture_is_english(
    local: KnowledgeGraph, no_other_font: None
) -> None:
    """A warning says which font to install; boxes would say nothing."""
    with pytest.warns(MissingFontWarning, match="fonts-noto-cjk"):
        axes = local.cube("ds-sc-region").plot(language="ja")
    assert axes.get_xlabel() == "number of localities"
    assert "北海道" not in words_of(axes)


def test_a_font_that_was_installed_since_is_found(
    japanese_font: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """matplotlib's list of fonts is older; a file that is no font is passed over."""
    kept = [font for font in fontManager.ttflist if font.name != japanese_font]
    monkeypatch.setattr(fontManager, "ttflist", kept)
    assert families_for("国") is None
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    files = [str(tmp_path / name) for name in ("broken.ttf", "made.ttf")]
    monkeypatch.setattr(fonts_module, "findSystemFonts", lambda: files)
    assert (families_for("国") or [""])[0] == japanese_font


def named(make: Callable[[str], str]) -> KnowledgeGraph:
    """Return the graph with every name changed."""
    store = ox.Store()
    store.bulk_load(_quads(), format=ox.RdfFormat.N_QUADS)
    name = ox.NamedNode(str(SKOS.prefLabel))
    for quad in list(store.quads_for_pattern(None, name, None)):
        assert isinstance(quad.object, ox.Literal)
        store.remove(quad)
        words = ox.Literal(make(quad.object.value), language=quad.object.language)
        store.add(ox.Quad(quad.subject, name, words, quad.graph_name))
    quads = store.dump(format=ox.RdfFormat.N_QUADS)
    assert quads
    return KnowledgeGraph(MemoryEngine(quads))


NAMINGS: dict[str, Callable[[str], str]] = {
    "words": lambda name: f"{name} " * (300 // len(name) + 1),
    "one word": lambda name: name[0] * 100 + "W" * 200,
    "signs": lambda name: f"$x^{{$ \u202e\x07{name}\u2066\u200b\n{name}",
}


@pytest.mark.parametrize("kind", ["bar", "barh"])
@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("naming", NAMINGS)
def test_any_name_has_room_in_a_picture(
    japanese_font: str, naming: str, language: Language, kind: Kind
) -> None:
    """It is cut and wrapped, begins no formula, and bars keep more than a fifth of the width."""
    graph = named(NAMINGS[naming])
    for axes in (
        graph.cube("ds-plan-status").plot(kind=kind, language=language),
        graph.figures(kind="budget", unit="eur").plot(kind=kind, language=language),
    ):
        words = words_of(axes)  # matplotlib warns where the bars have no room
        assert not {"\u202e", "\u2066", "\u200b", "\x07"} & set(words)
        assert ("$x^{$" if naming == "signs" else "…") in words
        assert max(map(columns, words.splitlines())) <= 140
        assert axes.get_position().width > 1 / 5


def test_a_name_of_a_million_letters_takes_no_longer(local: KnowledgeGraph) -> None:
    """What is drawn of a picture is as long as of one with names that are just too long."""
    texts = []
    for length in (1000, 1_000_000):
        chart = local.cube("ds-sc-region").chart(local.cube("ds-sc-region").measures[0], "en")
        texts.append(replace(chart, title="x " * length, groups=["予" * length]).legible().text)
    assert texts[0] == texts[1]
    assert len(texts[0]) < 1000


def test_a_kind_of_picture_that_is_none_is_refused(local: KnowledgeGraph) -> None:
    """And so is a measure that the cube has not."""
    cube = local.cube("ds-sc-region")
    with pytest.raises(ValueError, match="choose 'bar' or 'barh'"):
        cube.plot(kind="pie")  # type: ignore[arg-type] # which is tried
    with pytest.raises(LookupError, match="choose from localityCount, projectCount"):
        cube.plot(measure="size")
