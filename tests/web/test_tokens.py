from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from s5kg.web.tokens import TokenFileError, add_token, find_token, read_tokens, remove_token

GRAPH = "https://w3id.org/s5kg/graph/one"
HEAD = "name\tsha256\tgraphs\texpires\n"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a file of tokens may be."""
    return tmp_path / "tokens.tsv"


def test_a_token_is_found_again_and_kept_nowhere(path: Path) -> None:
    """The file holds what tells a token, not the token, and only its owner may read it."""
    secrets = [add_token(path, "a", frozenset({GRAPH})), add_token(path, "b", None)]
    tokens = read_tokens(path)
    assert [find_token(tokens, secret) for secret in secrets] == tokens
    assert find_token(tokens, "other") is None
    assert find_token([], secrets[0]) is None
    assert not any(secret in path.read_text(encoding="utf-8") for secret in secrets)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(set(secrets)) == 2
    assert all(len(secret) >= 43 for secret in secrets)  # 256 bits in base 64


def test_a_token_reaches_its_graphs(path: Path) -> None:
    """None stands for all graphs, an empty IRI for the default graph."""
    add_token(path, "one", frozenset({GRAPH}))
    add_token(path, "all", None)
    one, everything = read_tokens(path)
    assert [one.may_write(graph) for graph in (GRAPH, "", f"{GRAPH}/x")] == [True, False, False]
    assert everything.may_write("")


def test_a_token_expires(path: Path) -> None:
    """At its hour and not before; without one never."""
    add_token(path, "short", None, NOW)
    add_token(path, "long", None)
    short, long = read_tokens(path)
    assert [short.expired(NOW - timedelta(seconds=1)), short.expired(NOW)] == [False, True]
    assert not long.expired(NOW + timedelta(days=36500))


@pytest.mark.parametrize(
    ("days", "expired"), [(-36500, False), (-1, False), (1, True), (36500, True)]
)
def test_a_token_goes_by_the_time_that_the_machine_has(
    path: Path, days: int, expired: bool
) -> None:
    """Nothing is remembered of a clock that was wrong: once it is right, so is the token."""
    add_token(path, "short", None, NOW)
    moved = NOW + timedelta(days=days)
    assert [read_tokens(path)[0].expired(moved) for _ in range(2)] == [expired, expired]
    assert read_tokens(path)[0].expired(NOW)
    assert not read_tokens(path)[0].expired(NOW - timedelta(seconds=1))


def test_a_token_is_removed(path: Path) -> None:
    """Its name is free again; the others stay."""
    add_token(path, "a", None)
    kept = add_token(path, "b", None)
    remove_token(path, "a")
    assert [token.name for token in read_tokens(path)] == ["b"]
    assert find_token(read_tokens(path), kept)
    with pytest.raises(TokenFileError, match="no token a in"):
        remove_token(path, "a")


@pytest.mark.parametrize("name", ["", "a b", "a\tb", "a\nb", "-a", "名", "a" * 65])
def test_a_name_is_a_word(path: Path, name: str) -> None:
    """It goes to a table and to the log."""
    with pytest.raises(TokenFileError, match="no name"):
        add_token(path, name, None)
    assert not path.exists()


def test_a_name_is_taken_once(path: Path) -> None:
    """The log tells writers by their names."""
    add_token(path, "a", None)
    with pytest.raises(TokenFileError, match="already"):
        add_token(path, "a", None)


def test_tokens_that_are_added_at_once_are_all_there(path: Path) -> None:
    """Nobody writes the file from what it was before another one's token."""
    names = [f"t{number}" for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: add_token(path, name, None), names))
    assert sorted(token.name for token in read_tokens(path)) == sorted(names)


@pytest.mark.parametrize(("mode", "fine"), [(0o600, True), (0o640, True), (0o604, False),
                                            (0o660, False), (0o602, False)])  # fmt: skip
def test_who_may_read_the_file(path: Path, mode: int, fine: bool) -> None:
    """The group of the service may, strangers may not, and nobody else writes."""
    add_token(path, "a", None)
    path.chmod(mode)
    if fine:
        assert read_tokens(path)
        return
    with pytest.raises(TokenFileError, match="chmod 600"):
        read_tokens(path)


DIGEST = "0" * 64
BROKEN = [
    ("", "no file of tokens"),
    ("secret\n", "no file of tokens"),
    (f"{HEAD}a\n", ":2: a token has"),
    (f"{HEAD}\na\t{DIGEST}\t*\tsoon\n", ":3: 'soon' is no time"),
    (f"{HEAD}a\t{DIGEST}\t*\t2026-11-23\n", "no time zone"),
    (f"{HEAD}a\tdigest\t*\t\n", "no SHA-256"),
    (f"{HEAD}a\t{DIGEST}\t\t\n", "no graphs"),
    ("\udcff", "cannot be read"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_a_broken_file_lets_nobody_write(path: Path, text: str, message: str) -> None:
    """It is said what is wrong, and where; no token counts."""
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    path.chmod(0o600)
    with pytest.raises(TokenFileError, match=message):
        read_tokens(path)


def test_a_file_that_cannot_be_had(tmp_path: Path) -> None:
    """Neither a missing file nor a folder ends in a traceback."""
    with pytest.raises(TokenFileError, match="cannot be read"):
        read_tokens(tmp_path / "none")
    with pytest.raises(TokenFileError, match="cannot be written"):
        add_token(tmp_path / "none" / "tokens", "a", None)
