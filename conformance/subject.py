"""What is tested: a service over HTTP, or the engine in this process."""

from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Protocol
from urllib.parse import urlsplit

import pyoxigraph as ox

TIMEOUT = 30  # seconds
_BASE = "http://localhost/query"  # relative IRIs need one; a service takes its own address
RESULTS = {
    "srx": "application/sparql-results+xml",
    "srj": "application/sparql-results+json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
GRAPH = "application/n-triples"


@dataclass(frozen=True)
class Reply:
    """An answer. `status` is that of HTTP; names of headers are in lower case."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def media_type(self) -> str:
        """The media type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Subject(Protocol):
    """Something that answers queries and takes updates."""

    def query(self, text: str, results: str = "srj") -> Reply:
        """Ask; rows come in the format of that file ending, graphs as N-Triples."""
        ...

    def update(self, text: str) -> Reply:
        """Write."""
        ...


@dataclass(frozen=True)
class Service:
    """A service over HTTP: the addresses for queries, updates and graphs, and a token to write."""

    query_url: str
    update_url: str
    store_url: str
    token: str = ""

    def query(self, text: str, results: str = "srj") -> Reply:
        """Ask by direct POST."""
        headers = {
            "Content-Type": "application/sparql-query",
            "Accept": f"{RESULTS[results]}, {GRAPH}",
        }
        return self.send("POST", self.query_url, headers, text.encode())

    def update(self, text: str) -> Reply:
        """Write by direct POST."""
        headers = {"Content-Type": "application/sparql-update"}
        return self.send("POST", self.update_url, headers, text.encode())

    def send(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None = None
    ) -> Reply:
        """Send a request with exactly these headers, `Host`, the token and a length.

        Status 0 stands for a connection that failed, with the reason as the body.
        """
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection = HTTPConnection(parts.netloc, timeout=TIMEOUT)
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            if self.token:
                connection.putheader("Authorization", f"Bearer {self.token}")
            if body is not None or method in ("POST", "PUT"):
                connection.putheader("Content-Length", str(len(body or b"")))
            connection.endheaders(body)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, found, response.read())
        except (OSError, HTTPException) as error:
            return Reply(0, {}, repr(error).encode())
        finally:
            connection.close()


class Engine:
    """The engine of this process, as a service would answer with it and nothing else."""

    def __init__(self) -> None:
        """Start empty."""
        self._store = ox.Store()

    def query(self, text: str, results: str = "srj") -> Reply:
        """Ask; text that is no query gets 400, what fails later 422."""
        try:
            answer = self._store.query(text, base_iri=_BASE)
            if isinstance(answer, ox.QueryTriples):
                body = answer.serialize(format=ox.RdfFormat.N_TRIPLES)
                return Reply(200, {"content-type": GRAPH}, body or b"")
            kind = ox.QueryResultsFormat.from_extension(results)
            body = answer.serialize(format=kind)
            return Reply(200, {"content-type": RESULTS[results]}, body or b"")
        except SyntaxError as error:
            return Reply(400, {}, str(error).encode())
        except (RuntimeError, ValueError, OSError) as error:
            return Reply(422, {}, str(error).encode())

    def update(self, text: str) -> Reply:
        """Write; text that is no update gets 400, what fails later 422."""
        try:
            self._store.update(text, base_iri=_BASE)
        except SyntaxError as error:
            return Reply(400, {}, str(error).encode())
        except (RuntimeError, ValueError, OSError) as error:
            return Reply(422, {}, str(error).encode())
        return Reply(204)
