import contextlib

import pyoxigraph as ox
import pytest

from s5kg.web.federation import asks_elsewhere

ELSEWHERE = "<http://127.0.0.1:1/>"  # a port that Oxigraph's client refuses: nothing is sent
CALLS = [
    f"SELECT * {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ service silent {ELSEWHERE} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERVICESILENT{ELSEWHERE}{{}} }}",
    f"SELECT * {{ SERVICE#>\n{ELSEWHERE}{{}} }}",
    f"SELECT * {{ ?s ?p trueSERVICE{ELSEWHERE}{{}} }}",
    f"SELECT * {{ ?s ?p 1SERVICE{ELSEWHERE}{{}} }}",
    f"SELECT * {{ ?eservice ?p ?o.SERVICE {ELSEWHERE} {{}} }}",
    f"SELECT * {{ VALUES ?x {{ {ELSEWHERE} }} SERVICE ?x {{}} }}",
    f"SELECT * {{ VALUES ?x {{ {ELSEWHERE} }} SERVICE$x{{}} }}",
    f"PREFIX : {ELSEWHERE} SELECT * {{ SERVICE:a{{}} }}",
    f"PREFIX : {ELSEWHERE} SELECT * {{ SERVICE: {{}} }}",
    f"PREFIX : {ELSEWHERE} SELECT * {{ SERVICE : #\n{{}} }}",
    f"PREFIX x: {ELSEWHERE} SELECT * {{ SERVICEx:a{{}} }}",
    f"PREFIX a·b: {ELSEWHERE} SELECT * {{ SERVICE a·b:x {{}} }}",
    f"PREFIX 日.本: {ELSEWHERE} SELECT * {{ SERVICE日.本:x {{}} }}",
    f"SELECT * {{ FILTER(?a<?b&&?c='>') SERVICE {ELSEWHERE} {{}} FILTER('a'='a') }}",
    f"SELECT * {{ FILTER(?a<?b)SERVICE#>\n {ELSEWHERE} {{}} }}",
]


@pytest.mark.parametrize("query", CALLS)
def test_calls_are_recognised(query: str) -> None:
    """Whatever the engine takes for a SERVICE clause is refused, tricks of spelling included."""
    with contextlib.suppress(OSError):  # it was read, and the port was refused
        ox.Store().query(query)
    assert asks_elsewhere(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service <http://example.org/service#of> ?public_service }",
        "SELECT * { ?s s5:service ?o ; schema:serviceType 'service' }",
        "PREFIX service: <http://example.org/> SELECT * { ?s rdfs:label 'Service: what it is' }",
        "# Which services are there? The service of the state.\nSELECT * {}",
        "SELECT * { ?s rdfs:label 'public service'@en } #SERVICE",
    ],
)
def test_words_are_no_calls(query: str) -> None:
    """The word as a name, in an address or in a sentence is let through."""
    assert not asks_elsewhere(query)


@pytest.mark.parametrize("part", ["service", "service ", "service:", "service#", "SERVICE a", "e."])
def test_the_search_is_linear(part: str) -> None:
    """A text of megabytes that repeats itself is judged like a short one; else this would hang."""
    assert asks_elsewhere(part * (2**22 // len(part))) == asks_elsewhere(part * 3)
