"""Budget, shares, health, metrics and log of a service whose engine can be stopped."""

import json
import logging
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask

from s5kg.engine.pool import PoolEngine, Settings
from s5kg.web import create_app
from s5kg.web.operation import Operation
from s5kg.web.querylog import QueryLog
from s5kg.web.shares import Shares
from tests.processes import children

QUADS = "".join(f"<a:{n}> <a:p> <a:{n % 9}> <a:g> .\n" for n in range(1000)).encode()
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HIDDEN = 'SELECT ?s { ?s <a:secret\N{SNOWMAN}> ?o } # {"status": 200}\r\n'
HONEST = "SELECT * { ?s ?p <a:1> } LIMIT 3"


def at(query: str, **parameters: object) -> str:
    """Return the address of a query."""
    return f"/sparql?{urlencode({'query': query, **parameters})}"


@pytest.fixture(scope="module")
def engine() -> Iterator[PoolEngine]:
    """Two workers."""
    with PoolEngine(QUADS, Settings(workers=2, deadline=20, waiting=4)) as engine:
        yield engine


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where the log goes."""
    return tmp_path / "queries.log"


@pytest.fixture
def quiet(log: Path) -> Iterator[QueryLog]:
    """A log as it is by default."""
    with closing(QueryLog(str(log))) as file:
        yield file


def served(engine: PoolEngine, folder: Path, operation: Operation) -> Flask:
    """Return an app that works so."""
    return create_app(engine, folder, [], operation=operation)


def lines(log: Path) -> list[dict[str, object]]:
    """Return the lines of a log."""
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def test_work_is_charged_also_when_it_was_stopped(engine: PoolEngine, tmp_path: Path) -> None:
    """One runaway query empties a small budget; its client gets 429, another one an answer."""
    app = served(engine, tmp_path, Operation(budget=1, burst=0.2))
    client = app.test_client()
    assert client.get(at(RUNAWAY, timeout=0.5)).status_code == 503
    refused = client.get(at(HONEST))
    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    assert refused.get_json(force=True)["type"].endswith("/problem/budget")
    # 0.3 s or more above the burst, of which 1/60 flows back in a second
    assert int(refused.headers["Retry-After"]) >= 15
    assert refused.headers["RateLimit-Policy"] == '"work";q=1;w=60'
    assert refused.headers["RateLimit"].startswith('"work";r=0;t=')
    other = client.get(at(HONEST), environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert other.status_code == 200
    for unasked in ("/openapi.json", "/health/ready"):  # what needs no work of the engine
        assert client.get(unasked).status_code == 200


@pytest.mark.parametrize(("proxies", "status"), [(0, 429), (1, 200)])
def test_a_forwarded_address_counts_only_from_trusted_proxies(
    engine: PoolEngine, tmp_path: Path, proxies: int, status: int
) -> None:
    """Whoever invents X-Forwarded-For gets no budget of another."""
    app = served(engine, tmp_path, Operation(budget=1, burst=0.1, proxies=proxies))
    client = app.test_client()
    first, second = ({"X-Forwarded-For": f"198.51.100.{n}"} for n in (1, 2))
    assert client.get(at(RUNAWAY, timeout=0.3), headers=first).status_code == 503
    assert client.get(at(HONEST), headers=first).status_code == 429
    assert client.get(at(HONEST), headers=second).status_code == status


def test_honest_clients_are_served_while_one_fills_all_it_can(
    engine: PoolEngine, tmp_path: Path
) -> None:
    """With half of the workers held by runaway queries, each honest query still gets through."""
    app = served(engine, tmp_path, Operation(shares=Shares(2, 4, 20)))
    honest = {"REMOTE_ADDR": "192.0.2.1"}
    assert app.test_client().get(at(HONEST), environ_base=honest).status_code == 200
    with ThreadPoolExecutor(8) as threads:
        hostile = [
            threads.submit(app.test_client().get, at(RUNAWAY, timeout=1.5)) for _ in range(6)
        ]
        statuses = []
        while not all(one.done() for one in hostile):
            answer = app.test_client().get(at(HONEST), environ_base=honest)
            statuses.append(answer.status_code)
        assert {one.result().status_code for one in hostile} == {503}
    assert set(statuses) == {200}
    assert len(statuses) > 2 * len(hostile)  # it waited for none of them


def test_ready_means_that_the_engine_answers(tmp_path: Path) -> None:
    """A closed engine is told; the process is alive all the same, and nobody may keep that."""
    with PoolEngine(QUADS, Settings(workers=1)) as engine:
        client = served(engine, tmp_path, Operation()).test_client()
        for path in ("/health", "/health/ready", "/health/live"):
            response = client.get(path)
            assert (response.status_code, response.get_json()["status"]) == (200, "ok")
            assert response.headers["Cache-Control"] == "no-store"
    closed = served(engine, tmp_path, Operation()).test_client()
    assert closed.get("/health/ready").status_code == 503
    assert closed.get("/health").get_json()["status"] == "unavailable"
    assert closed.get("/health/live").status_code == 200


def test_a_query_has_a_line_without_text_or_address(
    engine: PoolEngine, tmp_path: Path, log: Path, quiet: QueryLog
) -> None:
    """Hash, time, rows, bytes, format and status are there; what and who is not."""
    client = served(engine, tmp_path, Operation(log=quiet)).test_client()
    headers = {"Authorization": "Bearer s3cr3t-token", "Accept": "text/csv"}
    body = client.get(at(HONEST), headers=headers).data
    client.get(at(HIDDEN), headers=headers)
    client.get(at("SELEC"))
    client.get(at(RUNAWAY, timeout=0.2))
    client.get("/")
    found = lines(log)
    assert [line["status"] for line in found] == [200, 200, 400, 503]
    assert [line["stopped"] for line in found] == [None, None, None, "deadline"]
    assert [line["rows"] for line in found] == [3, 0, None, None]
    assert found[0]["bytes"] == len(body)
    assert (found[0]["format"], found[0]["kind"]) == ("text/csv", "results")
    assert found[0]["state"] == engine.release
    assert found[3]["engine_milliseconds"] >= 200  # type: ignore[operator]
    assert len({str(line["query_hash"]) for line in found}) == 4
    text = log.read_text(encoding="utf-8")
    for word in ("secret", "s3cr3t", "127.0.0.1", "SELECT"):
        assert word not in text


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_rows_are_those_of_the_answer_however_it_is_sent(
    engine: PoolEngine, tmp_path: Path, log: Path, quiet: QueryLog, encoding: str
) -> None:
    """Compressed, kept, or as a page: the number is the same; what was not sent has none."""
    client = served(engine, tmp_path, Operation(log=quiet)).test_client()
    path, headers = at("SELECT * { ?s <a:p> ?o }"), {"Accept-Encoding": encoding}
    first = client.get(path, headers=headers)
    assert first.headers.get("Content-Encoding", "identity") == encoding
    client.get(path, headers=headers)
    client.get(path, headers={**headers, "Accept": "text/html"})
    client.get(path, headers={**headers, "If-None-Match": first.headers["ETag"]})
    found = [(line["rows"], line["cached"]) for line in lines(log)]
    assert [rows for rows, _ in found] == [1000, 1000, 1000, None]
    assert [cached for _, cached in found] == [False, True, found[2][1], True]


def test_not_modified_carries_the_security_headers(engine: PoolEngine, tmp_path: Path) -> None:
    """A 304 replaces the headers of what is kept, so it has them all."""
    client = served(engine, tmp_path, Operation()).test_client()
    first = client.get(at(HONEST))
    again = client.get(at(HONEST), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for name in (
        "Access-Control-Allow-Origin",
        "Content-Security-Policy",
        "Cross-Origin-Opener-Policy",
        "Permissions-Policy",
        "Referrer-Policy",
        "X-Content-Type-Options",
        "ETag",
        "Cache-Control",
        "Vary",
    ):
        assert again.headers[name] == first.headers[name]


def test_a_token_is_never_logged(
    engine: PoolEngine,
    tmp_path: Path,
    log: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """On every route, with each method and a log that tells all, the secret is in none of it."""
    secret = "s5kg_" + "Q" * 40
    file = QueryLog(str(log), queries=True, addresses=True)
    app = served(engine, tmp_path, Operation(log=file, metrics=True))
    paths = {
        rule.rule.replace("<path:", "<").replace("<", "x").replace(">", "")
        for rule in app.url_map.iter_rules()
    }
    headers = {"Authorization": f"Bearer {secret}"}
    with caplog.at_level(logging.DEBUG), closing(file):
        for path in sorted(paths):
            for method in ("GET", "POST", "PUT", "DELETE", "QUERY", "OPTIONS", "NOPE"):
                answer = app.test_client().open(path, method=method, headers=headers)
                assert secret not in answer.get_data(as_text=True) + str(answer.headers)
        app.test_client().get(at(HONEST), headers=headers)
    assert lines(log)
    for text in (log.read_text(encoding="utf-8"), caplog.text, *capfd.readouterr()):
        assert secret not in text


def test_text_and_address_are_written_when_asked_for(
    engine: PoolEngine, tmp_path: Path, log: Path
) -> None:
    """No query makes more than one line, whatever it holds."""
    file = QueryLog(str(log), queries=True, addresses=True)
    served(engine, tmp_path, Operation(log=file)).test_client().get(at(HIDDEN))
    file.close()
    (line,) = lines(log)
    assert line["query"] == HIDDEN
    assert line["address"] == "127.0.0.1"


def test_a_log_that_is_moved_is_made_anew(
    engine: PoolEngine, tmp_path: Path, log: Path, quiet: QueryLog
) -> None:
    """Rotation by rename needs no signal; the log stays out of Python's registry."""
    client = served(engine, tmp_path, Operation(log=quiet)).test_client()
    client.get(at(HONEST))
    log.rename(tmp_path / "old.log")
    client.get(at(HONEST))
    assert len(lines(log)) == len(lines(tmp_path / "old.log")) == 1
    assert "s5kg.queries" not in logging.Logger.manager.loggerDict


