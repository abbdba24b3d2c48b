"""Releases after writes: the log folded into a new release, and the way back to an earlier one."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from s5kg.catalog import describe
from s5kg.dumps import kept_aside
from s5kg.labels import collect_labels
from s5kg.log import beside, extent, history, locked, set_aside
from s5kg.namespaces import GRAPH
from s5kg.patches import PatchError, graph_of, parse_lines
from s5kg.release import SHORT, Graphs, Release, make_current, with_catalog, write_release

Report = Callable[[str], None]
_CATALOG = f"{GRAPH}catalog"
_NOTE = "compacted.json"


class NoReleaseError(Exception):
    """No release has the name that is asked for, or several have, or it is damaged."""


@dataclass(frozen=True)
class Kept:
    """A release that is kept on disk.

    `writes` counts those in its log, None for a log that cannot be read. `origin` names the
    release of which it is a compaction, `folded` how many writes that folded in.
    """

    folder: Path
    writes: int | None
    current: bool
    origin: str = ""
    folded: int = 0

    @property
    def name(self) -> str:
        """The name of the folder: the first digits of the release."""
        return self.folder.name


@dataclass(frozen=True)
class Compaction:
    """A new release, how many writes it folds in, and whether its catalogue was counted anew."""

    release: Release
    writes: int
    counted: bool


def compact(target: Path, report: Report) -> Compaction | None:
    """Fold the log of the current release into a new one, and make that current.

    The former release stays with its log. Returns None where no write is pending. Raises
    LogInUseError while a service may write, PatchError for a damaged log, SyntaxError, OSError.
    """
    with _holding_current(target) as graph:
        report("reading the writes")
        quads = graph.read_bytes()
        release = hashlib.sha256(quads).hexdigest()
        store = ox.Store()  # as it is served: a store writes numbers in its own way
        store.bulk_extend(parse_lines([quads]))
        counts, writes = _counts(_graphs(store)), 0
        for found in history(beside(graph), release):
            found.patch.apply(store)
            writes += 1
        if not writes:
            return None
        graphs = _graphs(store)
        if counts is not None:
            graphs[_CATALOG] = graphs.get(_CATALOG, set()) - counts
            graphs = with_catalog(graphs, _labels(graphs))
        made = write_release(
            graphs,
            kept_aside(graph.parent / "dumps"),
            target,
            report,
            ready=lambda folder: _take_over(folder, graph.parent, release, writes),
        )
        return Compaction(made, writes, counts is not None)


def _graphs(store: ox.Store) -> Graphs:
    graphs: Graphs = {}
    for quad in store:
        graphs.setdefault(graph_of(quad), set()).add(quad.triple)
    return graphs


def _labels(graphs: Graphs) -> dict[tuple[str, str], str]:
    return collect_labels(triple for triples in graphs.values() for triple in triples)


def _counts(graphs: Graphs) -> set[ox.Triple] | None:
    """Return what the catalogue derives from the graphs; None where it does not."""
    derived = describe(graphs, _labels(graphs))
    return derived if derived <= graphs.get(_CATALOG, set()) else None


def _take_over(folder: Path, former: Path, release: str, writes: int) -> None:
    """Say where a release comes from, before it is current.

    Writes that undo each other lead to a release that is there already, perhaps with a log.
    """
    log = beside(folder / "graph.nq")
    if log.parent == former:
        set_aside(log)
        return
    if log.exists():
        with locked(log):
            set_aside(log)
    note = folder / _NOTE
    if not note.exists():
        note.write_text(json.dumps({"origin": release, "writes": writes}), encoding="utf-8")


def releases(target: Path) -> list[Kept]:
    """Return the releases that are kept, the oldest first."""
    now = (target / "graph.nq").resolve()
    graphs = (target / "releases").glob("[0-9a-f]" * SHORT + "/graph.nq")
    return [
        _kept(graph, graph.resolve() == now)
        for graph in sorted(graphs, key=lambda path: path.stat().st_mtime)
    ]


def _kept(graph: Path, current: bool) -> Kept:
    origin, folded = _origin(graph.parent / _NOTE)
    try:
        writes: int | None = pending(graph)
    except PatchError:
        writes = None
    return Kept(graph.parent, writes, current, origin, folded)


def _origin(note: Path) -> tuple[str, int]:
    """Return what a note of a compaction says, and nothing for one that is none or damaged."""
    if not note.is_file():
        return "", 0
    try:
        match json.loads(note.read_text(encoding="utf-8")):
            case {"origin": str(origin), "writes": int(writes)}:
                return origin, writes
    except ValueError:
        pass
    return "", 0


def pending(graph: Path) -> int:
    """Return how many writes the log beside a `graph.nq` holds. Raises PatchError, OSError."""
    log = beside(graph)
    if not log.exists():
        return 0
    with graph.open("rb") as file:
        release = hashlib.file_digest(file, "sha256").hexdigest()
    return sum(1 for _ in history(log, release))


def restore(target: Path, name: str, *, writes: bool = True) -> tuple[Kept, Path | None]:
    """Make a release current whose name begins with `name`; its log is in force again.

    Without `writes` that log is set aside, never removed; its new name is returned. Raises
    NoReleaseError, LogInUseError while a service may write to the current release or to this one,
    PatchError for a log that is damaged and not set aside, OSError.
    """
    found = [one for one in releases(target) if name and one.name.startswith(name[:SHORT])]
    if len(found) != 1:
        raise NoReleaseError(f"{len(found)} releases have a name that begins with {name!r}")
    (kept,) = found
    graph = kept.folder.resolve() / "graph.nq"
    with _holding_current(target) as now, ExitStack() as stack:
        if now != graph:
            stack.enter_context(locked(beside(graph)))
        with graph.open("rb") as file:
            release = hashlib.file_digest(file, "sha256").hexdigest()
        if not release.startswith(kept.name):
            raise NoReleaseError(f"{graph} is not as it was built: its SHA-256 is another")
        aside = None if writes else set_aside(beside(graph))
        extent(beside(graph), release)
        make_current(target, kept.folder)
    return kept, aside


@contextmanager
def _holding_current(target: Path) -> Iterator[Path]:
    """Keep all others from writing to the current release; give its `graph.nq`."""
    graph = (target / "graph.nq").resolve()
    with locked(beside(graph)):
        yield graph
