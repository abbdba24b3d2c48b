"""Turtle files as triples."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from s5kg.locations import Sources
from s5kg.namespaces import GENID, node
from s5kg.problems import SourceError
from s5kg.turtle import line_of, lines_of, read_turtle

PREFIX = "@prefix s5d: <https://w3id.org/s5kg/id/> .\n"


def _write(folder: Path, text: str) -> Path:
    path = folder / "some.ttl"
    path.write_text(text, encoding="utf-8")
    return path


def test_blank_nodes_get_stable_names(tmp_path: Path) -> None:
    """Reading a list twice gives the same IRIs and no blank node."""
    path = _write(tmp_path, PREFIX + "s5d:a s5d:b ( 1 2 ) .")
    first, second = read_turtle(path), read_turtle(path)
    assert first == second
    assert not any(isinstance(term, ox.BlankNode) for triple in first for term in triple)
    assert any(str(t.subject).startswith(f"<{GENID}some-") for t in first)


@pytest.mark.parametrize(
    ("text", "line", "what", "remedy"),
    [
        ("s5d:a s5d:b .", 2, "is not", "mend the Turtle"),
        ("\n\ns5d:a skos:note 'x' .", 4, "unknown prefix skos:", "@prefix skos: <http://www.w3"),
        ("s5d:a zz:b 1 .", 2, "unknown prefix zz:", "use one of the declared prefixes"),
        ("s5d:a s5d:b 'x", 2, "", "mend the Turtle"),
    ],
)
def test_a_syntax_error_says_where(
    tmp_path: Path, text: str, line: int, what: str, remedy: str
) -> None:
    """The fault has the line, what is wrong, and what to do."""
    with pytest.raises(SourceError) as caught:
        read_turtle(_write(tmp_path, PREFIX + text))
    (problem,) = caught.value.problems
    assert problem.line == line
    assert what in problem.what
    assert remedy in problem.remedy


def test_line_of_prefers_the_subject() -> None:
    """A node is found where its description begins, not where it is mentioned."""
    text = "s5d:b s5d:p s5d:a .\n\ns5d:a s5d:p 1 .\n"
    assert line_of(node("s5d:a"), text) == 3
    assert line_of(node("s5d:p"), text) == 1
    assert line_of(node("s5d:missing"), text) == 0
    assert line_of(node("s5d:a"), "<https://w3id.org/s5kg/id/a> s5d:p 1 .") == 1


def test_lines_of_many_terms_are_those_of_each(sources: Sources) -> None:
    """Reading a text once finds what reading it for each term finds, in every vocabulary."""
    for path in sorted(sources.ontology.glob("*.ttl")):
        text = path.read_text(encoding="utf-8")
        triples = read_turtle(path)
        terms = [t.subject for t in triples if isinstance(t.subject, ox.NamedNode)]
        terms += [t.predicate for t in triples]
        some = list(dict.fromkeys([*terms, node("s5d:missing")]))[::7]
        assert lines_of(some, text) == {term: line_of(term, text) for term in some}
