import threading
import time
from dataclasses import replace
from ipaddress import ip_network

import pytest

from s5kg.federation import CallRefusedError, FetchError
from s5kg.federation.allowed import Allowed
from s5kg.federation.fetching import Fetcher
from tests.federation.conftest import JSON, LOOPBACK, Elsewhere

_ASK = b"query=ASK%7B%7D"
_FORM = "application/x-www-form-urlencoded"


def fetcher(*addresses: str) -> Fetcher:
    """Return a client that may call some addresses, and loopback."""
    origins = ["/".join(address.split("/")[:3]) for address in addresses]
    return Fetcher(Allowed.of(origins), LOOPBACK, connect=2, total=3, most=1 << 20)


def test_an_allowed_service_is_asked(elsewhere: Elsewhere) -> None:
    """The body arrives, by a name as well, which is sent as Host."""
    client = replace(
        fetcher(elsewhere.at(host="a.example")), resolver=lambda host, port: ["127.0.0.1"]
    )
    found = client.fetch(elsewhere.at(host="A.example"), [JSON], _ASK, _FORM)
    assert b'"boolean":true' in found.body
    assert elsewhere.asked == [("/sparql", f"a.example:{elsewhere.port}", "ASK{}")]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/redirect", "status 307, not 200, a redirect"),
        ("/html", "answered with text/html, not application"),
        ("/bomb", "more than"),
        ("/endless", "more than"),
        ("/slow", "did not answer within"),
        ("/slow-head", "did not answer within"),
        ("/nothing", "broke off"),
    ],
)
def test_a_bad_answer_is_no_answer(elsewhere: Elsewhere, path: str, reason: str) -> None:
    """What redirects, never ends, or is something else costs its bounds and gives nothing.

    The message names whose answer it is.
    """
    with pytest.raises(FetchError, match=f"^{elsewhere.at('')} .*{reason}"):
        fetcher(elsewhere.at()).fetch(elsewhere.at(path), [JSON])
    assert [asked[0] for asked in elsewhere.asked] == [path]


def test_loopback_is_refused(elsewhere: Elsewhere) -> None:
    """An allowed origin on loopback is not called unless loopback is allowed too."""
    client = replace(fetcher(elsewhere.at()), private=())
    with pytest.raises(FetchError, match="not on the public internet"):
        client.fetch(elsewhere.at(), [JSON])
    assert not elsewhere.asked


@pytest.mark.parametrize(
    "answers",
    [
        ["127.0.0.1"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["64:ff9b:1::7f00:1"],
        ["2002:7f00:1::"],
        ["2001:0:7f00:1::"],
        ["10.0.0.1"],
        ["172.16.0.1"],
        ["192.168.0.1"],
        ["169.254.169.254"],
        ["100.64.0.1"],
        ["0.0.0.0"],  # noqa: S104 (refused, not bound)
        ["224.0.0.1"],
        ["240.0.0.1"],
        ["255.255.255.255"],
        ["192.88.99.1"],
        ["fe80::1%lo"],
        ["fc00::1"],
        ["ff02::1"],
        ["fec0::1"],
        ["2001:db8::1"],
        ["93.184.216.34", "127.0.0.1"],
        [],
        ["no address"],
    ],
)
def test_an_allowed_name_that_leads_inside_is_refused(
    elsewhere: Elsewhere, answers: list[str]
) -> None:
    """Whatever private address a name resolves to, and be it one of several, nothing is sent."""
    address = elsewhere.at(host="a.example")
    client = replace(fetcher(address), private=(), resolver=lambda host, port: answers)
    with pytest.raises(FetchError, match="address"):
        client.fetch(address, [JSON])
    assert not elsewhere.asked


def test_a_name_is_resolved_once(elsewhere: Elsewhere) -> None:
    """The connection goes to the address that was checked, whatever the name says later."""
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    address = elsewhere.at(host="a.example")
    one = (ip_network("127.0.0.1/32"),)
    client = replace(fetcher(address), private=one, resolver=lambda host, port: next(answers))
    client.fetch(address, [JSON], _ASK, _FORM)
    with pytest.raises(FetchError, match="not on the public internet"):
        client.fetch(address, [JSON], _ASK, _FORM)
    assert len(elsewhere.asked) == 1


def test_proxies_of_the_environment_are_not_used(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would resolve the name by itself."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, elsewhere.at("/"))
    client = replace(fetcher("http://a.example:1"), resolver=lambda host, port: ["127.0.0.1"])
    with pytest.raises(FetchError, match="cannot be reached"):
        client.fetch("http://a.example:1/", [JSON])
    assert not elsewhere.asked


def test_only_allowed_origins_are_asked(elsewhere: Elsewhere) -> None:
    """Another port of the same host is another origin."""
    with pytest.raises(CallRefusedError):
        fetcher("http://127.0.0.1:1/").fetch(elsewhere.at(), [JSON])
    assert not elsewhere.asked


def test_a_total_bound_holds_while_bytes_come(elsewhere: Elsewhere) -> None:
    """A body that drips is cut after the total, though each read is in time."""
    start = time.monotonic()
    with pytest.raises(FetchError):
        fetcher(elsewhere.at()).fetch(elsewhere.at("/slow"), [JSON])
    assert time.monotonic() - start < 500  # the server drips for 1,000 s


def test_the_total_bounds_the_question_for_an_address_too(elsewhere: Elsewhere) -> None:
    """A name server that does not answer costs no more than the total, and that is said."""

    def silent(host: str, port: int) -> list[str]:
        go_on.wait(20)
        return ["127.0.0.1"]

    go_on = threading.Event()
    client = replace(fetcher(elsewhere.at()), resolver=silent, total=0.2)
    try:
        with pytest.raises(FetchError, match="not found in time"):
            client.fetch(elsewhere.at(), [JSON])
    finally:
        go_on.set()
    assert not elsewhere.asked


def test_what_a_name_server_says_goes_through(elsewhere: Elsewhere) -> None:
    """An error of it is one for who asks, although another thread has met it."""

    def failing(host: str, port: int) -> list[str]:
        raise OSError("no such host")

    client = replace(fetcher(elsewhere.at()), resolver=failing)
    with pytest.raises(FetchError, match="has no address"):
        client.fetch(elsewhere.at(), [JSON])
