"""The process that holds the store and forks workers: `python -m s5kg.engine.zygote`.

It has one thread when it forks, so that forking is safe. It starts a worker for each order that
comes over its control socket, and ends with all its workers when that socket is closed.
"""

import gc
import hashlib
import io
import json
import os
import signal
import socket
import struct
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum

import pyoxigraph as ox

from s5kg.engine import QuerySyntaxError, Question
from s5kg.engine.memory import evaluate
from s5kg.engine.worker import confine, work
from s5kg.formats import FORMATS

# An order: its kind and a number; with the socket of the process that is to be started.
ORDER = struct.Struct("!Bq")
# The reply to an order: the number of the process, or that there is none.
REPLY = struct.Struct("!q")
NO_PROCESS = -1


class Kind(IntEnum):
    """What is ordered.

    A process is forked; the number is that of one which has ended and can be forgotten, or 0.
    """

    WORKER = 0


@dataclass(frozen=True)
class Bounds:
    """What a worker may use: bytes above the store and bytes of answer; and its default graph."""

    memory: int
    most: int
    union: bool


def main(control: int, graph: int, bounds: Bounds) -> None:
    """Load the N-Quads of an open file, say so, and take orders."""
    with socket.socket(fileno=control) as orders:
        with open(graph, "rb") as file:
            store = _load(file, orders)
        if store is not None:
            gc.collect()
            gc.freeze()  # so that the collector does not write to pages that workers share
            _take_orders(orders, store, bounds)


def _load(file: io.BufferedReader, orders: socket.socket) -> ox.Store | None:
    """Load in a thread of its own, and say the release, or what is wrong.

    Random numbers belong to a thread. Naming blank nodes draws some; were it done here, every
    worker would inherit that state and give the same UUID().
    """
    store = ox.Store()
    said: dict[str, str] = {}

    def load() -> None:
        try:
            said["release"] = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            store.bulk_load(file, format=ox.RdfFormat.N_QUADS)
            _warm(store)
        except (SyntaxError, ValueError, OSError) as error:
            said["error"] = str(error)

    loader = threading.Thread(target=load)
    file.seek(0)
    loader.start()
    loader.join()
    orders.sendall(json.dumps(said).encode() + b"\n")
    return None if "error" in said else store


def _warm(store: ox.Store) -> None:
    """Read and import now what a worker, which can open no file, needs later."""
    formats = {form.family: form for form in FORMATS}
    for text in ("ASK {}", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1", "ASK { ?s no:p 1 }"):
        with suppress(QuerySyntaxError):
            evaluate(store, Question(text, formats), 1 << 20)


def _take_orders(orders: socket.socket, store: ox.Store, bounds: Bounds) -> None:
    workers: set[int] = set()
    while True:
        order, descriptors, _, _ = socket.recv_fds(orders, ORDER.size, 1)
        if not order:
            break
        _, ended = ORDER.unpack(order)
        # A worker that has ended stays a zombie until here, so that its number is not given to
        # another process while somebody may still want to kill it.
        if ended in workers:
            os.waitpid(ended, 0)
            workers.discard(ended)
        try:
            worker = os.fork()
        except OSError:  # no room for a process; the order may come again
            worker = NO_PROCESS
        if not worker:
            _become_worker(descriptors[0], store, bounds)
        if worker != NO_PROCESS:
            workers.add(worker)
        os.close(descriptors[0])
        orders.sendall(REPLY.pack(worker))
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)


def _become_worker(descriptor: int, store: ox.Store, bounds: Bounds) -> None:
    try:
        work(confine(descriptor, bounds.memory), store, bounds.most, bounds.union)
    finally:
        os._exit(0)


if __name__ == "__main__":
    _control, _graph, _memory, _most, _union = map(int, sys.argv[1:])
    main(_control, _graph, Bounds(_memory, _most, bool(_union)))
