"""`s5kg serve`, run as a user runs it."""

import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest
from click.testing import Result

from tests.engine.services import oxigraph
from tests.processes import children
from tests.serving import address_of as _address
from tests.serving import started as _serve

Run = Callable[..., Result]


def test_the_server_builds_serves_and_stops(tmp_path: Path) -> None:
    """Without a build it makes one, says its address, answers as told, and ends on SIGTERM."""
    with _serve(tmp_path, "--port", "0", "--reconciliation-draft") as process:
        address = _address(process)
        with urllib.request.urlopen(f"{address}/health") as answer:  # noqa: S310 # our own server
            assert answer.status == 200
        with urllib.request.urlopen(f"{address}/openapi.json") as answer:  # noqa: S310 # our own server
            assert "/reconcile/1.0-draft/match" in json.load(answer)["paths"]
    assert process.returncode == 0


def test_a_query_is_stopped_at_the_deadline(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Options and environment reach the engine, whose processes end with the service."""
    monkeypatch.setenv("S5KG_WORKERS", "1")
    words = ["--port", "0", "--deadline", "0.5", "--memory", "64"]
    with _serve(built, *words) as process:
        address = _address(process)
        (zygote,) = children(process.pid)
        (worker,) = children(zygote)
        text = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        with pytest.raises(HTTPError) as caught:
            urllib.request.urlopen(f"{address}/sparql?{urlencode({'query': text})}")  # noqa: S310 # our own server
        with caught.value as answer:
            assert answer.status == 503
            assert json.load(answer)["limit"] == 0.5
        assert children(zygote) != {worker}
    assert process.returncode == 0
    assert not Path(f"/proc/{zygote}").exists()


@pytest.mark.parametrize(
    "words", [("--workers", "0"), ("--deadline", "0"), ("--memory", "1"), ("--deadline", "soon")]
)
def test_a_limit_that_is_none_is_a_usage_error(run: Run, words: tuple[str, str]) -> None:
    """The option is named."""
    done = run("serve", *words)
    assert done.exit_code == 2
    assert words[0] in done.stderr


def test_a_build_that_cannot_be_loaded_is_explained(run: Run, tmp_path: Path) -> None:
    """The loader's complaint is shown, without a traceback."""
    (tmp_path / "graph.nq").write_text("nonsense", encoding="utf-8")
    done = run("serve", "--port", "0", target=tmp_path)
    assert done.exit_code == 1
    assert "cannot be read (Parser error at line 1" in done.stderr


def test_a_taken_port_is_explained(tmp_path: Path, built: Path) -> None:
    """The error names the address; there is no traceback."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "s5kg", "serve", "--build", str(built), "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert port in done.stderr
    assert "Traceback" not in done.stderr


def test_host_and_port_come_from_the_environment(built: Path) -> None:
    """HOST and PORT change the address, as the Makefile says."""
    environment = {**os.environ, "HOST": "no.such.host.invalid", "PORT": "0"}
    command = [sys.executable, "-m", "s5kg", "serve", "--build", str(built)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, env=environment
    )
    assert done.returncode == 1
    assert "no.such.host.invalid" in done.stderr


@pytest.mark.parametrize("port", ["-1", "70000", "http"])
def test_a_port_that_is_none_is_a_usage_error(built: Path, port: str) -> None:
    """Words that are off end with exit code 2."""
    command = [sys.executable, "-m", "s5kg", "serve", "--build", str(built), "--port", port]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 2


def test_copies_of_documents_are_told_and_quoted(built: Path, tmp_path: Path) -> None:
    """What each file is taken for is said before the address; a stray one with what to do."""
    (tmp_path / "databook-2020.txt").write_text("made up\n", encoding="utf-8")
    (tmp_path / "stray.txt").write_text("made up\n", encoding="utf-8")
    with _serve(built, "--port", "0", "--documents", str(tmp_path)) as process:
        assert process.stderr
        told = [next(process.stderr) for _ in range(3)]
        address = _address(process)
        with urllib.request.urlopen(f"{address}/documents/databook-2020/seg-01") as answer:  # noqa: S310 # our own server
            assert "private" in answer.headers["Cache-Control"]
    assert "0 of " in told[1]
    assert "stray.txt is of no document" in told[2]


ENGINES = ["disk", "remote"]


@pytest.mark.parametrize("engine", ENGINES)
def test_another_engine_is_served(built: Path, tmp_path: Path, engine: str) -> None:
    """A store on disk, or another service behind, answers the same, and ends with the server."""
    with ExitStack() as stack:
        words = ["--port", "0", "--engine", engine]
        if engine == "remote":
            graph = (built / "graph.nq").read_bytes()
            url = stack.enter_context(oxigraph(tmp_path, graph))
            words += ["--remote", url, "--remote-profile", "oxigraph"]
        process = stack.enter_context(_serve(built, *words))
        address = _address(process)
        query = urlencode({"query": "ASK { s5d:org-us-ostp org:unitOf s5d:org-us-eop }"})
        request = urllib.request.Request(  # noqa: S310 (our own)
            f"{address}/sparql?{query}", headers={"Accept": "text/csv"}
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310 (our own)
            assert answer.read().strip() == b"true"
        with urllib.request.urlopen(f"{address}/page/org-us-ostp") as page:  # noqa: S310 (our own)
            assert b"OSTP" in page.read()
    assert process.returncode == 0
