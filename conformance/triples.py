"""RDF files of the suite: read with the base that the suite is published under."""

import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from conformance.isomorphism import Term

BASE = "https://w3c.github.io/rdf-tests/sparql/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"


class Suite:
    """A checkout of the suite; its files are named by IRI."""

    def __init__(self, root: Path) -> None:
        """Take the folder of the checkout. Raises FileNotFoundError where it is no such folder."""
        self._root = root / "sparql"
        if not (self._root / "sparql11" / "manifest-all.ttl").is_file():
            raise FileNotFoundError(f"{root} is no checkout of w3c/rdf-tests")

    @property
    def commit(self) -> str:
        """The commit that is checked out, or that it is unknown."""
        command = ["git", "-C", str(self._root), "rev-parse", "--short", "HEAD"]
        done = subprocess.run(command, capture_output=True, text=True)
        return done.stdout.strip() or "an unknown commit"

    def path(self, iri: str) -> Path:
        """Return the file of an IRI. Raises ValueError for an IRI of another site."""
        if not iri.startswith(BASE):
            raise ValueError(f"{iri} is not in the suite")
        path = (self._root / iri.removeprefix(BASE)).resolve()
        if not path.is_relative_to(self._root.resolve()):
            raise ValueError(f"{iri} leads out of the suite")
        return path

    def text(self, iri: str) -> str:
        """Return the text of a file; line ends stay as they are."""
        return self.path(iri).read_bytes().decode()

    def quads(self, iri: str) -> list[ox.Quad]:
        """Return what an RDF file states; its blank nodes are its own."""
        path = self.path(iri)
        kind = ox.RdfFormat.from_extension(path.suffix[1:])
        data = path.read_bytes()
        return list(ox.parse(data, format=kind, base_iri=iri, rename_blank_nodes=True))

    def triples(self, iri: str) -> "Triples":
        """Return an RDF file to look things up in."""
        return Triples(self.quads(iri))


class Triples:
    """A graph to look things up in."""

    def __init__(self, quads: list[ox.Quad]) -> None:
        """Index the quads by subject and predicate."""
        self._objects: defaultdict[tuple[object, str], list[Term]] = defaultdict(list)
        self._subjects: defaultdict[tuple[str, Term], list[Term]] = defaultdict(list)
        for quad in quads:
            self._objects[quad.subject, quad.predicate.value].append(quad.object)
            self._subjects[quad.predicate.value, quad.object].append(quad.subject)

    def objects(self, subject: Term, predicate: str) -> list[Term]:
        """Return all objects."""
        return self._objects.get((subject, predicate), [])

    def object(self, subject: Term, predicate: str) -> Term | None:
        """Return the first object, if there is one."""
        return next(iter(self.objects(subject, predicate)), None)

    def subjects(self, predicate: str, term: Term) -> list[Term]:
        """Return all subjects."""
        return self._subjects.get((predicate, term), [])

    def value(self, subject: Term, predicate: str) -> str | None:
        """Return the text or IRI of the first object, if there is one."""
        found = self.object(subject, predicate)
        return found.value if isinstance(found, ox.NamedNode | ox.Literal) else None

    def values(self, subject: Term, predicate: str) -> list[str]:
        """Return the texts or IRIs of the objects."""
        found = self.objects(subject, predicate)
        return [term.value for term in found if isinstance(term, ox.NamedNode | ox.Literal)]

    def items(self, subject: Term, predicate: str) -> Iterator[Term]:
        """Yield the members of an RDF list."""
        head = self.object(subject, predicate)
        while head is not None and head != ox.NamedNode(f"{RDF}nil"):
            first = self.object(head, f"{RDF}first")
            if first is not None:
                yield first
            head = self.object(head, f"{RDF}rest")
