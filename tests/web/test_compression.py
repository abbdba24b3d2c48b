"""Encodings of an answer: the same bytes inside, tags that hold, and headers that say so."""

import gzip
from pathlib import Path
from urllib.parse import urlencode

import brotli  # type: ignore[import-untyped]  # brotli ships no types
import pytest
from flask.testing import FlaskClient

from s5kg.negotiation import choose_encoding
from s5kg.web import compression

LONG = "/sparql?" + urlencode({"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }"})
SHORT = "/sparql?" + urlencode({"query": "ASK {}"})
DECODE = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize("at_once", [1 << 20, 100])
@pytest.mark.parametrize("encoding", ["br", "gzip"])
@pytest.mark.parametrize("path", [LONG, "/dumps/long.ttl", "/"])
def test_an_encoding_holds_the_same_bytes(
    client: FlaskClient,
    dumps: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    encoding: str,
    at_once: int,
) -> None:
    """In one piece or in several; HEAD agrees, and the tag leads to 304 with the same tag."""
    monkeypatch.setattr(compression, "_AT_ONCE", at_once)
    if not path.endswith(".ttl"):  # what is stored was made with the other bound
        path += f"{'&' if '?' in path else '?'}timeout={at_once}"
    (dumps / "long.ttl").write_text("<a:b> <a:c> <a:d> .\n" * 500, encoding="utf-8")
    headers = {"Accept-Encoding": encoding}
    plain = client.get(path, buffered=True)
    got = client.get(path, headers=headers, buffered=True)
    head = client.head(path, headers=headers, buffered=True)
    again = {**headers, "If-None-Match": got.headers.get("ETag", "")}
    held = client.get(path, headers=again, buffered=True)
    (dumps / "long.ttl").unlink()
    assert got.headers["Content-Encoding"] == encoding
    assert DECODE[encoding](got.data) == plain.data
    assert len(got.data) < len(plain.data)
    assert "Accept-Encoding" in got.vary
    assert "Accept-Encoding" in plain.vary
    sent = ("Content-Length", "ETag", "Content-Encoding", "Vary", "Content-Type")
    assert [head.headers.get(name) for name in sent] == [got.headers.get(name) for name in sent]
    if not path.startswith("/?"):
        assert got.headers["ETag"].startswith("W/")
        assert (held.status_code, held.headers["ETag"]) == (304, got.headers["ETag"])


@pytest.mark.parametrize(
    ("path", "header"),
    [(SHORT, "br"), (LONG, ""), (LONG, "identity"), (LONG, "br;q=0, gzip;q=0"), (LONG, "zip")],
)
def test_what_is_small_or_not_accepted_stays_as_it_is(
    client: FlaskClient, path: str, header: str
) -> None:
    """No encoding, but caches are told that there are others."""
    response = client.get(path, headers={"Accept-Encoding": header})
    assert "Content-Encoding" not in response.headers
    assert "Accept-Encoding" in response.vary


def test_a_part_of_a_dump_is_not_encoded(client: FlaskClient) -> None:
    """A range is one of the file itself."""
    headers = {"Range": "bytes=0-4", "Accept-Encoding": "br"}
    response = client.get("/dumps/one.ttl", headers=headers, buffered=True)
    assert (response.status_code, response.data) == (206, b"<a:b>")
    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, None),
        ("gzip, br", "br"),
        ("gzip, br;q=0.5", "gzip"),
        ("*", "br"),
        ("*;q=0.1, br;q=0", "gzip"),
        ("identity, gzip;q=0.5", None),
        ("gzip;q=0", None),
    ],
)
def test_the_encoding_that_is_wanted_most(header: str | None, chosen: str | None) -> None:
    """Qualities count, a star stands for the rest, and ours comes first among equals."""
    assert choose_encoding(header, ("br", "gzip")) == chosen
