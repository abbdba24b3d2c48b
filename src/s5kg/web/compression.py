"""Answers in gzip or brotli where the asker takes them (RFC 9110, 8.4 and 12.5.3)."""

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator

import brotli  # type: ignore[import-untyped]  # brotli ships no types
from flask import Flask, Response, request

from s5kg.negotiation import choose_encoding

_LEAST = 1024  # bytes; below, the header costs more than is saved
_AT_ONCE = 1024 * 1024  # bytes; above, a body is compressed while it is sent
# Measured on results: about 200 MB/s each; higher levels save little more, and take long.
_GZIP, _BROTLI = 4, 4
_TYPES = ("text/", "application/json", "application/xml", "image/svg+xml")
_SUFFIXES = ("+json", "+xml")
_RDF = ("application/n-triples", "application/n-quads", "application/trig")


def compress_answers(app: Flask) -> None:
    """Compress the answers of an app. To be called before what else completes answers."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if not _compressible(response):
        return response
    response.vary.add("Accept-Encoding")
    encoding = choose_encoding(request.headers.get("Accept-Encoding"), ("br", "gzip"))
    length = response.content_length
    if encoding is None or (length is not None and length < _LEAST and response.status_code != 304):
        return response
    # The bytes differ from those of other encodings, so a tag may not be a strong one (8.8.3.3).
    tag, _ = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)
    if response.status_code != 304:
        response.headers["Content-Encoding"] = encoding
        response.headers.pop("Accept-Ranges", None)
        _encode(response, encoding)
    return response


def _compressible(response: Response) -> bool:
    if response.status_code in (204, 206) or response.headers.get("Content-Encoding"):
        return False
    kind = response.mimetype or ""
    known = kind.startswith(_TYPES) or kind.endswith(_SUFFIXES) or kind in _RDF
    return known or response.status_code == 304


def _encode(response: Response, encoding: str) -> None:
    """Replace the body. A long one has no Content-Length, since its end is not known yet."""
    whole = not response.is_streamed and not response.direct_passthrough  # a file is never whole
    if whole and (response.content_length or 0) <= _AT_ONCE:
        body = response.get_data()
        if encoding == "br":
            response.set_data(brotli.compress(body, mode=brotli.MODE_TEXT, quality=_BROTLI))
        else:
            response.set_data(gzip.compress(body, _GZIP, mtime=0))
        return
    response.headers.pop("Content-Length", None)
    response.direct_passthrough = False
    source = response.response
    if close := getattr(source, "close", None):  # a file, which the generator does not close
        response.call_on_close(close)
    response.response = _pieces(source, encoding)  # type: ignore[arg-type] # bytes, as we set them


def _pieces(body: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    process, finish = _compressor(encoding)
    for part in body:
        for start in range(0, len(part), _AT_ONCE):
            if piece := process(part[start : start + _AT_ONCE]):
                yield piece
    yield finish()


def _compressor(encoding: str) -> tuple[Callable[[bytes], bytes], Callable[[], bytes]]:
    if encoding == "br":
        brotler = brotli.Compressor(mode=brotli.MODE_TEXT, quality=_BROTLI)
        return brotler.process, brotler.finish
    zipper = zlib.compressobj(_GZIP, wbits=zlib.MAX_WBITS | 16)
    return zipper.compress, zipper.flush
