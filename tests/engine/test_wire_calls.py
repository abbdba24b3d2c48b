"""A question that calls elsewhere, and what comes of it, packed and unpacked."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s5kg.engine import QuerySyntaxError, Question
from s5kg.engine.wire import Frame, Kind
from s5kg.engine.wire_calls import pack_call, pack_call_error, unpack_call, unpack_call_reply
from s5kg.federation import CallRefusedError, FetchError, UnclearCallError
from s5kg.federation.allowed import Allowed
from s5kg.federation.fetching import Fetcher
from s5kg.formats import FORMATS, Family

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NETWORKS = st.sets(st.sampled_from(["127.0.0.0/8", "10.0.0.0/8", "::1/128", "fd00::/8"]))
ORIGINS = st.sets(st.sampled_from(["https://e.org", "http://127.0.0.1:81", "http://[::1]:82"]))
SECONDS = st.floats(0.1, 1000)
FORM = {Family.RESULTS: next(f for f in FORMATS if f.family is Family.RESULTS)}


@given(TEXTS, SECONDS, ORIGINS, NETWORKS, SECONDS, SECONDS, st.integers(1, 2**40))
def test_a_call_arrives_as_it_was_sent(
    text: str,
    limit: float,
    origins: set[str],
    networks: set[str],
    connect: float,
    total: float,
    most: int,
) -> None:
    """A worker may call what the operator allowed, within the same bounds, and nothing more."""
    private = tuple(map(ip_network, sorted(networks)))
    fetcher = Fetcher(Allowed.of(origins), private, connect, total, most)
    question = Question(text, FORM)
    assert unpack_call(pack_call(question, limit, fetcher)) == (question, limit, fetcher)


@given(st.lists(TEXTS), st.lists(TEXTS), TEXTS)
def test_a_refused_call_says_what_was_refused(
    refused: list[str], allowed: list[str], reason: str
) -> None:
    """The origins and the reason are those that the worker found."""
    error = CallRefusedError(tuple(refused), tuple(allowed), reason)
    with pytest.raises(CallRefusedError) as caught:
        unpack_call_reply(pack_call_error(error))
    assert vars(caught.value) == vars(error)
    assert str(caught.value) == str(error)


@pytest.mark.parametrize(
    "error",
    [
        UnclearCallError("どこか", "too-long", most="1"),
        FetchError("no answer", "late", goal="http://a", seconds="1"),
        FetchError("no answer"),
        QuerySyntaxError("here", kind="cut", values={"expected": "}"}),
    ],
)
def test_an_error_keeps_its_type_and_words(error: Exception) -> None:
    """Also one that any question may cause; and what it says for other languages."""
    with pytest.raises(type(error)) as caught:
        unpack_call_reply(pack_call_error(error))
    assert str(caught.value) == str(error)
    assert vars(caught.value) == vars(error)


def test_an_unknown_refusal_is_not_taken_for_an_answer() -> None:
    """It can only be a mistake of ours."""
    with pytest.raises(RuntimeError):
        unpack_call_reply(Frame(Kind.REFUSAL, body=b'{"other": []}'))
