"""Spans of a text: offsets and digests, never words; and how they are measured."""

import hashlib
import unicodedata
from dataclasses import dataclass

import pyoxigraph as ox

from s5kg.namespaces import node


@dataclass(frozen=True)
class Span:
    """A stretch of a text: code points `start` to `end` (exclusive), lines counted from 1."""

    id: str
    segment: str
    line_start: int
    line_end: int
    start: int
    end: int
    digest: str
    norm_length: int
    norm_digest: str
    reason: str = ""

    @property
    def iri(self) -> ox.NamedNode:
        """The evidence node."""
        return node(f"s5d:{self.id}")


def normalise(text: str) -> str:
    """Return NFKC letters and numbers of `text`: what survives another PDF extractor."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LN")


def sha256(text: str) -> str:
    """Return the SHA-256 of the UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def measure(text: str, start: int, end: int, id: str, segment: str) -> Span:
    """Return the span that lies at `start` to `end` of a text."""
    words = text[start:end]
    normal = normalise(words)
    return Span(
        id=id,
        segment=segment,
        line_start=text.count("\n", 0, start) + 1,
        line_end=text.count("\n", 0, max(start, end - 1)) + 1,
        start=start,
        end=end,
        digest=sha256(words),
        norm_length=len(normal),
        norm_digest=sha256(normal),
    )
