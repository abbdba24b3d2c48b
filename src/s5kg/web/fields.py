"""What requests have in common: the fields of an address or a form, percent-decoded once."""

import re
from urllib.parse import parse_qsl

import pyoxigraph as ox
from flask import Request

from s5kg.web.errors import ProblemError

_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*')


def pairs(encoded: bytes) -> list[tuple[str, str]]:
    """Return the names and values of a query string or form; raises ProblemError for no UTF-8."""
    # Latin-1 stands for bytes here: parse_qsl takes no bytes above 127.
    pairs = parse_qsl(encoded.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    return [(decode(n.encode("latin-1")), decode(v.encode("latin-1"))) for n, v in pairs]


def decode(text: bytes) -> str:
    """Return UTF-8 as text; raises ProblemError for other bytes."""
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise ProblemError(400, "not-utf-8") from error


def single(fields: list[tuple[str, str]], name: str) -> str | None:
    """Return the one value of a field, if there is one; raises ProblemError for several."""
    values = [value for key, value in fields if key == name]
    if len(values) > 1:
        raise ProblemError(400, "repeated", name=name)
    return values[0] if values else None


def graphs(fields: list[tuple[str, str]], name: str) -> tuple[str, ...]:
    """Return the graphs of a parameter; forms send it empty when nothing was chosen."""
    return tuple(graph(value, name) for key, value in fields if key == name and value)


def graph(iri: str, name: str) -> str:
    """Return the name of a graph; raises ProblemError for what is no absolute IRI."""
    if is_iri(iri):
        return iri
    raise ProblemError(400, "bad-graph", name=name, iri=iri)


def is_iri(text: str) -> bool:
    """Return whether a text is an absolute IRI."""
    try:
        return bool(_IRI.fullmatch(text)) and bool(ox.NamedNode(text))
    except ValueError:
        return False


def check_coding(request: Request) -> None:
    """Raise ProblemError 415 for a compressed body."""
    coding = request.headers.get("Content-Encoding", "identity").lower()
    if coding != "identity":
        headers = {"Accept-Encoding": "identity"}
        raise ProblemError(415, "compressed-body", headers=headers, given=coding)
