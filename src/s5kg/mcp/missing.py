"""A thing that the graph does not know: what may have been meant."""

from itertools import islice

import pyoxigraph as ox

from s5kg.mcp import Language
from s5kg.mcp.holdings import Holdings
from s5kg.mcp.nearest import local_name, nearest, shortened
from s5kg.mcp.plain import plain
from s5kg.mcp.texts import say
from s5kg.namespaces import CODE, ID, shrink


def no_such_thing(holdings: Holdings, thing: ox.NamedNode, language: Language) -> str:
    """Return what to say of an IRI that is not in the graph, with those most like it."""
    word = plain(local_name(thing.value), 60)
    space = CODE if thing.value.startswith(CODE) else ID
    known = {label.thing for label in holdings.index.labels if label.thing.startswith(space)}
    named = [hit.thing for hit in islice(holdings.index.hits(word), 20) if hit.thing in known]
    near = list(dict.fromkeys([*named[:1], *nearest(thing.value, known)]))[:3]
    key = "error.thing-near" if near else "error.thing"
    shown = plain(shrink(thing.value), 120)
    return say(key, language, thing=shown, near=shortened(near), word=word)
