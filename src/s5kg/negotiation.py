"""Content negotiation (RFC 9110, 12.4 and 12.5): which of our offers does a header want most?

Headers come from anywhere, so nothing here raises: what cannot be read is passed over, and a header
without any readable part counts as absent.
"""

import re
from collections.abc import Mapping, Sequence

_ITEM = re.compile(r'(?:[^,"]|"(?:\\.|[^"\\])*"?)+', re.DOTALL)
_QUALITY = re.compile(r";\s*q\s*=\s*([^;\s]*)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}", re.ASCII)
_MEDIA_RANGE = re.compile(r"(\*/\*|[^\s/;,*]+/\*|[^\s/;,*]+/[^\s/;,*]+)")


def choose_type(header: str | None, offers: Mapping[str, Sequence[str]]) -> str | None:
    """Return the key of the best offer for an `Accept` header, or None where none is accepted.

    An offer's first media type is its own; further ones are aliases, which count only when the
    header names them. Among equals the first offer wins, so the order of `offers` is ours.
    """
    ranges = _media_ranges(header)
    best, best_quality = None, 0.0
    for key, types in offers.items():
        own = next((ranges[r] for r in _wider(types[0]) if r in ranges), 0.0)
        aliases = [ranges[alias] for alias in types[1:] if alias in ranges]
        quality = max([own, *aliases])
        if quality > best_quality:
            best, best_quality = key, quality
    return best


def choose_encoding(header: str | None, offers: Sequence[str]) -> str | None:
    """Return the best offer for an `Accept-Encoding` header, or None where none is accepted.

    Among equals the first offer wins; `identity` counts only where it has the higher quality.
    """
    accepted = dict(reversed(_weighted(header)))
    best, best_quality = None, accepted.get("identity", 0.0)
    for offer in offers:
        quality = accepted.get(offer, accepted.get("*", 0.0))
        if quality > 0 and (quality > best_quality or (best is None and quality == best_quality)):
            best, best_quality = offer, quality
    return best


def choose_language(header: str | None, offers: Sequence[str]) -> str:
    """Return the best offer for an `Accept-Language` header; the first offer where none fits.

    `ja-JP` asks for `ja` (RFC 4647, section 3.4). Among equals the header's order decides.
    """
    for tag, quality in sorted(_weighted(header), key=lambda item: -item[1]):
        primary = tag.split("-")[0]
        if quality > 0 and primary in offers:
            return primary
    return offers[0]


def _wider(media_type: str) -> tuple[str, str, str]:
    """Return the ranges that hold a media type, the most specific first."""
    return media_type, f"{media_type.partition('/')[0]}/*", "*/*"


def _media_ranges(header: str | None) -> dict[str, float]:
    """Return media range → quality; parameters other than `q` are not told apart."""
    found: dict[str, float] = {}
    for value, quality in _weighted(header):
        media_range = "*/*" if value == "*" else value
        if _MEDIA_RANGE.fullmatch(media_range):
            found[media_range] = max(quality, found.get(media_range, 0.0))
    return found or {"*/*": 1.0}


def _weighted(header: str | None) -> list[tuple[str, float]]:
    """Return the values of a header with their qualities, in the order written."""
    found = []
    for item in _ITEM.findall(header or ""):
        value = item.partition(";")[0].strip().lower()
        weight = _QUALITY.search(item)
        if weight and not _NUMBER.fullmatch(weight[1]):
            continue
        if value:
            found.append((value, min(1.0, float(weight[1])) if weight else 1.0))
    return found
