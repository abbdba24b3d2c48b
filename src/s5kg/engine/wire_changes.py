"""What a change and what comes of it look like between two processes; see `wire`."""

import io
import json
import struct
from dataclasses import asdict
from typing import Any

from s5kg.engine.changes import (
    Action,
    Change,
    FixedGraphsError,
    ForbiddenError,
    GraphWrite,
    NoGraphError,
    RefusedError,
    UnreadableError,
    Update,
    UpdateError,
)
from s5kg.engine.trial import Outcome
from s5kg.engine.wire import Frame, Kind, pack_error, unpack_reply
from s5kg.formats import FORMATS
from s5kg.patches import read_rows

_LENGTH = struct.Struct("!Q")


def pack_change(change: Change, graphs: frozenset[str] | None, limit: float) -> Frame:
    """Write a change, the graphs that it may touch, and the seconds that it has."""
    allowed = None if graphs is None else sorted(graphs)
    fields: dict[str, Any] = {"graphs": allowed, "limit": limit}
    data = b""
    if isinstance(change, Update):
        fields["update"] = asdict(change)
    else:
        data = b"".join(part for part, _ in change.parts)
        parts = [(len(part), FORMATS.index(form)) for part, form in change.parts]
        fields["write"] = {
            "action": change.action.value,
            "graph": change.graph,
            "parts": parts,
            "base": change.base,
        }
    head = json.dumps(fields).encode()
    return Frame(Kind.CHANGE, body=_LENGTH.pack(len(head)) + head + data)


def unpack_change(frame: Frame) -> tuple[Change, frozenset[str] | None, float]:
    """Read a change, the graphs that it may touch, and the seconds that it has."""
    (length,) = _LENGTH.unpack_from(frame.body)
    start = _LENGTH.size + length
    fields = json.loads(frame.body[_LENGTH.size : start])
    graphs = None if fields["graphs"] is None else frozenset(fields["graphs"])
    change: Change
    if "update" in fields:
        found = fields["update"]
        using = tuple(found["using_graphs"]), tuple(found["using_named_graphs"])
        change = Update(found["text"], *using, base=found["base"])
    else:
        found = fields["write"]
        data = io.BytesIO(frame.body[start:])
        parts = tuple((data.read(size), FORMATS[form]) for size, form in found["parts"])
        change = GraphWrite(
            Action(found["action"]), found["graph"], further=parts, base=found["base"]
        )
    return change, graphs, fields["limit"]


def pack_outcome(outcome: Outcome) -> Frame:
    """Write what a change would change."""
    return Frame(Kind.OUTCOME, int(outcome.created), outcome.patch.rows)


def pack_refusal(error: Exception) -> Frame:
    """Write why a change cannot be."""
    fields: dict[str, Any]
    match error:
        case UpdateError():
            fields = {"update": str(error)}
        case UnreadableError():
            fields = {"unreadable": asdict(error)}
        case ForbiddenError():
            fields = {"forbidden": error.graphs}
        case FixedGraphsError():
            fields = {"fixed": error.graphs}
        case NoGraphError():
            fields = {"no graph": True}
        case RefusedError():
            fields = {"refused": error.report.decode()}
        case _:
            return pack_error(error)
    return Frame(Kind.REFUSAL, body=json.dumps(fields).encode())


def unpack_outcome(frame: Frame) -> Outcome:
    """Return what a change would change, or raise why it cannot be."""
    if frame.kind == Kind.OUTCOME:
        return Outcome(read_rows(frame.body), bool(frame.number))
    if frame.kind != Kind.REFUSAL:
        unpack_reply(frame)
    match json.loads(frame.body):
        case {"update": message}:
            raise UpdateError(message)
        case {"unreadable": fields}:
            raise UnreadableError(**fields)
        case {"forbidden": graphs}:
            raise ForbiddenError(tuple(graphs))
        case {"fixed": graphs}:
            raise FixedGraphsError(tuple(graphs))
        case {"refused": report}:
            raise RefusedError(report.encode())
    raise NoGraphError
