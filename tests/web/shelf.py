"""A made-up text, and a graph that was read from it: words with evidence, and page furniture."""

from s5kg.spans import measure, normalise

ID, NS = "https://w3id.org/s5kg/id/", "https://w3id.org/s5kg/ns#"
DCT, OA = "http://purl.org/dc/terms/", "http://www.w3.org/ns/oa#"
RDF, XSD = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2001/XMLSchema#"
GRAPH = "https://w3id.org/s5kg/graph/source/shelf"
NAME = "shelf"
TEXT = "架空白書\n月面庁は二つの部からなる。\n予算は約七円<提案>。\n- 1 -\n第二章\n金星課は無い。\n"
WHOLE, INNER = "月面庁は二つの部からなる", "二つの部"
SEGMENTS = {"seg-a": (1, 4), "seg-b": (5, 7)}
WORDS = {
    "ev-title": ("架空白書", "seg-a"),
    "ev-whole": (WHOLE, "seg-a"),
    "ev-inner": (INNER, "seg-a"),
    "ev-first": ("月面庁は", "seg-a"),
    "ev-last": ("からなる", "seg-a"),
    "ev-budget": ("予算は約七円<提案>", "seg-a"),
    "ev-venus": ("金星課は無い", "seg-b"),
}
FURNITURE = {"fn-page": ("- 1 -", "seg-a")}


def graph(text: str = TEXT, checksum: str = "") -> bytes:
    """Return N-Quads of what was read from a text; its SHA-256 is said where one is given."""
    lines = [f"<{ID}text-{NAME}> <{NS}order> {_number(1)}"]
    for order, (segment, (first, last)) in enumerate(SEGMENTS.items(), start=1):
        lines += _said(
            segment,
            (f"{RDF}type", f"<{NS}Segment>"),
            (f"{DCT}isPartOf", f"<{ID}text-{NAME}>"),
            (f"{NS}order", _number(order)),
            (f"{NS}lineStart", _number(first)),
            (f"{NS}lineEnd", _number(last)),
        )
    for name, (words, segment) in (WORDS | FURNITURE).items():
        lines += _span(text, name, words, segment)
    if checksum:
        lines += _said(f"text-{NAME}", ("http://spdx.org/rdf/terms#checksum", f"<{ID}sum>"))
        spdx = "http://spdx.org/rdf/terms#"
        sha = (f"{spdx}algorithm", f"<{spdx}checksumAlgorithm_sha256>")
        lines += _said("sum", sha, (f"{spdx}checksumValue", f'"{checksum}"'))
    return "".join(f"{line} <{GRAPH}> .\n" for line in lines).encode()


def _span(text: str, name: str, words: str, segment: str) -> list[str]:
    start = text.index(words)
    span = measure(text, start, start + len(words), name, segment)
    furniture = name in FURNITURE
    what = (f"{NS}furnitureReason", f"<{ID}page-number>") if furniture else _kind("Evidence")
    lines = _said(
        name,
        what,
        (f"{OA}hasSource", f"<{ID}text-{NAME}>"),
        (f"{DCT}isPartOf", f"<{ID}{segment}>"),
        (f"{NS}lineStart", _number(span.line_start)),
        (f"{NS}lineEnd", _number(span.line_end)),
        (f"{NS}spanDigest", f'"{span.digest}"'),
        (f"{NS}normDigest", f'"{span.norm_digest}"'),
        (f"{NS}normLength", _number(len(normalise(words)))),
        (f"{OA}hasSelector", f"<{ID}{name}-at>"),
    )
    lines += _said(
        f"{name}-at", (f"{OA}start", _number(span.start)), (f"{OA}end", _number(span.end))
    )
    if furniture:
        return lines
    return (
        lines
        + _said(
            f"claim-{name}",
            (f"{RDF}subject", f"<{ID}office>"),
            (f"{RDF}predicate", f"<{NS}says>"),
            (f"{RDF}object", f'"{name}"'),
            (f"{NS}supportedBy", f"<{ID}{name}>"),
        )
        + _said("office", (f"{NS}says", f'"{name}"'))
    )


def _kind(name: str) -> tuple[str, str]:
    return f"{RDF}type", f"<{NS}{name}>"


def _said(subject: str, *facts: tuple[str, str]) -> list[str]:
    return [f"<{ID}{subject}> <{name}> {value}" for name, value in facts]


def _number(value: int) -> str:
    return f'"{value}"^^<{XSD}integer>'
