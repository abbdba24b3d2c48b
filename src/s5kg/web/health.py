"""`/health/live`: the process answers; `/health/ready` and `/health`: so does its engine."""

import time
from collections.abc import Callable
from threading import Lock

from flask import Blueprint, Response, jsonify

from s5kg.engine import Engine, LimitError, Question
from s5kg.formats import Family, named

_PATIENCE = 2.0  # seconds that the engine has to answer
_LASTING = 1.0  # seconds for which an answer of it is believed, so that asking costs nothing


def health_blueprint(engine: Engine) -> Blueprint:
    """Return the blueprint of the health checks."""
    blueprint = Blueprint("health", __name__)
    readiness = Readiness(engine)

    @blueprint.get("/health/live")
    def live() -> Response:
        """Say that the process answers."""
        return _said(200, "ok")

    @blueprint.get("/health")
    @blueprint.get("/health/ready")
    def ready() -> Response:
        """Say whether the engine answers, and from which state."""
        if readiness.ready():
            return _said(200, "ok", release=engine.release)
        return _said(503, "unavailable", release=engine.release)

    return blueprint


class Readiness:
    """Whether an engine answers; many may want to know, one asks."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.monotonic) -> None:
        """Ask `engine` when somebody wants to know."""
        self._engine = engine
        self._clock = clock
        self._lock = Lock()
        self._checked = float("-inf")
        self._ready = False

    def ready(self) -> bool:
        """Return whether the engine answers, or did a second ago."""
        with self._lock:
            if self._clock() - self._checked > _LASTING:
                self._ready = self._answers()
                self._checked = self._clock()
            return self._ready

    def _answers(self) -> bool:
        form = named("json", Family.RESULTS)
        formats = {Family.RESULTS: form} if form else {}
        try:
            self._engine.answer(Question("ASK {}", formats, timeout=_PATIENCE))
        except (LimitError, OSError, RuntimeError):
            return False
        return True


def _said(code: int, status: str, **members: str) -> Response:
    response = jsonify(status=status, **members)
    response.status_code = code
    response.cache_control.no_store = True
    return response
