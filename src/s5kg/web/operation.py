"""How a service is limited and watched: budgets and shares of clients, health, metrics, log."""

from dataclasses import dataclass

from flask import Flask

from s5kg.engine import Engine
from s5kg.web.account import keep_accounts
from s5kg.web.budget import Budget
from s5kg.web.health import health_blueprint
from s5kg.web.metered import MeteredEngine
from s5kg.web.metrics import measure
from s5kg.web.querylog import QueryLog, log_queries
from s5kg.web.shares import Shares


@dataclass(frozen=True)
class Operation:
    """What a service does beside answering; by default nothing.

    A client may use `budget` seconds of work in a minute, and `burst` at once; 0 is no limit.
    `shares` keeps places for the other clients. Addresses of clients are those that the last
    `proxies` proxies forward. `metrics` offers `/metrics`; `log` gets a line for each query.
    """

    budget: float = 0.0
    burst: float = 0.0
    shares: Shares | None = None
    proxies: int = 0
    metrics: bool = False
    log: QueryLog | None = None

    @property
    def shared(self) -> bool:
        """Whether connections come from proxies, so that all clients share their addresses."""
        return bool(self.proxies)


def operate(app: Flask, engine: Engine, operation: Operation) -> MeteredEngine:
    """Make an app work so, and return the engine that its clients ask.

    Call it before anything else completes answers: what is registered first is called last.
    """
    metered = MeteredEngine(engine, Budget(operation.budget, operation.burst), operation.shares)
    app.register_blueprint(health_blueprint(engine))
    readers = []
    if operation.metrics:
        readers.append(measure(app, metered))
    if operation.log:
        readers.append(log_queries(operation.log, lambda: metered.release))
    keep_accounts(app, *readers)
    return metered
