"""A scheme that links go to: its mapping set, the candidates, and what has been judged."""

from collections import abc
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from s5kg.iris import to_iri
from s5kg.link_checks import find_faults, identifier_fault, misfit, namespaces_of
from s5kg.link_conflicts import find_conflicts
from s5kg.linking.locking import alone_in
from s5kg.linking.proposals import Proposal
from s5kg.linking.rows import Decision, decided, proposed, reworded
from s5kg.linking.things import Thing
from s5kg.mappings import EXACT, Mapping, MappingSet, read_mappings, write_mappings

_ENDING = ".sssom.tsv"
_UNVERIFIED = ", not verified"  # in the title of candidates


class Outcome(Enum):
    """What became of a candidate that somebody judged."""

    WRITTEN = "written"
    DROPPED = "taken out of the candidates"
    CONTRADICTED = "not written"
    GONE = "passed over"


@dataclass(frozen=True)
class Verdict:
    """An outcome, and why it is not that the answer was written."""

    outcome: Outcome
    why: str = ""


@dataclass(frozen=True)
class Scheme:
    """The sets of one scheme in a folder of links."""

    links: MappingSet
    candidates: MappingSet

    def is_judged(self, ours: str, theirs: str) -> bool:
        """Return whether a pair stands in a set, or theirs is the exact match of another thing."""
        theirs = to_iri(theirs)
        return (ours, theirs) in self._pairs or self._taken.get(theirs, ours) != ours

    def misfit(self, theirs: str) -> str:
        """Return why an IRI can be none of the scheme, or nothing."""
        if not theirs.isprintable():
            return "it holds signs that nobody sees"
        try:
            target = ox.NamedNode(theirs)
        except ValueError:
            return "it is no IRI"
        if misfit(target, namespaces_of(self.links)):
            return "it is not in the namespace of the scheme"
        return identifier_fault(target)

    @cached_property
    def _pairs(self) -> set[tuple[str, str]]:
        rows = (*self.links.rows, *self.candidates.rows)
        return {(row.subject.value, row.object.value) for row in rows}

    @cached_property
    def _taken(self) -> dict[str, str]:
        exact = (row for row in self.links.rows if row.predicate == EXACT and not row.negative)
        return {row.object.value: row.subject.value for row in exact}

    def linked(self) -> set[str]:
        """Return the things that have their exact match."""
        return set(self._taken.values())

    def kinds(self, things: abc.Mapping[str, Thing]) -> set[str]:
        """Return the classes of the things that the scheme has been linked with so far."""
        linked = (things.get(iri) for iri in self.linked())
        return {kind for thing in linked if thing for kind in thing.kinds}

    def add(self, proposals: abc.Iterable[Proposal], path: Path) -> int:
        """Write proposals beside the candidates that there are; return how many were added.

        What has been judged or proposed since the scheme was read is not added again.
        """
        with alone_in(self.links.path.parent):
            now = read_scheme(self.links.path.parent, self.links.scheme, path)
            fresh = [one for one in proposals if not now.is_judged(one.ours.iri, one.theirs.iri)]
            added = [proposed(one, now.links.prefixes) for one in fresh]
            rows = [*(row.cells for row in now.candidates.rows), *added]
            write_mappings(path, now.candidates.head, rows)
        return len(added)

    def fault(self, row: Mapping, decision: Decision) -> str:
        """Return why a candidate cannot stand beside the links there are, or nothing.

        One that is refused contradicts none of them. Another set of the folder may lead into the
        same namespace.
        """
        whole = MappingSet(self.links.path, self.links.head, (*self.links.rows, row))
        faults = find_faults([whole], lambda _: True)
        if decision is Decision.ACCEPT:
            alone = MappingSet(self.links.path, self.links.head, (row,))
            folder = self.links.path.parent
            links = [read_mappings(folder / f"{name}{_ENDING}") for name in schemes_of(folder)]
            faults += find_conflicts([alone], links)
        mine = [one for one in faults if (one.file, one.line) == (row.file, row.line)]
        return f"{mine[0].what}; {mine[0].remedy}" if mine else ""

    def again(self) -> "Scheme":
        """Return the scheme as it is now. Raises SourceError where a set cannot be read."""
        return read_scheme(self.links.path.parent, self.links.scheme, self.candidates.path)

    def decide(self, row: Mapping, decision: Decision) -> Verdict:
        """Move a candidate to the links, as both are now, and return what became of it.

        The links are written first: a crash between leaves the row in both, and loses nothing.
        Raises SourceError where a set cannot be read or written.
        """
        with alone_in(self.links.path.parent):
            now = self.again()
            left = [one.cells for one in now.candidates.rows if one.cells != row.cells]
            if len(left) == len(now.candidates.rows):
                return Verdict(Outcome.GONE, "somebody has judged it or changed its row meanwhile")
            if stands := now.standing(row):
                write_mappings(self.candidates.path, now.candidates.head, left)
                return Verdict(Outcome.DROPPED, stands)
            if fault := now.fault(row, decision):
                return Verdict(Outcome.CONTRADICTED, fault)
            try:
                cells = decided(reworded(row, now.links), decision)
            except ValueError as error:
                return Verdict(Outcome.CONTRADICTED, str(error))
            links = [*(one.cells for one in now.links.rows), cells]
            write_mappings(self.links.path, now.links.head, links)
            write_mappings(self.candidates.path, now.candidates.head, left)
        return Verdict(Outcome.WRITTEN)

    def standing(self, row: Mapping) -> str:
        """Return that the pair of a candidate is linked or refused already, or nothing."""
        for one in self.links.rows:
            if (one.subject, one.object) == (row.subject, row.object):
                how = "refused" if one.negative else "linked"
                return f"it is {how} already, see {one.place}; mend that row if it is wrong"
        return ""


def schemes_of(folder: Path) -> list[str]:
    """Return the names of the schemes that a folder has sets for."""
    return sorted(path.name.removesuffix(_ENDING) for path in folder.glob(f"*{_ENDING}"))


def read_scheme(folder: Path, name: str, candidates: Path | None = None) -> Scheme:
    """Return a scheme; one that has candidates alone has no links yet.

    Raises SourceError where a set cannot be read.
    """
    published = folder / f"{name}{_ENDING}"
    path = candidates or folder / "candidates" / f"{name}{_ENDING}"
    if not published.exists():
        aside = read_mappings(path)
        head = [line.replace("/links/candidates/", "/links/") for line in aside.head]
        head = [line.replace(_UNVERIFIED, "") for line in head]
        return Scheme(MappingSet(published, tuple(head), ()), aside)
    links = read_mappings(published)
    if path.exists():
        return Scheme(links, read_mappings(path))
    head = [line.replace(f"/links/{name}", f"/links/candidates/{name}") for line in links.head]
    return Scheme(links, MappingSet(path, tuple(head), ()))
