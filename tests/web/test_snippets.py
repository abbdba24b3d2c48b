"""Code that people paste: whatever is asked stands in it as it is."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from s5kg.engine.memory import MemoryEngine
from s5kg.web import create_app
from s5kg.web.snippets import snippets
from tests.serving import serving

QUERY = 'SELECT ?o {\n  ?s ?p ?o # it\'s "quoted" \\ $HOME `date` {{ 1 }} %20 日本\n} ORDER BY ?o'
ASK = "ASK { ?s ?p ?o }"
GRAPH = "CONSTRUCT WHERE { ?s ?p ?o }"
QUADS = '<a:1> <a:p> "日本" <a:g> .\n<a:1> <a:p> "two" <a:g> .\n'.encode()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A service of a small graph."""
    return create_app(MemoryEngine(QUADS), tmp_path_factory.mktemp("dumps"), [])


@pytest.fixture(scope="module")
def endpoint(app: Flask) -> Iterator[str]:
    """The address of the service, which runs."""
    with serving(app) as address:
        yield f"http://{address}/sparql"


def code(app: Flask, endpoint: str, key: str, query: str, graph: bool) -> str:
    """Return the snippet of a language."""
    with app.test_request_context():
        made = snippets(endpoint, query, graph, query == ASK)
        return next(one.code for one in made if one.key == key)


@pytest.mark.parametrize(("query", "graph"), [(QUERY, False), (GRAPH, True), (ASK, False)])
@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("curl", ["sh", "-c"]),
        ("python", [sys.executable, "-c"]),
        ("javascript", ["node", "--input-type=module", "-e"]),
        ("r", ["Rscript", "-e"]),
    ],
)
def test_the_code_runs_and_gets_the_answer(
    app: Flask, endpoint: str, key: str, command: list[str], query: str, graph: bool
) -> None:
    """As it stands, with the runtime of its language, where that is installed."""
    program = {"curl": "curl"}.get(key, command[0])
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    written = code(app, endpoint, key, query, graph)
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}  # R prints others as <U+65E5>
    done = subprocess.run(
        [*command, written], capture_output=True, text=True, timeout=60, env=environment
    )
    assert done.returncode == 0, done.stderr
    if query == ASK:
        assert (done.stdout.strip(), done.stderr) == ("true", "")
        return
    expected = "2" if (key, graph) == ("python", True) else "日本"
    assert expected in done.stdout


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_query_is_a_string_of_each_language(query: str) -> None:
    """What stands between the quotes is the query, to the last character."""
    app = Flask("s5kg.web")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    python = code(app, "http://127.0.0.1/sparql", "python", query, False)
    scope: dict[str, object] = {}
    line = next(line for line in python.split("\n") if line.startswith("query = "))
    exec(line, scope)  # noqa: S102 (our own code)
    assert scope["query"] == query
    script = code(app, "http://127.0.0.1/sparql", "javascript", query, False)
    line = next(line for line in script.split("\n") if line.startswith("const query = "))
    assert json.loads(line.removeprefix("const query = ").removesuffix(";")) == query


def test_pages_show_the_code_of_what_was_asked(app: Flask) -> None:
    """Escaped as all else on a page."""
    page = app.test_client().get("/sparql", query_string={"query": QUERY, "format": "html"})
    assert "it&#39;s" in page.text
    assert page.text.count("<details>") == 4
    page = app.test_client().get("/sparql", query_string={"query": ASK, "format": "html"})
    assert page.text.count("<details>") == 4
    assert "read_csv" not in page.text
