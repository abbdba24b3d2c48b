"""Copies of the real sources, for tests that break or change them."""

import shutil
from pathlib import Path

from s5kg.locations import Sources

REPOSITORY = Path(__file__).resolve().parent.parent


def copy_sources(root: Path) -> Sources:
    """Return a copy of the sources of this checkout, below `root`."""
    for folder in ("ontology", "data", "shapes", "queries"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    return Sources(root)
