"""`s5kg enrich`: from a dump or a service to the external graph, and what may go wrong."""

from collections.abc import Iterator
from itertools import chain, repeat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask, Response

from s5kg.cli import main
from s5kg.engine.memory import MemoryEngine
from s5kg.enrichment.records import read_records
from s5kg.locations import Sources
from s5kg.queries import read_queries
from s5kg.release import make_graphs, to_nquads
from s5kg.validation import validate
from s5kg.web import create_app
from tests.engine.services import oxigraph
from tests.serving import serving

WD, WDT = "http://www.wikidata.org/entity/", "http://www.wikidata.org/prop/direct/"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
FROM = "https://dumps.example.org/latest-truthy.nt"
LOOPBACK = ("--private-network", "127.0.0.0/8")
FILE, EU = "data/external/wikidata.ttl", "data/external/eu-authority.ttl"
PROGRAMME = "http://publications.europa.eu/resource/authority/eu-programme/"
EU_DUMP = ("--from", "https://example.org/eu.csv", "--date", "2027-01-02")
# As Wikidata's truthy dump has it: Copenhagen and DARPA, with names that are hostile.
DUMP = f"""\
<{WD}Q1748> <{LABEL}> "Copenhagen"@en .
<{WD}Q1748> <{LABEL}> "コペンハーゲン"@ja .
<{WD}Q1748> <{WDT}P625> "Point(12.568888888889 55.676111111111)"^^<http://www.opengis.net/ont/geosparql#wktLiteral> .
<{WD}Q1748> <{WDT}P571> "1167-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
this line is broken
<{WD}Q207361> <{LABEL}> "<script>alert(1)</script>"@en .
<{WD}Q207361> <{LABEL}> "\\u202Eevil"@ja .
<{WD}Q207361> <{LABEL}> "{"x" * 1_000_000}"@en .
<{WD}Q207361> <{WDT}P571> "1958-13-41T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
<{WD}Q12345> <{LABEL}> "Nothing of ours"@en .
"""  # noqa: E501 (lines of N-Triples)


def _invoke(copy: Sources, *words: object) -> Result:
    environment = {"S5KG_SOURCES": str(copy.root), "COLUMNS": "200"}
    return CliRunner().invoke(main, ["enrich", *map(str, words)], None, environment)


ANOTHER = '{"head": {"vars": ["x"]}, "results": {"bindings": [{}]}}'


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """A dump with a broken line and hostile values."""
    path = tmp_path / "truthy.nt"
    path.write_text(DUMP, encoding="utf-8")
    return path


def _violations(quads: bytes, sources: Sources) -> list[str]:
    checks = read_queries(sources.queries, "checks")
    found = validate(quads, checks, lambda _: None, engine="sparql")
    return [finding.message() for finding in found.findings if finding.severity.name == "VIOLATION"]


def _facts(path: Path) -> dict[tuple[str, str, str], tuple[str, str, bool]]:
    """Return node, property and value → currency, day, and whether the retrieval was whole."""
    return {
        (fact.theirs, fact.ours, fact.value.value): (fact.currency, one.date, one.whole)
        for fact, one in read_records(path).items()
    }


def test_a_dump_is_taken_and_what_is_no_value_passed_over(
    copy: Sources, dump: Path, built: Path
) -> None:
    """What is hostile or broken is counted with its place; the same dump gives the same bytes."""
    words = ("wikidata", dump, "--from", FROM, "--date", "2026-11-28", "--build", built)
    result = _invoke(copy, *words)
    assert result.exit_code == 3, result.output
    assert "truthy.nt:5" in result.stderr
    assert "1 place could not be read: what follows is a part" in result.stderr
    assert "3 places passed over" in result.stderr
    assert "\u202e" not in result.output
    written = (copy.root / FILE).read_bytes()
    facts = _facts(copy.root / FILE)
    assert sorted(facts) == [
        (f"{WD}Q1748", "dcat:centroid", "POINT(12.568889 55.676111)"),
        (f"{WD}Q1748", "schema:foundingDate", "1167"),
        (f"{WD}Q1748", "skos:prefLabel", "Copenhagen"),
        (f"{WD}Q1748", "skos:prefLabel", "コペンハーゲン"),
        (f"{WD}Q207361", "skos:prefLabel", "<script>alert(1)</script>"),
    ]
    assert set(facts.values()) == {("", "2026-11-28", False)}
    _invoke(copy, *words)
    assert (copy.root / FILE).read_bytes() == written


