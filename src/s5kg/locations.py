"""Where the sources lie: in a checkout, or inside the installed package. Creates nothing."""

from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Sources:
    """The four folders that a graph is built from."""

    root: Path

    @property
    def ontology(self) -> Path:
        """What exists: terms, concept schemes, prefixes."""
        return self.root / "ontology"

    @property
    def data(self) -> Path:
        """What is asserted."""
        return self.root / "data"

    @property
    def shapes(self) -> Path:
        """What must hold."""
        return self.root / "shapes"

    @property
    def queries(self) -> Path:
        """What is asked."""
        return self.root / "queries"

    def name(self, path: Path) -> Path:
        """Return `path` as people know it: relative to the root where it lies below it."""
        return path.relative_to(self.root) if path.is_relative_to(self.root) else path


def default_sources() -> Sources:
    """Return the checkout this module lies in, or else the sources inside the wheel."""
    checkout = _HERE.parent.parent
    if (checkout / "ontology" / "prefixes.ttl").is_file():
        return Sources(checkout)
    return Sources(_HERE / "sources")


def default_build() -> Path:
    """Return the folder that builds are written to: `build` in the current directory."""
    return Path("build")
