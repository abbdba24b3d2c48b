"""RDF Patch: what is written is what is read, and what was tampered with is not."""

import io
from datetime import UTC, datetime

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.patches import Patch, PatchError, Transaction, parse_lines, read_transactions, split_lines

START = "0" * 64
IRIS = st.sampled_from(["https://e.org/a", "urn:x", "https://e.org/é#ü", "https://例.jp/あ"]).map(
    ox.NamedNode
)
BLANKS = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True).map(ox.BlankNode)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ["TC .\n", "\nTC .\n", 'a\r\n"\\\t', "\u2028\x85", "A <a> <b> <c> .", "\x00\x7f"]
)
DIRECTIONS = st.sampled_from([None, ox.BaseDirection.LTR, ox.BaseDirection.RTL])
LITERALS = st.one_of(
    TEXTS.map(ox.Literal),
    st.builds(lambda text, way: ox.Literal(text, language="ar", direction=way), TEXTS, DIRECTIONS),
    st.builds(lambda text, kind: ox.Literal(text, datatype=kind), TEXTS, IRIS),
)
TRIPLES = st.recursive(
    st.builds(ox.Triple, IRIS | BLANKS, IRIS, IRIS | BLANKS | LITERALS),
    lambda inner: st.builds(ox.Triple, IRIS | BLANKS, IRIS, inner),
    max_leaves=4,
)
GRAPHS = IRIS | st.just(ox.DefaultGraph()) | BLANKS
QUADS = st.builds(lambda t, g: ox.Quad(t.subject, t.predicate, t.object, g), TRIPLES, GRAPHS)
STATES = st.frozensets(QUADS, max_size=8)


def lines(quads: frozenset[ox.Quad]) -> list[bytes]:
    """Return N-Quads."""
    return split_lines(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")


@given(st.lists(STATES, min_size=1, max_size=4), TEXTS)
def test_a_log_leads_through_all_states(states: list[frozenset[ox.Quad]], author: str) -> None:
    """Any terms, triple terms, directions and blank nodes come back from the log as they were."""
    log, previous, before = b"", START, frozenset[ox.Quad]()
    for state in states:
        patch = Patch.between(lines(before), lines(state))
        written = Transaction.of(patch, previous, author, datetime.now(UTC))
        log, previous, before = log + bytes(written), written.state, state
    store, held = ox.Store(), ox.Store()
    found = list(read_transactions(io.BytesIO(log), START))
    for one, state in zip(found, states, strict=True):
        one.patch.apply(store)
        held.clear()
        held.extend(state)
        assert set(store) == set(held)
        assert set(store.named_graphs()) == set(held.named_graphs())
        assert set(parse_lines(one.patch.added)) <= state
    assert (found[-1].state, {one.author for one in found}) == (previous, {author})
    for one in reversed(found):
        one.patch.inverse.apply(store)
    assert not len(store)


def three() -> list[bytes]:
    """Return the transactions of a log."""
    log, previous = list[bytes](), START
    for number in range(3):
        patch = Patch(added=(b'<a:a> <a:b> "%d" <a:g> .' % number,))
        one = Transaction.of(patch, previous, "", datetime(2026, 1, 1, tzinfo=UTC))
        log.append(bytes(one))
        previous = one.state
    return log


@pytest.mark.parametrize(
    ("order", "line"), [((1, 0, 2), 2), ((0, 2), 9), ((0, 0, 1), 9), ((1, 2), 2)]
)
def test_a_log_in_another_order_is_refused(order: tuple[int, ...], line: int) -> None:
    """Swapped, lost and doubled transactions are found at the line that names the state before."""
    log = three()
    with pytest.raises(PatchError, match=f"line {line}: it follows another state"):
        list(read_transactions(io.BytesIO(b"".join(log[n] for n in order)), START))


def test_every_changed_byte_is_found() -> None:
    """Whatever byte is another, no transaction is read that was not written."""
    log = b"".join(three())
    whole = [one.state for one in read_transactions(io.BytesIO(log), START)]
    for place in range(len(log)):
        bad = bytearray(log)
        bad[place] ^= 1
        found = []
        try:
            for one in read_transactions(io.BytesIO(bytes(bad)), START):
                found.append(one.state)
        except (PatchError, SyntaxError):
            pass
        assert len(found) < len(whole)
        assert found == whole[: len(found)]


@pytest.mark.parametrize("years", [(2026, 1970, 2026), (9999, 2000, 1999)])
def test_the_order_is_not_that_of_the_clock(years: tuple[int, ...]) -> None:
    """A clock that was moved shows in the times and in nothing else."""
    log, previous, states = b"", START, []
    for number, year in enumerate(years):
        patch = Patch(added=(b'<a:a> <a:b> "%d" <a:g> .' % number,))
        one = Transaction.of(patch, previous, "", datetime(year, 1, 1, tzinfo=UTC))
        log, previous = log + bytes(one), one.state
        states.append(one.state)
    found = list(read_transactions(io.BytesIO(log), START))
    assert [one.state for one in found] == states
    assert [int(one.time[:4]) for one in found] == list(years)
