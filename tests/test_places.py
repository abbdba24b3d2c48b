"""Where a node is written."""

from s5kg.claims import read_claims
from s5kg.locations import Sources
from s5kg.namespaces import ID
from s5kg.places import find_places

PART = "data/documents/databook-2020"


def test_things_claims_and_spans_are_found(sources: Sources) -> None:
    """A thing is where it is described, a claim and a span are rows of their tables."""
    thing, span, missing = f"{ID}org-us-ostp", f"{ID}ev-us-ostp-eop", f"{ID}org-nowhere"
    places = find_places(sources, {thing, span, f"{span}-position", missing})
    assert str(places[thing][0]) == f"{PART}/things/07-us-system.ttl"
    text = (sources.root / places[thing][0]).read_text(encoding="utf-8").splitlines()
    assert text[places[thing][1] - 1].startswith("s5d:org-us-ostp a ")
    assert str(places[span][0]) == f"{PART}/evidence/07-us-system.tsv"
    assert places[f"{span}-position"] == places[span]
    assert missing not in places


def test_a_claim_is_found_by_its_row(sources: Sources) -> None:
    """The line of a claim is that of the row which asserts it."""
    file = sources.root / PART / "claims" / "07-us-system.tsv"
    claim = read_claims(file)[3]
    found, line = find_places(sources, {claim.iri.value})[claim.iri.value]
    assert (sources.root / found, line) == (file, claim.line)
