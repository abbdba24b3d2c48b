"""`/dumps/`: the files of the release, each with its size and checksum."""

import hashlib
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Blueprint, abort, render_template, send_file
from flask.typing import ResponseReturnValue

_TYPES = {
    ".ttl": "text/turtle",
    ".nq": "application/n-quads",
    ".trig": "application/trig",
    ".nt": "application/n-triples",
    "": "text/plain",
}


@dataclass(frozen=True)
class Dump:
    """A file that is offered."""

    path: Path
    size: int
    sha256: str

    @property
    def media_type(self) -> str:
        """The media type by the ending of the name."""
        suffix = self.path.suffix
        return _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")


def dumps_blueprint(folder: Path) -> Blueprint:
    """Return the blueprint that offers the files of a folder, and nothing outside it."""
    blueprint = Blueprint("dumps", __name__)
    digest = cache(_digest)

    @blueprint.get("/dumps/")
    def listing() -> str:
        """List the files."""
        return render_template("dumps.html", dumps=_find(folder, digest))

    @blueprint.get("/dumps/<name>")
    def file(name: str) -> ResponseReturnValue:
        """Send one of the files that the list names."""
        for dump in _find(folder, digest):
            if dump.path.name == name:
                response = send_file(dump.path, dump.media_type, conditional=True, etag=dump.sha256)
                response.headers["Content-Disposition"] = f'inline; filename="{name}"'
                return response
        abort(404)

    return blueprint


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
