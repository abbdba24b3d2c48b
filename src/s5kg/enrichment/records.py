"""What was retrieved from another graph, and reading it back from its file."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from s5kg.enrichment.facts import Fact
from s5kg.namespaces import node, shrink
from s5kg.problems import Problem, SourceError
from s5kg.turtle import line_of, read_turtle

_TYPE = node("rdf:type")
_CLASSES = frozenset(map(node, ("s5:OutsideFact", "s5:Retrieval", "s5:Discrepancy")))


@dataclass(frozen=True)
class Retrieval:
    """One reading of a source: its address, the day, and whether all that was asked for came."""

    source: str
    date: str
    whole: bool


Retrieved = dict[Fact, Retrieval]


def read_records(path: Path) -> Retrieved:
    """Return the facts of a file, nothing where there is none.

    Raises SourceError for a file that cannot be read, or that holds something else, too.
    """
    if not path.exists():
        return {}
    said: dict[ox.NamedNode, dict[ox.NamedNode, ox.NamedNode | ox.Literal]] = defaultdict(dict)
    classes: dict[ox.NamedNode, set[object]] = defaultdict(set)
    for triple in read_turtle(path):
        if isinstance(triple.subject, ox.NamedNode):
            if triple.predicate == _TYPE:
                classes[triple.subject].add(triple.object)
            elif isinstance(triple.object, ox.NamedNode | ox.Literal):
                said[triple.subject][triple.predicate] = triple.object
    for subject in (*classes, *(said.keys() - classes.keys())):
        if not classes[subject] or not classes[subject] <= _CLASSES:
            raise SourceError([_foreign(path, subject)])
    try:
        return {
            _fact(said[subject]): _retrieval(said[_named(said[subject], "prov:wasGeneratedBy")])
            for subject, kinds in classes.items()
            if node("s5:OutsideFact") in kinds
        }
    except (KeyError, ValueError, TypeError) as error:
        what = f"a fact lacks something: {error}"
        remedy = "restore the file from version control, or remove it"
        raise SourceError([Problem(path, 0, what, remedy)]) from error


def _fact(said: Mapping[ox.NamedNode, ox.NamedNode | ox.Literal]) -> Fact:
    value, currency = said[node("rdf:object")], said.get(node("schema:currency"))
    if not isinstance(value, ox.Literal):
        raise TypeError("its value is no literal")
    theirs, ours = _named(said, "rdf:subject"), _named(said, "rdf:predicate")
    return Fact(theirs.value, shrink(ours.value), value, currency.value if currency else "")


def _retrieval(said: Mapping[ox.NamedNode, ox.NamedNode | ox.Literal]) -> Retrieval:
    date, whole = said[node("dcterms:date")], said[node("s5:retrievedWhole")]
    return Retrieval(_named(said, "dcterms:source").value, date.value, whole.value == "true")


def _named(said: Mapping[ox.NamedNode, ox.NamedNode | ox.Literal], name: str) -> ox.NamedNode:
    found = said[node(name)]
    if not isinstance(found, ox.NamedNode):
        raise TypeError(f"{name} is no IRI")
    return found


def _foreign(path: Path, subject: ox.NamedNode) -> Problem:
    what = f"{shrink(subject.value)} was not written by s5kg enrich"
    line = line_of(subject, path.read_text(encoding="utf-8"))
    return Problem(path, line, what, "move it to another file, or give --output")
