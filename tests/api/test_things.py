"""A thing for Python."""

from rdflib import Literal, URIRef

from s5kg.api import KnowledgeGraph
from s5kg.engine.memory import MemoryEngine

HOSTILE = r"""
<https://w3id.org/s5kg/id/x> <http://www.w3.org/2004/02/skos/core#prefLabel> "<img src=x onerror=alert(1)>\u202E\u0007"@en <https://w3id.org/s5kg/graph/one> .
<https://w3id.org/s5kg/id/x> <http://www.w3.org/2004/02/skos/core#note> "<script>\"'&" <https://w3id.org/s5kg/graph/one> .
<https://w3id.org/s5kg/id/x> <http://xmlns.com/foaf/0.1/page> <javascript:alert(1)> <https://w3id.org/s5kg/graph/one> .
"""  # noqa: E501 (quads have no shorter form)


def test_a_thing_has_names_kinds_and_facts_with_claims(local: KnowledgeGraph) -> None:
    """Modality, curation and lines of each fact; values are terms of rdflib."""
    thing = local.thing("s5d:org-us-ostp")
    assert thing.labels["ja"] == "科学技術政策局"
    assert thing.label("en") == "Office of Science and Technology Policy"
    assert thing.whole
    unit_of = URIRef("http://www.w3.org/ns/org#unitOf")
    (fact,) = [one for one in thing.facts if one.predicate == unit_of]
    assert fact.value == URIRef("https://w3id.org/s5kg/id/org-us-eop")
    assert fact.lines == "246-247, 341"
    assert fact.claims[0].modality.endswith("modality-actual")
    assert Literal("OSTP", lang="en") in [one.value for one in thing.facts]


def test_a_frame_has_words_beside_iris(local: KnowledgeGraph) -> None:
    """In the language that is asked for."""
    frame = local.thing("org-us-ostp").to_pandas("ja").set_index("property")
    row = frame.loc["http://www.w3.org/ns/org#unitOf"]
    assert (row["propertyLabel"], row["valueLabel"]) == ("所属する組織", "大統領府")
    assert (row["modality"], row["curation"]) == ("事実として記載", "記載どおり")
    assert frame.attrs["label"] == "科学技術政策局"


def test_hostile_texts_stay_in_their_cells() -> None:
    """Markup is shown as it is, nothing is a link, and no sign turns the page around."""
    graph = KnowledgeGraph(MemoryEngine(HOSTILE.encode()))
    html = graph.thing("x")._repr_html_() + graph.query("SELECT * { ?s ?p ?o }")._repr_html_()
    assert "<script" not in html
    assert "<img" not in html
    assert "href" not in html
    assert "\a" not in html
    assert "&lt;script&gt;" in html
    assert html.count("<bdi>") == html.count("</bdi>") > 10
