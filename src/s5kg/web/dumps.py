"""`/dumps/`: the files of the release, each with its size and checksum."""

import hashlib
import mimetypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, redirect, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as Redirect

from s5kg.web.released import read_released
from s5kg.web.schemaorg import of_dataset as describe
from s5kg.web.signposts import of_dataset, of_file, post
from s5kg.web.site import Site

# Ending → media type, and what people call it. The order is that of the list.
_FORMATS = {
    ".ttl": ("text/turtle", "Turtle"),
    ".nq": ("application/n-quads", "N-Quads"),
    ".trig": ("application/trig", "TriG"),
    ".jsonld": ("application/ld+json", "JSON-LD"),
    ".rdf": ("application/rdf+xml", "RDF/XML"),
    ".nt": ("application/n-triples", "N-Triples"),
    ".gz": ("application/gzip", "gzip"),
    ".tsv": ("text/tab-separated-values", "SSSOM/TSV"),
    ".json": ("application/ld+json", "RO-Crate"),
    "": ("text/plain", ""),
}
_ALL = "all"
_ASIDE = ("", ".json")  # what is about the other files: checksums, the crate
_SETS = ".tsv"  # mapping sets


def spoken(extension: str) -> str:
    """Return what people call the format of files with an ending."""
    return _FORMATS[f".{extension}"][1]


@dataclass(frozen=True)
class Dump:
    """A file that is offered."""

    path: Path
    size: int
    sha256: str

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.name

    @property
    def media_type(self) -> str:
        """The media type by the ending of the name."""
        suffix = self.path.suffix
        known = _FORMATS[suffix][0] if suffix in _FORMATS else None
        return known or mimetypes.types_map.get(suffix, "application/octet-stream")

    @property
    def format(self) -> str:
        """What people call the format, the name of the file where it has none."""
        known = _FORMATS.get(self.path.suffix)
        return known[1] if known and known[1] else self.path.name


@dataclass(frozen=True)
class Group:
    """The files of a graph or of the whole: each with its gzip, if there is one."""

    slug: str
    files: Sequence[tuple[Dump, Dump | None]]

    @property
    def whole(self) -> bool:
        """Whether these have all graphs."""
        return self.slug == _ALL


def dumps_blueprint(site: Site) -> Blueprint:
    """Return the blueprint that offers the files of a folder, and nothing outside it."""
    blueprint = Blueprint("dumps", __name__)
    folder = site.dumps
    digest = cache(_digest)
    released = read_released(folder)
    described = describe(released) if released else None

    @blueprint.get("/dumps/")
    def listing() -> Response:
        """List the files."""
        dumps = _find(folder, digest)
        sizes = {size.name.replace("/", "-"): size.triples for size in site.sizes.graphs()}
        aside = [dump for dump in dumps if dump.path.suffix in _ASIDE]
        page = site.page(
            "dumps.html",
            groups=grouped(dumps),
            sizes=sizes,
            aside=aside,
            sets=[dump for dump in dumps if dump.path.suffix == _SETS],
            described=described,
        )
        return post(page, of_dataset(released))

    @blueprint.get("/dumps/<name>")
    def file(name: str) -> ResponseReturnValue:
        """Send one of the files that the list names."""
        for dump in _find(folder, digest):
            if dump.name == name:
                response = send_file(dump.path, dump.media_type, conditional=True, etag=dump.sha256)
                response.headers["Content-Disposition"] = f'inline; filename="{name}"'
                return post(response, of_file(released, name))
        abort(404)

    @blueprint.get("/links/<scheme>")
    def mapping_set(scheme: str) -> Redirect:
        """Lead from the IRI of a mapping set to its file."""
        return redirect(_file_of_set(folder, scheme) or abort(404), 303)

    return blueprint


def _file_of_set(folder: Path, scheme: str) -> str | None:
    """Return the path of the file of a mapping set, None where there is none."""
    found = (path.name for path in folder.glob(f"*{_SETS}"))
    name = f"links-{scheme}.sssom{_SETS}"
    return url_for("dumps.file", name=name) if name in found else None


def grouped(dumps: Sequence[Dump]) -> list[Group]:
    """Return the files by what they hold: the whole first, then the graphs by name."""
    packed = {dump.name.removesuffix(".gz"): dump for dump in dumps if dump.path.suffix == ".gz"}
    order = list(_FORMATS)
    groups: dict[str, list[tuple[Dump, Dump | None]]] = {}
    plain = [dump for dump in dumps if dump.path.suffix not in (*_ASIDE, _SETS, ".gz")]
    for dump in sorted(plain, key=lambda dump: (_place(order, dump), dump.name)):
        groups.setdefault(dump.path.stem, []).append((dump, packed.get(dump.name)))
    return [
        Group(slug, groups[slug]) for slug in sorted(groups, key=lambda slug: (slug != _ALL, slug))
    ]


def _place(order: Sequence[str], dump: Dump) -> int:
    return order.index(dump.path.suffix) if dump.path.suffix in order else len(order)


def _find(folder: Path, digest: Callable[[Path, int, int], str]) -> list[Dump]:
    """Return what a folder holds: plain files by name, no hidden ones."""
    if not folder.is_dir():
        return []
    found = []
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            about = path.stat()
            found.append(Dump(path, about.st_size, digest(path, about.st_size, about.st_mtime_ns)))
    return found


def _digest(path: Path, size: int, changed: int) -> str:
    """Return the SHA-256 of a file; size and time are there to tell versions of it apart."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
