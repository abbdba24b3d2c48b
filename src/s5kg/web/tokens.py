"""The tokens that allow writing: a file of their hashes.

A token is 256 random bits, so there is nothing to guess: one SHA-256 keeps it as well as a slow
hash would, which is for passwords. The file has one token a line: name, hash, graphs, expiry.
"""

import hashlib
import hmac
import os
import re
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from fcntl import LOCK_EX, flock
from pathlib import Path

_COLUMNS = ("name", "sha256", "graphs", "expires")
_ALL = "*"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PREFIX = "s5kg_"  # lets a scanner of repositories know a token that was published by mistake
_TOO_OPEN = 0o027  # a group may read: that of the service


class TokenFileError(Exception):
    """A file of tokens that cannot be used, or a token that it does not take: why."""


@dataclass(frozen=True)
class Token:
    """A token as it is kept: who has it, which graphs it may write (None: all), and until when."""

    name: str
    digest: str
    graphs: frozenset[str] | None
    expires: datetime | None = None

    def may_write(self, graph: str) -> bool:
        """Return whether it may write a graph, an empty IRI being the default graph."""
        return self.graphs is None or graph in self.graphs

    def expired(self, now: datetime) -> bool:
        """Return whether its time is over."""
        return self.expires is not None and self.expires <= now


def read_tokens(path: Path) -> list[Token]:
    """Return the tokens of a file.

    Raises TokenFileError where it cannot be read, is not such a file, or strangers may read it or
    any but its owner may write it.
    """
    try:
        with path.open(encoding="utf-8") as file:
            if os.fstat(file.fileno()).st_mode & _TOO_OPEN:
                raise TokenFileError(f"too many may read or write {path}: run chmod 600 {path}")
            lines = file.read().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TokenFileError(f"{path} cannot be read: {error}") from error
    if not lines or tuple(lines[0].split("\t")) != _COLUMNS:
        raise TokenFileError(f"{path} is no file of tokens: make one with `s5kg token add`")
    return [_parse(line, f"{path}:{number}") for number, line in enumerate(lines[1:], 2) if line]


def find_token(tokens: Sequence[Token], given: str) -> Token | None:
    """Return the token that a client has given; how long it takes does not depend on which."""
    digest = _digest(given)
    found = None
    for token in tokens:
        if hmac.compare_digest(token.digest, digest):
            found = token
    return found


def add_token(
    path: Path, name: str, graphs: frozenset[str] | None, expires: datetime | None = None
) -> str:
    """Add a token to a file, which is made where there is none, and return it: it is kept nowhere.

    Raises TokenFileError for a name that is no name or is taken, and as `read_tokens`.
    """
    if not _NAME.fullmatch(name):
        raise TokenFileError(f"{name!r} is no name: use letters, digits, and . _ - between them")
    with _alone(path):
        tokens = read_tokens(path) if path.exists() else []
        if any(token.name == name for token in tokens):
            raise TokenFileError(f"there is a token {name} already: remove it first")
        secret = _PREFIX + secrets.token_urlsafe(32)
        _write(path, [*tokens, Token(name, _digest(secret), graphs, expires)])
    return secret


def remove_token(path: Path, name: str) -> None:
    """Remove a token; raises TokenFileError where there is none of this name."""
    with _alone(path):
        tokens = read_tokens(path)
        kept = [token for token in tokens if token.name != name]
        if len(kept) == len(tokens):
            raise TokenFileError(f"there is no token {name} in {path}")
        _write(path, kept)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep others from changing the file meanwhile; the folder is locked, for the file changes."""
    try:
        descriptor = os.open(path.parent, os.O_RDONLY)
    except OSError as error:
        raise TokenFileError(f"{path} cannot be written: {error.strerror}") from error
    try:
        flock(descriptor, LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def _parse(line: str, place: str) -> Token:
    cells = line.split("\t")
    if len(cells) != len(_COLUMNS) or not _NAME.fullmatch(cells[0]):
        raise TokenFileError(f"{place}: a token has a name, a hash, graphs and an expiry")
    name, digest, graphs, expires = cells
    if not _DIGEST.fullmatch(digest) or not graphs:
        raise TokenFileError(f"{place}: the token has no SHA-256 or no graphs")
    try:
        until = datetime.fromisoformat(expires) if expires else None
    except ValueError as error:
        raise TokenFileError(f"{place}: {expires!r} is no time") from error
    if until and until.tzinfo is None:
        raise TokenFileError(f"{place}: {expires!r} has no time zone")
    return Token(name, digest, None if graphs == _ALL else frozenset(graphs.split(" ")), until)


def _write(path: Path, tokens: Sequence[Token]) -> None:
    """Put a file in the place of another by one rename; only its owner may read it."""
    lines = ["\t".join(_COLUMNS)]
    for token in tokens:
        graphs = _ALL if token.graphs is None else " ".join(sorted(token.graphs))
        until = token.expires.astimezone(UTC).isoformat(timespec="seconds") if token.expires else ""
        lines.append("\t".join((token.name, token.digest, graphs, until)))
    try:
        descriptor, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
                file.flush()
                os.fsync(file.fileno())
            Path(scratch).replace(path)
        except BaseException:
            Path(scratch).unlink()
            raise
    except OSError as error:
        raise TokenFileError(f"{path} cannot be written: {error.strerror}") from error
