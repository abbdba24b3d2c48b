"""Policy documents on science, technology and innovation as a knowledge graph with evidence."""

from importlib.metadata import version

from s5kg.api import graph, query

__all__ = ["graph", "query"]
__version__ = version("s5kg")
