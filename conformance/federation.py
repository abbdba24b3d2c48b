"""The services that the tests of SERVICE call, played by this process on the loopback address."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox

from conformance.manifest import Case
from conformance.subject import Engine, Reply
from conformance.triples import QT, Suite

_MOST = 1 << 20  # bytes of a query


@contextmanager
def services(suite: Suite, case: Case) -> Iterator[Mapping[str, str]]:
    """Start the services of a test; gives the IRI in the suite → the address here."""
    with ExitStack() as stack:
        found = {}
        for node in case.manifest.objects(case.action, f"{QT}serviceData"):
            name = case.manifest.value(node, f"{QT}endpoint")
            quads = [
                quad for iri in case.manifest.values(node, f"{QT}data") for quad in suite.quads(iri)
            ]
            if name:
                found[name] = stack.enter_context(_play(quads))
        yield found


@contextmanager
def _play(quads: list[ox.Quad]) -> Iterator[str]:
    lines = "".join(f"{quad.triple} .\n" for quad in quads)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(parse_qs(urlsplit(self.path).query).get("query", [""])[0])

        def do_POST(self) -> None:
            length = min(int(self.headers.get("Content-Length") or 0), _MOST)
            body = self.rfile.read(length).decode()
            form = "form" in self.headers.get("Content-Type", "")
            self._answer(parse_qs(body).get("query", [""])[0] if form else body)

        def _answer(self, text: str) -> None:
            reply = _ask(lines, text)
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.headers.get("content-type", "text/plain"))
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _ask(lines: str, text: str) -> Reply:
    engine = Engine()
    engine.update(f"INSERT DATA {{\n{lines}}}")
    return engine.query(text)
