"""What everything that a graph gives to Python knows: who is asked, and what things are called."""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from s5kg import terms
from s5kg.lookup import Lookup
from s5kg.names import Names
from s5kg.namespaces import CODE, ID, expand
from s5kg.rows import Language, check_language

_SHORT = 16  # digits of a release that name it


@dataclass(frozen=True)
class Origin:
    """Where numbers come from: titles of documents, and which graph says so."""

    documents: tuple[str, ...]
    version: str
    release: str
    place: str

    @property
    def graph(self) -> str:
        """The graph in a few words: version, release and address, as far as they are known."""
        release = f"({self.release[:_SHORT]})" if self.release else ""
        return " ".join(filter(None, ("s5kg", self.version, release, self.place)))


@dataclass(frozen=True)
class Context:
    """A graph that is asked. `place` is the address of its service, empty for one that is here."""

    lookup: Lookup
    names: Names
    language: Language
    place: str

    def chosen(self, language: Language | None) -> Language:
        """Return a language, or the graph's own for none. Raises ValueError for another one."""
        check_language(language or self.language)
        return language or self.language

    def words(self, iris: Iterable[str], language: Language) -> dict[str, str]:
        """Return IRI → what it is called, its CURIE where it has no name."""
        called = self.names.of(sorted(set(filter(None, iris))), language)
        return {iri: text.value for iri, text in called.items()}

    def origin(self, things: Iterable[str], language: Language) -> Origin:
        """Return where the evidence of some things is, and which graph says so."""
        nodes = [ox.NamedNode(iri) for iri in sorted(set(things))]
        rows = self.lookup.rows("evidence-documents", thing=nodes)
        documents = [terms.iri(row, "document") for row in rows]
        titles = self.words(documents, language)
        versions = [terms.word(row, "version") for row in self.lookup.rows("release-version")]
        return Origin(
            tuple(titles[iri] for iri in documents),
            " ".join(versions[:1]),
            self.lookup.release,
            self.place,
        )


def iri_of(name: str, namespace: str = ID) -> str:
    """Return the IRI of a name in a namespace, of a CURIE or of an IRI.

    Raises ValueError for what can be none of them.
    """
    text = str(name).strip().removeprefix("<").removesuffix(">")
    if "://" not in text:
        text = expand(text) if ":" in text else namespace + text
    try:
        return ox.NamedNode(text).value
    except ValueError as error:
        raise ValueError(f"{name!r} is no name, CURIE or IRI: {error}") from None


def code_of(scheme: str, name: str) -> str:
    """Return the IRI of a code by its notation, such as `budget` in the scheme `figureKind`."""
    return iri_of(name, f"{CODE}{scheme}-")