def test_the_metrics_count_what_was_done(engine: PoolEngine, tmp_path: Path) -> None:
    """Status, kind, stops and state are there; no query, no address."""
    client = served(engine, tmp_path, Operation(metrics=True)).test_client()
    client.get(at(HONEST))
    client.get(at(HIDDEN))
    client.get(at(RUNAWAY, timeout=0.2))
    response = client.get("/metrics")
    assert response.content_type.startswith("text/plain; version=0.0.4")
    for row in (
        's5kg_queries_total{kind="results",status="200"} 2.0',
        's5kg_queries_total{kind="",status="503"} 1.0',
        's5kg_stopped_queries_total{reason="deadline"} 1.0',
        's5kg_stopped_queries_total{reason="resources"} 0.0',
        "s5kg_engine_seconds_count 3.0",
        "s5kg_queries_in_progress 0.0",
        f's5kg_state_info{{release="{engine.release}"}} 1.0',
    ):
        assert row in response.text
    assert "secret" not in response.text
    assert "127.0.0.1" not in response.text


def test_two_apps_do_not_share_metrics_and_none_is_the_default(
    engine: PoolEngine, tmp_path: Path
) -> None:
    """Nothing is global; without the option the address does not exist."""
    first = served(engine, tmp_path, Operation(metrics=True)).test_client()
    second = served(engine, tmp_path, Operation(metrics=True)).test_client()
    first.get(at(HONEST))
    assert "s5kg_engine_seconds_count 0.0" in second.get("/metrics").text
    assert served(engine, tmp_path, Operation()).test_client().get("/metrics").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/nothing", 404), (at("SELEC"), 400), ("/health", 200), ("/metrics", 200)],
)
def test_every_answer_carries_the_security_headers(
    engine: PoolEngine, tmp_path: Path, path: str, status: int
) -> None:
    """Errors too; and no name or version of a server."""
    response = served(engine, tmp_path, Operation(metrics=True)).test_client().get(path)
    assert response.status_code == status
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "Server" not in response.headers


def test_a_dead_worker_is_told_in_metrics(engine: PoolEngine, tmp_path: Path) -> None:
    """A worker killed by the system counts as one of resources."""
    client = served(engine, tmp_path, Operation(metrics=True)).test_client()
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(client.get, at(RUNAWAY, timeout=10))
        end = time.monotonic() + 8
        while not (busy := [w for w in _workers(engine) if _computes(w)]):
            assert time.monotonic() < end
        os.kill(busy[0], signal.SIGKILL)
        assert asked.result().status_code == 503
    text = client.get("/metrics").text
    assert 's5kg_stopped_queries_total{reason="resources"} 1.0' in text


def _workers(engine: PoolEngine) -> list[int]:
    zygote = engine._nursery._zygote._process.pid
    return sorted(children(zygote))


def _computes(process: int) -> bool:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "R"
