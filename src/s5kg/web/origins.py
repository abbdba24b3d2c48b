"""The file and line of the repository in which a thing is described, as the build noted them."""

from collections.abc import Mapping
from pathlib import Path

PLACES = "places.tsv"  # beside `graph.nq`; a release that others made has none


def read_origins(folder: Path) -> Mapping[str, str]:
    """Return IRI → file and line of the things of a release, nothing where it does not say."""
    try:
        lines = (folder / PLACES).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    rows = (line.split("\t") for line in lines)
    return {iri: f"{file}:{line}" for iri, file, line in rows}
