"""What a question and its reply look like between two processes.

A frame is a head of fixed size (kind, number, length) and a body. A question's body is JSON; an
answer's body is the answer as it is sent on. One frame travels at a time in each direction.
"""

import json
import math
import socket
import struct
import time
from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any

from s5kg.engine import Answer, NotOfferedError, QuerySyntaxError, Question, TooLargeError
from s5kg.formats import FORMATS, Family, Format

_HEAD = struct.Struct("!BBQ")
_FIRST = 1 << 16  # a question, and most answers, come in one piece of this size
_FAMILIES = tuple(Family)


class Kind(IntEnum):
    """What a frame is; its number means the format of an answer or the family of one."""

    QUESTION = 0
    ANSWER = 1
    SYNTAX = 2
    NOT_OFFERED = 3
    TOO_LARGE = 4
    FAILED = 5
    CHANGE = 6
    OUTCOME = 7
    REFUSAL = 8


@dataclass(frozen=True)
class Frame:
    """One message. `last` says that the process which sends it takes no more questions."""

    kind: Kind
    number: int = 0
    body: bytes = b""
    last: bool = False


def send(sock: socket.socket, frame: Frame) -> None:
    """Send a frame, a small one in one piece."""
    head = _HEAD.pack(frame.kind | frame.last << 7, frame.number, len(frame.body))
    if len(frame.body) <= _FIRST:
        sock.sendall(head + frame.body)
    else:
        sock.sendall(head)
        sock.sendall(frame.body)


def receive(sock: socket.socket, until: float | None = None, most: float = math.inf) -> Frame:
    """Receive a frame, at the latest `until` (of time.monotonic), of at most `most` bytes.

    Raises EOFError when the other end is closed, and TimeoutError.
    """
    start = _some(sock, until)
    while len(start) < _HEAD.size:
        start += _some(sock, until)
    kind, number, length = _HEAD.unpack_from(start)
    if length > most:
        raise EOFError("a frame that no process of ours sends")
    body = start[_HEAD.size :]
    if len(body) < length:
        body = _rest(sock, until, body, length)
    return Frame(Kind(kind & 0x7F), number, body, bool(kind >> 7))


def _some(sock: socket.socket, until: float | None) -> bytes:
    _wait_until(sock, until)
    if found := sock.recv(_FIRST):
        return found
    raise EOFError


def _rest(sock: socket.socket, until: float | None, start: bytes, length: int) -> bytes:
    whole = bytearray(length)
    view = memoryview(whole)
    view[: len(start)] = start
    have = len(start)
    while have < length:
        _wait_until(sock, until)
        got = sock.recv_into(view[have:])
        if not got:
            raise EOFError
        have += got
    return bytes(whole)


def _wait_until(sock: socket.socket, until: float | None) -> None:
    if until is not None:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        sock.settimeout(left)


def pack(question: Question, limit: float) -> Frame:
    """Write a question and the seconds that it has."""
    fields: dict[str, Any] = {
        "text": question.text,
        "formats": [FORMATS.index(form) for form in question.formats.values()],
        "default": question.default_graphs,
        "named": question.named_graphs,
        "base": question.base,
        "limit": limit,
    }
    return Frame(Kind.QUESTION, body=json.dumps(fields).encode())


def unpack(frame: Frame) -> tuple[Question, float]:
    """Read a question and the seconds that it has."""
    fields = json.loads(frame.body)
    formats: dict[Family, Format] = {}
    for index in fields["formats"]:
        formats[FORMATS[index].family] = FORMATS[index]
    graphs = tuple(fields["default"]), tuple(fields["named"])
    question = Question(fields["text"], formats, *graphs, base=fields["base"])
    return question, fields["limit"]


def pack_answer(answer: Answer) -> Frame:
    """Write an answer."""
    return Frame(Kind.ANSWER, FORMATS.index(answer.format), answer.body)


def pack_error(error: Exception) -> Frame:
    """Write why there is no answer."""
    match error:
        case QuerySyntaxError():
            return Frame(Kind.SYNTAX, body=json.dumps(asdict(error)).encode())
        case NotOfferedError():
            return Frame(Kind.NOT_OFFERED, _FAMILIES.index(error.family))
        case TooLargeError():
            return Frame(Kind.TOO_LARGE, body=str(error.limit).encode())
    text = f"{type(error).__name__}: {error}"
    return Frame(Kind.FAILED, body=text.encode(errors="backslashreplace"))


def unpack_reply(frame: Frame) -> Answer:
    """Return the answer in a frame, or raise the error in it.

    What the engine does not foresee is a RuntimeError, as it is where a query runs in process.
    """
    match frame.kind:
        case Kind.ANSWER:
            return Answer(frame.body, FORMATS[frame.number])
        case Kind.SYNTAX:
            raise QuerySyntaxError(**json.loads(frame.body))
        case Kind.NOT_OFFERED:
            raise NotOfferedError(_FAMILIES[frame.number])
        case Kind.TOO_LARGE:
            raise TooLargeError(int(frame.body))
    raise RuntimeError(frame.body.decode())
