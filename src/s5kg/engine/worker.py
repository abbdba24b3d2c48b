"""A process that answers one question at a time and may be killed at any moment."""

import os
import resource
import signal
import socket
from contextlib import suppress
from fcntl import F_DUPFD, fcntl
from pathlib import Path

import pyoxigraph as ox

from s5kg.engine.memory import evaluate
from s5kg.engine.sandbox import forbid_network
from s5kg.engine.trial import Rules, attempt
from s5kg.engine.wire import Frame, pack_answer, pack_error, receive, send, unpack
from s5kg.engine.wire_changes import pack_outcome, pack_refusal, unpack_change

# How long after its deadline a worker ends itself, should there be nobody left to kill it.
GRACE = 1.0
# A worker whose memory has grown by this much (KiB) makes room for a fresh one.
_GROWTH = 64 * 1024
_SOCKET = 3
# How many descriptors a process may have that calls other services, one after the other.
_CALLING = 64


def confine(descriptor: int, memory: int, *, alone: bool = True) -> socket.socket:
    """Take from this process all that answering does not need; return its only socket.

    It keeps four descriptors, and `alone` can have no more: it can open no file and no connection,
    which stops SERVICE for certain. It may use `memory` bytes above what it has now, and dumps no
    core.
    """
    _limit_memory(memory)
    _keep_only(descriptor)
    most = _SOCKET + 1 if alone else _CALLING
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return socket.socket(fileno=_SOCKET)


def confine_to_store(descriptor: int, memory: int, folder: str) -> tuple[socket.socket, ox.Store]:
    """Do as `confine`, but open a store on disk, whose files may be opened later too.

    The system refuses every socket and program from now on. Raises OSError where it cannot, or
    where there is no store.
    """
    _keep_only(descriptor)
    sock = socket.socket(fileno=_SOCKET)
    forbid_network()  # before the store starts threads, which then may no more
    store = ox.Store.read_only(folder)
    _limit_memory(memory)
    return sock, store


def _limit_memory(memory: int) -> None:
    with suppress(FileNotFoundError):  # only Linux has it, and keeps to the limit
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        space = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (space, space))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _keep_only(descriptor: int) -> None:
    """Close everything but a socket, which gets the number _SOCKET."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    kept = fcntl(descriptor, F_DUPFD, _SOCKET + 1)
    null = fcntl(os.open(os.devnull, os.O_RDWR), F_DUPFD, _SOCKET + 1)
    for standard in range(_SOCKET):
        os.dup2(null, standard)
    os.dup2(kept, _SOCKET)
    os.closerange(_SOCKET + 1, os.sysconf("SC_OPEN_MAX"))


def work(sock: socket.socket, store: ox.Store, most: int, union: bool = True) -> None:
    """Answer with at most `most` bytes until nobody asks any more, or memory has grown.

    `union` says what the default graph is, see evaluate.
    """
    enough = _peak() + _GROWTH
    while _peak() < enough:
        try:
            question, limit = unpack(receive(sock))
        except EOFError:
            return
        # The signal's default action ends the process, also amid a query.
        signal.setitimer(signal.ITIMER_REAL, limit + GRACE)
        try:
            reply = pack_answer(evaluate(store, question, most, union=union))
        except MemoryError:
            return
        except Exception as error:
            reply = pack_error(error)
        send(sock, Frame(reply.kind, reply.number, reply.body, last=_peak() >= enough))
        signal.setitimer(signal.ITIMER_REAL, 0)


def work_once(sock: socket.socket, store: ox.Store, rules: Rules) -> None:
    """Try one change on a store that is then of no more use, and say what it would change."""
    try:
        change, graphs, limit = unpack_change(receive(sock))
    except EOFError:
        return
    signal.setitimer(signal.ITIMER_REAL, limit + GRACE)
    try:
        reply = pack_outcome(attempt(store, change, graphs, rules))
    except MemoryError:
        return
    except Exception as error:
        reply = pack_refusal(error)
    send(sock, reply)


def call_once(sock: socket.socket, store: ox.Store, most: int, union: bool) -> None:
    """Answer one question that calls other services, with at most `most` bytes."""
    from s5kg.engine.federated import evaluate_federated
    from s5kg.engine.wire_calls import pack_call_error, unpack_call

    try:
        question, limit, fetcher = unpack_call(receive(sock))
    except EOFError:
        return
    signal.setitimer(signal.ITIMER_REAL, limit + GRACE)
    try:
        reply = pack_answer(evaluate_federated(store, question, fetcher, most, union=union))
    except MemoryError:
        return
    except Exception as error:
        reply = pack_call_error(error)
    send(sock, reply)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
