"""`s5kg query` and `s5kg examples`."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from rdflib import Graph

from s5kg.formats import FORMATS
from s5kg.locations import Sources
from s5kg.queries import read_queries
from tests.federation.conftest import Elsewhere
from tests.federation.conftest import elsewhere as elsewhere

Run = Callable[..., Result]
OSTP = "SELECT ?of { s5d:org-us-ostp org:unitOf ?of }"


def test_a_query_is_given_as_text(run: Run) -> None:
    """SPARQL on the command line gives a table with CURIEs, and the count apart."""
    result = run("query", OSTP)
    assert result.exit_code == 0
    assert result.stdout.split() == ["of", "s5d:org-us-eop"]
    assert "1 row" in result.stderr


@pytest.mark.parametrize("words", [["query"], ["query", "-"]])
def test_a_query_is_read_from_standard_input(run: Run, words: list[str]) -> None:
    """Without an argument, or with a dash, the query is piped in."""
    assert "s5d:org-us-eop" in run(*words, stdin=OSTP).stdout


def test_a_query_is_read_from_a_file(run: Run, tmp_path: Path) -> None:
    """The name of a file means its text."""
    path = tmp_path / "ostp.rq"
    path.write_text(OSTP, encoding="utf-8")
    assert "s5d:org-us-eop" in run("query", path).stdout


def test_a_query_is_an_example_by_name(run: Run, sources: Sources) -> None:
    """The name of an example means its text."""
    name = read_queries(sources.queries, "examples")[0].name
    assert run("query", name).exit_code == 0
    assert run("query", f"examples/{name}").stdout == run("query", name).stdout


@pytest.mark.parametrize("name", [form.name for form in FORMATS])
def test_answers_come_in_every_format(run: Run, name: str) -> None:
    """Rows and graphs are written in the formats of their family."""
    rows = name in {"json", "xml", "csv", "tsv"}
    text = OSTP if rows else "DESCRIBE s5d:org-us-ostp"
    result = run("query", text, "--format", name)
    assert result.exit_code == 0
    assert "org-us-eop" in result.stdout


def test_yes_and_no_and_graphs_are_shown_too(run: Run) -> None:
    """ASK answers in a word; a graph is shown as Turtle."""
    assert run("query", "ASK { s5d:org-us-ostp a cv:PublicOrganisation }").stdout == "yes\n"
    assert run("query", "ASK { s5d:org-us-ostp a s5d:org-us-ostp }").stdout == "no\n"
    assert "1 row" in run("query", "SELECT * {}").stderr  # it has no columns
    assert run("query", "ASK { s5d:org-us-ostp a s5:Claim }").stdout == "no\n"
    assert "@prefix org:" in run("query", "DESCRIBE s5d:org-us-ostp").stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT ?x { ?x zz:y 1 }", "line 1, column 16: unknown prefix zz:"),
        ("SELECT ?x {", "line 1, column"),
        ("no-such-example", "is neither SPARQL, nor a file, nor an example"),
        ("budget", "did you mean"),
        ("", "the query is empty"),
        ("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "calls another service"),
    ],
)
def test_what_cannot_be_asked_is_explained(run: Run, text: str, message: str) -> None:
    """The place and a hint are given; exit code 1."""
    result = run("query", text)
    assert (result.exit_code, message in result.stderr) == (1, True)


def test_a_query_calls_what_is_allowed(run: Run, elsewhere: Elsewhere) -> None:
    """An origin that is named is asked, where it is public or its network is named too."""
    origin = ["--service-origin", elsewhere.at("")]
    text = f"SELECT ?x {{ s5d:org-us-ostp org:unitOf ?x SERVICE <{elsewhere.at()}> {{}} }}"
    result = run("query", text, *origin, "--private-network", "127.0.0.0/8")
    assert result.stdout.split() == ["x", "s5d:org-us-eop"]
    assert len(elsewhere.asked) == 1
    assert "not on the public internet" in run("query", text, *origin).stderr
    refused = run("query", text, "--service-origin", "https://other.example")
    assert f"to allow it: --service-origin {elsewhere.at('')}" in refused.stderr
    assert "allowed: https://other.example" in refused.stderr
    assert run("query", text, "--service-origin", "https://a/b").exit_code == 2
    broken = text.replace("/sparql>", "/html>")
    result = run("query", broken, *origin, "--private-network", "127.0.0.0/8")
    assert (result.exit_code, "answered with text/html" in result.stderr) == (1, True)


def test_a_value_that_is_none_of_its_type_is_no_fault(elsewhere: Elsewhere, built: Path) -> None:
    """rdflib, which evaluates such queries, writes no traceback about it."""
    text = f'SELECT ?x {{ BIND("x"^^xsd:integer AS ?x) SERVICE <{elsewhere.at()}> {{}} }}'
    allowed = ["--service-origin", elsewhere.at(""), "--private-network", "127.0.0.0/8"]
    command = [sys.executable, "-m", "s5kg", "query", text, *allowed, "--build", str(built)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["x", "x"]
    assert "Traceback" not in done.stderr


def test_a_graph_is_no_table(run: Run) -> None:
    """A graph cannot be written as CSV, and the error says so."""
    result = run("query", "DESCRIBE s5d:org-us-ostp", "-f", "csv")
    assert (result.exit_code, "choose another --format" in result.stderr) == (1, True)


def test_without_a_build_the_sources_are_read(run: Run, tmp_path: Path) -> None:
    """A query works before the first build."""
    result = run("query", OSTP, target=tmp_path)
    assert "no build in" in result.stderr
    assert "s5d:org-us-eop" in result.stdout


def test_without_a_build_bad_sources_are_explained(run: Run, tmp_path: Path, copy: Sources) -> None:
    """Faults of the sources are told as by build."""
    (copy.data / "junk").write_text("x", encoding="utf-8")
    result = run("query", OSTP, "--sources", copy.root, target=tmp_path)
    assert (result.exit_code, "unknown file" in result.stderr) == (1, True)


def test_examples_are_listed_in_both_languages(run: Run, sources: Sources) -> None:
    """The list has the question in English or Japanese, or everything as JSON."""
    query = read_queries(sources.queries, "examples")[0]
    listed = json.loads(run("examples", "--json").stdout)
    assert any(entry["summary-ja"] == query.summary("ja") for entry in listed)
    assert query.name in run("examples").stdout
    assert query.summary("ja")[:8] in run("examples", "--lang", "ja").stdout
    assert {one["service"] for one in listed if "service" in one} == {
        "https://cordis.europa.eu",
        "https://query.wikidata.org",
    }


def test_an_example_is_printed_by_name(run: Run, sources: Sources) -> None:
    """With a name the text is printed, ready to be changed."""
    query = read_queries(sources.queries, "examples")[0]
    assert run("examples", query.name).stdout == query.text
    assert run("examples", "nope").exit_code == 1


def test_bad_headers_of_examples_are_explained(run: Run, copy: Sources) -> None:
    """A query file without its header is a fault with its place."""
    (copy.queries / "examples" / "bad.rq").write_text("#+ oops\nASK {}", encoding="utf-8")
    result = run("examples", "--sources", copy.root)
    assert result.exit_code == 1
    assert "bad.rq:1" in result.stderr


def test_a_query_must_be_text(run: Run, tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are refused in words, from a file and from standard input."""
    path = tmp_path / "query.rq"
    path.write_bytes(b"\xff\xfe")
    result = run("query", path)
    assert (result.exit_code, "is not UTF-8 text" in result.stderr) == (1, True)
    result = run("query", stdin=b"\xff")
    assert (result.exit_code, "standard input is not UTF-8" in result.stderr) == (1, True)


