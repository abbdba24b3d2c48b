"""CURIEs and IRIs."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.namespaces import BASE, UnknownPrefixError, expand, prefixes, shrink

ROOT = Path(__file__).resolve().parent.parent


def test_a_curie_becomes_its_iri_and_back() -> None:
    """Expanding and shrinking are each other's reverse."""
    assert expand("s5d:org-us-ostp") == f"{BASE}id/org-us-ostp"
    assert shrink(f"{BASE}id/org-us-ostp") == "s5d:org-us-ostp"


@pytest.mark.parametrize(
    "iri", ["https://example.org/x", f"{BASE}graph/source/databook-2020", BASE]
)
def test_an_iri_without_a_curie_stays(iri: str) -> None:
    """What no prefix fits, or what no local name can be, is left as it is."""
    assert shrink(iri) == iri


def test_what_is_no_curie_is_refused() -> None:
    """An unknown prefix and a plain word are different errors."""
    with pytest.raises(UnknownPrefixError, match="unknown prefix zz:"):
        expand("zz:a")
    with pytest.raises(ValueError, match="'word' is no CURIE"):
        expand("word")


@given(
    st.sampled_from(sorted(prefixes())),
    st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_-]*", fullmatch=True),
)
def test_any_local_name_comes_back(prefix: str, local: str) -> None:
    """Shrinking undoes expanding for every prefix and name."""
    assert expand(shrink(expand(f"{prefix}:{local}"))) == expand(f"{prefix}:{local}")


def test_the_base_is_written_once() -> None:
    """The program names the base of our IRIs in one constant."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        if path.name != "namespaces.py":
            assert "w3id.org/s5kg" not in path.read_text(encoding="utf-8"), path


def test_every_turtle_file_uses_the_table(tmp_path: Path) -> None:
    """A prefix means the same namespace in each file of the sources."""
    declared = re.compile(r"^@prefix ([\w-]*): <([^>]+)> \.$", re.MULTILINE)
    for folder in ("ontology", "data", "shapes"):
        for path in (ROOT / folder).rglob("*.ttl"):
            for prefix, namespace in declared.findall(path.read_text(encoding="utf-8")):
                if prefix != "s5decl":
                    assert prefixes()[prefix] == namespace, path
