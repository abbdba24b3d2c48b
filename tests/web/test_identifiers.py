"""Identifiers sent to `/reconcile` instead of names: ours, and those that things are linked to."""

import json

import pytest
from flask.testing import FlaskClient

from s5kg.engine.memory import MemoryEngine
from s5kg.web import create_app

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_NS = "https://w3id.org/s5kg/ns#"
_THINGS = {
    "a": "Alpha Institute", "b": "Beta Institute", "c": "Gamma", "d": "AAA", "e": "Delta",
    "f": "Form AB-123",
}  # fmt: skip
_EXACT = {
    "a": (
        "https://ror.org/02vq4f039", "http://www.wikidata.org/entity/Q42",
        "https://isni.org/isni/000000040639288X", "https://doi.org/10.13039/501100002347",
        "http://dbpedia.org/resource/Caf%C3%A9_(brand)", "https://example.org/Things/a/",
    ),
    "b": (
        "https://sws.geonames.org/6251999/", "http://id.nlm.nih.gov/mesh/D003920",
        "http://purl.obolibrary.org/obo/DOID_162", "http://id.loc.gov/authorities/names/n79007233",
        "https://example.org/both",
    ),
    "c": ("https://example.org/both",),
}  # fmt: skip
_CODES = {
    "a": ("7000012060001",), "b": ("AAA", "41", "555555"), "c": ("555555",), "d": ("131130",),
    "e": ("FORMAB123",),
}  # fmt: skip
QUADS = "".join(
    [
        f'<https://w3id.org/s5kg/id/{thing}> <{_SKOS}prefLabel> "{name}"@en <a:g> .\n'
        for thing, name in _THINGS.items()
    ]
    + [
        f"<https://w3id.org/s5kg/id/{thing}> <{_SKOS}exactMatch> <{address}> <a:g> .\n"
        for thing, addresses in _EXACT.items()
        for address in addresses
    ]
    + [
        f"<https://w3id.org/s5kg/id/{thing}> <http://purl.org/dc/terms/identifier> "
        f'"{code}"^^<{_NS}code> <a:g> .\n'
        for thing, codes in _CODES.items()
        for code in codes
    ]
    + [
        f"<https://w3id.org/s5kg/id/e> <{_SKOS}closeMatch> <https://ror.org/018mejw64> <a:g> .\n",
        f"<https://w3id.org/s5kg/id/e> <{_SKOS}exactMatch> <https://w3id.org/s5kg/id/a> <a:g> .\n",
        f'<https://w3id.org/s5kg/id/e> <{_SKOS}exactMatch> "https://ror.org/x" <a:g> .\n',
    ]
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of an app over things with links and codes."""
    engine = MemoryEngine(QUADS.encode())
    return create_app(engine, tmp_path_factory.mktemp("dumps"), []).test_client()


def found(client: FlaskClient, text: str) -> list[tuple[str, bool]]:
    """Return the candidates of a name, each with whether it is a match."""
    response = client.post("/reconcile", data={"queries": json.dumps({"q": {"query": text}})})
    return [(one["id"], one["match"]) for one in response.get_json()["q"]["result"]]


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("https://w3id.org/s5kg/id/a", "a"), ("http://w3id.org/s5kg/id/a", "a"), ("id/a", "a"),
        ("s5d:a", "a"), ("http://localhost/page/a", "a"),
        ("http://localhost/page/a?lang=ja#b", "a"),
        ("http://localhost/id/a", "a"), ("https://w3id.org/s5kg/page/a", "a"),
        ("https://ror.org/02vq4f039", "a"), ("http://www.ror.org/02vq4f039/", "a"),
        ("ror.org/02VQ4F039", "a"), ("ROR:02vq4f039", "a"), ("02vq4f039", "a"),
        ("<https://ror.org/02vq4f039>", "a"),
        ("http://www.wikidata.org/entity/Q42", "a"), ("https://www.wikidata.org/wiki/Q42", "a"),
        ("https://m.wikidata.org/wiki/Special:EntityData/Q42.json", "a"), ("wd:Q42", "a"),
        ("wikidata：q42", "a"),
        ("ISNI 0000 0004 0639 288X", "a"), ("0000-0004-0639-288x", "a"),
        ("isni.org/000000040639288X", "a"),
        ("doi:10.13039/501100002347", "a"), ("http://dx.doi.org/10.13039/501100002347", "a"),
        ("https://dbpedia.org/page/Café_(brand)", "a"), ("HTTPS://EXAMPLE.org/Things/a", "a"),
        ("https://www.geonames.org/6251999/canada.html", "b"), ("geonames:6251999", "b"),
        ("MeSH:D003920", "b"), ("DOID:162", "b"),
        ("https://id.loc.gov/authorities/names/n79007233.html", "b"),
        ("7000012060001", "a"), ("7-0000-1206-0001", "a"), ("７００００１２０６０００１", "a"),
    ],
)  # fmt: skip
def test_an_identifier_is_a_match(client: FlaskClient, text: str, thing: str) -> None:
    """In each of its usual spellings it names its one thing, and nothing else."""
    assert found(client, text) == [(f"id/{thing}", True)]


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("https://example.org/both", [("id/b", False), ("id/c", False)]),
        ("555555", [("id/b", False), ("id/c", False)]),
        ("https://ror.org/018mejw64", [("id/e", False)]),
        ("41", [("id/b", False)]), ("Q42", [("id/a", False)]), ("ｑ４２", [("id/a", False)]),
        ("131130", [("id/d", False)]), ("13-11-30", [("id/d", False)]),
        ("131 130", [("id/d", False)]), ("q42.pdf", []),
        ("AAA", [("id/d", True), ("id/b", False)]),
        ("Form AB-123", [("id/e", False), ("id/f", False)]),
        ("https://example.org/things/a", []),
        ("https://elsewhere.example/page/a", []), ("https://w3id.org/id/a", []),
        ("https://w3id.org/page/a", []), ("https://w3id.org/s5kgs/id/a", []),
        ("https://elsewhere.example/02vq4f039", []),
        ("wikidata:Q43", []),
        ("https://ror.org/x", []),
        ("http://[", []),
        ("https://w3id.org/s5kg/page/", []),
    ],
)  # fmt: skip
def test_what_is_not_one_thing_surely_is_no_match(
    client: FlaskClient, text: str, candidates: list[tuple[str, bool]]
) -> None:
    """Two things, a near one, a short code, which may be a word; what is linked to nothing."""
    assert found(client, text) == candidates


def test_types_and_properties_hold_for_identifiers(client: FlaskClient) -> None:
    """A thing of another type is not answered, and one with other values is no match."""
    batch = {
        "type": {"query": "wd:Q42", "type": "org:Organization"},
        "property": {"query": "wd:Q42", "properties": [{"pid": "skos:prefLabel", "v": "Beta"}]},
    }
    answer = client.post("/reconcile", data={"queries": json.dumps(batch)}).get_json()
    assert answer["type"]["result"] == []
    assert [one["match"] for one in answer["property"]["result"]] == [False]


def test_an_identifier_is_compared_with_no_name(client: FlaskClient) -> None:
    """What explains the score says how the thing was found, and nothing of names."""
    batch = json.dumps({"id": {"query": "wd:Q42"}, "name": {"query": "Alpha Institute"}})
    answer = client.post("/reconcile", data={"queries": batch}).get_json()
    told = {key: {one["id"] for one in answer[key]["result"][0]["features"]} for key in answer}
    assert told["id"] == {"identifier", "type_match"}
    assert told["name"] == told["id"] | {"name_similarity", "name_same", "preferred_name"}


def test_identifiers_are_suggested(client: FlaskClient) -> None:
    """While one types, an identifier leads to its thing, which comes first."""
    for prefix in ("https://ror.org/02vq4f039", "id/a", "http://localhost/page/a", "7000012060001"):
        answer = client.get("/reconcile/en/suggest/entity", query_string={"prefix": prefix})
        assert [one["id"] for one in answer.get_json()["result"]][:1] == ["id/a"]
