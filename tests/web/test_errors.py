from pathlib import Path

import html5lib
import pytest
from flask import abort

from s5kg.engine import Answer, Question
from s5kg.web import create_app


class BrokenEngine:
    """An engine that cannot answer."""

    release = "none"

    def answer(self, question: Question) -> Answer:
        """Fail in a way that nobody foresaw."""
        raise RuntimeError("the secret is 42")


@pytest.mark.parametrize("path", ["/", "/sparql?query=ASK%20%7B%7D"])
def test_what_nobody_foresaw_is_a_problem_too(
    path: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of ours is logged with its cause, and tells the asker nothing of the inside."""
    client = create_app(BrokenEngine(), tmp_path, []).test_client()
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    assert "secret" not in response.text
    assert "the secret is 42" in caplog.text
    page = client.get(path, headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (500, "text/html")
    html5lib.HTMLParser(strict=True).parse(page.text)


def test_other_errors_of_http(tmp_path: Path) -> None:
    """An error without words of its own says its name."""
    app = create_app(BrokenEngine(), tmp_path, [])
    app.add_url_rule("/teapot", view_func=lambda: "")
    app.before_request(lambda: abort(418))
    problem = app.test_client().get("/teapot").get_json(force=True)
    assert (problem["status"], problem["detail"]) == (418, "I'm a teapot.")
