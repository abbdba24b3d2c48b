"""What notebooks and scripts use: the graph here or behind a service, frames and pictures."""

from s5kg.api.errors import NotFoundError, QueryFormError, ServiceError
from s5kg.api.knowledge import KnowledgeGraph
from s5kg.api.local import graph, open, query
from s5kg.api.remote import connect
from s5kg.engine import QuerySyntaxError
from s5kg.federation import CallRefusedError

__all__ = [
    "CallRefusedError",
    "KnowledgeGraph",
    "NotFoundError",
    "QueryFormError",
    "QuerySyntaxError",
    "ServiceError",
    "connect",
    "graph",
    "open",
    "query",
]
