"""Claims: rows of `claims/*.tsv`, and the triple and the `s5:Claim` node that each row asserts."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from s5kg.namespaces import UnknownPrefixError, node, prefixes
from s5kg.problems import Problem, SourceError
from s5kg.tables import Row, read_table

COLUMNS = ("subject", "predicate", "object", "modality", "curation", "evidence")
_IRI = re.compile(r"<([^<>\s]+)>")
_INTEGER = re.compile(r"[+-]?\d+")
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^(\S+))?')
_XSD = "http://www.w3.org/2001/XMLSchema#"

Value = ox.NamedNode | ox.Literal


@dataclass(frozen=True)
class Claim:
    """One fact of a thing, how it is said, and the evidence for it."""

    subject: ox.NamedNode
    predicate: ox.NamedNode
    object: Value
    modality: ox.NamedNode
    curation: ox.NamedNode
    evidence: tuple[ox.NamedNode, ...]
    file: Path
    line: int

    @property
    def iri(self) -> ox.NamedNode:
        """The claim node: its id is the digest of the three terms, so equal facts meet."""
        terms = f"{self.subject}|{self.predicate}|{self.object}"
        return node(f"s5d:claim-{hashlib.sha256(terms.encode()).hexdigest()[:12]}")

    def triples(self) -> Iterator[ox.Triple]:
        """Yield the fact itself and what the claim node says of it."""
        yield ox.Triple(self.subject, self.predicate, self.object)
        yield ox.Triple(self.iri, node("rdf:type"), node("s5:Claim"))
        yield ox.Triple(self.iri, node("rdf:subject"), self.subject)
        yield ox.Triple(self.iri, node("rdf:predicate"), self.predicate)
        yield ox.Triple(self.iri, node("rdf:object"), self.object)
        yield ox.Triple(self.iri, node("s5:modality"), self.modality)
        yield ox.Triple(self.iri, node("s5:curation"), self.curation)
        for span in self.evidence:
            yield ox.Triple(self.iri, node("s5:supportedBy"), span)


def read_claims(path: Path) -> list[Claim]:
    """Read a table of claims.

    Raises SourceError for an unknown prefix, a term that is none, and a fact given twice.
    """
    claims: list[Claim] = []
    problems: list[Problem] = []
    lines: dict[ox.NamedNode, int] = {}
    for row in read_table(path, COLUMNS):
        try:
            claim = _claim(row)
        except UnknownPrefixError as error:
            remedy = f"use one of {', '.join(prefixes())}, or declare it in ontology/prefixes.ttl"
            problems.append(row.problem(str(error), remedy))
        except ValueError as error:
            problems.append(row.problem(str(error), "write a CURIE, <IRI>, number or literal"))
        else:
            if claim.iri in lines:
                what = f"the same fact as in line {lines[claim.iri]}"
                problems.append(row.problem(what, "keep one row and name all its evidence"))
            lines[claim.iri] = row.line
            claims.append(claim)
    if problems:
        raise SourceError(problems)
    return claims


def _claim(row: Row) -> Claim:
    return Claim(
        subject=node(row["subject"]),
        predicate=node(row["predicate"]),
        object=parse_term(row["object"]),
        modality=node(f"s5c:modality-{row['modality']}"),
        curation=node(f"s5c:curation-{row['curation']}"),
        evidence=tuple(node(f"s5d:{name}") for name in row["evidence"].split()),
        file=row.file,
        line=row.line,
    )


def parse_term(text: str) -> Value:
    """Return the term that a Turtle-like text names: CURIE, `<IRI>`, literal, integer or boolean.

    Raises ValueError (UnknownPrefixError for an unknown prefix) for anything else.
    """
    if iri := _IRI.fullmatch(text):
        return ox.NamedNode(iri[1])
    if text in {"true", "false"}:
        return ox.Literal(text, datatype=ox.NamedNode(f"{_XSD}boolean"))
    if _INTEGER.fullmatch(text):
        return ox.Literal(text, datatype=ox.NamedNode(f"{_XSD}integer"))
    if literal := _LITERAL.fullmatch(text):
        value = re.sub(r"\\(.)", r"\1", literal[1])
        if literal[2]:
            return ox.Literal(value, language=literal[2])
        if literal[3]:
            datatype = parse_term(literal[3])
            if isinstance(datatype, ox.NamedNode):
                return ox.Literal(value, datatype=datatype)
            raise ValueError(f"{literal[3]!r} is no datatype")
        return ox.Literal(value)
    if text.startswith('"'):
        raise ValueError(f"{text!r} is no literal")
    return node(text)
