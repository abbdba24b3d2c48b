"""The tool `query`: what is refused, repaired, cut and explained."""

from collections.abc import Callable

import pyoxigraph as ox
import pytest

from s5kg.engine import DeadlineError, Question
from s5kg.mcp import CallError, Language
from s5kg.mcp.holdings import Holdings
from s5kg.mcp.limits import MOST_BYTES, MOST_ROWS
from s5kg.mcp.querying import QueryAnswer, run_query
from s5kg.mcp.vocabulary import Vocabularies

Run = Callable[..., QueryAnswer]


@pytest.fixture(scope="module")
def run(holdings: Holdings, vocabularies: Vocabularies) -> Run:
    """Run a query over the real graph."""

    def answer(text: str, limit: int = 100, language: Language = "en") -> QueryAnswer:
        return run_query(holdings, vocabularies, text, limit, language)

    return answer


REFUSED = {
    "SELECT ?x { s5d:org-us-ostp org:unitof ?x }": ["org:unitof", "org:unitOf", "was not run"],
    "SELECT ?x { ?x a s5:Budget }": ["s5:Budget:", "s5:BudgetFigure"],
    "SELECT ?x { ?x s5:modality s5c:modality-proposd }": ["s5c:modality-proposed"],
    "SELECT ?x { s5d:org-us-otsp ?p ?x }": ["s5d:org-us-ostp"],
    "SELECT ?x { ?x rdfs:prefLabel ?y }": ["skos:prefLabel"],
    "PREFIX schema: <http://schema.org/> SELECT * { ?x schema:value ?v }": ["schema:value,"],
    "PREFIX x: <https://w3id.org/s5kg/ns#> SELECT * { ?x x:fundz ?v }": ["s5:funds"],
    "SELECT * { ?x <https://w3id.org/s5kg/ns\\u0023fundz> ?v }": ["s5:fundz", "s5:funds"],
    "SELECT * { ?x a/rdfs:subClassOf* s5:Thingy . VALUES ?x { s5d:nobody } }": ["2 of its names"],
    "SELECT * { ?x skso:prefLabel ?v }": ["prefix skso:", "skos:"],
    "SELECT * { ?x qqqqqq:a ?v }": ["prefix qqqqqq:", "declare it"],
    "SELECT * { ?x ?p ?v } LIMITS 3": ["no SPARQL", "line 1, column"],
    "SELECT * { ?x ?p ?v": ["no SPARQL", "ends too early"],
    "SELECT * { ?x <http://x.org/ bad> ?v }": ["prefix http:"],
    "INSERT DATA { <a:b> <a:c> 1 }": ["only reads"],
    "PREFIX x: <a:> DELETE WHERE { ?s ?p ?o }": ["only reads"],
    "DROP ALL": ["only reads"],
    "ASK { } ; INSERT DATA { s5d:org-us-ostp s5:funds 1 }": ["no SPARQL"],
    "hello": ["this is no query"],
    "": ["this is no query"],
    "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }": ["SERVICE is not allowed"],
    "SELECT * { SERVICE SILENT ?x { ?s ?p ?o } }": ["SERVICE is not allowed"],
    "SELECT * { ?s ?p ?o } " + "#" * 20_000: ["20,022 characters", "at most 20,000"],
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:40])
def test_a_query_that_may_not_or_would_find_nothing_is_not_run(text: str, run: Run) -> None:
    """It says what is wrong and what is most like what was meant."""
    with pytest.raises(CallError) as refused:
        run(text)
    assert [words for words in REFUSED[text] if words not in str(refused.value)] == []


def test_errors_are_in_the_language_of_the_caller(run: Run) -> None:
    """In Japanese, too."""
    with pytest.raises(CallError, match="グラフにない名前が1件"):
        run("SELECT ?x { ?x a s5:Budget }", language="ja")


