"""The release as an RO-Crate: read by the library of that name, and true of its files."""

import hashlib
import json
from pathlib import Path

import pytest
from rocrate.rocrate import ROCrate

from s5kg.crate import NAME
from s5kg.release import Release


@pytest.fixture
def dumps(release: Release) -> Path:
    """The dumps of a build of the real sources."""
    return release.dumps


@pytest.fixture(scope="module")
def crate(release: Release) -> ROCrate:
    """The crate, read by another library."""
    return ROCrate(release.dumps)


def test_the_root_says_what_the_specification_demands(crate: ROCrate) -> None:
    """Name, description, licence and date of publication; and who made it (RO-Crate 1.2, 4)."""
    root = crate.root_dataset
    assert root.id == "./"
    assert root.datePublished.isoformat().startswith("2026-11-23")
    for name in ("name", "description", "version", "identifier", "keywords", "cite-as"):
        assert root[name]
    (licence,), (publisher,) = root["license"], root["publisher"]
    assert licence.id == "https://creativecommons.org/licenses/by/4.0/"
    assert licence["name"]
    assert (publisher.type, publisher["name"]) == ("Organization", "s5kg contributors")
    assert crate.metadata["conformsTo"] == "https://w3id.org/ro/crate/1.2"


def test_every_file_is_in_it_with_size_and_checksum(crate: ROCrate, dumps: Path) -> None:
    """What is in the folder is in the crate, but for the metadata themselves, and nothing else."""
    found = {
        file.id: (int(file["contentSize"]), file["sha256"])
        for file in crate.root_dataset["hasPart"]
    }
    assert found == {
        path.name: (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in dumps.iterdir()
        if path.name != NAME
    }
    assert {file.type for file in crate.root_dataset["hasPart"]} == {"File"}


def test_every_reference_within_it_leads_somewhere(dumps: Path) -> None:
    """It is flat: each `@id` that an entity names is an entity, but for what it conforms to."""
    document = json.loads((dumps / NAME).read_text(encoding="utf-8"))
    entities = {entity["@id"]: entity for entity in document["@graph"]}
    assert len(entities) == len(document["@graph"])
    named = {
        value["@id"]
        for entity in entities.values()
        for name, values in entity.items()
        if name != "conformsTo"
        for value in (values if isinstance(values, list) else [values])
        if isinstance(value, dict)
    }
    assert named <= set(entities)


def test_another_library_writes_what_it_has_read(crate: ROCrate, tmp_path: Path) -> None:
    """The crate survives a round trip with its files and their bytes."""
    crate.write(tmp_path / "again")
    again = ROCrate(tmp_path / "again")
    before = {file.id for file in crate.root_dataset["hasPart"]}
    assert {file.id for file in again.root_dataset["hasPart"]} == before
    for name in before:
        assert (tmp_path / "again" / name).is_file()
