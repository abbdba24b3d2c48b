"""IRIs as RDF names things, and the URIs that stand for them in ASCII (RFC 3987, section 3)."""

import re
from urllib.parse import quote

_ENCODED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")


def to_uri(iri: str) -> str:
    """Return an IRI with percent signs in the place of what is not ASCII."""
    return "".join(sign if sign.isascii() else quote(sign) for sign in iri)


def to_iri(uri: str) -> str:
    """Return a URI with the letters that its percent signs stand for, where people can see them.

    What is ASCII stays as it is: encoded or not, it is another name.
    """
    if "%" not in uri:  # as most are, of the millions of a dump
        return uri
    return _ENCODED.sub(lambda found: _letters(found[0]), uri)


def _letters(encoded: str) -> str:
    try:
        letters = bytes.fromhex(encoded.replace("%", "")).decode("utf-8")
    except UnicodeDecodeError:
        return encoded
    return letters if letters.isprintable() else encoded
