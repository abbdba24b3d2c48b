"""The files that people download: each graph and the whole, in several formats, plain and gzip."""

import gzip
import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from s5kg.catalog import graph_slug
from s5kg.writing import Order, ordered, ordered_union, serialise, used_prefixes

ALL = "all"
ALIGNMENTS = "alignments"
LINKS = "links-"  # begins the names of the mapping sets
SUMS = "SHA256SUMS"
_LEVEL = 6


@dataclass(frozen=True)
class DumpFormat:
    """A format of dumps: `name` for people; `graphs` where it keeps named graphs apart."""

    extension: str
    name: str
    media_type: str
    graphs: bool = False


@dataclass(frozen=True)
class RdfDump(DumpFormat):
    """A format that the graphs are written in."""

    oxigraph: ox.RdfFormat = ox.RdfFormat.TURTLE


Parts = Mapping[str, dict[Order, ox.Triple]]  # graph → its triples in order

_TURTLE = RdfDump("ttl", "Turtle", "text/turtle")
_XML = RdfDump("rdf", "RDF/XML", "application/rdf+xml", oxigraph=ox.RdfFormat.RDF_XML)
_JSON = ("jsonld", "JSON-LD", "application/ld+json")
_SSSOM = DumpFormat("sssom.tsv", "SSSOM/TSV", "text/tab-separated-values")
OF_GRAPHS = (
    _TURTLE,
    RdfDump("nt", "N-Triples", "application/n-triples", oxigraph=ox.RdfFormat.N_TRIPLES),
    RdfDump(*_JSON, oxigraph=ox.RdfFormat.JSON_LD),
    _XML,
)
OF_ALL = (
    RdfDump("nq", "N-Quads", "application/n-quads", True, ox.RdfFormat.N_QUADS),
    RdfDump("trig", "TriG", "application/trig", True, ox.RdfFormat.TRIG),
    RdfDump(*_JSON, True, ox.RdfFormat.JSON_LD),
    _TURTLE,
    _XML,
)


@dataclass(frozen=True)
class DumpFile:
    """A file: of which graph (an IRI, empty for the whole or for no graph), and what it is."""

    path: Path
    slug: str
    graph: str
    format: DumpFormat
    compressed: bool

    def sha256(self) -> str:
        """Return the checksum in hexadecimal digits."""
        return _sha256(self.path)


def write_dumps(
    graphs: Mapping[str, Iterable[ox.Triple]],
    quads: bytes,
    aside: Mapping[str, Path],
    folder: Path,
) -> list[DumpFile]:
    """Write all files into a new folder, with their checksums, and return what they are.

    `quads` are the graphs as sorted N-Quads. Beside them lie copies of what no graph holds, files
    `aside` by the names that they get (see `set_aside`). Equal graphs give equal bytes.
    """
    folder.mkdir()
    parts = {graph: ordered(triples) for graph, triples in sorted(graphs.items())}
    files = list(_write_graphs(parts, folder)) + list(_write_all(parts, quads, folder))
    for name, source in sorted(aside.items()):
        shutil.copyfile(source, folder / name)
        form = _TURTLE if name.endswith(".ttl") else _SSSOM
        slug = name.removesuffix(f".{form.extension}")
        files.append(DumpFile(folder / name, slug, "", form, compressed=False))
    sums = [f"{_sha256(path)}  {path.name}\n" for path in sorted(folder.iterdir())]
    (folder / SUMS).write_text("".join(sums), encoding="utf-8")
    return files


def set_aside(alignments: Path, links: Iterable[Path]) -> dict[str, Path]:
    """Return the files that no graph holds, by their names as dumps."""
    return {f"{ALIGNMENTS}.ttl": alignments} | {f"{LINKS}{path.name}": path for path in links}


def kept_aside(dumps: Path) -> dict[str, Path]:
    """Return those files of a folder of dumps, by their names."""
    found = [dumps / f"{ALIGNMENTS}.ttl", *dumps.glob(f"{LINKS}*.{_SSSOM.extension}")]
    return {path.name: path for path in found}


def _write_graphs(parts: Parts, folder: Path) -> Iterator[DumpFile]:
    for graph, part in parts.items():
        names = used_prefixes(part.values())
        for form in OF_GRAPHS:
            body = serialise(part.values(), form.oxigraph, names)
            yield from _write(body, graph_slug(graph), graph, form, folder)


def _write_all(parts: Parts, quads: bytes, folder: Path) -> Iterator[DumpFile]:
    whole = [
        ox.Quad(triple.subject, triple.predicate, triple.object, name)
        for graph, part in parts.items()
        for name in [ox.NamedNode(graph) if graph else ox.DefaultGraph()]
        for triple in part.values()
    ]
    union = ordered_union(parts.values()).values()
    names = used_prefixes(union)
    for form in OF_ALL:
        if form.oxigraph == ox.RdfFormat.N_QUADS:
            body = quads
        else:
            body = serialise(whole if form.graphs else union, form.oxigraph, names)
        yield from _write(body, ALL, "", form, folder)


def _write(
    body: bytes, slug: str, graph: str, form: DumpFormat, folder: Path
) -> Iterator[DumpFile]:
    plain = folder / f"{slug}.{form.extension}"
    plain.write_bytes(body)
    yield DumpFile(plain, slug, graph, form, compressed=False)
    packed = folder / f"{plain.name}.gz"
    packed.write_bytes(gzip.compress(body, _LEVEL, mtime=0))
    yield DumpFile(packed, slug, graph, form, compressed=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
