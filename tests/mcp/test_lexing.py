"""Tokens of queries: names are seen where they stand, and nowhere else."""

import pytest

from s5kg.mcp.lexing import Kind, body, read_prefixes, split_name, takes_limit, tokens

NAMES = [
    ("SELECT * { ?s s5:funds ?o }", ["s5:funds"]),
    ("SELECT * { ?s a org:Post. ?s s5:x.y ?o . }", ["org:Post", "s5:x.y"]),
    ("ASK { ?s ?p 's5:no' , \"s5:no\"@en, '''s5:no''' }", []),
    ("ASK { ?s ?p ?o } # s5:no", []),
    ("ASK { ?s <http://x.org/s5:no#a> ?o }", []),
    ("ASK { ?s :local ?o . _:b ?p s5d:a-b }", [":local", "s5d:a-b"]),
    ("ASK { ?s ^s5:a/s5:b*|!s5:c ?o }", ["s5:a", "s5:b", "s5:c"]),
    ("ASK { ?s s5:a\\,b ?o }", ["s5:a\\,b"]),
    ("ASK { FILTER(?a<?b && s5:x>?c) }", ["s5:x"]),
]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_names_are_found(text: str, names: list[str]) -> None:
    """Strings, comments, IRIs, blank nodes and ends of sentences hold no prefixed name."""
    assert [token.text for token in tokens(text) if token.kind is Kind.NAME] == names


@pytest.mark.parametrize("text", ["a.b", "<", "'", "{", "\\", "#", "%é"])
def test_no_text_is_too_odd(text: str) -> None:
    """Any text has tokens, and every token is where it says."""
    text = text * 5000
    for token in tokens(text):
        assert text[token.start : token.end] == token.text


def test_declarations_are_read() -> None:
    """Prefixes count from the base, and end where the query begins."""
    text = "BASE <http://x.org/> PREFIX a: <b#> PREFIX : <http://y/> SELECT * { ?PREFIX ?c <d> }"
    found = read_prefixes(tuple(tokens(text)))
    assert found.declared == {"a": "http://x.org/b#", "": "http://y/"}
    assert found.base == "http://x.org/"
    assert split_name("a:b\\,c") == ("a", "b,c")


def test_what_is_to_be_made_is_no_part_of_the_question() -> None:
    """The template of CONSTRUCT may use any name."""
    found = body(tuple(tokens("PREFIX a: <b> CONSTRUCT { ?s a:new ?o { } } WHERE { ?s a:old ?o }")))
    assert [token.text for token in found if token.kind is Kind.NAME] == ["a:old"]
    assert body(tuple(tokens("CONSTRUCT WHERE { ?s a:old ?o }")))[0].text == "WHERE"
    assert body(()) == ()


@pytest.mark.parametrize(
    ("text", "takes"),
    [
        ("SELECT * { ?s ?p ?o }", True),
        ("SELECT * { { SELECT * { ?s ?p ?o } LIMIT 2 } } ORDER BY ?s", True),
        ("SELECT * { ?s ?p ?o } # LIMIT 2", True),
        ("SELECT * { ?s ?p ?o } OFFSET 1 limit 2", False),
        ("SELECT * { ?s ?p ?o } VALUES ?s { 1 }", False),
        ("SELECT * { ?s ?p ?o", False),
    ],
)
def test_a_limit_is_added_only_where_it_may_stand(text: str, takes: bool) -> None:
    """A query with its own limit, with values at its end or with an open bracket takes none."""
    assert takes_limit(tuple(tokens(text))) is takes