ALLOWED = {
    "ASK { s5d:org-us-ostp org:unitOf s5d:org-us-eop }": "true",
    "ASK { s5d:org-us-eop org:unitOf s5d:org-us-ostp }": "false",
    "SELECT (COUNT(*) AS ?c) { s5d:org-us-eop skos:prefLabel ?n "
    "FILTER(DATATYPE(?n) = rdf:langString) }": "c\n2\n",
    "SELECT (STR(xsd:integer('7')) AS ?n) { }": "n\n7\n",
    "SELECT ?y { ?p a s5:FrameworkProgramme ; schema:startDate ?y "
    'FILTER(?y = "2021"^^xsd:gYear) }': "y\n2021\n",
    "SELECT (COUNT(*) AS ?n) FROM s5g:codes { ?s a skos:ConceptScheme }": "n\n35\n",
    "SELECT (COUNT(*) AS ?n) { GRAPH s5g:codes { ?s a skos:ConceptScheme } }": "n\n35\n",
    "SELECT ?x { ?x s5:modelledOn s5d:org-us-darpa } VALUES ?z { 1 }": "x\ns5d:org-de-sprind\n",
    "PREFIX mine: <https://w3id.org/s5kg/ns#> SELECT ?x { ?x mine:modelledOn s5d:org-us-darpa }":
        "x\ns5d:org-de-sprind\n",
    "CONSTRUCT { ?x <http://x.org/like> ?y } WHERE { ?x s5:modelledOn ?y }":
        "@prefix s5d: <https://w3id.org/s5kg/id/> .\n"
        "s5d:org-de-sprind <http://x.org/like> s5d:org-us-darpa .\n",
}  # fmt: skip


@pytest.mark.parametrize("text", ALLOWED, ids=lambda text: text[:40])
def test_a_query_of_known_names_runs(text: str, run: Run) -> None:
    """Functions, datatypes, graphs and templates are no unknown names."""
    answer = run(text)
    assert answer.text == ALLOWED[text]
    assert answer.whole


def test_missing_prefixes_are_added_and_told(run: Run) -> None:
    """The query that ran can be asked elsewhere, and is cited by its digest with the release."""
    answer = run("SELECT ?x { ?x s5:modelledOn s5d:org-us-darpa }")
    assert answer.query.startswith("PREFIX s5: <https://w3id.org/s5kg/ns#>\nPREFIX s5d: <")
    assert "s5:, s5d:" in answer.notices[0]
    assert answer.release[:16] in answer.cite
    assert "sha256:" in answer.cite
    assert run(answer.query).notices == []
    assert run(answer.query).cite == answer.cite


def test_rows_are_cut_and_this_is_told(run: Run) -> None:
    """Without a limit of its own a query gets one; the answer says how many there are and why."""
    answer = run("SELECT ?s { ?s a s5:Claim } ORDER BY ?s", limit=7)
    assert (answer.count, answer.whole) == (7, False)
    assert answer.text.count("\n") == 8
    assert "first 7" in answer.notices[-1]
    assert "7 rows" in answer.limits
    assert "20 s" in answer.limits
    whole = run("SELECT ?s { ?s a s5:FrameworkProgramme }", limit=4)
    assert (whole.count, whole.whole) == (4, True)
    assert run("SELECT ?s { ?s a s5:Claim } LIMIT 1000", limit=10**6).count <= MOST_ROWS


def test_bytes_are_cut_and_this_is_told(run: Run) -> None:
    """Long rows end where the bytes end, between two rows."""
    answer = run("SELECT ?s ?t { ?s skos:note ?t } LIMIT 500", limit=500)
    assert not answer.whole
    assert len(answer.text.encode()) <= MOST_BYTES


ALL_NAMES = 'SELECT (GROUP_CONCAT(?l; separator=" | ") AS ?all) { ?s skos:prefLabel ?l }'


def test_a_text_that_is_cut_is_told_and_its_parts_can_be_asked_for(run: Run) -> None:
    """A cell that ends in … is not said to be whole, and what the notice names gives the rest."""
    answer = run(ALL_NAMES)
    assert answer.text.rstrip().endswith("…")
    assert (answer.count, answer.whole) == (1, False)
    assert answer.notices[-1].startswith("Texts longer than 400 characters are cut here, 1 of them")
    assert "SUBSTR(?text, 401, 400)" in answer.notices[-1]
    assert "400字より長いテキストが1件" in run(ALL_NAMES, language="ja").notices[-1]
    part = run(f"SELECT (SUBSTR(?all, 401, 400) AS ?part) {{ {{ {ALL_NAMES} }} }}")
    assert part.whole
    assert not part.text.rstrip().endswith("…")
    # What ends in … by itself is not cut.
    assert run('SELECT ("and so on…" AS ?x) {}').whole


