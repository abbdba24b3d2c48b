"""The languages of a request: that of the words around the data, and that of the data.

Each is chosen in the address (`?lang=`, `?content=`) or by a cookie that keeps such a choice.
"""

from flask import Flask, Response, has_request_context, request
from flask_babel import Babel, get_locale

from s5kg.negotiation import choose_language
from s5kg.web.texts import texts

LANGUAGES = {"en": "English", "ja": "日本語"}
INTERFACE, CONTENT = "lang", "content"
_YEAR = 365 * 24 * 60 * 60  # seconds


def speak(app: Flask) -> None:
    """Choose the language of each request of an app, and keep a choice that a page is asked with.

    Raises what `texts` raises.
    """
    for language in LANGUAGES:
        texts(language)
    Babel(app, locale_selector=_wanted, configure_jinja=False)
    app.after_request(_keep)


def choices() -> dict[str, str]:
    """Return the choices of languages that the address makes, by the names of their parameters."""
    if not has_request_context():
        return {}
    asked = {name: request.args.get(name, "") for name in (INTERFACE, CONTENT)}
    return {name: language for name, language in asked.items() if language in LANGUAGES}


def current_language() -> str:
    """Return the language of the interface; English where there is no request.

    `?lang=` comes before the cookie, the cookie before `Accept-Language`, that before English.
    """
    locale = get_locale()
    return str(locale) if locale else next(iter(LANGUAGES))


def content_language() -> str:
    """Return the language of the data: `?content=` before the cookie before that of the page."""
    return _chosen(CONTENT) or current_language()


def has_text(key: str) -> bool:
    """Return whether there is a text of this name."""
    return key in texts(current_language()).keys


def translate(key: str, /, **values: object) -> str:
    """Return a text of the interface in the language of this request, its `{names}` filled in.

    Raises KeyError for a text that there is not, or a value that it lacks.
    """
    return texts(current_language()).one(key).format(**values)


def topic(name: str) -> str:
    """Return the heading of a topic of examples, or its own name where no text has it."""
    return _word("topic", name)


def level(name: str) -> str:
    """Return the word for how hard an example is, or its own name where no text has it."""
    return _word("level", name)


def _word(section: str, name: str) -> str:
    key = f"{section}.{name}"
    return translate(key) if has_text(key) else name.replace("-", " ")


def _wanted() -> str:
    header = request.headers.get("Accept-Language") if has_request_context() else None
    return _chosen(INTERFACE) or choose_language(header, tuple(LANGUAGES))


def _chosen(name: str) -> str | None:
    if not has_request_context():
        return None
    kept = request.cookies.get(name)
    return choices().get(name) or (kept if kept in LANGUAGES else None)


def _keep(response: Response) -> Response:
    if response.mimetype == "text/html":
        for name, language in choices().items():
            if request.cookies.get(name) != language:
                response.set_cookie(
                    name,
                    language,
                    max_age=_YEAR,
                    secure=request.is_secure,
                    httponly=True,
                    samesite="Lax",
                )
    return response
