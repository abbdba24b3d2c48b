"""`/metrics`: what the service has done, as Prometheus reads it. Nothing in it is of a client."""

from collections.abc import Callable, Iterable

from flask import Blueprint, Flask, Response
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from s5kg.web.account import Served
from s5kg.web.metered import MeteredEngine

_SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)
_BYTES = tuple(1000.0 * 10**n for n in range(6))
_WRITING = {"update", "store"}
_SAFE = {"GET", "HEAD", "OPTIONS"}


def measure(app: Flask, engine: MeteredEngine) -> Callable[[Served], None]:
    """Offer counts at `/metrics`, and return what counts a request that was answered."""
    registry = CollectorRegistry(auto_describe=True)
    ProcessCollector(registry=registry)
    registry.register(_Now(engine))
    counts = _Counts(registry)
    blueprint = Blueprint("metrics", __name__)

    @blueprint.get("/metrics")
    def metrics() -> Response:
        """Give the counts in the text format of Prometheus."""
        response = Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
        response.cache_control.no_store = True
        return response

    app.register_blueprint(blueprint)
    return counts.count


class _Counts:
    """What grows."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._queries = Counter(
            "s5kg_queries",
            "Queries by status, and by what they answered: results, graph, or nothing",
            ("status", "kind"),
            registry=registry,
        )
        self._engine = Histogram(
            "s5kg_engine_seconds", "Work on a query", buckets=_SECONDS, registry=registry
        )
        self._bytes = Histogram(
            "s5kg_answer_bytes", "Bytes of an answer as sent", buckets=_BYTES, registry=registry
        )
        self._cached = Counter(
            "s5kg_cached_answers", "Queries answered without the engine", registry=registry
        )
        self._stopped = Counter(
            "s5kg_stopped_queries",
            "Queries ended by a limit: deadline and resources cost a worker, size and busy do not",
            ("reason",),
            registry=registry,
        )
        self._writes = Counter("s5kg_writes", "Writes by status", ("status",), registry=registry)
        for reason in ("deadline", "resources", "size", "busy", "remote"):
            self._stopped.labels(reason)

    def count(self, served: Served) -> None:
        """Count a request and its answer."""
        if served.blueprint in _WRITING and served.method not in _SAFE:
            self._writes.labels(served.status).inc()
        record = served.account
        if record.query is None:
            return
        self._queries.labels(served.status, record.kind).inc()
        if record.engine is not None:
            self._engine.observe(record.engine)
        elif served.cached:
            self._cached.inc()
        if record.stopped:
            self._stopped.labels(record.stopped).inc()
        if served.status == 200:
            self._bytes.observe(served.bytes or 0)


class _Now(Collector):
    """What is now: questions in progress, and the state that they are answered from."""

    def __init__(self, engine: MeteredEngine) -> None:
        self._engine = engine

    def collect(self) -> Iterable[Metric]:
        """Give the figures of this moment."""
        words = "Queries that are being answered or wait for a worker"
        yield GaugeMetricFamily("s5kg_queries_in_progress", words, self._engine.asked)
        words = "The state that queries are answered from"
        yield InfoMetricFamily("s5kg_state", words, {"release": self._engine.release})
