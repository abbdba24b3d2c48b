"""SPARQL servers over the same graph: ours, and peers where they are installed."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

import psutil

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
PEERS = ROOT / "build" / "bench" / "peers"  # where `make bench-peers` puts what is no dependency
_PATIENCE = 300.0  # seconds for a server to load the graph and answer
_OPENER = build_opener(ProxyHandler({}))  # never by a proxy: all servers are on this machine


class AbsentError(Exception):
    """A peer is not installed; the message says how to have it."""


@dataclass
class Server:
    """A running server: where it is asked, and how it came up."""

    name: str
    url: str
    process: subprocess.Popen[bytes]
    seconds: float = 0.0
    idle: int = 0
    peak: int = 0

    def memory(self) -> int:
        """Return the bytes that it and its children hold, each shared page counted once."""
        found = 0
        family = psutil.Process(self.process.pid)
        for one in [family, *family.children(recursive=True)]:
            try:
                found += one.memory_full_info().pss
            except psutil.NoSuchProcess:
                continue
        self.peak = max(self.peak, found)
        return found


@dataclass(frozen=True)
class Graph:
    """The same triples as quads of one named graph and as triples, in a folder of their own."""

    folder: Path
    quads: Path
    triples: Path


Start = Callable[[Graph, int, Path], tuple[Sequence[str], str]]


def s5kg(*options: str) -> Start:
    """Return how to start ours, with options of `s5kg serve`."""

    def start(graph: Graph, port: int, folder: Path) -> tuple[Sequence[str], str]:
        (folder / "graph.nq").hardlink_to(graph.quads)
        command = [sys.executable, "-m", "s5kg", "serve", "--build", str(folder)]
        return [*command, "--port", str(port), *options], "/sparql"

    return start


def oxigraph_memory(graph: Graph, port: int, folder: Path) -> tuple[Sequence[str], str]:
    """Start the native server with its store in memory; the graph is sent to it."""
    return [_program("oxigraph", "make bench"), "serve", "--bind", f"127.0.0.1:{port}"], "/query"


def oxigraph_disk(graph: Graph, port: int, folder: Path) -> tuple[Sequence[str], str]:
    """Start the native server with a read-only store on disk."""
    program, store = _program("oxigraph", "make bench"), str(folder / "store")
    load = [program, "load", "--location", store, "--file", str(graph.triples)]
    subprocess.run(load, check=True, capture_output=True)
    bind = ["--bind", f"127.0.0.1:{port}"]
    return [program, "serve-read-only", "--location", store, *bind], "/query"


def rdflib_endpoint(graph: Graph, port: int, folder: Path) -> tuple[Sequence[str], str]:
    """Start rdflib-endpoint with its Oxigraph store."""
    program = PEERS / "venv" / "bin" / "rdflib-endpoint"
    if not program.exists():
        raise AbsentError("run `make bench-peers`")
    where = ["--host", "127.0.0.1", "--port", str(port)]
    return [str(program), "serve", *where, "--store", "Oxigraph", str(graph.triples)], "/"


def comunica(graph: Graph, port: int, folder: Path) -> tuple[Sequence[str], str]:
    """Start Comunica's HTTP service over the file."""
    program = PEERS / "node_modules" / ".bin" / "comunica-sparql-file-http"
    if not program.exists() or not shutil.which("node"):
        raise AbsentError("install Node.js, then run `make bench-peers`")
    node = ["node", "--require", str(BENCH / "peers.d" / "loopback.cjs"), str(program)]
    options = ["-p", str(port), "-w", "2", "-t", "120"]
    return [*node, *options, str(graph.triples)], "/sparql"


def fuseki(graph: Graph, port: int, folder: Path) -> tuple[Sequence[str], str]:
    """Start Apache Jena Fuseki with the graph in memory."""
    jar = PEERS / "jena-fuseki-server.jar"
    if not jar.exists():
        raise AbsentError("install Java 17 and Maven, then run `make bench-peers`")
    options = ["--localhost", f"--port={port}", f"--file={graph.triples}", "/bench"]
    return [_program("java", "install Java 17"), "-jar", str(jar), *options], "/bench/query"


def virtuoso(graph: Graph, port: int, folder: Path) -> tuple[Sequence[str], str]:
    """Start Virtuoso 7 over an empty database; the graph is loaded once it is up."""
    program = _program("virtuoso-t", "apt-get install virtuoso-opensource-7")
    settings = Template((BENCH / "virtuoso.ini").read_text("utf-8"))
    filled = settings.substitute(folder=folder, port=port, control=free_port(), data=graph.folder)
    ini = folder / "virtuoso.ini"
    ini.write_text(filled, "utf-8")
    return [program, "+foreground", "+configfile", str(ini)], "/sparql"


def _program(name: str, remedy: str) -> str:
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        raise AbsentError(remedy)
    return found


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@contextmanager
def running(name: str, start: Start, graph: Graph, folder: Path) -> Iterator[Server]:
    """Give a server that answers over the loaded graph. Raises AbsentError where there is none."""
    folder.mkdir(parents=True)
    port = free_port()
    begun = time.perf_counter()
    command, path = start(graph, port, folder)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    server = Server(name, f"http://127.0.0.1:{port}{path}", process)
    try:
        _until_answering(server, "ASK {}")
        _load(server, start, graph, folder)
        _until_answering(server, "SELECT * { ?s ?p ?o } LIMIT 1")
        server.seconds = time.perf_counter() - begun
        server.idle = server.memory()
        yield server
    finally:
        _end(process)


def _load(server: Server, start: Start, graph: Graph, folder: Path) -> None:
    if start is oxigraph_memory:
        address = server.url.removesuffix("/query") + "/store?default"
        headers = {"Content-Type": "application/n-triples"}
        request = Request(address, graph.triples.read_bytes(), headers, method="PUT")  # noqa: S310
        _OPENER.open(request, timeout=_PATIENCE).close()
    elif start is virtuoso:
        ini = (folder / "virtuoso.ini").read_text("utf-8")
        control = ini.split("ServerPort", 1)[1].split("=", 1)[1].split("\n", 1)[0].strip()
        script = f"ld_dir('{graph.folder}', '{graph.triples.name}', 'urn:bench'); rdf_loader_run();"
        command = [_program("isql-vt", "install Virtuoso"), control, "dba", "dba", f"exec={script}"]
        subprocess.run(command, check=True, capture_output=True)


def _until_answering(server: Server, query: str) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if server.process.poll() is not None:
            raise AbsentError(f"it ended at once; see its log ({server.name})")
        try:
            ask(server.url, query, "application/sparql-results+json", 10)
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AbsentError(f"it gave no answer within {_PATIENCE:g} s")


def ask(url: str, query: str, accept: str, seconds: float) -> bytes:
    """Return the body of an answer. Raises OSError for any other status than 200."""

    request = Request(f"{url}?query={quote(query)}", headers={"Accept": accept})  # noqa: S310
    with _OPENER.open(request, timeout=seconds) as answer:
        body: bytes = answer.read()
        return body


def _end(process: subprocess.Popen[bytes]) -> None:
    family = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for one in family:
        if one.is_running():
            os.kill(one.pid, 9)
