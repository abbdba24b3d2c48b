"""Spans against a reader's copy of the text: in place, moved or lost, and what they cover."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from s5kg.spans import Span, measure, normalise, sha256


@dataclass(frozen=True)
class Check:
    """What became of one span in a reader's copy.

    `state` is `exact` (digest at the offsets), `moved` (the normalised digest was found elsewhere,
    `line_start` and `line_end` say where), `ambiguous` (found more than once, and the order of the
    text does not decide) or `lost`. `words` are the reader's own; they begin at code point `start`.
    """

    span: Span
    state: str
    line_start: int = 0
    line_end: int = 0
    words: str = ""
    start: int = 0

    @property
    def place(self) -> Span:
        """The span as it lies in the copy."""
        return replace(
            self.span,
            start=self.start,
            end=self.start + len(self.words),
            line_start=self.line_start,
            line_end=self.line_end,
        )


def verify(text: str, spans: Iterable[Span], most: int | None = None) -> list[Check]:
    """Check every span against a copy of the text, and look for the moved ones.

    With `most` the longest are looked for first, at about so many places of the text in all; those
    for which this does not suffice are lost.
    """
    checks: dict[str, Check] = {}
    missing: list[Span] = []
    for span in spans:
        words = text[span.start : span.end]
        if sha256(words) == span.digest:
            lines = span.line_start, span.line_end
            checks[span.id] = Check(span, "exact", *lines, words, span.start)
        else:
            missing.append(span)
    if missing:
        checks |= {check.span.id: check for check in _find_again(text, missing, most)}
    return sorted(checks.values(), key=lambda check: (check.span.start, check.span.id))


def _find_again(text: str, spans: list[Span], most: int | None) -> Iterator[Check]:
    """Slide a window of each needed length over the normalised text and compare digests."""
    letters, places = _normalise_with_places(text)
    hits: dict[str, list[int]] = {span.norm_digest: [] for span in spans}
    lengths = sorted({span.norm_length for span in spans}, reverse=True)
    if most is not None:
        lengths = lengths[: most // max(1, len(letters))]
    for length in lengths:
        for at in range(len(letters) - length + 1):
            digest = sha256(letters[at : at + length])
            if digest in hits:
                hits[digest].append(at)
    anchors = [(span, hits[span.norm_digest][0]) for span in spans if _once(hits, span)]
    for span in spans:
        found = _in_order(span, hits[span.norm_digest], anchors)
        if not found:
            yield Check(span, "lost")
            continue
        start, end = places[found[0]], places[found[0] + span.norm_length - 1] + 1
        place = measure(text, start, end, span.id, span.segment)
        state = "moved" if len(found) == 1 else "ambiguous"
        yield Check(span, state, place.line_start, place.line_end, text[start:end], start)


def _once(hits: dict[str, list[int]], span: Span) -> bool:
    return len(hits[span.norm_digest]) == 1


def _in_order(span: Span, hits: list[int], anchors: list[tuple[Span, int]]) -> list[int]:
    """Return the hits that keep the order of the text around the spans that were found once.

    Where none keeps it, the text was rearranged, and all hits are returned.
    """
    if len(hits) < 2:
        return hits
    ends = [(anchor, at, at + anchor.norm_length) for anchor, at in anchors]
    low = max((at for a, at, _ in ends if a.start <= span.start), default=0)
    high = min((at for a, at, _ in ends if a.start >= span.start), default=max(hits))
    first = max((end for a, _, end in ends if a.end <= span.end), default=0)
    last = min(
        (end for a, _, end in ends if a.end >= span.end), default=max(hits) + span.norm_length
    )
    size = span.norm_length
    return [at for at in hits if low <= at <= high and first <= at + size <= last] or hits


def _normalise_with_places(text: str) -> tuple[str, list[int]]:
    """Return the normalised text and, for each of its letters, the offset in `text` it is from."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in normalise(character):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


def certain(checks: Iterable[Check]) -> list[Check]:
    """Return the checks whose place may be shown as that of the span.

    A digest may be that of other words that read alike, as of a number that this copy misprints
    and has elsewhere. So a span counts only where it keeps the order that most of the text keeps,
    by letters: it is in the heaviest run of places that never goes back.
    """
    found = sorted(
        (check for check in checks if check.state in ("exact", "moved")),
        key=lambda check: (check.span.start, check.start),
    )
    before: list[int] = []
    # The runs that are worth going on: ends in rising order, each heavier than those before it.
    runs: list[tuple[int, int, int]] = []
    for at, check in enumerate(found):
        place = bisect_right(runs, check.start, key=lambda run: run[0])
        _, weight, last = runs[place - 1] if place else (0, 0, -1)
        before.append(last)
        weight += check.span.norm_length
        until = place
        while until < len(runs) and runs[until][1] <= weight:
            until += 1
        from_ = place - 1 if place and runs[place - 1][0] == check.start else place
        runs[from_:until] = [(check.start, weight, at)]
    kept = []
    at = runs[-1][2] if runs else -1
    while at >= 0:
        kept.append(found[at])
        at = before[at]
    return kept[::-1]


@dataclass(frozen=True)
class Coverage:
    """How much of one segment's text the used spans support.

    `supported` and `letters` count letters and numbers (after normalisation); `bare` are the
    lines with letters that neither a used span nor furniture touches, by number.
    """

    segment: str
    letters: int
    supported: int
    furniture: int
    bare: tuple[int, ...]

    @property
    def share(self) -> float:
        """The supported share of what states something (all but furniture), 0 to 1."""
        stating = self.letters - self.furniture
        return self.supported / stating if stating else 1.0


def coverage(
    text: str, segments: dict[str, tuple[int, int]], used: list[Span], furniture: list[Span]
) -> list[Coverage]:
    """Measure each segment, given as first and last line."""
    stated = _marks(text, used)
    decor = _marks(text, furniture)
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    result = []
    for segment, (first, last) in sorted(segments.items()):
        counts = [0, 0, 0]
        bare = []
        for number in range(first, min(last, len(lines)) + 1):
            at = range(starts[number - 1], starts[number] - 1)
            marked = [place for place in at if normalise(text[place])]
            loose = [place for place in marked if not stated[place] and not decor[place]]
            counts[0] += len(marked)
            counts[1] += sum(stated[place] for place in marked)
            counts[2] += sum(decor[place] and not stated[place] for place in marked)
            if loose:
                bare.append(number)
        result.append(Coverage(segment, counts[0], counts[1], counts[2], tuple(bare)))
    return result


def _marks(text: str, spans: Iterable[Span]) -> bytearray:
    marks = bytearray(len(text))
    for span in spans:
        size = max(0, min(span.end, len(text)) - span.start)
        marks[span.start : span.start + size] = b"\x01" * size
    return marks
