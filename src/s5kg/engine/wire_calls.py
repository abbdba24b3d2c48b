"""What a question that calls elsewhere looks like between two processes; see `wire`."""

import json
from ipaddress import ip_network
from typing import TYPE_CHECKING

from s5kg.engine import Answer, Question
from s5kg.engine.wire import Frame, Kind, pack, pack_error, unpack, unpack_reply
from s5kg.federation import CallRefusedError, FetchError, UnclearCallError
from s5kg.federation.allowed import Allowed

if TYPE_CHECKING:
    from s5kg.federation.fetching import Fetcher


def pack_call(question: Question, limit: float, fetcher: "Fetcher") -> Frame:
    """Write a question, the seconds that it has, and what it may call.

    How names are resolved and TLS is spoken stays with the process.
    """
    fields = {
        "question": pack(question, limit).body.decode(),
        "allowed": fetcher.allowed.names,
        "private": [str(network) for network in fetcher.private],
        "bounds": [fetcher.connect, fetcher.total, fetcher.most],
    }
    return Frame(Kind.QUESTION, body=json.dumps(fields).encode())


def unpack_call(frame: Frame) -> tuple[Question, float, "Fetcher"]:
    """Read a question, the seconds that it has, and the client for its calls."""
    from s5kg.federation.fetching import Fetcher

    fields = json.loads(frame.body)
    question, limit = unpack(Frame(Kind.QUESTION, body=fields["question"].encode()))
    allowed = Allowed.of(fields["allowed"])
    connect, total, most = fields["bounds"]
    private = tuple(map(ip_network, fields["private"]))
    return question, limit, Fetcher(allowed, private, connect, total, most)


def pack_call_error(error: Exception) -> Frame:
    """Write why there is no answer."""
    fields: dict[str, list[object]]
    match error:
        case CallRefusedError():
            fields = {"refused": [error.refused, error.allowed, error.reason]}
        case UnclearCallError():
            fields = {"unclear": [str(error), error.kind, error.values]}
        case FetchError():
            fields = {"failed": [str(error), error.kind, error.values]}
        case _:
            return pack_error(error)
    return Frame(Kind.REFUSAL, body=json.dumps(fields).encode())


def unpack_call_reply(frame: Frame) -> Answer:
    """Return the answer in a frame, or raise the error in it."""
    if frame.kind != Kind.REFUSAL:
        return unpack_reply(frame)
    match json.loads(frame.body):
        case {"refused": [refused, allowed, reason]}:
            raise CallRefusedError(tuple(refused), tuple(allowed), reason)
        case {"unclear": [message, kind, values]}:
            raise UnclearCallError(message, kind, **values)
        case {"failed": [message, kind, values]}:
            raise FetchError(message, kind, **values)
    raise RuntimeError("a refusal that no process of ours sends")
