"""The release as its crate describes it, for what pages tell programs about the whole."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from s5kg.namespaces import ID

DATASET = f"{ID}dataset-s5kg"
CRATE = "ro-crate-metadata.json"
_WHOLE = "all."  # begins the names of the files that have all graphs


@dataclass(frozen=True)
class ReleasedFile:
    """A file of the release: its address, size in bytes and SHA-256."""

    name: str
    address: str
    media_type: str
    size: int
    sha256: str

    @property
    def whole(self) -> bool:
        """Whether it has all graphs."""
        return self.name.startswith(_WHOLE)


@dataclass(frozen=True)
class Released:
    """What a release says of itself: `root` are the properties of the crate's root."""

    root: dict[str, Any]
    files: tuple[ReleasedFile, ...]

    @property
    def licences(self) -> list[str]:
        """The addresses of the licence."""
        return [one["@id"] for one in self.root["license"]]

    @property
    def authors(self) -> list[str]:
        """The names of those who made it."""
        return [one["@id"] for one in self.root["author"]]


def read_released(dumps: Path) -> Released | None:
    """Return what the crate among the dumps says, None without one or with another's."""
    try:
        document = json.loads((dumps / CRATE).read_text(encoding="utf-8"))
        entities = {entity["@id"]: entity for entity in document["@graph"]}
        root = entities["./"]
        files = (_file(entities[part["@id"]]) for part in root["hasPart"])
        released = Released(root, tuple(files))
        return released if released.licences and released.authors else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _file(entity: dict[str, Any]) -> ReleasedFile:
    return ReleasedFile(
        entity["@id"],
        entity["url"],
        entity["encodingFormat"],
        int(entity["contentSize"]),
        entity["sha256"],
    )
