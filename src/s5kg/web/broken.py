"""Requests that the server below the app refuses, answered as the app answers errors."""

import json
from typing import Any

from waitress.parser import HTTPRequestParser, ParsingError  # type: ignore[import-untyped]
from waitress.task import ErrorTask  # type: ignore[import-untyped]

from s5kg.web.headers import HEADERS


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads requests, but none of which two servers could see different ends."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head. Raises ParsingError for two lengths of a body (RFC 9112, 6.1)."""
        super().parse_header(header_plus)
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Content-Length stands beside Transfer-Encoding")


class Refusal(ErrorTask):  # type: ignore[misc]
    """Answers a request that cannot be read, or is too large, with problem details (RFC 9457).

    Their language is English, since the wish of the asker may be among what cannot be read.
    """

    def execute(self) -> None:
        """Write the answer, after which the connection is closed."""
        error: Any = self.request.error
        details = {
            "type": "about:blank",
            "title": error.reason,
            "status": error.code,
            "detail": f"The request was not read: {error.body}.",
        }
        body = json.dumps(details, indent=2).encode() + b"\n"
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [
            ("Content-Type", "application/problem+json"),
            ("Content-Language", "en"),
            ("Cache-Control", "no-store"),
            *HEADERS.items(),
        ]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
