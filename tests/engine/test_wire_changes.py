"""A change and what comes of it, packed and unpacked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.engine import QuerySyntaxError
from s5kg.engine.changes import (
    Action,
    ForbiddenError,
    GraphWrite,
    NoGraphError,
    RefusedError,
    UnreadableError,
    Update,
    UpdateError,
)
from s5kg.engine.trial import Outcome
from s5kg.engine.wire_changes import (
    pack_change,
    pack_outcome,
    pack_refusal,
    unpack_change,
    unpack_outcome,
)
from s5kg.formats import FORMATS, Family, Format
from s5kg.patches import Patch

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
PARTS = st.lists(
    st.tuples(st.binary(), st.sampled_from([f for f in FORMATS if f.family is Family.GRAPH]))
)
GRAPHS = st.none() | st.frozensets(TEXTS)


@given(TEXTS, st.lists(TEXTS), st.lists(TEXTS), TEXTS, GRAPHS)
def test_an_update_arrives_as_it_was_sent(
    text: str, using: list[str], named: list[str], base: str, graphs: frozenset[str] | None
) -> None:
    """Whatever its text and its dataset are."""
    change = Update(text, tuple(using), tuple(named), base)
    assert unpack_change(pack_change(change, graphs, 2.5)) == (change, graphs, 2.5)


@given(st.sampled_from(Action), st.none() | TEXTS, PARTS, GRAPHS)
def test_a_graph_arrives_as_it_was_sent(
    action: Action,
    graph: str | None,
    parts: list[tuple[bytes, Format]],
    graphs: frozenset[str] | None,
) -> None:
    """Each part of it, byte for byte, with its format."""
    change = GraphWrite(action, graph, further=tuple(parts))
    found, allowed, limit = unpack_change(pack_change(change, graphs, 1.0))
    assert isinstance(found, GraphWrite)
    assert (found.action, found.graph, found.parts) == (action, graph, tuple(parts))
    assert (allowed, limit) == (graphs, 1.0)


def test_an_outcome_arrives_as_it_was_sent() -> None:
    """The quads that come and go, and whether a graph begins."""
    outcome = Outcome(Patch((b"<a:a> <a:b> <a:c> .",), (b"<a:a> <a:b> <a:d> <a:g> .",)), True)
    assert unpack_outcome(pack_outcome(outcome)) == outcome


@pytest.mark.parametrize(
    "error",
    [
        UpdateError("no"),
        UnreadableError("what", 3, 4),
        ForbiddenError(("https://e.org/g", "")),
        NoGraphError(),
        RefusedError('_:a <a:b> "水素" .\n'.encode()),
        QuerySyntaxError("unexpected", 1, 2, "hint", "line"),
    ],
)
def test_a_refusal_is_raised_on_the_other_side(error: Exception) -> None:
    """The same error, with all that it says."""
    with pytest.raises(type(error)) as caught:
        unpack_outcome(pack_refusal(error))
    assert vars(caught.value) == vars(error)


def test_what_nobody_foresaw_says_what_it_was() -> None:
    """An error that has no form of its own is not taken for another one."""
    with pytest.raises(RuntimeError, match="KeyError"):
        unpack_outcome(pack_refusal(KeyError("odd")))
