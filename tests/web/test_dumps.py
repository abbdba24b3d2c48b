import gzip
import hashlib
from pathlib import Path

import html5lib
import pytest
from flask.testing import FlaskClient

from s5kg.web.dumps import Dump, grouped


def test_files_are_listed(client: FlaskClient, dumps: Path) -> None:
    """Each file stands there with size, format and checksum; nothing hidden, no folder."""
    (dumps / "one.ttl.gz").write_bytes(gzip.compress((dumps / "one.ttl").read_bytes()))
    page = client.get("/dumps/?n=1").text
    (dumps / "one.ttl.gz").unlink()
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    (row,) = [["".join(cell.itertext()) for cell in row] for row in root.iter("tr")][1:]
    digest = hashlib.sha256((dumps / "one.ttl").read_bytes()).hexdigest()
    assert row[0].strip() == "one.ttl"
    assert row[2].strip() == ".gz"
    assert [cell.strip() for cell in row[4:]] == ["Turtle text/turtle", digest]
    links = [link.get("href") for link in root.iter("a")]
    assert {"/dumps/one.ttl", "/dumps/one.ttl.gz", "/dumps/SHA256SUMS"} <= set(links)


def test_the_whole_comes_first_and_formats_have_an_order() -> None:
    """Whoever wants everything finds it at once."""
    names = ["b.rdf", "b.ttl", "all.nq", "all.strange", "a.ttl", "a.ttl.gz", "SHA256SUMS"]
    groups = grouped([Dump(Path(name), 1, "") for name in names])
    assert [group.slug for group in groups] == ["all", "a", "b"]
    assert [group.whole for group in groups] == [True, False, False]
    files = [[(plain.name, packed and packed.name) for plain, packed in g.files] for g in groups]
    assert files == [
        [("all.nq", None), ("all.strange", None)],
        [("a.ttl", "a.ttl.gz")],
        [("b.ttl", None), ("b.rdf", None)],
    ]


@pytest.mark.parametrize(
    ("name", "content_type", "text"),
    [
        ("one.ttl", "text/turtle; charset=utf-8", "日本"),
        ("SHA256SUMS", "text/plain; charset=utf-8", "one.ttl"),
    ],
)
def test_files_are_sent(client: FlaskClient, name: str, content_type: str, text: str) -> None:
    """A file comes with its type, and its checksum for an ETag."""
    response = client.get(f"/dumps/{name}", buffered=True)
    assert (response.status_code, response.content_type) == (200, content_type)
    assert text in response.text
    assert response.headers["ETag"] == f'"{hashlib.sha256(response.data).hexdigest()}"'
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get(
        f"/dumps/{name}", headers={"If-None-Match": response.headers["ETag"]}, buffered=True
    )
    assert (again.status_code, again.data) == (304, b"")
    head = client.head(f"/dumps/{name}", buffered=True)
    assert (head.data, head.content_length) == (b"", len(response.data))


@pytest.mark.parametrize(
    "path",
    [
        "none.ttl",
        ".hidden",
        "inner",
        "inner/",
        "../secret.ttl",
        "..%2Fsecret.ttl",
        "%2e%2e/secret.ttl",
        "..%5Csecret.ttl",
        "....//secret.ttl",
        "%2Fetc%2Fpasswd",
        "one.ttl%00",
    ],
)
def test_nothing_else_is_sent(client: FlaskClient, path: str) -> None:
    """What the list does not name does not exist, however it is spelt."""
    response = client.get(f"/dumps/{path}", follow_redirects=True)
    assert response.status_code == 404
    assert "secret" not in response.text.replace("secret.ttl", "")


def test_the_folder_may_be_named_without_a_slash(client: FlaskClient) -> None:
    """`/dumps` leads to `/dumps/`."""
    response = client.get("/dumps")
    assert (response.status_code, response.headers["Location"]) == (308, "http://localhost/dumps/")


def test_a_changed_file_gets_a_new_checksum(client: FlaskClient, dumps: Path) -> None:
    """Checksums are those of the files as they are."""
    file = dumps / "changing.nq"
    file.write_text("a", encoding="utf-8")
    first = client.get("/dumps/changing.nq", buffered=True).headers["ETag"]
    file.write_text("bb", encoding="utf-8")
    changed = client.get("/dumps/changing.nq", buffered=True)
    file.unlink()
    assert changed.headers["ETag"] != first
    assert changed.content_type == "application/n-quads"
