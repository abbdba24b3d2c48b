"""Tests of the SPARQL Protocol and the Graph Store Protocol: HTTP requests written as RDF.

The vocabulary is HTTP in RDF (https://www.w3.org/TR/HTTP-in-RDF10/) with four terms of the
manifests; what those mean is said in the manifests' comments.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

import pyoxigraph as ox

from conformance.isomorphism import Term
from conformance.manifest import Case
from conformance.outcome import FailedError, Outcome
from conformance.rows import compare, read_graph, read_results
from conformance.subject import RESULTS, Reply, Service
from conformance.triples import MF, RDFS, UT, Suite, Triples

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
_STATUSES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
_FORMATS = {
    "boolean": (RESULTS["srx"], RESULTS["srj"]),
    "tabular": tuple(RESULTS.values()),
}


@dataclass(frozen=True)
class Request:
    """A request of a test; `path` is that of the manifest."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    expected: Term


class ProtocolTests:
    """Plays the requests of a test one after the other."""

    def __init__(self, suite: Suite, service: Service) -> None:
        """Keep the suite and the service."""
        self._suite = suite
        self._service = service

    def run(self, case: Case) -> Outcome:
        """Send the requests of a test and look at the answers. Raises FailedError."""
        self._fill(case)
        names: dict[str, str] = {}
        manifest = case.manifest
        for number, node in enumerate(_requests(case), start=1):
            request = _read_request(manifest, node, names)
            url = self._address(case, request)
            reply = self._service.send(request.method, url, request.headers, request.body)
            try:
                _check(manifest, request.expected, reply)
                if template := manifest.value(request.expected, f"{MF}expectedLocation"):
                    names[template] = urljoin(url, _location(reply))
            except FailedError as error:
                raise FailedError(f"request {number}, {request.method}: {error}") from error
        return Outcome.PASSED

    def _fill(self, case: Case) -> None:
        """Empty the service, and put the graphs there that the test starts with."""
        reply = self._service.update("DROP ALL")
        if not 200 <= reply.status < 300:
            raise FailedError(f"emptying the service gave status {reply.status}")
        for entry in case.manifest.objects(case.node, f"{UT}graphData"):
            iri = case.manifest.value(entry, f"{UT}graph") or ""
            name = case.manifest.value(entry, f"{RDFS}label") or iri
            url = f"{self._service.store_url}?graph={quote(name, safe='')}"
            data = ox.serialize(
                [quad.triple for quad in self._suite.quads(iri)], format=ox.RdfFormat.N_TRIPLES
            )
            reply = self._service.send("PUT", url, {"Content-Type": "application/n-triples"}, data)
            if not 200 <= reply.status < 300:
                raise FailedError(f"loading gave status {reply.status}")

    def _address(self, case: Case, request: Request) -> str:
        """Return the address here of what the manifest calls `/sparql/` or `/gsp`."""
        if request.path.startswith("/gsp"):
            return self._service.store_url + request.path.removeprefix("/gsp")
        rest = request.path.removeprefix("/sparql/")
        service = self._service
        return (service.update_url if _updates(case, request) else service.query_url) + rest


def _requests(case: Case) -> list[Term]:
    return list(case.manifest.items(case.action, f"{HT}requests"))


def _updates(case: Case, request: Request) -> bool:
    """Return whether a request is meant for the address of updates."""
    kind = request.headers.get("content-type", "")
    said = kind.startswith("application/sparql-update")
    field = re.search(r"[?&]update=", request.path) or (request.body or b"").startswith(b"update=")
    return said or bool(field) or case.iri.rpartition("#")[2].startswith("bad_update")


def _read_request(manifest: Triples, node: Term, names: dict[str, str]) -> Request:
    def fill(text: str, *, address: bool = False) -> str:
        for template, value in names.items():
            text = text.replace(template, quote(value, safe="") if address else value)
        return text

    body = _body(manifest, node)
    return Request(
        manifest.value(node, f"{HT}methodName") or "GET",
        fill(manifest.value(node, f"{HT}absolutePath") or "", address=True),
        _headers(manifest, node),
        None if body is None else fill(body[0]).encode(body[1]),
        manifest.objects(node, f"{HT}resp")[0],
    )


def _headers(manifest: Triples, node: Term) -> dict[str, str]:
    return {
        (manifest.value(header, f"{HT}fieldName") or "").lower(): manifest.value(
            header, f"{HT}fieldValue"
        )
        or ""
        for header in manifest.items(node, f"{HT}headers")
    }


def _body(manifest: Triples, node: Term) -> tuple[str, str] | None:
    body = manifest.object(node, f"{HT}body")
    if body is None:
        return None
    text = manifest.value(body, f"{CNT}chars") or ""
    return text, manifest.value(body, f"{CNT}characterEncoding") or "UTF-8"


def _check(manifest: Triples, expected: Term, reply: Reply) -> None:
    statuses = [iri.rpartition("#")[2] for iri in manifest.values(expected, f"{MF}expectedStatus")]
    if statuses and not any(_fits(name, reply.status) for name in statuses):
        raise FailedError(f"status {reply.status}, not {' or '.join(statuses)}")
    if form := manifest.value(expected, f"{MF}expectedFormat"):
        _check_format(form, reply)
    if truth := manifest.value(expected, f"{MF}expectedBoolean"):
        answer = _truth(reply)
        if answer is not (truth in ("true", "1")):
            raise FailedError(f"the answer is {answer}")
    kind = _headers(manifest, expected).get("content-type")
    if kind and not _same_type(kind, reply.headers.get("content-type", "")):
        raise FailedError(f"content type {reply.headers.get('content-type')!r}, not {kind!r}")
    body = _body(manifest, expected)
    if body is not None:
        _check_graph(body[0].encode(), reply.body, (kind or "").partition(";")[0])


def _fits(name: str, status: int) -> bool:
    if pattern := re.fullmatch(r"StatusCode([1-5])xx", name):
        return status // 100 == int(pattern[1])
    return _STATUSES[name] == status


def _check_format(form: str, reply: Reply) -> None:
    kind = reply.media_type
    fits = ox.RdfFormat.from_media_type(kind) if form == "RDF" else kind in _FORMATS[form]
    if not fits:
        raise FailedError(f"content type {kind!r} for an answer of kind {form}")


def _truth(reply: Reply) -> bool | None:
    ending = next(name for name, kind in RESULTS.items() if kind == reply.media_type)
    try:
        return read_results(reply.body, ending).truth
    except SyntaxError as error:
        raise FailedError(f"the answer cannot be read: {error}") from error


def _same_type(wanted: str, given: str) -> bool:
    """Compare media types; text/turtle is UTF-8 whether or not it says so."""
    left, right = (kind.lower().replace(" ", "").split(";") for kind in (wanted, given))
    charsets = [part for part in right[1:] if part.startswith("charset=")]
    return left[0] == right[0] and charsets in ([], ["charset=utf-8"])


def _check_graph(expected: bytes, actual: bytes, media_type: str) -> None:
    kind = ox.RdfFormat.from_media_type(media_type) or ox.RdfFormat.TURTLE
    try:
        outcome = compare(read_graph(expected, kind), read_graph(actual, kind))
    except SyntaxError as error:
        raise FailedError(f"the graph cannot be read: {error}") from error
    if outcome is Outcome.FAILED:
        raise FailedError("another graph came back")


def _location(reply: Reply) -> str:
    place = reply.headers.get("location", "")
    if not urlsplit(place).path:
        raise FailedError("no Location")
    return place
