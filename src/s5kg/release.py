"""A build on disk: `graph.nq` and `dumps/`, written beside the last one and swapped in at once."""

import filecmp
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from s5kg.assembly import Assembly, assemble
from s5kg.catalog import CATALOG, Catalogue
from s5kg.crate import NAME as CRATE
from s5kg.crate import crate
from s5kg.dcat import record
from s5kg.dumps import SUMS, set_aside, write_dumps
from s5kg.inventory import take_inventory
from s5kg.labels import Labels, collect_labels
from s5kg.lineage import NOTE, lineage
from s5kg.locations import Sources
from s5kg.places import write_places
from s5kg.problems import SourceError
from s5kg.vocabulary import find_problems
from s5kg.writing import write_turtle

Graphs = dict[str, set[ox.Triple]]
Report = Callable[[str], None]

RECORD = "dcat.ttl"  # the release as catalogues describe it
PLACES = "places.tsv"  # the file and the line in which each thing is described
SHORT = 16  # digits of a release's name that name its folder
_MOST_ROUNDS = 12
_SCRATCH = "next-"
_ABANDONED = 3600  # seconds after which a scratch folder belongs to no running build


@dataclass(frozen=True)
class Release:
    """A build that lies on disk. `name` is the SHA-256 of `graph.nq`."""

    name: str
    folder: Path
    triples: Mapping[str, int]

    @property
    def graph(self) -> Path:
        """The sorted N-Quads: the waist between building and serving."""
        return self.folder / "graph.nq"

    @property
    def dumps(self) -> Path:
        """The folder of dumps."""
        return self.folder / "dumps"


def make_graphs(sources: Sources) -> Graphs:
    """Read the sources and return every named graph, the catalogue included.

    Raises SourceError with all faults found.
    """
    return _described(_assembled(sources))


def _assembled(sources: Sources) -> Assembly:
    assembly = assemble(take_inventory(sources))
    if problems := find_problems(assembly):
        raise SourceError(problems)
    return assembly


def _described(assembly: Assembly) -> Graphs:
    return with_catalog(assembly.graphs, collect_labels(assembly.all_triples()))


def with_catalog(graphs: Graphs, labels: Labels) -> Graphs:
    """Add the description of the graphs, which counts its own triples too.

    Describing again changes counts and at most a few partitions, so it soon comes to rest.
    """
    written = graphs.get(CATALOG, set())
    catalogue = Catalogue(graphs, labels)
    derived: set[ox.Triple] = set()
    for _ in range(_MOST_ROUNDS):
        catalog = written | derived
        derived = catalogue.describe(derived)
        if written | derived == catalog:
            return {**graphs, CATALOG: catalog}
    raise RuntimeError("the catalogue counts itself and does not come to rest")


def to_nquads(graphs: Graphs) -> bytes:
    """Return the quads as sorted N-Quads lines: same graphs, same bytes."""
    lines = sorted(
        f"{t.subject} {t.predicate} {t.object} {name}.\n"
        for graph, triples in graphs.items()
        for name in [f"<{graph}> " if graph else ""]
        for t in triples
    )
    return "".join(lines).encode()


def build(sources: Sources, target: Path, report: Report) -> Release:
    """Build into `target` and make the new release the current one.

    `target/releases/<name>` holds a release whole; `target/current` points to it, and
    `target/graph.nq` and `target/dumps` point into `current`. One rename switches all of them, so
    a build that fails or is killed leaves the former one in place. Raises SourceError.
    """
    report("reading sources")
    assembly = _assembled(sources)
    graphs = _described(assembly)

    def ready(folder: Path) -> None:
        write_places(assembly, sources, folder / PLACES)

    links = (sources.data / "links").glob("*.sssom.tsv")
    aside = set_aside(sources.ontology / "alignments.ttl", links)
    return write_release(graphs, aside, target, report, ready)


def write_release(
    graphs: Graphs,
    aside: Mapping[str, Path],
    target: Path,
    report: Report,
    ready: Callable[[Path], None] = lambda _: None,
) -> Release:
    """Write a release of named graphs into `target` and make it the current one; see `build`.

    `aside` are files that no graph holds, by their names. `ready` is called with the folder
    before that is current.
    """
    report("writing graph.nq")
    quads = to_nquads(graphs)
    name = hashlib.sha256(quads).hexdigest()
    releases = target / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    folder = releases / name[:SHORT]
    with _scratch(releases) as scratch:
        (scratch / "graph.nq").write_bytes(quads)
        report("writing dumps")
        files = write_dumps(graphs, quads, aside, scratch / "dumps")
        described = record(graphs, files, name)
        (scratch / RECORD).write_bytes(write_turtle(described))
        (scratch / "dumps" / CRATE).write_bytes(crate(described, scratch / "dumps" / SUMS))
        note = lineage(current(target), quads, graphs)
        (scratch / NOTE).write_text(note, encoding="utf-8")
        _sync(scratch)
        if folder.exists():
            _complete(folder, scratch)
        else:
            scratch.rename(folder)
    ready(folder.resolve())
    make_current(target, folder)
    return Release(name, folder, {graph: len(triples) for graph, triples in sorted(graphs.items())})


def _complete(folder: Path, fresh: Path) -> None:
    """Bring a release up to what is written of its graph now, one file after the other.

    What no graph holds may have changed, and the program that wrote it may have written less. A
    file is there at any moment, and what a killed build leaves undone the next one does.
    """
    (folder / "dumps").mkdir(exist_ok=True)
    written = [*sorted((fresh / "dumps").iterdir()), fresh / RECORD]
    if not (folder / NOTE).exists():  # else it tells what the release followed
        written.append(fresh / NOTE)
    for path in written:
        former = folder / path.relative_to(fresh)
        if not (former.is_file() and filecmp.cmp(path, former, shallow=False)):
            path.replace(former)
    for name in {path.name for path in (folder / "dumps").iterdir()} - {p.name for p in written}:
        (folder / "dumps" / name).unlink()


def _sync(folder: Path) -> None:
    """Put files on the disk before they are pointed to: their sources may be gone one day."""
    for path in (folder, *folder.rglob("*")):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """Give a folder to write into; sweep it afterwards, and first what killed builds left."""
    for left in folder.glob(f"{_SCRATCH}*"):
        if time.time() - left.stat().st_mtime > _ABANDONED:
            shutil.rmtree(left, ignore_errors=True)
    scratch = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=folder))
    scratch.chmod(0o755)  # mkdtemp keeps others out, but a server may run as another user
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def make_current(target: Path, folder: Path) -> None:
    """Turn `target` to one of its releases, by one rename."""
    _point(target / "current", Path("releases") / folder.name)
    _point(target / "graph.nq", Path("current") / "graph.nq")
    _point(target / "dumps", Path("current") / "dumps")


def _point(link: Path, to: Path) -> None:
    """Make a symbolic link, or turn an existing one, in one step."""
    if link.is_symlink() and link.readlink() == to:
        return
    fresh = link.with_name(f".{link.name}-{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(to)
    fresh.replace(link)


def current(target: Path) -> Path | None:
    """Return the `graph.nq` of the current release, or None before the first build."""
    graph = target / "graph.nq"
    return graph if graph.is_file() else None
