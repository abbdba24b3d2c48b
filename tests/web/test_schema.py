"""Requests made from our own description of the service, and their answers held against it."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from s5kg.engine.memory import MemoryEngine
from s5kg.web import create_app
from s5kg.web.operation import Operation

_PATHS = json.loads(files("s5kg.web").joinpath("openapi.json").read_text("utf-8"))["paths"]
_METHODS = {"get", "head", "post", "put", "delete"}
OPERATIONS = [(path, method) for path in _PATHS for method in _PATHS[path] if method in _METHODS]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def described(engine: MemoryEngine, dumps: Path) -> Flask:
    """An app that offers all that is described."""
    return create_app(engine, dumps, [], operation=Operation(metrics=True))


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_answers_are_as_described(described: Flask, path: str, method: str) -> None:
    """No request brings a fault of the server, nor a status or type that is not described."""
    operation = schemathesis.openapi.from_wsgi("/openapi.json", described)[path][method]

    @given(st.data())
    @settings(
        max_examples=20,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def answers(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy())
        # schemathesis says that it takes br, and does not read it
        response = case.call(headers={"Accept-Encoding": "identity"})
        case.validate_response(response, checks=CHECKS)

    answers()
