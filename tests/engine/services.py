"""SPARQL services of other makes, started over some quads; skipped where they are not installed."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
JAR = ROOT / "build" / "bench" / "peers" / "jena-fuseki-server.jar"  # where `make fuseki` puts it
TRIES = 600
INI = """[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
[TempDatabase]
DatabaseFile = {folder}/t.db
TransactionFile = {folder}/t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 4000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
[SPARQL]
ResultSetMaxRows = 10000
"""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def running(words: list[str], folder: Path, ready: str) -> Iterator[None]:
    """Run a server until the address `ready` answers, and end it afterwards."""
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(words, cwd=folder, stdout=output, stderr=output)
    try:
        for _ in range(TRIES):
            try:
                httpx.get(ready, timeout=5, trust_env=False)
                break
            except httpx.TransportError:
                assert process.poll() is None, (folder / "output.txt").read_text("utf-8")
                time.sleep(0.1)
        else:
            pytest.fail(f"{words[0]} does not answer")
        yield
    finally:
        process.kill()
        process.wait(30)


@contextmanager
def oxigraph(folder: Path, quads: bytes) -> Iterator[str]:
    """Give the query address of `oxigraph serve` over some quads."""
    base = f"http://127.0.0.1:{free_port()}"
    program = str(Path(sys.executable).parent / "oxigraph")
    words = [program, "serve", "--bind", base.removeprefix("http://")]
    with running(words, folder, base):
        _post(f"{base}/store", quads)
        yield f"{base}/query"


@contextmanager
def fuseki(folder: Path, quads: bytes) -> Iterator[str]:
    """Give the query address of Fuseki over some quads; skip where Java or the jar is missing."""
    java = shutil.which("java")
    if java is None or not JAR.is_file():
        pytest.skip("needs java, and `make fuseki` with Maven")
    port = free_port()
    words = [java, "-Xmx512m", "-jar", str(JAR), "--localhost", "--port", str(port)]
    base = f"http://127.0.0.1:{port}"
    with running([*words, "--update", "--mem", "/ds"], folder, f"{base}/$/ping"):
        _post(f"{base}/ds/data", quads)
        yield f"{base}/ds/query"


def _post(url: str, quads: bytes) -> None:
    headers = {"Content-Type": "application/n-quads"}
    httpx.post(url, content=quads, headers=headers, timeout=60, trust_env=False).raise_for_status()


@contextmanager
def virtuoso(folder: Path, quads: bytes) -> Iterator[str]:
    """Give the query address of Virtuoso over some quads; skip where it is not installed."""
    program, isql = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or isql is None:
        pytest.skip("needs the Debian package virtuoso-opensource-7; .ci/run installs it")
    sql, http = free_port(), free_port()
    (folder / "v.ini").write_text(INI.format(folder=folder, sql=sql, http=http), encoding="utf-8")
    (folder / "graph.nq").write_bytes(quads)
    load = folder / "load.sql"
    load.write_text(
        f"ld_dir('{folder}', 'graph.nq', 'urn:none');\nrdf_loader_run();\ncheckpoint;\n",
        encoding="utf-8",
    )
    base = f"http://127.0.0.1:{http}/sparql"
    words = [program, "+foreground", "+configfile", str(folder / "v.ini")]
    with running(words, folder, base):
        command = [isql, f"127.0.0.1:{sql}", "dba", "dba", str(load)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        yield base


Start = Callable[[Path, bytes], AbstractContextManager[str]]
SERVERS: dict[str, Start] = {"oxigraph": oxigraph, "fuseki": fuseki, "virtuoso": virtuoso}