def test_strict_writes_nothing_of_a_broken_dump(copy: Sources, dump: Path, built: Path) -> None:
    """Whoever wants all or nothing."""
    result = _invoke(copy, "wikidata", dump, "--from", FROM, "--strict", "--build", built)
    assert result.exit_code == 1
    assert not (copy.root / FILE).exists()


def _table(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "eu.csv"
    header = "id,label,lang,start,end,budget,currency"
    path.write_text("\n".join([header, *(f"{PROGRAMME}{row}" for row in rows), ""]), "utf-8")
    return path


def test_what_differs_becomes_a_discrepancy_and_the_document_stays(
    copy: Sources, dump: Path, built: Path, tmp_path: Path
) -> None:
    """With both sides, in a graph that passes every gate; pages tell it apart and escaped."""
    _invoke(copy, "wikidata", dump, "--from", FROM, "--build", built)
    table = _table(
        tmp_path,
        "HORIZONEU,Horizon Europe,en,2021,2028,80000000000,EUR",
        "FP7,FP7,en,,,50521000000,EUR",
    )
    result = _invoke(copy, "eu-authority", table, *EU_DUMP, "--build", built)
    assert result.exit_code == 0, result.output
    assert "3 discrepancies to look at" in result.stderr
    assert "100000000000  80000000000" in result.stdout
    facts = _facts(copy.root / EU)
    assert facts[f"{PROGRAMME}FP6", "schema:startDate", "2001"][1] == "2026-11-28"
    assert facts[f"{PROGRAMME}FP7", "schema:amount", "50521000000"] == ("EUR", "2027-01-02", True)
    assert (f"{PROGRAMME}FP7", "schema:startDate", "2007") not in facts
    quads = to_nquads(make_graphs(copy))
    assert _violations(quads, copy) == []
    client = create_app(MemoryEngine(quads), tmp_path, []).test_client()
    kind = "discrepancyKind-differs-from-linked"
    register = client.get(f"/discrepancies?lang=en&kind={kind}").text
    assert register.count('class="term"') == 3
    assert "Differences from other graphs" in register
    assert "2027</dd>" in register
    assert "2028</dd>" in register
    assert "80,000,000,000 EUR" in client.get("/page/prog-eu-he?lang=en").text
    page = client.get("/page/org-us-darpa?lang=en").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    for language, words_ in (("en", "a part only could be read"), ("ja", "文書ではなく外部による")):
        page = client.get(f"/page/place-copenhagen?lang={language}").text
        assert words_ in page
        assert "POINT(12.568889 55.676111)" in page
        assert f'href="{FROM}"' in page


def test_a_part_takes_nothing_away(copy: Sources, built: Path, tmp_path: Path) -> None:
    """What a cut source no longer has may be there after the cut."""
    before = _facts(copy.root / EU)
    table = _table(tmp_path, "FP6,Sixth,en,,,,", "FP7")
    result = _invoke(copy, "eu-authority", table, *EU_DUMP, "--build", built)
    assert result.exit_code == 3
    assert "12 facts of earlier retrievals are kept" in result.stderr
    after = _facts(copy.root / EU)
    assert before.items() <= after.items()
    assert after[f"{PROGRAMME}FP6", "skos:prefLabel", "Sixth"] == ("", "2027-01-02", False)


def test_what_is_no_longer_linked_is_dropped(copy: Sources, built: Path, tmp_path: Path) -> None:
    """A link that was wrong takes with it what came over it."""
    links = copy.root / "data/links/eu-authority.sssom.tsv"
    lines = links.read_text("utf-8").splitlines(keepends=True)
    links.write_text("".join(line for line in lines if "eu-programme/FP6" not in line), "utf-8")
    table = _table(tmp_path, "FP7,FP7,en,2007,2013,,")
    result = _invoke(copy, "eu-authority", table, *EU_DUMP, "--build", built)
    assert "3 facts are dropped" in result.stderr
    assert not [key for key in _facts(copy.root / EU) if key[0].endswith("FP6")]


def test_a_service_is_asked_for_what_our_links_point_to(
    copy: Sources, built: Path, tmp_path: Path
) -> None:
    """A real SPARQL service: names in Japanese and English, cut where they are too long."""
    quads = "".join(f"{line}\n" for line in DUMP.splitlines() if "broken" not in line)
    quads += f'<{WD}Q1748> <{LABEL}> "København"@da .\n'
    with oxigraph(tmp_path, quads.encode()) as url:
        host = url.removesuffix("/query")
        words = ("wikidata", url, "--allow", host, *LOOPBACK, "--build", built)
        result = _invoke(copy, *words)
        refused = _invoke(copy, "wikidata", url, "--build", built)
    assert result.exit_code == 0, result.output
    assert "3 places passed over" in result.stderr
    facts = _facts(copy.root / FILE)
    assert len(facts) == 5
    assert {whole for _, _, whole in facts.values()} == {True}
    assert refused.exit_code == 1
    assert "name it with --allow" in refused.stderr


@pytest.mark.parametrize("name", ["内閣府", "%E5%86%85%E9%96%A3%E5%BA%9C"])
def test_either_spelling_of_a_linked_node_is_known(
    copy: Sources, built: Path, tmp_path: Path, name: str
) -> None:
    """Dumps and services write letters or percent signs for what is one node in the graph."""
    links = copy.root / "data/links/dbpedia.sssom.tsv"
    cells = ["s5d:org-jp-cao", "Cabinet Office", "", "skos:exactMatch"]
    cells += ["dbpedia:%E5%86%85%E9%96%A3%E5%BA%9C", "", "", "semapv:ManualMappingCuration", "0.9"]
    with links.open("a", encoding="utf-8") as file:
        file.write("\t".join([*cells, "", ""]) + "\n")
    dump, node = tmp_path / "dump.nt", f"<http://dbpedia.org/resource/{name}>"
    dump.write_text(f'{node} <{LABEL}> "Cabinet Office"@en .\n', encoding="utf-8")
    words = ["--date", "2026-11-28", "--build", built]
    _invoke(copy, "dbpedia", dump, "--from", FROM, *words)
    path = copy.root / "data/external/dbpedia.ttl"
    known = ("http://dbpedia.org/resource/内閣府", "skos:prefLabel", "Cabinet Office")
    assert list(_facts(path)) == [known]
    path.unlink()
    with oxigraph(tmp_path, dump.read_bytes()) as url:
        _invoke(copy, "dbpedia", url, "--allow", url.removesuffix("/query"), *LOOPBACK, *words)
    assert list(_facts(path)) == [known]


def _service(answers: Iterator[Response]) -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: next(answers), methods=["GET", "POST"])
    return app


