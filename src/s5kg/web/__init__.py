"""The web service: an app made of an engine, a folder of dumps and example queries."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Blueprint, Flask, request, url_for
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from s5kg.engine import Engine, LimitError, Question
from s5kg.lookup import Lookup
from s5kg.queries import Query
from s5kg.web.addresses import href
from s5kg.web.answers import MOST_KEPT, Answers, Given
from s5kg.web.asking import ask
from s5kg.web.assets import add_assets, read_assets
from s5kg.web.catalogue import catalogue_blueprint
from s5kg.web.compression import compress_answers
from s5kg.web.crawlers import crawlers_blueprint
from s5kg.web.description import Description, Features
from s5kg.web.dumps import dumps_blueprint
from s5kg.web.errors import handle_errors, respond
from s5kg.web.headers import add_headers
from s5kg.web.home import home_blueprint
from s5kg.web.language import LANGUAGES, chosen, current_language, level, topic, translate
from s5kg.web.limits import limit_problem
from s5kg.web.names import Names
from s5kg.web.openapi import openapi_blueprint
from s5kg.web.operation import Operation, operate
from s5kg.web.releases import releases_blueprint
from s5kg.web.rendering import printable, without_header
from s5kg.web.site import Site, own_queries
from s5kg.web.sizes import Sizes
from s5kg.web.sparql import sparql_blueprint
from s5kg.web.store import store_blueprint
from s5kg.web.stored import MOST_STORED, StoredResponses
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
    crawlers_blueprint,
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
) -> Flask:
    """Return an app that answers with `engine`, offers the files of `dumps` and shows `examples`.

    `dumps` is followed now, so that a later build does not put its files beside this engine.
    `features` are those of the engine, and `kept` bytes of answers are kept.
    Without a `writer` nobody may write, and without a `loader` LOAD is refused.
    `pages` are the queries that pages are made of, by default those of this program.
    `operation` says how the service is limited and watched; by default it is neither.
    """
    features = features or Features()
    sizes = Sizes(engine)
    app = _new_app(engine, title)
    operation = operation or Operation()
    metered = operate(app, engine, operation)
    answers = Answers(metered, kept, features.union)
    description = Description(engine, sizes, features)
    shared = partial(answers.ask, work=metered.work, admit=metered.admit)
    work = partial(ask, shared, federation=features.federation)
    app.register_blueprint(sparql_blueprint(work, answers, description, examples))
    queries = own_queries() if pages is None else pages
    lookup = _lookup(shared, metered, queries, features, sizes)
    _add_pages(app, Site(lookup, Names(lookup), sizes, tuple(examples), dumps.resolve()))
    app.register_blueprint(update_blueprint(writer, loader))
    app.register_blueprint(store_blueprint(metered, writer))
    app.register_blueprint(openapi_blueprint(app))
    _complete(app, engine, kept, operation.proxies)
    return app


def _add_pages(app: Flask, site: Site) -> None:
    for blueprint in PAGES:
        app.register_blueprint(blueprint(site))


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
    """Complete every answer, and give stored ones before the app is asked."""
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
    app.jinja_env.filters.update(printable=printable, without_header=without_header, href=href)
    add_assets(app, read_assets())
    app.context_processor(lambda: _helpers(engine, title))
    return app


def _helpers(engine: Engine, title: str) -> dict[str, object]:
    """Return what every template gets: the texts, the links and the name of the release."""
    return {
        "t": translate,
        "topic_heading": topic,
        "level_name": level,
        "link": _link,
        "language": current_language(),
        "others": [(code, name) for code, name in LANGUAGES.items() if code != current_language()],
        "in_language": _in_language,
        "release": engine.release,
        "title": title,
    }


def _link(endpoint: str, **values: object) -> str:
    """Return an address of ours that keeps a language chosen by `?lang=`."""
    given = {name: value for name, value in values.items() if value}
    return url_for(endpoint, **{"lang": chosen(), **given})  # type: ignore[arg-type] # any values


def _in_language(code: str) -> str:
    """Return the address of this page in another language."""
    if request.endpoint is None or request.routing_exception:
        return url_for("home.home", lang=code)
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    path = url_for(request.endpoint, **(request.view_args or {}))
    return f"{path}?{urlencode([*kept, ('lang', code)])}"
