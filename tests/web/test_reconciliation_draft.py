"""The 1.0 draft of the reconciliation API, which an operator may offer beside 0.2."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema_rs
import pytest
from flask.testing import FlaskClient

from s5kg.engine.memory import MemoryEngine
from s5kg.web import create_app
from s5kg.web.description import Features
from s5kg.web.openapi import paths
from s5kg.web.reconciliation.batches import MOST_CHARACTERS, MOST_QUERIES
from s5kg.web.reconciliation.conditions import MOST_NAMES

SCHEMAS = json.loads(
    Path(__file__).with_name("reconciliation_draft_schemas.json").read_text(encoding="utf-8")
)
DRAFT = "/reconcile/1.0-draft"
ID = "https://w3id.org/s5kg/id/"
PREFIXES = {
    "s5d": ID, "skos": "http://www.w3.org/2004/02/skos/core#", "org": "http://www.w3.org/ns/org#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "a": "urn:a:",
    "dcterms": "http://purl.org/dc/terms/", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "ror": "https://ror.org/",
}  # fmt: skip
GRAPH = """
s5d:one skos:prefLabel "Institute of Rivers"@en
s5d:one skos:prefLabel "河川研究所"@ja
s5d:one rdf:type org:Organization
s5d:one skos:exactMatch ror:02vq4f039
s5d:one dcterms:identifier "41"
s5d:one a:field "water"@en
s5d:one a:field "水"@ja
s5d:one a:field "maji"@sw
s5d:one a:members "7"^^<http://www.w3.org/2001/XMLSchema#integer>
s5d:one a:partner s5d:two
s5d:two skos:prefLabel "Institute of Seas"@en
s5d:two rdf:type org:Organization
s5d:two a:field "water"@en
s5d:two a:field "salt"@en
s5d:three skos:prefLabel "Institute of Rivers"@en
s5d:three rdf:type a:Building
s5d:four skos:prefLabel "<script>alert(1)</script>"
s5d:four rdf:type a:Building
s5d:five skos:prefLabel "مركز"@ar
s5d:five rdf:type a:Building
org:Organization rdfs:label "organisation"@en
org:Organization skos:prefLabel "organisation"@en
org:Organization skos:prefLabel "組織"@ja
""".strip()


def _quads() -> str:
    def term(word: str) -> str:
        prefix, colon, local = word.partition(":")
        return f"<{PREFIXES[prefix]}{local}>" if colon and prefix in PREFIXES else word

    rows = (line.split(" ", 2) for line in GRAPH.splitlines())
    return "".join(f"{' '.join(map(term, row))} <urn:g> .\n" for row in rows)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of an app that offers the draft, over a few things."""
    engine, features = MemoryEngine(_quads().encode()), Features(reconciliation_draft=True)
    app = create_app(engine, tmp_path_factory.mktemp("dumps"), [], features=features)
    return app.test_client(use_cookies=False)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of an app that does not offer it."""
    engine = MemoryEngine(_quads().encode())
    return create_app(engine, tmp_path_factory.mktemp("dumps"), []).test_client()


def held(response: Any, name: str, language: str = "en") -> Any:
    """Return an answer that fits a schema and says its language."""
    assert response.status_code == 200, response.text
    answer = response.get_json()
    jsonschema_rs.validate({**SCHEMAS, "$ref": f"#/$defs/{name}"}, answer)
    assert response.headers["Content-Language"] == language
    assert {"Accept-Language", "Cookie"} <= set(response.headers["Vary"].split(", "))
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return answer


def ask(client: FlaskClient, *conditions: dict[str, object], **more: object) -> list[Any]:
    """Return the candidates of one query."""
    query = {"conditions": list(conditions), **more}
    response = client.post(f"{DRAFT}/match", json={"queries": [query]})
    (result,) = held(response, "results")["results"]
    candidates: list[Any] = result["candidates"]
    return candidates


def pairs(candidates: list[Any]) -> list[tuple[str, bool]]:
    """Return which things there are, and which is a match."""
    return [(one["id"].removeprefix("id/"), one["match"]) for one in candidates]


def by(kind: str, value: object, **more: object) -> dict[str, object]:
    """Return a condition."""
    return {"matchType": kind, "propertyValue": value, **more}


def having(name: str, value: object, **more: object) -> dict[str, object]:
    """Return a condition on a property."""
    return by("property", value, propertyId=f"urn:a:{name}", **more)


def test_it_is_offered_only_where_it_is_asked_for(client: FlaskClient, plain: FlaskClient) -> None:
    """Without the setting no address of it is there or told of; 0.2 is the same with it."""
    mine = [path for path in paths(client.application) if path.startswith(DRAFT)]
    assert len(mine) == 6
    assert not [path for path in paths(plain.application) if path.startswith(DRAFT)]
    assert set(client.get("/openapi.json").get_json()["paths"]) == set(paths(client.application))
    for path in mine:
        address = path.replace("{kind}", "entity")
        for method in ("GET", "POST"):
            assert plain.open(address, method=method).status_code in (404, 405)
        assert plain.get(address).get_json(force=True)["type"].endswith("/not-found")
    assert DRAFT in client.get("/reconciliation").text
    assert DRAFT not in plain.get("/reconciliation").text
    assert client.get("/reconcile").get_json() == plain.get("/reconcile").get_json()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_manifest_says_what_there_is(client: FlaskClient, language: str) -> None:
    """Its templates lead somewhere, with and without a slash at the end of its address."""
    headers = {"Accept-Language": f"{language};q=0.9, fr;q=0.1"}
    manifest = held(client.get(DRAFT, headers=headers), "manifest", language)
    assert manifest["lang"] == language
    assert client.get(f"{DRAFT}/", headers=headers).get_json() == manifest
    view = client.get(manifest["view"]["url"].replace("{+id}", "id/one"))
    assert (view.status_code, view.headers["Location"]) == (303, "/page/one")
    assert client.get(manifest["documentation"]).status_code == 200
    (term,) = [one for one in manifest["defaultTypes"] if one["id"] == "org:Organization"]
    assert term["name"] == {"en": "organisation", "ja": "組織"}[language]
    preview = client.get(f"{DRAFT}/preview?id={quote('id/one', safe='')}", headers=headers)
    assert preview.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in preview.text
    assert "frame-ancestors *" in preview.headers["Content-Security-Policy"]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_suggestions_say_their_language(client: FlaskClient, language: str) -> None:
    """A name that there is in one language alone is marked as it is, whatever was asked for."""
    headers = {"Accept-Language": language}

    def suggested(kind: str, **fields: object) -> list[Any]:
        response = client.get(f"{DRAFT}/suggest/{kind}", query_string=fields, headers=headers)
        result: list[Any] = held(response, kind, language)["result"]
        return result

    found = {one["id"]: one["lang"] for one in suggested("entity", prefix="institute")}
    assert found == {"id/one": language, "id/two": "en", "id/three": "en"}
    limited = suggested("entity", prefix="institute", limit=1, offset=1)
    assert [one["id"] for one in limited] == list(found)[1:2]
    assert suggested("entity", prefix="https://ror.org/02vq4f039")[0]["id"] == "id/one"
    marks = [(one["lang"], one["dir"]) for one in suggested("entity", prefix="مركز")]
    assert marks == [("ar", "auto")]
    assert suggested("entity", prefix="script")[0]["lang"] == "und"
    assert suggested("type", prefix="org:Organization")[0]["id"] == "org:Organization"
    assert "urn:a:field" in [one["id"] for one in suggested("property", prefix="")]
    response = client.get(f"{DRAFT}/extend/propose?type=urn:a:Building&limit=1", headers=headers)
    proposal = held(response, "proposal", language)
    assert (len(proposal["properties"]), proposal["limit"]) == (1, 1)


def test_names_and_types_find_candidates(client: FlaskClient) -> None:
    """The order is that of the queries; a type that was asked for excludes others."""
    queries = [
        {"conditions": [by("name", "河川研究所")]},
        {"conditions": [by("name", "Institute of Rivers")], "limit": 2},
        {"conditions": [by("name", "Institute of Rivers")], "type": "org:Organization"},
        {"conditions": [by("name", "Institute of Rivers")], "type": "urn:a:Building"},
        {"conditions": [by("name", ["Institute of Seas", "nothing"])], "lang": "en"},
        {"conditions": [by("name", "zzz")]},
    ]
    response = client.post(f"{DRAFT}/match", json={"queries": queries})
    found = [pairs(one["candidates"]) for one in held(response, "results")["results"]]
    assert [one[:1] for one in found] == [
        [("one", True)], [("one", False)], [("one", True)], [("three", True)], [("two", True)], [],
    ]  # fmt: skip
    assert found[1] == [("one", False), ("three", False)]
    assert client.post(f"{DRAFT}/match", json={"queries": []}).get_json() == {"results": []}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://ror.org/02vq4f039", [("one", True)]), ("id/one", [("one", True)]),
        ("41", [("one", True)]), (41, [("one", True)]), (41.0, [("one", True)]),
        ({"id": "id/two", "name": "any"}, [("two", True)]),
        (["id/one", "id/two"], [("one", False), ("two", False)]),
        ("Institute of Rivers", []), ("id/none", []),
    ],
)  # fmt: skip
def test_identifiers_are_no_names(
    client: FlaskClient, value: object, expected: list[tuple[str, bool]]
) -> None:
    """What is said to be an identifier is looked up as one only, short codes too."""
    assert pairs(ask(client, by("id", value))) == expected


def test_conditions_of_both_kinds_are_weighed_together(client: FlaskClient) -> None:
    """A match meets all; one that is required excludes; `all` and `none` mean what they say."""
    name = by("name", "Institute of Rivers")
    assert pairs(ask(client, name, by("id", "id/one")))[0] == ("one", True)
    assert not any(match for _, match in pairs(ask(client, name, by("id", "id/two"))))
    required = ask(client, name, by("id", "id/three", required=True))
    assert pairs(required) == [("three", True)]
    none = pairs(ask(client, name, by("id", "id/one", matchQuantifier="none")))
    assert none[0] == ("three", True)
    assert "one" not in dict(none)
    names = ["Institute of Rivers", "河川研究所"]
    assert not any(match for _, match in pairs(ask(client, by("name", names))))
    assert pairs(ask(client, by("name", names, matchQuantifier="all"))) == [("one", True)]
    either = pairs(ask(client, by("name", ["Institute of Seas", "https://ror.org/02vq4f039"])))
    assert either[:2] == [("one", False), ("two", False)]


def test_properties_filter_or_rank(client: FlaskClient) -> None:
    """One that is required excludes, any other lowers; `all` and `none` mean what they say."""
    name = by("name", "Institute of Seas")

    def first(**more: object) -> tuple[str, bool]:
        return pairs(ask(client, name, having("field", **more)))[0]

    assert first(value=["salt", "sand"]) == ("two", True)
    assert first(value=["salt", "sand"], matchQuantifier="all") == ("two", False)
    assert first(value=["salt", "water"], matchQuantifier="all") == ("two", True)
    assert first(value="salt", matchQuantifier="none") == ("two", False)
    assert first(value="sand", matchQuantifier="none") == ("two", True)
    kept = ask(client, name, having("field", "salt", required=True))
    assert pairs(kept) == [("two", True)]
    assert {one["id"]: one["value"] for one in kept[0]["features"]}["property_match"] == 1
    alone = pairs(ask(client, having("field", "water")))
    assert alone == [("one", False), ("two", False)]
    other = ask(client, having("field", "water"), by("id", "id/one", matchQuantifier="none"))
    assert pairs(other) == [("two", False)]
    partner = having("partner", {"id": "id/two"})
    assert pairs(ask(client, partner)) == [("one", False)]


def test_the_rarest_property_decides(tmp_path: Path) -> None:
    """What all have hides nothing of what few have: both are conditions on each candidate."""
    many = [f"t{number:03}" for number in range(250)]
    quads = "".join(
        f'<{ID}{one}> <{PREFIXES["skos"]}prefLabel> "{one}" .\n<{ID}{one}> <urn:a:kind> "usual" .\n'
        for one in many
    )
    quads += f'<{ID}{many[-1]}> <urn:a:kind> "rare" .\n'
    features = Features(reconciliation_draft=True)
    app = create_app(MemoryEngine(quads.encode()), tmp_path, [], features=features)
    usual, rare = having("kind", "usual", required=True), having("kind", "rare", required=True)
    for conditions in ([usual, rare], [rare, usual]):
        assert pairs(ask(app.test_client(), *conditions)) == [(many[-1], False)]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_values_say_their_language(client: FlaskClient, language: str) -> None:
    """They come in the order that was asked for; numbers and what is not there stay so."""
    names = ["urn:a:field", "urn:a:members", "urn:a:partner", "urn:a:none"]
    settings = [{"id": name, "settings": {"limit": "5"}} for name in names]
    response = client.post(
        f"{DRAFT}/extend",
        json={"ids": ["id/one", "id/none"], "properties": settings},
        headers={"Accept-Language": language},
    )
    answer = held(response, "extension", language)
    assert [one["id"] for one in answer["meta"]] == names
    (one, none) = answer["rows"]
    word = {"en": "water", "ja": "水"}[language]
    assert [column["values"] for column in one["properties"]] == [
        [{"str": word, "lang": language, "dir": "ltr"}],
        [{"int": 7}],
        [{"id": "id/two", "name": "Institute of Seas", "lang": "en", "dir": "ltr"}],
        [],
    ]
    assert not any(column["values"] for column in none["properties"])


GOOD = {"conditions": [by("name", "x")]}


@pytest.mark.parametrize(
    "query",
    [
        7, None, [], {}, {"query": "x"}, {"conditions": []}, {"conditions": {}},
        {"conditions": [7]}, {"conditions": [by("name", "x")] * 11},
        {"conditions": [{"propertyValue": "x"}]}, {"conditions": [by("label", "x")]},
        {"conditions": [by("name", "x") | {"matchType": ["name"]}]},
        {"conditions": [by("\ud800", "x")]},
        {"conditions": [{"matchType": "name"}]}, {"conditions": [by("name", "")]},
        {"conditions": [by("name", " ")]}, {"conditions": [by("name", [])]},
        {"conditions": [by("name", None)]}, {"conditions": [by("name", True)]},
        {"conditions": [by("name", {"id": "x"})]}, {"conditions": [by("name", [["x"]])]},
        {"conditions": [by("name", "\ud800")]}, {"conditions": [by("id", {"name": "x"})]},
        {"conditions": [by("id", {"id": {}})]}, {"conditions": [by("id", ["x"] * 21)]},
        {"conditions": [by("name", ["x"] * MOST_NAMES), by("name", "x")]},
        {"conditions": [by("name", "x" * (MOST_CHARACTERS + 1))]},
        {"conditions": [by("name", 10**1100)]}, {"conditions": [by("property", "x")]},
        {"conditions": [having("b", "x") | {"propertyId": "no property"}]},
        {"conditions": [having("b", "x") | {"propertyId": 7}]},
        {"conditions": [by("name", "x", required="yes")]},
        {"conditions": [by("name", "x", matchQuantifier="some")]},
        {"conditions": [by("name", "x", matchQuantifier=None)]},
        {"conditions": [by("name", "x", matchQualifier="exact")]},
        {"conditions": [having("b", "x", matchQuantifier="none")]},
        {"conditions": [by("name", "x", matchQuantifier="none")]},
        GOOD | {"type": ["a:b"]}, GOOD | {"type": "no type"}, GOOD | {"type": 7},
        GOOD | {"limit": 0}, GOOD | {"limit": True}, GOOD | {"limit": "1"}, GOOD | {"limit": -1},
    ],
)  # fmt: skip
def test_a_bad_query_is_named(client: FlaskClient, query: object) -> None:
    """The draft has no place for an error in a result: which query it is, and why, is said."""
    response = client.post(f"{DRAFT}/match", json={"queries": [GOOD, query]})
    problem = response.get_json(force=True)
    assert (response.status_code, problem["pointer"]) == (400, "/queries/1")
    assert problem["type"].endswith("/reconcile-query")
    assert problem["detail"].startswith("queries[1]: ")
    assert "pid" not in problem["detail"]  # which is what 0.2 calls it


BATCH = [GOOD] * (MOST_QUERIES + 1)


@pytest.mark.parametrize(
    ("path", "body", "status", "kind"),
    [
        ("match", "", 400, "reconcile-json"), ("match", "[]", 400, "reconcile-json"),
        ("match", "[" * 100_000, 400, "reconcile-json"), ("match", "\xff", 400, "not-utf-8"),
        ("match", '{"queries": [{"limit": NaN}]}', 400, "reconcile-json"),
        ("match", "9" * 5000, 400, "reconcile-json"),
        ("match", '{"a":' * 900 + "1" + "}" * 900, 400, "reconcile-queries"),
        ("match", "{}", 400, "reconcile-queries"),
        ("match", '{"queries": {"q0": {}}}', 400, "reconcile-queries"),
        ("match", json.dumps({"queries": BATCH}), 413, "reconcile-batch"),
        ("match", json.dumps({"queries": [{"conditions": [by("name", "x" * 1_000_000)]}]}), 400,
         "reconcile-query"),
        ("match", "x" * 1_100_000, 413, "too-large"),
        ("extend", "nonsense", 400, "reconcile-json"), ("extend", "{}", 400, "reconcile-extend"),
        ("extend", '{"ids": [7], "properties": []}', 400, "reconcile-extend"),
        ("extend", json.dumps({"ids": [str(n) for n in range(999)], "properties": []}), 413,
         "reconcile-many"),
        ("extend", '{"ids": [], "properties": [{"id": "no id"}]}', 400, "reconcile-property"),
    ],
)  # fmt: skip
def test_a_bad_body_is_a_problem(
    client: FlaskClient, path: str, body: str, status: int, kind: str
) -> None:
    """What is no JSON, no batch, or too much of it, each by its own name."""
    address, sent = f"{DRAFT}/{path}", body.encode("latin-1")
    response = client.post(address, data=sent, content_type="application/json")
    problem = response.get_json(force=True)
    assert (response.status_code, problem["type"].split("/")[-1]) == (status, kind)


def test_half_a_character_comes_back_as_it_came(client: FlaskClient) -> None:
    """An identifier or a key that no UTF-8 can hold is written as JSON escapes it."""
    body = {"ids": ["\ud800"], "properties": [{"id": "urn:a:field"}]}
    answer = held(client.post(f"{DRAFT}/extend", json=body), "extension")
    assert answer["rows"][0]["id"] == "\ud800"
    response = client.post(f"{DRAFT}/extend", json={"ids": [], "properties": [{"id": "\ud800"}]})
    assert response.status_code == 400
    form = {"queries": json.dumps({"\ud800": {"query": "x"}})}
    assert list(client.post("/reconcile", data=form).get_json()) == ["\ud800"]


def test_a_body_of_another_kind_is_refused(client: FlaskClient) -> None:
    """The form of 0.2 is not taken here; what is taken instead is said."""
    response = client.post(f"{DRAFT}/match", data={"queries": "{}"})
    assert (response.status_code, response.headers["Accept-Post"]) == (415, "application/json")


@pytest.mark.parametrize(
    ("address", "status", "kind"),
    [
        ("match", 405, "method-not-allowed"), ("extend", 405, "method-not-allowed"),
        ("suggest/entity", 400, "reconcile-missing"), ("extend/propose", 400, "reconcile-missing"),
        ("suggest/thing?prefix=x", 404, "not-found"),
        ("suggest/entity?prefix=x&prefix=y", 400, "repeated"),
        ("suggest/entity?prefix=x&limit=many", 400, "reconcile-count"),
        ("suggest/entity?prefix=x&offset=-1", 400, "reconcile-count"),
        ("extend/propose?type=no%20type", 400, "reconcile-property"),
        ("preview", 404, "no-thing"), ("preview?id=%3Cscript%3E", 404, "no-thing"),
    ],
)  # fmt: skip
def test_a_bad_address_is_a_problem(
    client: FlaskClient, address: str, status: int, kind: str
) -> None:
    """Each by its own name."""
    problem = client.get(f"{DRAFT}/{address}").get_json(force=True)
    assert (problem["status"], problem["type"].split("/")[-1]) == (status, kind)


def test_scripts_of_other_sites_may_ask(client: FlaskClient) -> None:
    """A browser that asks first whether it may send JSON is told so."""
    response = client.options(f"{DRAFT}/match")
    assert response.status_code == 204
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]
    assert "POST" in response.headers["Access-Control-Allow-Methods"]


def test_hostile_labels_are_text(client: FlaskClient) -> None:
    """In the frame of another site, too."""
    text = client.get(f"{DRAFT}/preview?id=id/four").text
    assert "<script" not in text
    assert "&lt;script" in text
