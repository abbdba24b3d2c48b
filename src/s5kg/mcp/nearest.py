"""The known names that are written most like an unknown one."""

import re
from collections.abc import Iterable

from rapidfuzz import fuzz, process

from s5kg.namespaces import shrink

_MOST = 3
_LEAST = 62.0  # of 100; below it names only share letters
_LOCAL = re.compile(r"[^/#:]*\Z")


def local_name(iri: str) -> str:
    """Return the last part of an IRI or a CURIE."""
    found = _LOCAL.search(iri.rstrip("/#:"))
    return found[0] if found else iri


def nearest(unknown: str, known: Iterable[str], most: int = _MOST) -> list[str]:
    """Return the IRIs whose last part is most like that of `unknown`, the best first.

    Of equals, those of the same namespace come first.
    """
    wanted, space = _compared(unknown), unknown.removesuffix(local_name(unknown))
    names = {iri: _compared(iri) for iri in sorted(set(known))}
    found = process.extract(wanted, names, scorer=fuzz.WRatio, score_cutoff=_LEAST, limit=20)

    def order(one: tuple[str, float, str]) -> tuple[float, float, str]:
        name, score, iri = one
        return -score - (5 if iri.startswith(space) else 0), -fuzz.ratio(wanted, name), iri

    return [iri for _, _, iri in sorted(found, key=order)[:most]]


def nearest_words(unknown: str, known: Iterable[str], most: int = _MOST) -> list[str]:
    """Return the words most like one, the best first."""
    found = process.extract(
        unknown.lower(), sorted(known), scorer=fuzz.ratio, score_cutoff=_LEAST, limit=most
    )
    return [word for word, _, _ in found]


def shortened(iris: Iterable[str]) -> str:
    """Return IRIs as they are written in queries, separated by commas."""
    return ", ".join(shrink(iri) for iri in iris)


def _compared(iri: str) -> str:
    return local_name(iri).lower().replace("_", "-")