def test_only_texts_that_are_shown_are_told_of(run: Run) -> None:
    """Rows that are left out are counted as such; in a graph long words are cut and told, too."""
    long = f'"{"x" * 401}"'
    rows = run(f"SELECT ?x {{ VALUES ?x {{ 1 {long} {long} }} }}", limit=2)
    assert (rows.count, rows.whole) == (2, False)
    assert [one.split()[0] for one in rows.notices] == ["Only", "Texts"]
    graph = run(f"CONSTRUCT {{ s5d:org-us-ostp skos:note {long} }} WHERE {{}}")
    assert (graph.count, graph.whole) == (1, False)
    assert "cut here, 1 of them" in graph.notices[-1]


def test_a_graph_that_is_cut_is_still_turtle(run: Run) -> None:
    """Triples are cut, not characters."""
    answer = run("DESCRIBE s5d:org-us-ostp", limit=5)
    assert (answer.kind, answer.count, answer.whole) == ("graph", 5, False)
    assert len(list(ox.parse(answer.text, format=ox.RdfFormat.TURTLE))) == 5


def test_an_empty_answer_says_what_the_class_lacks(run: Run) -> None:
    """A known property that no thing of the class has is named, with those that it has."""
    for text in (
        "SELECT * { ?s a org:Post ; schema:value ?v }",
        "ASK { ?s schema:value ?v ; a org:Post . }",
        "CONSTRUCT WHERE { ?s a org:Post . ?s schema:value ?v }",
    ):
        hint = run(text).notices[-1]
        assert "no org:Post has schema:value" in hint
        assert "org:heldBy" in hint
    japanese = run("ASK { ?s a org:Post ; schema:value 1 }", language="ja").notices[-1]
    assert "もつものはありません" in japanese
    assert len(run("SELECT * { ?s a org:Post ; org:heldBy s5d:org-us-ostp }").notices) == 1


def test_an_empty_answer_says_that_a_name_misses_its_language(run: Run) -> None:
    """Names have a language; what was meant by one without is told, in a pattern or a filter."""
    for text in (
        "SELECT ?x { ?x skos:prefLabel 'Horizon Europe' }",
        'SELECT ?x { ?x a s5:FrameworkProgramme ; rdfs:label "Horizon Europe" }',
        "ASK { ?x skos:prefLabel ?n FILTER(?n = 'Horizon Europe') }",
    ):
        assert "Horizon Europe'@en" in run(text).notices[-1].replace('"', "'")
    japanese = run("ASK { ?x skos:altLabel 'NSTC' }", language="ja").notices[-1]
    assert "'NSTC'@ja" in japanese
    for text in (
        "SELECT ?x { ?x skos:prefLabel 'No such name'@en }",
        "ASK { ?x skos:prefLabel ?n FILTER(STR(?n) = 'No such name' && LANG(?n) = 'en') }",
        "ASK { ?x skos:notation 'no such code' }",
    ):
        assert len(run(text).notices) == 1  # the prefixes that were added


def test_a_limit_of_the_engine_is_told(holdings: Holdings, vocabularies: Vocabularies) -> None:
    """A deadline is an error that says to ask for less, and the engine is given one."""

    def late(question: Question) -> None:
        assert question.timeout
        raise DeadlineError(question.timeout)

    slow = Holdings(late, holdings.lookup, holdings.own, holdings.keeper, holdings.examples)  # type: ignore[arg-type]  # it gives no answer
    with pytest.raises(CallError, match=r"no answer within 20 s.*Ask for less"):
        run_query(slow, vocabularies, "ASK { ?s ?p ?o }")


def test_long_texts_are_read_in_one_go(run: Run) -> None:
    """Twenty thousand characters of brackets, dots or names are judged, and none hangs."""
    for text in ("s5:a.", "((", "{{", "?s ?p ?o;", "<a", "'", "^", "\\u0041"):
        with pytest.raises(CallError):
            run(f"SELECT * {{ {text * 3900}"[:20_000])
