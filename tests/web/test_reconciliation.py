"""`/reconcile` over the real graph and over hostile labels: the API, its answers, its limits."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema_rs
import pandas as pd
import pytest
import reconciler
from flask import Flask
from flask.testing import FlaskClient

from s5kg.engine.memory import MemoryEngine
from s5kg.web import create_app
from s5kg.web.reconciliation.batches import MOST_CHARACTERS, MOST_QUERIES
from tests.markup import read_markup
from tests.serving import serving

SCHEMAS = json.loads(
    Path(__file__).with_name("reconciliation_schemas.json").read_text(encoding="utf-8")
)
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"
HOSTILE = "".join(
    f'<https://w3id.org/s5kg/id/t{n}> <{LABEL}> "{name}"@en <a:g> .\n'
    f"<https://w3id.org/s5kg/id/t{n}> <{TYPE}> <a:Plan> <a:g> .\n"
    for n, name in enumerate(
        ("<script>alert(1)</script>", "\\u202Eevil plan", "x" * 1_000_000, "Same Plan", "same plan")
    )
) + "".join(
    f'<https://w3id.org/s5kg/id/t3> <a:{name}> "{value}"^^<{XSD}{kind}> <a:g> .\n'
    for name, value, kind in (
        ("int", "7", "integer"), ("float", "1.5", "decimal"), ("day", "2020-01-31", "date"),
        ("odd", "INF", "double"), ("bad", "seven", "integer"), ("bc", "-0044-03-15", "date"),
        ("yes", "true", "boolean"),
    )
)  # fmt: skip


@pytest.fixture(scope="module")
def real(engine_of_all: MemoryEngine, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app over the real graph."""
    return create_app(engine_of_all, tmp_path_factory.mktemp("dumps"), [])


@pytest.fixture(scope="module")
def engine_of_all(quads: bytes) -> MemoryEngine:
    """An engine over the real graph; that of this folder is over a small one."""
    return MemoryEngine(quads)


