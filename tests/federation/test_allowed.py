"""Origins: which texts are one, and when two are the same."""

import pytest

from s5kg.federation import CallRefusedError
from s5kg.federation.allowed import Allowed, origin


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("https://example.org:443/sparql?q#f", "https://example.org"),
        ("HTTP://EXAMPLE.org:80", "http://example.org"),
        ("http://example.org:8080/", "http://example.org:8080"),
        ("https://日本語.jp/", "https://xn--wgv71a119e.jp"),
        ("https://XN--WGV71A119E.jp/", "https://xn--wgv71a119e.jp"),
        ("https://example。org/", "https://example.org"),
        ("https://example.org./", "https://example.org"),
        ("http://[2001:DB8:0::1]:80/", "http://[2001:db8::1]"),
        ("http://127.0.0.1:81/", "http://127.0.0.1:81"),
    ],
)
def test_one_origin_has_one_form(address: str, same: str) -> None:
    """Case, default port, dot at the end and script of a name make no other origin."""
    assert str(origin(address)) == same
    Allowed.of([same]).check(address)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org",
        "file:///etc/passwd",
        "//example.org",
        "https://user@example.org",
        "https://user:word@example.org",
        "https://example.org@127.0.0.1/",
        "https://",
        "https://example.org:",
        "https://example.org:0",
        "https://example.org:65536",
        "https://example.org\\@127.0.0.1",
        "https://example.org\t.evil",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[fe80::1%25lo]/",
        "https://-bad-.org",
    ],
)
def test_what_is_read_in_two_ways_is_no_origin(address: str) -> None:
    """Users, numbers as names, zones, odd ports: not called, whatever is allowed."""
    with pytest.raises(ValueError):
        origin(address)
    with pytest.raises(CallRefusedError):
        Allowed.of(["https://example.org", "http://127.0.0.1"]).check(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org",
        "https://example.org:444",
        "https://sub.example.org",
        "https://example.org.evil.net",
        "https://examp1e.org",
        "https://еxample.org",
    ],
)
def test_another_origin_is_refused(address: str) -> None:
    """Scheme, host and port are compared whole."""
    with pytest.raises(CallRefusedError) as refused:
        Allowed.of(["https://example.org"]).check(address)
    assert refused.value.allowed == ("https://example.org",)


@pytest.mark.parametrize("text", ["https://a.org/x", "https://a.org?x", "https://a.org#x", "a.org"])
def test_an_allow_list_takes_origins_only(text: str) -> None:
    """A path would look like a bound and be none."""
    with pytest.raises(ValueError):
        Allowed.of([text])
    with pytest.raises(ValueError, match="does not begin with http:// or https://"):
        Allowed.of(["a.org"])
