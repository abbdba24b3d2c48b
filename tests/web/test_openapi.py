"""The description of the HTTP surface against the app."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from s5kg.web.openapi import paths, read

DOCUMENT = read()


def test_every_route_is_described(app: Flask, client: FlaskClient) -> None:
    """Path by path and method by method; HEAD goes with GET, QUERY is an extension."""
    served = client.get("/openapi.json").get_json()
    assert served["openapi"].startswith("3.1")
    assert set(served["paths"]) == set(paths(app))
    for path, methods in paths(app).items():
        named = {name.removeprefix("x-").upper() for name in served["paths"][path]}
        assert named | {"HEAD"} == methods | {"HEAD"}, path


def test_references_lead_somewhere() -> None:
    """Each `$ref` names a component, and each component is used."""

    def references(part: object) -> set[str]:
        if isinstance(part, dict):
            found = {part["$ref"]} if "$ref" in part else set()
            return found.union(*map(references, part.values()))
        return set().union(*map(references, part)) if isinstance(part, list) else set()

    components = {
        f"#/components/{section}/{name}"
        for section, names in DOCUMENT["components"].items()
        if section != "securitySchemes"
        for name in names
    }
    assert references(DOCUMENT) == components


@pytest.mark.parametrize("path", DOCUMENT["paths"])
def test_operations_have_names_and_words(path: str) -> None:
    """Each has an id of its own, a summary in both languages and an answer."""
    for operation in DOCUMENT["paths"][path].values():
        assert operation["operationId"]
        assert " / " in operation["summary"]
        assert operation["responses"]


def test_problems_fit_their_schema(client: FlaskClient) -> None:
    """What is sent has the members that the description requires."""
    required = DOCUMENT["components"]["schemas"]["Problem"]["required"]
    problem = client.get("/sparql?query=nonsense").get_json(force=True)
    assert set(required) <= set(problem)
