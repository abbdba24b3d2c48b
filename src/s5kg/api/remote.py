"""The graph behind a SPARQL service, asked from Python as the one that is here."""

import math
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from s5kg.api.errors import ServiceError, explained
from s5kg.api.knowledge import KnowledgeGraph
from s5kg.engine import LimitError
from s5kg.engine.client import Service
from s5kg.engine.places import Settings
from s5kg.engine.profiles import PROFILES, Profile, Union
from s5kg.engine.remote import RemoteEngine
from s5kg.rows import Language

_ENDPOINTS = ("sparql", "query")  # what addresses of endpoints end with
# What is asked for is the same everywhere; these headers are Virtuoso's, and nobody else's.
_UNKNOWN = Profile(
    partial_header=PROFILES["virtuoso"].partial_header,
    rows_header=PROFILES["virtuoso"].rows_header,
)
_UNION = replace(_UNKNOWN, union=Union.ALWAYS)  # as our own service has it
_NOT_OURS = (
    "it holds no graph of s5kg; load graph.nq, with its named graphs, or name them with graphs="
)


def connect(
    url: str,
    *,
    timeout: float = 30.0,
    user: str = "",
    password: str = "",
    token: str = "",
    graphs: Iterable[str] = (),
    profile: str | None = None,
    language: Language = "en",
) -> KnowledgeGraph:
    """Return the graph behind a SPARQL service; use it in a `with` statement, or close it.

    `url` is an endpoint, or the address of a site of ours with `/` at its end. A question waits
    `timeout` seconds at most. `graphs` are the named graphs to ask, by default all. `profile` is
    the make of the service, by default found out. Raises ServiceError where the service gives no
    usable answer or holds no graph of s5kg, ValueError for arguments that make no sense.
    """
    if not (math.isfinite(timeout) and timeout > 0):
        raise ValueError("timeout must be more than 0 seconds")
    if (token and (user or password)) or bool(user) != bool(password):
        raise ValueError("give a user and a password, or a token alone")
    if profile is not None and profile not in PROFILES:
        raise ValueError(f"there is no profile {profile!r}: choose from {', '.join(PROFILES)}")
    tried = [PROFILES[profile]] if profile else [_UNKNOWN] if graphs else [_UNION, _UNKNOWN]
    address = endpoint(url)
    for make in tried:
        service = Service(address, make, user, password or token, tuple(graphs))
        if found := _opened(service, timeout, language):
            return found
    raise ServiceError(address, _NOT_OURS)


def endpoint(url: str) -> str:
    """Return the address that takes queries: that of a site gets `sparql` behind its last `/`."""
    parts = urlsplit(url)
    last = parts.path.rstrip("/").rpartition("/")[2]
    if (parts.path and not parts.path.endswith("/")) or last in _ENDPOINTS or parts.query:
        return url
    return urlunsplit(parts._replace(path=f"{parts.path or '/'}sparql", fragment=""))


def _opened(service: Service, timeout: float, language: Language) -> KnowledgeGraph | None:
    """Return the graph behind a service, asked in one way; None where that is not ours."""
    place = service.url.partition("?")[0]  # what follows may be a key, and is in no picture
    try:
        engine = RemoteEngine(service, Settings(deadline=timeout))
    except LimitError as error:
        raise explained(place, error) from None
    graph = None
    try:
        asked = KnowledgeGraph(engine, place, language=language, close=engine.close)
        if asked.ask(Path(__file__).with_name("ours.rq").read_text("utf-8")):
            graph = asked
    finally:
        if graph is None:
            engine.close()
    return graph
