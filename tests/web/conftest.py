"""A small service: two graphs with awkward terms in them, three examples and two dumps."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from s5kg.engine.memory import MemoryEngine
from s5kg.queries import Query
from s5kg.web import create_app

QUADS = r"""
<https://w3id.org/s5kg/id/ostp> <http://www.w3.org/2004/02/skos/core#prefLabel> "科学技術政策局"@ja <https://w3id.org/s5kg/graph/one> .
<https://w3id.org/s5kg/id/ostp> <http://www.w3.org/2004/02/skos/core#prefLabel> "Office of Science and Technology Policy"@en <https://w3id.org/s5kg/graph/one> .
<https://w3id.org/s5kg/id/ostp> <https://w3id.org/s5kg/ns#staff> "45"^^<http://www.w3.org/2001/XMLSchema#integer> <https://w3id.org/s5kg/graph/one> .
<https://w3id.org/s5kg/id/ostp> <http://xmlns.com/foaf/0.1/page> <https://example.org/a?b=1&c=%22> <https://w3id.org/s5kg/graph/one> .
<https://w3id.org/s5kg/id/ostp> <http://xmlns.com/foaf/0.1/page> <javascript:alert(1)> <https://w3id.org/s5kg/graph/two> .
<https://w3id.org/s5kg/id/hostile> <http://www.w3.org/2004/02/skos/core#note> "<script>alert(1)</script>&amp;\"'" <https://w3id.org/s5kg/graph/two> .
<https://w3id.org/s5kg/id/hostile> <http://www.w3.org/2004/02/skos/core#note> "\u202Eright to left\u202D \u0000\u0007\u0085\uFFFE" <https://w3id.org/s5kg/graph/two> .
_:someone <http://www.w3.org/2004/02/skos/core#note> "a\nb" <https://w3id.org/s5kg/graph/two> .
""".strip()  # noqa: E501 (quads have no shorter form)


def example(name: str, topic: str, level: str, text: str) -> Query:
    """Return an example query as a file of `queries/examples` would give it."""
    header = {"summary": f"{name}?", "summary-ja": f"{name}とは？", "topic": topic, "level": level}
    return Query(name, "examples", Path(f"{name}.rq"), header, f"#+ topic: {topic}\n\n{text}\n")


@pytest.fixture(scope="session")
def engine() -> MemoryEngine:
    """An engine over the small graph."""
    return MemoryEngine(QUADS.encode())


@pytest.fixture(scope="session")
def dumps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of dumps, beside a file that nobody may read."""
    folder = tmp_path_factory.mktemp("build")
    (folder / "secret.ttl").write_text("secret", encoding="utf-8")
    dumps = folder / "dumps"
    (dumps / "inner").mkdir(parents=True)
    (dumps / ".hidden").write_text("secret", encoding="utf-8")
    (dumps / "one.ttl").write_text('<a:b> <a:c> "日本" .\n', encoding="utf-8")
    (dumps / "SHA256SUMS").write_text("0  one.ttl\n", encoding="utf-8")
    return dumps


@pytest.fixture(scope="session")
def app(engine: MemoryEngine, dumps: Path) -> Flask:
    """The app over all of it."""
    examples = [
        example("Hard", "actors", "hard", "SELECT * { ?hard ?p ?o }"),
        example("Easy", "actors", "easy", "SELECT * { ?easy ?p ?o }"),
        example("Strange", "no-such-topic", "no-such-level", "ASK { ?strange ?p ?o }"),
    ]
    return create_app(engine, dumps, examples)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the app."""
    return app.test_client()
