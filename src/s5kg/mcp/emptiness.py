"""Why a query found nothing: a property that no thing of the class has, a name without language."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pyoxigraph as ox

from s5kg.lookup import Lookup
from s5kg.mcp import Language
from s5kg.mcp.checking import Checked, term_of
from s5kg.mcp.holdings import iri
from s5kg.mcp.lexing import Kind, Token, body
from s5kg.mcp.nearest import nearest, shortened
from s5kg.mcp.plain import plain
from s5kg.mcp.texts import say
from s5kg.namespaces import expand, shrink

_TYPE = expand("rdf:type")
_MOST = 3
_MOST_CLASSES = 5
_PATH = frozenset("/|^*+?!")
_TAGGED = {expand(name) for name in (
    "skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "rdfs:label", "skos:note",
    "skos:definition", "dcterms:title", "dcterms:description",
)}  # fmt: skip

Triple = tuple[Token, Token, Token]


def triples(parts: Sequence[Token]) -> Iterator[Triple]:
    """Yield the plain triple patterns of a query; what is not plain, such as a path, is left out.

    It reads subjects, then predicates and objects by `;` and `,`, and begins anew at any bracket
    or keyword. It may miss patterns: what it gives serves hints only.
    """
    found: list[Token] = []
    plain_predicate = True
    for token in parts:
        if token.kind is Kind.MARK or (token.kind is Kind.WORD and token.text != "a"):
            if token.text in _PATH:
                plain_predicate = False
            elif token.text == ";" and found:
                found, plain_predicate = found[:1], True
            elif token.text == "," and len(found) == 3:
                found = found[:2]
            elif token.text != "^^":
                found, plain_predicate = [], True
            continue
        if len(found) == 3:
            continue  # a tag or a datatype of the object
        found.append(token)
        if len(found) == 3 and plain_predicate:
            yield found[0], found[1], found[2]


def why_nothing(lookup: Lookup, checked: Checked, language: Language) -> list[str]:
    """Return hints at what no thing of the graph can match. Raises LimitError."""
    patterns = list(triples(body(checked.parts)))
    return [*_bare_names(patterns, checked, language), *_lacks(lookup, patterns, checked, language)]


def _bare_names(patterns: Sequence[Triple], checked: Checked, language: Language) -> list[str]:
    """Return a hint at a name that stands without its language: it equals none of the graph."""
    after = dict(pairwise(checked.parts))
    tagged = [one for one in patterns if _property(one[1], checked) in _TAGGED]
    names = {value.text for _, _, value in tagged}
    compared = [
        after[mark] for one, mark in after.items()
        if one.text in names and mark.text == "=" and mark in after
    ]  # fmt: skip
    for given in [*(value for _, _, value in tagged), *compared]:
        then = after[given].text if given in after else ""
        if given.text[0] in "\"'" and then[:1] not in ("^", "@"):
            return [say("hint.no-language", language, given=plain(given.text, 80))]
    return []


def _lacks(
    lookup: Lookup, patterns: Sequence[Triple], checked: Checked, language: Language
) -> list[str]:
    """Return hints at properties that the things of a class never have."""
    classes: dict[str, list[str]] = {}
    for subject, predicate, value in patterns:
        kind = term_of(value, checked.names)
        if kind and subject.kind is Kind.VARIABLE and _property(predicate, checked) == _TYPE:
            classes.setdefault(subject.text, []).append(kind)
    had = {
        kind: _properties(lookup, kind)
        for kind in list(dict.fromkeys(k for kinds in classes.values() for k in kinds))[
            :_MOST_CLASSES
        ]
    }
    hints = []
    for subject, predicate, _ in patterns:
        used = _property(predicate, checked)
        for kind in classes.get(subject.text, []):
            if used and used not in had.get(kind, [used]):
                hints.append(_hint(used, kind, had[kind], language))
    return list(dict.fromkeys(hints))[:_MOST]


def _property(token: Token, checked: Checked) -> str | None:
    return _TYPE if token.text == "a" else term_of(token, checked.names)


def _properties(lookup: Lookup, kind: str) -> list[str]:
    rows = lookup.rows("reconcile-properties", kind=[ox.NamedNode(kind)])
    return [iri(row, "property") for row in rows]


def _hint(used: str, kind: str, had: list[str], language: Language) -> str:
    if not had:
        return say("hint.no-things", language, kind=shrink(kind))
    near = nearest(used, had, 2)
    listed = [*near, *(one for one in had if one not in near)][:12]
    return say(
        "hint.not-of-class",
        language,
        property=shrink(used),
        kind=shrink(kind),
        known=shortened(listed),
    )
