"""What the pages share: who is asked, what things are called, and how a page becomes a response."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Response, render_template

from s5kg.engine import Question
from s5kg.locations import default_sources
from s5kg.lookup import Lookup
from s5kg.names import Names
from s5kg.queries import PAGES, Query, read_queries
from s5kg.web.answers import Given
from s5kg.web.conditions import conditional
from s5kg.web.passages import Passages
from s5kg.web.sizes import Sizes
from s5kg.web.stored import lasts

Ask = Callable[[Question, str | None], Given]


@dataclass(frozen=True)
class Site:
    """The graph as pages see it. `dumps` is the folder of dumps.

    `ask` gives the answer to a reader's own question, and takes the format that a request names.
    `passages` are the words of evidence, where the operator has given copies of documents.
    `services` are the origins elsewhere that such a question may call.
    """

    lookup: Lookup
    names: Names
    sizes: Sizes
    examples: tuple[Query, ...]
    dumps: Path
    ask: Ask
    passages: Passages
    services: tuple[str, ...] = ()

    def page(self, template: str, /, status: int = 200, **values: object) -> Response:
        """Return a page, made of a template, that holds as long as the state of the graph.

        Raises what the template's functions raise.
        """
        state = self.lookup.release
        return self.lasting(Response(render_template(template, **values), status), state)

    def quoting(self, template: str, /, **values: object) -> Response:
        """Return a page that may hold words of a copy: then it is for its reader alone.

        No cache between may keep it, nor a page of another site read it.
        """
        response = self.page(template, 200, **values)
        if self.passages.given:
            response.cache_control.private = True
            response.cache_control.no_cache = True
        return response

    def lasting(self, response: Response, state: str) -> Response:
        """Tag a response that was made of what the graph held in `state`; 304 where it is known.

        It may be kept and asked for again only while the graph is in that state.
        """
        if not state or response.status_code != 200:
            return response
        lasts(state)
        response.set_etag(sha256(state.encode() + response.get_data()).hexdigest()[:32], weak=True)
        return conditional(response)


def own_queries() -> list[Query]:
    """Return the queries that the pages of this program are made of."""
    return read_queries(default_sources().queries, PAGES)
