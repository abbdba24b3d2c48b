"""The words of evidence in the operator's copies, as far as the digests of the graph allow."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath
from threading import Lock

from s5kg.evidence import Coverage, certain, coverage, verify
from s5kg.lookup import Lookup, Row
from s5kg.namespaces import ID, node
from s5kg.spans import Span
from s5kg.terms import iri, number, word
from s5kg.web.copies import Copy, Unread

_TEXT = f"{ID}text-"
_DIGEST = re.compile(r"[0-9a-f]{64}")
# How many places of a text are looked at for those that are not where they were; some seconds.
_MOST_LOOKED_AT = 30_000_000
_KANA = re.compile(r"[\u3041-\u30ff]")

Lines = Mapping[str, tuple[int, int]]
"""Segment (IRI) → its first and last line."""


@dataclass(frozen=True)
class Passage:
    """The words of a place. `place` is where they are in the copy; `language` is empty or `ja`."""

    document: str
    segment: str
    place: Span
    words: str
    language: str


@dataclass(frozen=True)
class DocumentText:
    """A copy of a document, and what is found in it.

    `passages` are by evidence, `parts` by segment (IRIs). `same` is whether it is the very text
    that was read. `places` counts the evidence that was looked for.
    """

    file: str
    text: str
    same: bool
    language: str
    passages: Mapping[str, Passage]
    parts: Lines
    coverage: Mapping[str, Coverage]
    places: int


class Passages:
    """Finds words in copies, anew where the graph has changed."""

    def __init__(self, lookup: Lookup, copies: Sequence[Copy | Unread] = ()) -> None:
        """Find nothing yet. `lookup` is asked for all clients, none of whom is charged."""
        self._lookup = lookup
        self._copies = [one for one in copies if isinstance(one, Copy)]
        self._unread = [one for one in copies if isinstance(one, Unread)]
        self._lock = Lock()
        self._state = ""
        self._found: Mapping[str, DocumentText] = {}
        self._located = lru_cache(maxsize=max(1, len(self._copies)))(locate)

    @property
    def given(self) -> bool:
        """Whether there are copies, so that a page may hold words of theirs."""
        return bool(self._copies)

    def __call__(self, evidence: str) -> Passage | None:
        """Return the words of evidence (IRI), None where they are not known for certain."""
        for text in self.texts().values():
            if evidence in text.passages:
                return text.passages[evidence]
        return None

    def of(self, document: str) -> DocumentText | None:
        """Return the copy of a document, named as in its address."""
        return self.texts().get(document)

    def texts(self) -> Mapping[str, DocumentText]:
        """Return document → its copy. Raises LimitError as any question does."""
        if not self._copies:
            return {}
        with self._lock:
            state = self._lookup.release
            if not state or state != self._state:
                matched = match(self._copies, self._checksums())
                self._found = {name: self._read(name, *one) for name, one in matched.items()}
                self._state = state
            return self._found

    def report(self) -> list[str]:
        """Return a sentence for each file: what it is taken for, or what to do."""
        lines = [f"{one.file} {one.why}" for one in self._unread]
        texts = self.texts()
        taken = {text.file: name for name, text in texts.items()}
        known = sorted(self._checksums()) if self._copies else []
        for copy in self._copies:
            if copy.file not in taken:
                lines.append(_unmatched(copy, known))
                continue
            name = taken[copy.file]
            text = texts[name]
            lines.append(_told(text, name, self._checksums()[name]))
        return lines

    def _checksums(self) -> dict[str, str]:
        rows = self._lookup.rows("document-checksums")
        found = {iri(row, "text"): word(row, "checksum").lower() for row in rows}
        return {
            text.removeprefix(_TEXT): checksum
            for text, checksum in found.items()
            if text.startswith(_TEXT)
        }

    def _read(self, name: str, copy: Copy, same: bool) -> DocumentText:
        text = [node(f"s5d:text-{name}")]
        rows = self._lookup.rows("document-spans", text=text)
        parts = [
            (iri(row, "segment"), number(row, "start"), number(row, "end"))
            for row in self._lookup.rows("document-segments", text=text)
        ]
        spans = [(span, used) for row in rows if (span := read_span(row)) for used in [_used(row)]]
        return self._located(name, copy, same, tuple(spans), tuple(parts))


def match(copies: Iterable[Copy], known: Mapping[str, str]) -> dict[str, tuple[Copy, bool]]:
    """Return document → its copy, and whether that is the very text.

    A file is matched by its SHA-256, else by its name without suffix. `known` has the SHA-256 of
    each document, or nothing.
    """
    found: dict[str, tuple[Copy, bool]] = {}
    for copy in copies:
        named = PurePath(copy.file).stem
        for document, checksum in known.items():
            same = copy.digest == checksum
            better = document not in found or (same and not found[document][1])
            if (same or named == document) and better:
                found[document] = copy, same
    return found


def read_span(row: Row) -> Span | None:
    """Return the span of a row of `document-spans`, None where it is not well-formed."""
    span = Span(
        id=iri(row, "span").removeprefix(ID),
        segment=iri(row, "segment"),
        line_start=number(row, "line_start"),
        line_end=number(row, "line_end"),
        start=number(row, "start"),
        end=number(row, "end"),
        digest=word(row, "digest").lower(),
        norm_length=number(row, "norm_length"),
        norm_digest=word(row, "norm_digest").lower(),
        reason=iri(row, "reason"),
    )
    formed = _DIGEST.fullmatch(span.digest) and _DIGEST.fullmatch(span.norm_digest)
    if not formed or span.start >= span.end or span.norm_length < 1:
        return None
    return span


def locate(
    name: str,
    copy: Copy,
    same: bool,
    spans: Sequence[tuple[Span, bool]],
    parts: Sequence[tuple[str, int, int]],
) -> DocumentText:
    """Find the spans of a document, each with whether it is used, in a copy."""
    checks = certain(verify(copy.text, [span for span, _ in spans], _MOST_LOOKED_AT))
    language = "ja" if _KANA.search(copy.text) else ""
    used = {span.id for span, is_used in spans if is_used}
    evidence = [check for check in checks if not check.span.reason]
    lines = {part: (first, last) for part, first, last in parts}
    if not same:
        lines = _moved_parts([part for part, *_ in parts], [c.place for c in checks], copy.text)
    measured = coverage(
        copy.text,
        dict(lines),
        [check.place for check in evidence if check.span.id in used],
        [check.place for check in checks if check.span.reason],
    )
    return DocumentText(
        copy.file,
        copy.text,
        same,
        language,
        {
            ID + check.span.id: Passage(
                name, check.span.segment, check.place, check.words, language
            )
            for check in evidence
        },
        lines,
        {one.segment: one for one in measured},
        sum(not span.reason for span, _ in spans),
    )


def _moved_parts(
    parts: Sequence[str], places: Sequence[Span], text: str
) -> dict[str, tuple[int, int]]:
    """Return the lines of segments in another copy: each begins where its first place is found."""
    firsts: dict[str, int] = {}
    for place in places:
        firsts[place.segment] = min(place.line_start, firsts.get(place.segment, place.line_start))
    found: dict[str, tuple[int, int]] = {}
    end = text.count("\n") + 1
    for part in reversed([part for part in parts if part in firsts]):
        found[part] = min(firsts[part], end), end
        end = max(1, found[part][0] - 1)
    if found:
        first = next(reversed(found))
        found[first] = 1, found[first][1]
    return found


def _used(row: Row) -> bool:
    return word(row, "used") == "true"


def _unmatched(copy: Copy, known: Sequence[str]) -> str:
    names = ", ".join(f"{name}.txt" for name in known) or "none"
    return (
        f"{copy.file} is of no document, or there is another copy of it, and is not shown; "
        f"name it as its document (known: {names}) or take it away"
    )


def _told(text: DocumentText, name: str, checksum: str) -> str:
    if text.same:
        return f"{text.file} is the text of {name}: its words are shown"
    found = len(text.passages)
    return (
        f"{text.file} is another copy of {name}: {found} of {text.places} places are found in it, "
        f"and the words of the others are not shown; the text that was read has the SHA-256 "
        f"{checksum or '(not recorded)'}"
    )
