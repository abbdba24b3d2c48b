"""How certain a figure or date is, as a class for its mark and as words before or after it."""

from collections.abc import Mapping

from s5kg.namespaces import CODE
from s5kg.web.certainty import mark_of
from s5kg.web.language import translate

NOT_ACTUAL = ("planned", "proposed", "advised", "possible")


def mark_class(modality: str, precision: str = "", curation: str = "") -> str:
    """Return the class of the mark of what has these codes, by their notations."""
    said = {"modality": modality, "precision": precision, "curation": curation}
    return "mark-" + mark_of(f"{CODE}{scheme}-{code}" for scheme, code in said.items() if code)


def in_words(number: str, modality: str, precision: str) -> str:
    """Return a number with its precision and modality, as "about 5 (proposed)" says them."""
    words = _PRECISION.get(precision)
    said = translate(words, number=number) if words else number
    if modality not in NOT_ACTUAL:
        return said
    return translate("charts.modal", number=said, modality=translate(f"charts.modality-{modality}"))


_PRECISION: Mapping[str, str] = {
    "approximate": "charts.about",
    "lower-bound": "charts.at-least",
    "lower-bound-exclusive": "charts.more-than",
    "upper-bound": "charts.at-most",
    "upper-bound-approximate": "charts.up-to-about",
}
