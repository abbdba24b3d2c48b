"""The shapes graph as an index of triples, and what SHACL calls its terms."""

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from s5kg.namespaces import GENID

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

SH = "http://www.w3.org/ns/shacl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"

TYPE = ox.NamedNode(f"{RDF}type")
SUBCLASS = ox.NamedNode(f"{RDFS}subClassOf")
_FIRST = ox.NamedNode(f"{RDF}first")
_REST = ox.NamedNode(f"{RDF}rest")
_NIL = ox.NamedNode(f"{RDF}nil")


class NotCoveredError(Exception):
    """A shape uses what the compiler does not translate; another engine has to judge it."""


def sh(name: str) -> ox.NamedNode:
    """Return a term of the SHACL vocabulary."""
    return ox.NamedNode(f"{SH}{name}")


def is_anonymous(term: Term) -> bool:
    """Return whether a term is a blank node, or the name that the build gave to one."""
    return isinstance(term, ox.BlankNode) or (
        isinstance(term, ox.NamedNode) and term.value.startswith(GENID)
    )


def constant(term: Term) -> str:
    """Return a term as SPARQL.

    Raises NotCoveredError for a blank node, which a query cannot name.
    """
    if isinstance(term, ox.NamedNode | ox.Literal):
        return str(term)
    raise NotCoveredError(f"a query cannot name {term}")


class ShapesGraph:
    """The triples of a shapes graph, by subject and predicate."""

    def __init__(self, triples: Iterable[ox.Triple | ox.Quad]) -> None:
        """Index the triples."""
        self._objects: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self._subjects: dict[tuple[str, Term], list[Term]] = defaultdict(list)
        for t in triples:
            found = self._objects[t.subject][t.predicate.value]
            if t.object not in found:
                found.append(t.object)
                self._subjects[t.predicate.value, t.object].append(t.subject)
        self.predicates = {p for found in self._objects.values() for p in found}
        self.classes = {o for found in self._objects.values() for o in found.get(TYPE.value, ())}

    def subjects(self) -> list[Term]:
        """Return all subjects."""
        return list(self._objects)

    def predicates_of(self, subject: Term) -> list[str]:
        """Return the IRIs of the predicates that a subject has."""
        return list(self._objects[subject]) if subject in self._objects else []

    def objects(self, subject: Term, predicate: ox.NamedNode) -> list[Term]:
        """Return the values of a predicate, each once."""
        if subject not in self._objects:
            return []
        return self._objects[subject].get(predicate.value, [])

    def having(self, predicate: ox.NamedNode, value: Term) -> list[Term]:
        """Return the subjects that have a value."""
        return self._subjects.get((predicate.value, value), [])

    def one(self, subject: Term, predicate: ox.NamedNode) -> Term | None:
        """Return the value of a predicate.

        Raises NotCoveredError where there are several.
        """
        found = self.objects(subject, predicate)
        if len(found) > 1:
            raise NotCoveredError(f"{subject} has several {predicate}")
        return found[0] if found else None

    def items(self, head: Term) -> list[Term]:
        """Return the members of an RDF list.

        Raises NotCoveredError for what is no well-formed list.
        """
        found: list[Term] = []
        seen: set[Term] = set()
        while head != _NIL:
            first, rest = self.one(head, _FIRST), self.one(head, _REST)
            if first is None or rest is None or head in seen:
                raise NotCoveredError(f"{head} is no list")
            seen.add(head)
            found.append(first)
            head = rest
        return found
