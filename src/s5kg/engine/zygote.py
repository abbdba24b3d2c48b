"""The process that holds the store and forks workers: `python -m s5kg.engine.zygote`.

It has one thread when it forks, so that forking is safe. It starts a worker for each order that
comes over its control socket, and ends with all its workers when that socket is closed.
"""

import gc
import importlib
import json
import logging
import os
import signal
import socket
import struct
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from s5kg.engine.held import Held
from s5kg.engine.trial import Rules
from s5kg.engine.worker import call_once, confine, confine_to_store, work, work_once

# An order: its kind and a number; with the socket of the process that is to be started.
ORDER = struct.Struct("!Bq")
# The reply to an order: the number of the process, or that there is none.
REPLY = struct.Struct("!q")
NO_PROCESS = -1


class Kind(IntEnum):
    """What is ordered.

    WORKER, TRIAL and CALL fork a process; the number is that of one which has ended and is
    forgotten, or 0, as with FORGET, which does no more. ADVANCE applies the log up to that many
    bytes.
    """

    WORKER = 0
    TRIAL = 1
    FORGET = 2
    ADVANCE = 3
    CALL = 4


@dataclass(frozen=True)
class Bounds:
    """What a process may use, bytes above the store and bytes of answer, and how it reads.

    `union` is the default graph; `gate` says whether a change is held against the shapes, and
    `skolemise` whether it may bring no blank nodes. `calls` says whether other services may be
    called.
    """

    memory: int
    most: int
    union: bool
    gate: bool
    skolemise: bool
    calls: bool


def main(control: int, graph: int, log: int, length: int, bounds: Bounds, folder: str = "") -> None:
    """Load the N-Quads of an open file and apply its log, say so, and take orders.

    With a `folder` workers ask the store on disk there, which was made from the N-Quads.
    """
    # rdflib would write a traceback for each literal of a query that is not of its datatype.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    with socket.socket(fileno=control) as orders:
        held = Held(graph, log, with_gate=bounds.gate, folder=folder)
        error = _aside(lambda: held.load(length))
        said = {"error": str(error)} if error else {"state": held.state}
        orders.sendall(json.dumps(said).encode() + b"\n")
        if not error:
            if bounds.calls:  # so that no process of a call has to
                importlib.import_module("s5kg.engine.federated")
            _freeze()
            _take_orders(orders, held, bounds)


def _aside(act: Callable[[], None]) -> Exception | None:
    """Do something in a thread of its own; return what went wrong.

    Random numbers belong to a thread. Naming blank nodes draws some; were it done here, every
    worker would inherit that state and give the same UUID().
    """
    errors: list[Exception] = []

    def run() -> None:
        try:
            act()
        except Exception as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return errors[0] if errors else None


def _freeze() -> None:
    gc.collect()
    gc.freeze()  # so that the collector does not write to pages that workers share


def _take_orders(orders: socket.socket, held: Held, bounds: Bounds) -> None:
    started: set[int] = set()
    while True:
        order, descriptors, _, _ = socket.recv_fds(orders, ORDER.size, 1)
        if not order:
            break
        kind, number = ORDER.unpack(order)
        if kind == Kind.ADVANCE:
            error = _aside(lambda length=number: held.advance(length))  # type: ignore[misc]
            _freeze()
            orders.sendall(REPLY.pack(NO_PROCESS if error else 0))
            continue
        # A process that has ended stays a zombie until here, so that its number is not given to
        # another one while somebody may still want to kill it.
        if number in started:
            os.waitpid(number, 0)
            started.discard(number)
        process = 0 if kind == Kind.FORGET else _fork(Kind(kind), descriptors[0], held, bounds)
        if process > 0:
            started.add(process)
        for descriptor in descriptors:
            os.close(descriptor)
        orders.sendall(REPLY.pack(process))
    for process in started:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def _fork(kind: Kind, descriptor: int, held: Held, bounds: Bounds) -> int:
    try:
        process = os.fork()
    except OSError:  # no room for a process; the order may come again
        return NO_PROCESS
    if process:
        return process
    try:
        if held.folder:
            sock, store = confine_to_store(descriptor, bounds.memory, held.folder)
            work(sock, store, bounds.most, bounds.union)
            return NO_PROCESS
        sock = confine(descriptor, bounds.memory, alone=kind != Kind.CALL)
        if kind == Kind.TRIAL:
            work_once(sock, held.store, Rules(bounds.union, held.gate, bounds.skolemise))
        elif kind == Kind.CALL:
            call_once(sock, held.store, bounds.most, bounds.union)
        else:
            work(sock, held.store, bounds.most, bounds.union)
    finally:
        os._exit(0)


if __name__ == "__main__":
    *_numbers, _folder = sys.argv[1:]
    _control, _graph, _log, _length, *_rest = map(int, _numbers)
    _memory, _most, *_flags = _rest
    main(_control, _graph, _log, _length, Bounds(_memory, _most, *map(bool, _flags)), _folder)
