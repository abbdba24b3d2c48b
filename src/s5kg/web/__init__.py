"""The web service: an app made of an engine, a folder of dumps and example queries."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, request, url_for
from jinja2 import StrictUndefined

from s5kg.engine import Engine
from s5kg.queries import Query
from s5kg.web.dumps import dumps_blueprint
from s5kg.web.errors import handle_errors
from s5kg.web.headers import add_headers
from s5kg.web.home import home_blueprint
from s5kg.web.language import LANGUAGES, chosen, current_language, level, topic, translate
from s5kg.web.operation import Operation, operate
from s5kg.web.rendering import printable, without_header
from s5kg.web.sparql import sparql_blueprint

MOST_BODY = 1024 * 1024


def create_app(
    engine: Engine,
    dumps: Path,
    examples: Sequence[Query],
    title: str = "s5kg",
    *,
    operation: Operation | None = None,
) -> Flask:
    """Return an app that answers with `engine`, offers the files of `dumps` and shows `examples`.

    `dumps` is followed now, so that a later build does not put its files beside this engine.
    `operation` says how the service is limited and watched; by default it is neither.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BODY
    _prepare_templates(app)
    metered = operate(app, engine, operation or Operation())
    app.register_blueprint(home_blueprint(engine, examples))
    app.register_blueprint(sparql_blueprint(metered, examples))
    app.register_blueprint(dumps_blueprint(dumps.resolve()))
    handle_errors(app)
    add_headers(app)

    @app.context_processor
    def helpers() -> dict[str, object]:
        """Give every template the texts, the links and the name of the release."""
        return {
            "t": translate,
            "topic_heading": topic,
            "level_name": level,
            "link": _link,
            "language": current_language(),
            "others": [one for one in LANGUAGES.items() if one[0] != current_language()],
            "in_language": _in_language,
            "release": engine.release,
            "title": title,
        }

    return app


def _prepare_templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(printable=printable, without_header=without_header)


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
