"""Which things an identifier of others names: an address or code that a thing is linked to.

Addresses are kept in one spelling each, and what is asked for is brought into the same one, so
that `ror.org/…`, `https://ror.org/…` and `ROR:…` are one.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import unquote

import pyoxigraph as ox

from s5kg.lookup import Row
from s5kg.namespaces import BASE, node

_CLOSE, _CODE = node("skos:closeMatch"), node("dcterms:identifier")
_DISTINCT = 6  # characters of a code that is no usual word; shorter ones may be
_DISTINCT_DIGITS = 12  # likewise of digits alone, which may be an amount, a date, a telephone
_PROTOCOL = re.compile(r"(?:https?://)?(?:www\.)?", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s-]+")


class _Spelling(NamedTuple):
    pattern: re.Pattern[str]  # of an address without protocol, a CURIE or a bare code
    address: str
    write: Callable[[str], str]


def _bare(code: str) -> str:
    return _SEPARATORS.sub("", code).upper()


def _spelling(pattern: str, address: str, write: Callable[[str], str] = str) -> _Spelling:
    return _Spelling(re.compile(pattern, re.IGNORECASE), address, write)


_SPELLINGS = (
    _spelling(r"(?:ror\.org/|ror:)?(0[0-9a-hjkmnp-tv-z]{6}[0-9]{2})", "ror.org/", str.lower),
    _spelling(
        r"(?:isni\.org/(?:isni/|page/)?|isni[:\s]*)?((?:[0-9]{4}[\s-]?){3}[0-9]{3}[0-9x])",
        "isni.org/isni/",
        _bare,
    ),
    _spelling(
        r"(?:m\.)?wikidata\.org/(?:wiki|entity)/(?:special:entitydata/)?(q[1-9][0-9]*)(?:\.[a-z]+)?",
        "wikidata.org/entity/",
        str.upper,
    ),
    _spelling(r"(?:wikidata:|wd:)?(q[1-9][0-9]*)", "wikidata.org/entity/", str.upper),
    _spelling(r"(?:(?:sws\.)?geonames\.org/|geonames:)([0-9]+)(?:/.*)?", "sws.geonames.org/"),
    _spelling(r"(?:(?:dx\.)?doi\.org/|doi:\s*)(10\.[0-9]+/.+)", "doi.org/", str.lower),
    _spelling(r"dbpedia\.org/(?:resource|page|data)/(.+)", "dbpedia.org/resource/"),
    _spelling(r"(?:id\.nlm\.nih\.gov/mesh/|mesh:)([a-z][0-9]+)", "id.nlm.nih.gov/mesh/", _bare),
    _spelling(r"(?:purl\.obolibrary\.org/obo/)?doid[:_]([0-9]+)", "purl.obolibrary.org/obo/DOID_"),
    _spelling(r"id\.loc\.gov/(authorities/[a-z]+/[a-z]+[0-9]+)(?:\.[a-z]+)?", "id.loc.gov/"),
)


class Identifiers:
    """What some things are known by elsewhere."""

    def __init__(self, rows: Iterable[Row], things: frozenset[str]) -> None:
        """Take the links and codes of `things` from rows of `reconcile-identifiers.rq`."""
        self._links: dict[str, dict[str, bool]] = defaultdict(dict)
        self._codes: dict[str, dict[str, bool]] = defaultdict(dict)
        for row in rows:
            thing, how, identifier = row["thing"], row["how"], row["identifier"]
            if not isinstance(thing, ox.NamedNode) or thing.value not in things:
                continue
            if isinstance(identifier, ox.Literal) and how == _CODE:
                self._codes[_bare(_plain(identifier.value))][thing.value] = True
            elif isinstance(identifier, ox.NamedNode) and not identifier.value.startswith(BASE):
                found = self._links[_address(identifier.value)]
                found[thing.value] = found.get(thing.value, False) or how != _CLOSE

    def things(self, text: str, *, stated: bool = False) -> dict[str, bool]:
        """Return the things that a text identifies, each with whether it surely does.

        What is only near does not, and a short code only where it is `stated` to be an identifier;
        an address or CURIE says so itself.
        """
        plain = _plain(text)
        code = _bare(plain)
        least = _DISTINCT_DIGITS if code.isdecimal() else _DISTINCT
        sure = stated or len(code) >= least
        found = dict.fromkeys(self._codes.get(code, ()), sure)
        sure = sure or "/" in plain or ":" in plain
        for thing, same in self._links.get(_address(plain), {}).items():
            found[thing] = found.get(thing, False) or (same and sure)
        return found


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip("<> \t\r\n")


def _address(text: str) -> str:
    """Return the one spelling of an address, CURIE or code; a text that is none is kept."""
    address = unquote(_PROTOCOL.sub("", _plain(text), count=1))
    host, slash, path = address.partition("/")
    address = (host.lower() + slash + path).rstrip("/") if slash else address
    for one in _SPELLINGS:
        if found := one.pattern.fullmatch(address):
            return one.address + one.write(found[1])
    return address