@pytest.fixture
def client(real: Flask) -> FlaskClient:
    """A client of the app over the real graph."""
    return real.test_client()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of an app over labels that would do harm."""
    engine = MemoryEngine(HOSTILE.encode())
    return create_app(engine, tmp_path_factory.mktemp("dumps"), []).test_client()


def fits(answer: object, name: str) -> None:
    """Hold an answer against a schema; raises what says where it does not fit."""
    jsonschema_rs.validate({**SCHEMAS, "$ref": f"#/$defs/{name}"}, answer)


def ask(client: FlaskClient, *queries: object, lang: str = "en") -> list[dict[str, Any]]:
    """Send a batch, and return its results in order."""
    batch = json.dumps({f"q{n}": one for n, one in enumerate(queries)})
    response = client.post(f"/reconcile?lang={lang}", data={"queries": batch})
    assert response.status_code == 200, response.text
    answer: dict[str, dict[str, Any]] = response.get_json()
    fits(answer, "results")
    assert list(answer) == [f"q{n}" for n in range(len(queries))]
    return list(answer.values())


def first(client: FlaskClient, name: str, **more: object) -> tuple[str, bool]:
    """Return the identifier of the best candidate of a name, and whether it is a match."""
    (found,) = ask(client, {"query": name, **more})
    return (
        (found["result"][0]["id"], found["result"][0]["match"]) if found["result"] else ("", False)
    )


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_manifest_leads_to_each_service(client: FlaskClient, language: str) -> None:
    """It fits the schema, may be read by other sites, and each address in it answers."""
    response = client.get("/reconcile", headers={"Accept-Language": language})
    manifest = response.get_json()
    fits(manifest, "manifest")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"/reconcile?lang={language}").get_json() == manifest
    thing = quote("id/org-us-ostp", safe="")
    assert client.get(manifest["view"]["url"].replace("{{id}}", thing)).status_code == 303
    assert client.get(manifest["documentation"]).status_code == 200
    for kind, service in manifest["suggest"].items():
        address = service["service_url"] + service["service_path"]
        answer = client.get(address, query_string={"prefix": "or"}).get_json()
        fits(answer, "suggestions")
        some = quote(answer["result"][0]["id"], safe="")
        path = service["flyout_service_path"].replace("${id}", some)
        fits(client.get(service["flyout_service_url"] + path).get_json(), "flyout")
        assert client.get(address).status_code == 200, kind
    proposing = manifest["extend"]["propose_properties"]
    address = proposing["service_url"] + proposing["service_path"]
    for kind in [manifest["defaultTypes"][0]["id"], "org:Organization"]:
        answer = client.get(f"{address}?type={kind}&limit=3").get_json()
        fits(answer, "proposal")
        assert len(answer["properties"]) == 3


@pytest.mark.parametrize(
    ("name", "expected", "match"),
    [
        ("Office of Science and Technology Policy", "id/org-us-ostp", True),
        ("科学技術政策局", "id/org-us-ostp", True),
        ("OSTP", "id/org-us-ostp", True),
        ("ｏｓｔｐ", "id/org-us-ostp", True),
        ("O.S.T.P.", "id/org-us-ostp", True),
        ("Office of Science and Technology Policy (OSTP)", "id/org-us-ostp", True),
        ("Office of Science and Technology Policy (NSF)", "id/org-us-ostp", False),
        ("Office of Science and Technolgy Policy", "id/org-us-ostp", False),
        ("policy, office of science & technology", "id/org-us-ostp", False),
        ("三菱総合研究所", "id/org-jp-mri", True),
        ("(株)三菱総合研究所", "id/org-jp-mri", True),
        ("Mitsubishi Research Institute, Inc.", "id/org-jp-mri", True),
        ("Japan", "id/place-japan", True),
        ("Japan Inc.", "id/place-japan", False),
        ("id/org-us-ostp", "id/org-us-ostp", True),
        ("https://w3id.org/s5kg/id/org-us-ostp", "id/org-us-ostp", True),
        ("zzzzzz", "", False),
    ],
)  # fmt: skip
def test_names_find_what_they_mean(
    client: FlaskClient, name: str, expected: str, match: bool
) -> None:
    """However they are written; misspelt ones find the thing, but are no match."""
    assert first(client, name) == (expected, match)


def test_every_type_that_is_offered_has_properties(client: FlaskClient) -> None:
    """Those of its things, which may be of a narrower class; the most used come first."""
    manifest = client.get("/reconcile").get_json()
    kinds = [one["id"] for one in manifest["defaultTypes"]]
    had = {kind: _properties(client, kind) for kind in [*kinds, "cv:PublicOrganisation"]}
    assert all(had.values())
    assert set(had["cv:PublicOrganisation"]) <= set(had["org:Organization"])


def _properties(client: FlaskClient, kind: str) -> list[str]:
    answer = client.get(f"/reconcile/en/properties?type={kind}").get_json()
    return [one["id"] for one in answer["properties"]]


def test_types_and_properties_tell_apart(client: FlaskClient) -> None:
    """A type excludes others or lowers their score; a property lowers the score and the match."""
    assert first(client, "OSTP", type="org:Organization")[1]
    assert first(client, "OSTP", type=["s5:Initiative"])[0] != "id/org-us-ostp"
    assert first(client, "OSTP", type="s5:Initiative", type_strict="should") == (
        "id/org-us-ostp", False,
    )  # fmt: skip
    both = ["org:Organization", "cv:PublicOrganisation"]
    assert first(client, "OSTP", type=both, type_strict="all")[0] == "id/org-us-ostp"
    rows = {"ids": ["id/org-us-ostp"], "properties": [{"id": "skos:altLabel"}]}
    had = client.get("/reconcile", query_string={"extend": json.dumps(rows)}).get_json()["rows"]
    value = had["id/org-us-ostp"]["skos:altLabel"][0]["str"]
    good = {"properties": [{"pid": "skos:altLabel", "v": [value, "other"]}]}
    assert first(client, "OSTP", **good) == ("id/org-us-ostp", True)
    assert first(client, "OSTP", properties=[{"pid": "skos:altLabel", "v": 7}]) == (
        "id/org-us-ostp", False,
    )  # fmt: skip
    (alone,) = ask(client, good)
    assert "id/org-us-ostp" in [one["id"] for one in alone["result"]]
    assert not any(one["match"] for one in alone["result"])


def test_related_things_are_values(client: FlaskClient) -> None:
    """A value may be a thing, by its identifier or by its name."""
    properties = [{"id": "rdf:type"}, {"id": "schema:location"}, {"id": "dcterms:spatial"}]
    query = {"ids": ["id/org-us-ostp"], "properties": properties}
    answer = client.post("/reconcile", data={"extend": json.dumps(query)}).get_json()
    fits(answer, "extension")
    assert answer["rows"]["id/org-us-ostp"]["rdf:type"]
    wanted = {"pid": "rdf:type", "v": "cv:PublicOrganisation"}
    assert first(client, "OSTP", properties=[wanted]) == ("id/org-us-ostp", True)
    assert ask(client, {"properties": [wanted], "limit": 2})[0]["result"][0]["score"] == 100


def test_scores_are_explained_in_the_language_of_the_reader(client: FlaskClient) -> None:
    """Each candidate has features, of which the page tells; names are in the language asked for."""
    (found,) = ask(client, {"query": "OSTP", "limit": 1}, lang="ja")
    (one,) = found["result"]
    assert one["name"] == "科学技術政策局"
    assert one["description"] == "Office of Science and Technology Policy"
    page = client.get("/reconciliation?lang=ja").text
    assert all(f'id="{feature["id"]}"' in page for feature in one["features"])


def test_the_same_name_twice_is_no_match(hostile: FlaskClient) -> None:
    """Where two things bear a name, people choose."""
    (found,) = ask(hostile, {"query": "SAME PLAN"})
    assert [(one["score"], one["match"]) for one in found["result"]] == [(100, False)] * 2


def test_hostile_labels_do_no_harm(hostile: FlaskClient) -> None:
    """Markup is text, marks of direction reach no further than the name, a megabyte is a name."""
    asked = [{"query": "<script>alert(1)</script>"}, {"query": "evil plan"}, {"query": "x" * 900}]
    found = [[one["id"] for one in result["result"]] for result in ask(hostile, *asked)]
    assert (found[0][0], found[1][0]) == ("id/t0", "id/t1")
    for address in ("preview?id=id/t0", "flyout/entity?id=id/t0"):
        text = hostile.get(f"/reconcile/en/{address}").text
        assert "<script" not in text
        assert "&lt;script" in text
    assert "<bdi>\u202eevil plan</bdi>" in hostile.get("/reconcile/en/preview?id=id/t1").text


def test_values_keep_their_kind(hostile: FlaskClient) -> None:
    """Numbers and days are such; what is none, or is no JSON, is text."""
    names = ("int", "float", "day", "odd", "bad", "bc", "yes", "none")
    query = {
        "ids": ["id/t3", "id/none", "no:\u202e{}"],
        "properties": [{"id": f"a:{name}", "settings": {"limit": "1"}} for name in names],
    }
    answer = hostile.get("/reconcile", query_string={"extend": json.dumps(query)}).get_json()
    fits(answer, "extension")
    assert answer["rows"]["id/t3"] == {
        "a:int": [{"int": 7}], "a:float": [{"float": 1.5}],
        "a:day": [{"date": "2020-01-31T00:00:00"}], "a:odd": [{"str": "INF"}],
        "a:bad": [{"str": "seven"}], "a:bc": [{"str": "-0044-03-15"}],
        "a:yes": [{"str": "true"}], "a:none": [],
    }  # fmt: skip
    assert not any(answer["rows"]["id/none"].values())


def test_a_preview_fits_its_frame(client: FlaskClient) -> None:
    """Another site may show it in a frame, which no other page allows; it is sound markup."""
    response = client.get("/reconcile/ja/preview?id=id/org-us-ostp")
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert len(response.headers.getlist("Content-Security-Policy")) == 1
    assert response.headers["Content-Language"] == "ja"
    read_markup(response.text)
    other = client.get("/reconciliation").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in other


@pytest.mark.parametrize(
    "query",
    [
        7, {}, {"query": ""}, {"query": 7}, {"query": "x" * (MOST_CHARACTERS + 1)},
        {"query": "\ud800"}, {"query": "x", "type": {}}, {"query": "x", "type": [7]},
        {"query": "x", "type": "no type"}, {"query": "x", "type_strict": "maybe"},
        {"query": "x", "limit": 0}, {"query": "x", "limit": True}, {"query": "x", "limit": "1"},
        {"query": "x", "properties": 7}, {"query": "x", "properties": [7]},
        {"query": "x", "properties": [{"pid": "a b", "v": "x"}] * 11},
        {"query": "OSTP", "properties": [{"pid": "a b", "v": "x"}]},
        {"query": "x", "properties": [{"pid": "rdf:type", "v": ["x"] * 21}]},
        {"query": "x", "properties": [{"pid": "rdf:type", "v": {"id": 7}}]},
        {"properties": [{"pid": "no pid", "v": "x"}]},
    ],
)  # fmt: skip
def test_a_bad_query_spares_the_others(client: FlaskClient, query: object) -> None:
    """It gets an error of its own in the language of the request, and no candidates."""
    bad, good = ask(client, query, {"query": "OSTP"})
    assert bad["result"] == []
    assert bad["error"]
    assert good["result"][0]["match"]


@pytest.mark.parametrize(
    ("form", "status", "kind"),
    [
        ({"queries": "nonsense"}, 400, "reconcile-json"),
        ({"queries": "[]"}, 400, "reconcile-json"),
        ({"queries": "[" * 100_000}, 400, "reconcile-json"),
        ({"queries": json.dumps({str(n): {} for n in range(MOST_QUERIES + 1)})}, 413,
         "reconcile-batch"),
        ({"queries": "x" * 1_100_000}, 413, "too-large"),
        ({"extend": "{}"}, 400, "reconcile-extend"),
        ({"extend": '{"ids": [], "properties": [7]}'}, 400, "reconcile-extend"),
        ({"extend": json.dumps({"ids": ["x" * 2000], "properties": []})}, 400, "reconcile-extend"),
        ({"extend": json.dumps({"ids": [str(n) for n in range(999)], "properties": []})}, 413,
         "reconcile-many"),
        ({"extend": '{"ids": [], "properties": [{"id": "no id"}]}'}, 400, "reconcile-property"),
        ({"other": "x"}, 400, "reconcile-nothing"),
    ],
)  # fmt: skip
def test_a_bad_request_is_a_problem(
    client: FlaskClient, form: dict[str, str], status: int, kind: str
) -> None:
    """Each is a problem with a type of its own, which nothing of the batch outlives."""
    response = client.post("/reconcile", data=form)
    assert (response.status_code, response.get_json(force=True)["type"].split("/")[-1]) == (
        status, kind,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("address", "status", "kind"),
    [
        ("/reconcile?queries=x&queries=y", 400, "repeated"),
        ("/reconcile/fr/preview?id=id/org-us-ostp", 404, "not-found"),
        ("/reconcile/en/suggest/thing?prefix=x", 404, "not-found"),
        (f"/reconcile/en/suggest/entity?prefix={'x' * 2000}", 400, "reconcile-long"),
        ("/reconcile/en/suggest/entity?prefix=x&cursor=-1", 400, "reconcile-count"),
        ("/reconcile/en/flyout/type?id=no:type", 404, "no-thing"),
        ("/reconcile/en/preview?id=id/none", 404, "no-thing"),
        ("/reconcile/en/preview?id=%3Cscript%3E", 404, "no-thing"),
        ("/reconcile/view", 404, "no-thing"),
        ("/reconcile/en/properties?type=no%20type", 400, "reconcile-property"),
    ],
)
def test_a_bad_address_is_a_problem(
    client: FlaskClient, address: str, status: int, kind: str
) -> None:
    """Likewise."""
    problem = client.get(address).get_json(force=True)
    assert (problem["status"], problem["type"].split("/")[-1]) == (status, kind)


def test_a_body_of_another_kind_is_refused(client: FlaskClient) -> None:
    """What is taken instead is said."""
    response = client.post("/reconcile", json={})
    assert response.status_code == 415
    assert response.headers["Accept-Post"] == "application/x-www-form-urlencoded"


def test_suggestions_are_prefixes_or_identifiers(client: FlaskClient) -> None:
    """Names in both languages and identifiers find a thing, type or property; pages follow."""

    def suggested(kind: str, prefix: str, cursor: int = 0) -> list[str]:
        fields = {"prefix": prefix, "cursor": cursor}
        answer = client.get(f"/reconcile/en/suggest/{kind}", query_string=fields).get_json()
        return [one["id"] for one in answer["result"]]

    assert "id/org-us-ostp" in suggested("entity", "科学技術政策")
    assert suggested("entity", "id/org-us-ostp")[0] == "id/org-us-ostp"
    assert suggested("type", "org:Organization")[0] == "org:Organization"
    assert "org:Organization" in suggested("type", "organi")
    assert suggested("property", "skos:prefLabel")[0] == "skos:prefLabel"
    whole = suggested("entity", "a"), suggested("entity", "a", 20)
    assert len(whole[0]) == 20
    assert not set(whole[0]) & set(whole[1])


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # of pandas, in that library
def test_a_client_of_another_make_matches_a_table(real: Flask) -> None:
    """The `reconciler` library sends a column of a data frame, in batches, with a property."""
    names = ["OSTP", "科学技術政策局", "Horizon Europe", "上院", *["三菱総合研究所"] * 9, "Senate"]
    frame = pd.DataFrame({"name": names, "kind": "cv:PublicOrganisation"})
    with serving(real) as address:
        endpoint = f"http://{address}/reconcile?lang=en"
        found = reconciler.reconcile(frame["name"], reconciliation_endpoint=endpoint)
        typed = reconciler.reconcile(
            frame["name"],
            type_id="org:Organization",
            property_mapping={"rdf:type": frame["kind"]},
            reconciliation_endpoint=endpoint,
            top_res="all",
        )
    ids = dict(zip(found["input_value"], found["id"], strict=True))
    assert ids["OSTP"] == ids["科学技術政策局"] == "id/org-us-ostp"
    assert ids["三菱総合研究所"] == "id/org-jp-mri"
    assert typed[typed["id"] == "id/org-us-ostp"]["match"].all()
    assert len(typed) > len(set(names)) - 1
