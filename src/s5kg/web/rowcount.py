"""How many rows or triples an answer has, counted in its bytes without reading them."""

_NEXT = b'}},{"'
# After these words a quotation mark ends a string; after a row, it begins the name of a variable.
_IN_STRING = [_NEXT + mark for mark in (b",", b"}", b"]", b":")]
_LINES = {"application/n-triples", "application/n-quads"}


def count_rows(body: bytes, media_type: str) -> int | None:
    """Return the number of rows or triples of an answer as pyoxigraph writes it.

    None where it has no rows (a yes or no), or where only a parser could tell.
    """
    match media_type:
        case "text/tab-separated-values":  # line breaks in values are escaped
            return body.count(b"\n") - 1 if b"\n" in body else None
        case "text/csv":
            return _csv(body)
        case "application/sparql-results+json":
            return _json(body)
        case "application/sparql-results+xml":  # < in values is escaped
            return body.count(b"<result>") if b"<results>" in body else None
    return body.count(b"\n") if media_type in _LINES else None


def _csv(body: bytes) -> int | None:
    if b"\r\n" not in body:
        return None
    outside = body.split(b'"')[::2] if b'"' in body else [body]
    return sum(part.count(b"\r\n") for part in outside) - 1


def _json(body: bytes) -> int | None:
    if body.endswith(b'"bindings":[]}}'):
        return 0
    if not body.endswith(b"}}]}}") or b"{}" in body:  # yes or no; rows without a value
        return None
    return body.count(_NEXT) + 1 - sum(body.count(words) for words in _IN_STRING)
