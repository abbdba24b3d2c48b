"""The web service: an app made of an engine, a folder of dumps and example queries."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from s5kg.engine import Engine, LimitError, Question
from s5kg.lookup import Lookup
from s5kg.markup import printable
from s5kg.names import Names
from s5kg.queries import Query
from s5kg.search.keeping import IndexKeeper
from s5kg.web.about import about_blueprint
from s5kg.web.answers import MOST_KEPT, Answers, Given
from s5kg.web.asking import ask
from s5kg.web.assets import add_assets, read_assets
from s5kg.web.assistants import assistants_blueprint
from s5kg.web.catalogue import catalogue_blueprint
from s5kg.web.completion import completion_blueprint
from s5kg.web.compression import compress_answers
from s5kg.web.copies import Copy, Unread
from s5kg.web.crawlers import crawlers_blueprint
from s5kg.web.description import Description, Features
from s5kg.web.documents import documents_blueprint
from s5kg.web.dumps import dumps_blueprint
from s5kg.web.errors import handle_errors, respond
from s5kg.web.explore import explore_blueprint
from s5kg.web.formatting import count, date, number, size
from s5kg.web.gallery import gallery_blueprint
from s5kg.web.headers import add_headers
from s5kg.web.home import home_blueprint
from s5kg.web.labelled import labelled_blueprint
from s5kg.web.language import (
    LANGUAGES,
    choices,
    content_language,
    current_language,
    level,
    speak,
    topic,
    translate,
)
from s5kg.web.limits import limit_problem
from s5kg.web.links import link, link_to, same_page
from s5kg.web.linkset import linkset_blueprint
from s5kg.web.navigation import further_pages, main_pages
from s5kg.web.networks import networks_blueprint
from s5kg.web.ontology import ontology_blueprint
from s5kg.web.openapi import openapi_blueprint
from s5kg.web.operation import Operation, operate
from s5kg.web.passages import Passages
from s5kg.web.reconciliation import reconciliation_blueprint
from s5kg.web.regions import regions_blueprint
from s5kg.web.releases import releases_blueprint
from s5kg.web.rendering import without_header
from s5kg.web.resources import resources_blueprint
from s5kg.web.search import search_blueprint
from s5kg.web.site import Site, own_queries
from s5kg.web.sizes import Sizes
from s5kg.web.sparql import sparql_blueprint
from s5kg.web.store import store_blueprint
from s5kg.web.stored import MOST_STORED, StoredResponses
from s5kg.web.tables import tables_blueprint
from s5kg.web.things import things_blueprint
from s5kg.web.timeline import timeline_blueprint
from s5kg.web.timing import time_answers
from s5kg.web.update import update_blueprint
from s5kg.web.writing import Writer

if TYPE_CHECKING:
    from s5kg.federation.fetching import Fetcher

MOST_BODY = 1024 * 1024
PAGES: tuple[Callable[[Site], Blueprint], ...] = (
    home_blueprint,
    dumps_blueprint,
    releases_blueprint,
    catalogue_blueprint,
    linkset_blueprint,
    crawlers_blueprint,
    resources_blueprint,
    things_blueprint,
    ontology_blueprint,
    about_blueprint,
    documents_blueprint,
    networks_blueprint,
    gallery_blueprint,
    labelled_blueprint,
    completion_blueprint,
    explore_blueprint,
    tables_blueprint,
    regions_blueprint,
    timeline_blueprint,
)


def create_app(
    engine: Engine,
    dumps: Path,
    examples: Sequence[Query],
    title: str = "s5kg",
    *,
    features: Features | None = None,
    kept: int = MOST_KEPT,
    writer: Writer | None = None,
    operation: Operation | None = None,
    loader: "Fetcher | None" = None,
    pages: Sequence[Query] | None = None,
    copies: Sequence[Copy | Unread] = (),
) -> Flask:
    """Return an app that answers with `engine`, offers the files of `dumps` and shows `examples`.

    `dumps` is followed now, so that a later build does not put its files beside this engine.
    `features` are those of the engine, and `kept` bytes of answers are kept. Without a `writer`
    nobody may write, and without a `loader` LOAD is refused. `operation` says how the service is
    limited and watched; by default it is neither. `pages` are the queries of pages, by default
    this program's. Of the `copies` that pages quote `app.extensions["s5kg.passages"]` tells.
    """
    features, operation = features or Features(), operation or Operation()
    sizes, app = Sizes(engine), _new_app(engine, title)
    metered = operate(app, engine, operation)
    answers = Answers(metered, kept, features.union)
    shared = partial(answers.ask, work=metered.work, admit=metered.admit)
    work = partial(ask, shared, federation=features.federation)
    queries = own_queries() if pages is None else pages
    lookup = _lookup(shared, metered, queries, features, sizes)
    own = _lookup(_unmetered(engine), engine, queries, features, sizes)
    passages = app.extensions["s5kg.passages"] = Passages(own, copies)
    told = tuple(examples), dumps.resolve()
    site = Site(lookup, Names(lookup), sizes, *told, work, passages, features.services)
    _add_pages(app, site, own, shared, draft=features.reconciliation_draft)
    app.register_blueprint(sparql_blueprint(site, answers, Description(engine, sizes, features)))
    app.register_blueprint(update_blueprint(writer, loader))
    app.register_blueprint(store_blueprint(metered, writer))
    _complete(app, engine, kept, operation.proxies)
    return app


def _unmetered(engine: Engine) -> Callable[[Question], Given]:
    return lambda question: Given(engine.answer(question))


def _add_pages(
    app: Flask, site: Site, own: Lookup, shared: Callable[[Question], Given], *, draft: bool
) -> None:
    """Add the pages; `own` asks what is made for all, so that no client is charged for it."""
    for blueprint in PAGES:
        app.register_blueprint(blueprint(site))
    keeper = IndexKeeper(own)
    app.register_blueprint(search_blueprint(site, keeper))
    app.register_blueprint(reconciliation_blueprint(site, keeper, own, draft=draft))
    app.register_blueprint(assistants_blueprint(site, own, keeper, shared))


def _lookup(
    ask_shared: Callable[[Question], Given],
    engine: Engine,
    queries: Sequence[Query],
    features: Features,
    sizes: Sizes,
) -> Lookup:
    """Return what asks the queries of pages, of all graphs whatever the default graph is."""
    return Lookup(
        lambda question: ask_shared(question).answer,
        queries,
        lambda: engine.release,
        tuple if features.union else lambda: tuple(size.iri for size in sizes.graphs()),
    )


def _complete(app: Flask, engine: Engine, kept: int, proxies: int) -> None:
    """Describe the app, complete every answer, and give stored ones before the app is asked."""
    app.register_blueprint(openapi_blueprint(app))
    handle_errors(app)
    app.register_error_handler(LimitError, lambda error: respond(limit_problem(error)))
    time_answers(app)  # what is called first here completes an answer last
    compress_answers(app)
    add_headers(app)
    most = min(MOST_STORED, kept // 8)
    if most:
        app.wsgi_app = StoredResponses(app.wsgi_app, lambda: engine.release, most)  # type: ignore[method-assign]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]


def _new_app(engine: Engine, title: str) -> Flask:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BODY
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(printable=printable, without_header=without_header, href=link_to)
    app.jinja_env.filters.update(number=number, date=date, size=size)
    speak(app)
    add_assets(app, read_assets())
    app.context_processor(lambda: _helpers(engine, title))
    return app


def _helpers(engine: Engine, title: str) -> dict[str, object]:
    """Return what every template gets: the texts, the links and the name of the release."""
    return {
        "t": translate,
        "tn": count,
        "topic_heading": topic,
        "level_name": level,
        "link": link,
        "choices": choices(),
        "language": current_language(),
        "content_language": content_language(),
        "languages": LANGUAGES,
        "others": [(code, name) for code, name in LANGUAGES.items() if code != current_language()],
        "same_page": same_page,
        "main_pages": main_pages(),
        "further_pages": further_pages(),
        "release": engine.release,
        "title": title,
    }
