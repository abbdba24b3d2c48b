"""What comes before a query's form, read without a parser: a text for another service to parse."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from s5kg.formats import Family

# SPARQL 1.1 grammar, rules 4 to 6, 139 and 140, and VERSION of 1.2.
_SPACE = r"(?:[ \t\r\n]|\#[^\r\n]*+[\r\n])"
_IRI = r'<[^<>"{}|^`\x00-\x20]*+>'
_STEP = re.compile(
    rf"""{_SPACE}++ | \#[^\r\n]*+
      | BASE{_SPACE}*+{_IRI}
      | PREFIX{_SPACE}++(?P<declared>[^\s:\#<>]*+):{_SPACE}*+{_IRI}
      | VERSION{_SPACE}*+(?:"[^"\\\r\n]*+"|'[^'\\\r\n]*+')""",
    re.VERBOSE | re.IGNORECASE,
)
_FORM = re.compile(r"(SELECT|ASK|CONSTRUCT|DESCRIBE)(?![\w:.-])", re.IGNORECASE)


@dataclass(frozen=True)
class Prologue:
    """The form of a query, in capital letters, and the prefixes that it declares."""

    form: str
    declared: frozenset[str]

    @property
    def family(self) -> Family:
        """Of which family the answer is."""
        return Family.RESULTS if self.form in ("SELECT", "ASK") else Family.GRAPH


def read_prologue(text: str) -> Prologue | None:
    """Return what a query begins with; None for a text that begins otherwise."""
    declared: set[str] = set()
    place = 0
    while step := _STEP.match(text, place):
        if step["declared"] is not None:
            declared.add(step["declared"])
        place = step.end()
    form = _FORM.match(text, place)
    return Prologue(form[1].upper(), frozenset(declared)) if form else None


def declare(text: str, prologue: Prologue, prefixes: Mapping[str, str]) -> str:
    """Return declarations to put before a query: of prefixes it may use and does not declare.

    They end without a line break, so that an error on another than the first line keeps its place.
    """
    return "".join(
        f"PREFIX {name}: <{iri}> "
        for name, iri in prefixes.items()
        if f"{name}:" in text and name not in prologue.declared
    )