@pytest.mark.parametrize("words", [["query", OSTP], ["validate"], ["dump", "--list"], ["serve"]])
def test_a_damaged_build_is_explained(run: Run, tmp_path: Path, words: list[str]) -> None:
    """A graph.nq that cannot be read is named, with what to do."""
    (tmp_path / "graph.nq").write_text("damaged", encoding="utf-8")
    result = run(*words, target=tmp_path)
    assert result.exit_code == 1
    assert "graph.nq cannot be read" in result.stderr
    assert "run `s5kg build` again" in result.stderr


STEERING = '"\\u001b[31mred\\u0007\\u009b2J\\u202e"'


def test_no_answer_steers_a_terminal(run: Run) -> None:
    """A literal of a stranger is text in a table, and an escape in Turtle of the same graph."""
    cells = run("query", f"SELECT ({STEERING} AS ?x) {{}}").stdout.split()
    assert cells == ["x", "\ufffd[31mred\ufffd\ufffd2J\ufffd"]
    made = run("query", f"CONSTRUCT {{ s5d:x s5:y {STEERING} }} {{}}").stdout
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(made)
    (value,) = Graph().parse(data=made, format="turtle").objects()
    assert str(value) == "\x1b[31mred\x07\x9b2J\u202e"


@pytest.mark.parametrize("form", ["csv", "json", "turtle"])
def test_programs_get_every_character(run: Run, form: str) -> None:
    """A format for programs has what the engine wrote, byte for byte."""
    form_of = f"CONSTRUCT {{ s5d:x s5:y {STEERING} }} {{}}"
    text = form_of if form == "turtle" else f"SELECT ({STEERING} AS ?x) {{}}"
    assert "\x9b2J\u202e" in run("query", text, "-f", form).stdout
