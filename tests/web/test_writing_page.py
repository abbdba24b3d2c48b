"""The commands of docs/writing.md and the clients of others, against a real server."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore

from s5kg.web import create_app
from s5kg.web.tokens import add_token
from s5kg.web.writing import Writer
from tests.serving import serving
from tests.test_docs_run import SERVICE, Block, Place, blocks, copied_environment, run
from tests.web.writable import WritableEngine

REPOSITORY = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of a server over no data, whose tokens are in tokens.tsv."""
    writer = Writer(engine := WritableEngine(b""), tmp_path / "tokens.tsv")
    app = create_app(engine, tmp_path, [], writer=writer)
    with serving(app) as found:
        yield found


def test_the_commands_of_the_page_write(tmp_path: Path, address: str) -> None:
    """Whoever types the page line by line gets what it shows."""
    if not shutil.which("curl"):
        pytest.skip("there is no curl on this machine")
    place = Place(tmp_path, copied_environment(REPOSITORY))
    for block in blocks(REPOSITORY / "docs" / "writing.md"):
        text = block.text.replace(SERVICE, address)
        run(Block(block.place, block.language, block.before, text), place)


def test_rdflib_writes_and_reads(tmp_path: Path, address: str) -> None:
    """Its store adds and removes triples over /update with the token in a header."""
    token = add_token(tmp_path / "tokens.tsv", "rdflib", None)
    store = SPARQLUpdateStore(
        f"http://{address}/sparql",
        f"http://{address}/update",
        headers={"Authorization": f"Bearer {token}"},
    )
    graph = Graph(store, URIRef("https://e.org/g"))
    triple = (URIRef("https://e.org/s"), URIRef("https://e.org/p"), Literal("日本", lang="ja"))
    graph.add(triple)
    assert list(graph) == [triple]
    graph.remove(triple)
    assert len(graph) == 0
