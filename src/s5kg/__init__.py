"""Policy documents on science, technology and innovation as a knowledge graph with evidence."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from s5kg.api import (
        CallRefusedError,
        KnowledgeGraph,
        NotFoundError,
        QueryFormError,
        QuerySyntaxError,
        ServiceError,
        connect,
        graph,
        open,
        query,
    )

    __version__: str

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


def __getattr__(name: str) -> Any:  # what a module holds may be anything
    """Load the Python API when it is first used: an engine's processes do without rdflib."""
    if name == "__version__":
        from importlib.metadata import version

        return version("s5kg")
    if name in __all__:
        from s5kg import api

        return getattr(api, name)
    raise AttributeError(f"module 's5kg' has no attribute {name!r}")