JSON = "application/sparql-results+json"
HTML = Response("<!doctype html><p>no", mimetype="text/html")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (HTML, "answered with text/html"),
        (Response("", 307, {"Location": "http://127.0.0.1:1/"}), "status 307"),
        (Response('{"head": {"vars": ["thing"]', mimetype=JSON), "not what its type says"),
        (Response('{"head": {}, "boolean": true}', mimetype=JSON), "not rows"),
        (Response(ANOTHER, mimetype=JSON), "has not what was asked for"),
        (Response("", 503), "status 503"),
    ],
)
def test_a_service_that_lies_is_told_and_nothing_is_lost(
    copy: Sources, built: Path, answer: Response, message: str
) -> None:
    """What was there before stays, to the letter."""
    before = (copy.root / EU).read_bytes()
    with serving(_service(repeat(answer))) as host:
        url = f"http://{host}/"
        words = ("eu-authority", url, "--allow", url, *LOOPBACK, "--build", built)
        result = _invoke(copy, *words)
    assert result.exit_code == 1
    assert message in result.stderr
    assert "nothing was written" in result.stderr
    assert (copy.root / EU).read_bytes() == before


def test_a_service_that_fails_midway_gives_a_part(copy: Sources, built: Path) -> None:
    """What came before is written, and its retrieval says that it is a part."""
    rows = (
        '{"head": {"vars": ["thing", "property", "value"]}, "results": {"bindings": [{'
        f'"thing": {{"type": "uri", "value": "{WD}Q1748"}}, '
        f'"property": {{"type": "uri", "value": "{LABEL}"}}, '
        '"value": {"type": "literal", "value": "Copenhagen", "xml:lang": "en"}}, {'
        f'"thing": {{"type": "uri", "value": "{WD}Q0"}}, '
        f'"property": {{"type": "uri", "value": "{LABEL}"}}, '
        '"value": {"type": "literal", "value": "Nobody asked", "xml:lang": "en"}}]}}'
    )
    answers = chain([Response(rows, mimetype=JSON)], repeat(HTML))
    with serving(_service(answers)) as host:
        url = f"http://{host}/"
        result = _invoke(copy, "wikidata", url, "--allow", url, *LOOPBACK, "--build", built)
    assert result.exit_code == 3
    assert "what follows is a part" in result.stderr
    ((key, value),) = _facts(copy.root / FILE).items()
    assert key == (f"{WD}Q1748", "skos:prefLabel", "Copenhagen")
    assert value[2] is False


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["nowhere", "dump.nt", "--from", FROM], 1, "nowhere is no scheme of data/links/"),
        (["wikidata", "dump.nt"], 1, "say with --from"),
        (["wikidata", "dump.nt", "--from", FROM], 1, "cannot be read"),
        (["wikidata", "dump.txt", "--from", FROM], 1, "is no format of dumps"),
        (["wikidata", "dump.nt", "--from", "file:///x"], 2, "only http and https"),
        (["wikidata", "dump.nt", "--from", "https://x.org/<a>"], 2, "Invalid value"),
        (["wikidata", "dump.nt", "--from", FROM, "--output", "My file.ttl"], 1, "small letters"),
        (["wikidata", "http://user:x@127.0.0.1/"], 1, "no user name or password"),
        (["wikidata", "https://10.0.0.1/", "--allow", "https://10.0.0.1/sparql"], 2, "more than"),
        (["wikidata", "dump.nt", "--from", FROM, "--date", "yesterday"], 2, "yesterday"),
        (["jis-x0401", "dump.nt", "--from", FROM], 1, "leads to a node"),
    ],
)
def test_what_cannot_be_done_is_told(
    copy: Sources, built: Path, words: list[str], code: int, message: str
) -> None:
    """Without a traceback, and without a file."""
    result = _invoke(copy, *words, "--build", built)
    assert result.exit_code == code, result.output
    assert message in result.stderr
    assert isinstance(result.exception, SystemExit)
    assert not (copy.root / FILE).exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<urn:x> a <urn:Mine> .", "was not written by s5kg enrich"),
        ("<urn:x> a <https://w3id.org/s5kg/ns#OutsideFact> .", "a fact lacks something"),
        ("<urn:x> a ", "wikidata.ttl:1"),
    ],
)
def test_a_file_that_others_wrote_is_left_alone(
    copy: Sources, dump: Path, built: Path, text: str, message: str
) -> None:
    """It would be lost."""
    path = copy.root / FILE
    path.write_text(text, encoding="utf-8")
    result = _invoke(copy, "wikidata", dump, "--from", FROM, "--build", built)
    assert result.exit_code == 1
    assert message in result.stderr
    assert path.read_text(encoding="utf-8") == text


def test_a_file_of_another_scheme_is_left_alone(copy: Sources, dump: Path, built: Path) -> None:
    """Its facts would be dropped as those of nodes that are no longer linked."""
    before = (copy.root / EU).read_bytes()
    words = ("wikidata", dump, "--from", FROM, "--output", copy.root / EU, "--build", built)
    result = _invoke(copy, *words)
    assert result.exit_code == 1
    assert "is not in the namespace of the scheme: give another --output" in result.stderr
    assert (copy.root / EU).read_bytes() == before
