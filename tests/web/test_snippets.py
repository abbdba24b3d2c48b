"""Code that people paste: whatever is asked stands in it as it is."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from s5kg.engine.memory import MemoryEngine
from s5kg.web import create_app
from s5kg.web.rendering import Table, read_results
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


def code(
    app: Flask, endpoint: str, key: str, query: str, graph: bool, shown: Table | None = None
) -> str:
    """Return the snippet of a language."""
    with app.test_request_context():
        made = snippets(endpoint, query, True if query == ASK else shown, graph)
        return next(one.code for one in made if one.key == key)


def run(command: list[str], written: str) -> str:
    """Return what a snippet prints, run by itself."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}  # R prints others as <U+65E5>
    done = subprocess.run(
        [*command, written], capture_output=True, text=True, timeout=60, env=environment
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


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
    if key == "curl" and shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    written = code(app, endpoint, key, query, graph)
    printed = run(command, written)
    if query == ASK:
        assert printed.strip() == "true"
        return
    expected = "2" if (key, graph) == ("python", True) else "日本"
    assert expected in printed


CODES = """SELECT ?code ?number ?odd {
  VALUES (?code ?number ?odd) { ("041009" 7 1) ("NA" UNDEF 2) (UNDEF 0.5 "x") }
} ORDER BY ?code"""
TYPES = {
    "python": "\nprint(rows['code'].tolist(), rows['number'].tolist(), rows['odd'].tolist())",
    "r": "\nprint(list(rows$code, rows$number, rows$odd))",
}
READ = {
    "python": "[nan, '041009', 'NA'] [0.5, 7.0, nan] ['x', '1', '2']",
    "r": '[1] NA "041009" "NA" [[2]] [1] 0.5 7.0 NA [[3]] [1] "x" "1" "2"',
}


@pytest.mark.parametrize(
    ("key", "command"), [("python", [sys.executable, "-c"]), ("r", ["Rscript", "-e"])]
)
def test_codes_stay_as_they_are_and_numbers_are_numbers(
    app: Flask, endpoint: str, key: str, command: list[str]
) -> None:
    """Leading zeros and the word NA are kept; a column that is all numbers is made one."""
    answer = app.test_client().get("/sparql", query_string={"query": CODES, "format": "json"})
    shown = read_results(answer.data)
    assert isinstance(shown, Table)
    written = code(app, endpoint, key, CODES, False, shown)
    assert READ[key] in " ".join(run(command, written + TYPES[key]).split())
    # Where only a part is shown, what else is there is not known.
    part = replace(shown, total=shown.total + 1)
    assert '"number"' not in code(app, endpoint, key, CODES, False, part)


@pytest.mark.parametrize(
    ("key", "command", "count"),
    [
        ("python", [sys.executable, "-c"], "print(len(rows))"),
        ("r", ["Rscript", "-e"], "cat(nrow(rows))"),
    ],
)
def test_empty_rows_are_rows(
    app: Flask, endpoint: str, key: str, command: list[str], count: str
) -> None:
    """A row that binds nothing is not left out."""
    query = "SELECT ?x { VALUES ?x { UNDEF 'a' UNDEF } }"
    written = code(app, endpoint, key, query, False)
    assert run(command, f"{written}\n{count}").splitlines()[-1] == "3"


@pytest.mark.parametrize("key", list(READ))
def test_a_column_with_nan_is_left_as_text(app: Flask, endpoint: str, key: str) -> None:
    """pandas takes the word for no number."""
    query = "SELECT ?x { VALUES ?x { 'NaN'^^xsd:double 1 } }"
    answer = app.test_client().get("/sparql", query_string={"query": query, "format": "json"})
    shown = read_results(answer.data)
    assert isinstance(shown, Table)
    assert '"x"' not in code(app, endpoint, key, query, False, shown)


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


UNSEEN = "".join(map(chr, (*range(1, 32), 127, 0x61C, *range(0x2000, 0x2070), 0xFEFF)))
PRINTED = {
    "python": "print(ascii(query))",
    "javascript": 'console.log(Array.from(query, (one) => one.codePointAt(0)).join(" "));',
    "r": "cat(utf8ToInt(query))",
}


@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("python", [sys.executable, "-c"]),
        ("javascript", ["node", "--input-type=module", "-e"]),
        ("r", ["Rscript", "-e"]),
    ],
)
def test_no_sign_that_is_not_seen_breaks_or_hides_code(
    app: Flask, key: str, command: list[str]
) -> None:
    """Control characters and marks of direction arrive, and none stands bare in the code."""
    written = code(app, "http://127.0.0.1/sparql", key, UNSEEN, False)
    assert not {*"\u061c\u200e\u200f\u202a\u202e\u2066\u2069"} & set(written)
    of_query = next(one for one in written.split("\n") if one.removeprefix("const ")[:5] == "query")
    printed = run(command, f"{of_query}\n{PRINTED[key]}").strip()
    numbers = " ".join(str(ord(character)) for character in UNSEEN)
    assert printed == (ascii(UNSEEN) if key == "python" else numbers)


def test_a_language_whose_strings_end_at_nul_is_left_out(app: Flask, endpoint: str) -> None:
    """No code is shown that would ask something else; Python and JavaScript ask it whole."""
    with app.test_request_context():
        made = {one.key: one.code for one in snippets(endpoint, "ASK {} # \0", True)}
    assert list(made) == ["python", "javascript"]
    assert run([sys.executable, "-c"], made["python"]).strip() == "true"


def test_pages_show_the_code_of_what_was_asked(app: Flask) -> None:
    """Escaped as all else on a page."""
    page = app.test_client().get("/sparql", query_string={"query": QUERY, "format": "html"})
    assert "it&#39;s" in page.text
    assert page.text.count("<details>") == 4
    page = app.test_client().get("/sparql", query_string={"query": ASK, "format": "html"})
    assert page.text.count("<details>") == 4
    assert "read_csv" not in page.text
