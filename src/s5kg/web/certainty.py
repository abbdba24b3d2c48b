"""How certain a statement is, as a mark: by the codes of its claims."""

from collections.abc import Iterable

from s5kg.facts import Claim
from s5kg.namespaces import CODE

# The first of these that a statement has is its mark; what has none is stated plainly.
_MARKS = {
    "curation-conflicting": "disputed",
    "modality-proposed": "proposed",
    "modality-possible": "proposed",
    "modality-advised": "proposed",
    "modality-planned": "planned",
    "curation-inferred": "inferred",
    "curation-inferred-from-layout": "inferred",
    "curation-corrected": "inferred",
    "precision-approximate": "approximate",
    "precision-range": "approximate",
    "precision-lower-bound": "approximate",
    "precision-lower-bound-exclusive": "approximate",
    "precision-upper-bound": "approximate",
    "precision-upper-bound-approximate": "approximate",
}
STATED = "stated"


def mark_of(codes: Iterable[str]) -> str:
    """Return the mark of a statement that has some codes (IRIs)."""
    names = {code.removeprefix(CODE) for code in codes}
    return next((mark for code, mark in _MARKS.items() if code in names), STATED)


def telling(claims: Iterable[Claim]) -> list[str]:
    """Return the codes of claims that say more than that something is stated as fact."""
    codes = [code for claim in claims for code in (claim.modality, claim.curation)]
    plain = {f"{CODE}modality-actual", f"{CODE}curation-as-stated", f"{CODE}curation-normalised"}
    return [code for code in dict.fromkeys(codes) if code and code not in plain]
