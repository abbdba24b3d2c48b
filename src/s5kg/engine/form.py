"""A question as the form that a service elsewhere gets: its dataset, its deadline, its text."""

import math
import re
from collections.abc import Iterator

from s5kg.engine import Question, RemoteError
from s5kg.engine.dataset import names_dataset
from s5kg.engine.profiles import Profile, Union
from s5kg.engine.prologue import Prologue, declare
from s5kg.namespaces import prefixes

# A text without these, also spelt as an escape, asks the default graph alone.
_NAMED = re.compile(r"GRAPH|FROM|\\u", re.IGNORECASE)
_IRI = re.compile(r'[^<>"{}|^`\\\x00-\x20]+')


def complete(question: Question, prologue: Prologue) -> str:
    """Return the text with the base and the prefixes of ours that it does not declare."""
    base = f"BASE <{question.base}> " if _IRI.fullmatch(question.base) else ""
    return base + declare(question.text, prologue, prefixes()) + question.text


def dataset(
    question: Question, profile: Profile, graphs: tuple[str, ...], union: bool
) -> Iterator[tuple[str, str]]:
    """Yield the parameters of the protocol (2.1.4) that name the graphs.

    `graphs` are those of the dataset where the service does not know them by itself. Raises
    RemoteError for a dataset that the service has no words for.
    """
    default, names = tuple(dict.fromkeys(question.default_graphs)), question.named_graphs
    if not default and not names:
        if names_dataset(question.text) or not union:
            return  # what is sent here would override a FROM clause
        if not graphs:
            yield from profile.union_parameters
            return
        default = names = graphs
    elif "" in default:
        if profile.own_graph:
            default = tuple(graph or profile.own_graph for graph in default)
        elif default == ("",) and not names and not _NAMED.search(question.text):
            if profile.union is not Union.ALWAYS:
                return
            raise RemoteError("it has no default graph of its own")
        else:
            raise RemoteError("its default graph cannot be named beside others")
    elif profile.no_graph:
        default, names = (given or (profile.no_graph,) for given in (default, names))
    for graph in default:
        yield "default-graph-uri", graph
    for graph in names:
        yield "named-graph-uri", graph


def deadline(profile: Profile, limit: float) -> Iterator[tuple[str, str]]:
    """Yield the parameters that say after how many seconds the service may stop."""
    seconds, milliseconds = max(1, math.ceil(limit)), max(1000, math.ceil(limit * 1000))
    for name, value in profile.parameters:
        yield name, value.format(s=seconds, ms=milliseconds)
