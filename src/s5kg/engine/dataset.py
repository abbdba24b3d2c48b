"""The dataset of a query (SPARQL 1.1 Query, 13): whether it names one, and graphs made one."""

import re
from collections.abc import Iterable

import pyoxigraph as ox

_SHARED = "ASK { GRAPH ?g { ?s ?p ?o } FILTER EXISTS { GRAPH ?h { ?s ?p ?o } FILTER(?h != ?g) } }"

# The engine does not tell. Outside brackets a query has no operators, so `<` begins an IRI there,
# and FROM is the keyword of a dataset clause. Inside them only the brackets count; an IRI with
# brackets in it is left to be read as text, so that `(?a<(?b)&&?c>?d)` keeps its balance.
_TOKENS = re.compile(
    r"""(?P<skipped>
        \#[^\n\r]*
      | \"\"\"(?:[^\\]|\\.)*?\"\"\" | '''(?:[^\\]|\\.)*?'''
      | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
      | <[^<>"{}|^`\\\s()]*>
      | [?$:@]\w+
    )
    | (?P<iri><[^<>"{}|^`\\\s]*>)
    | (?P<open>[({\[]) | (?P<close>[)}\]])
    | (?P<word>[^\W\d][\w.:-]*)
    | (?P<broken>["'])""",
    re.VERBOSE | re.DOTALL,
)
# The engine's parser needs no space around FROM, so a prefixed name may go on where it ends.
_FROM = re.compile(r"(?:ASK|CONSTRUCT)?FROM(?:NAMED)?(?P<name>[^:]*:.*)?", re.IGNORECASE)
_PREFIX = re.compile(r"\bPREFIX\s+([\w.-]*:)", re.IGNORECASE)


def names_dataset(text: str) -> bool:
    """Return whether a valid query has a FROM clause."""
    if "from" not in text.lower():
        return False
    depth = position = 0
    while token := _TOKENS.search(text, position):
        position = token.end()
        if token["broken"]:
            break
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth -= 1
        elif token["iri"] and depth:
            position = token.start() + 1
        elif token["word"] and not depth and _is_from(token["word"], text):
            return True
    return False


def _is_from(word: str, text: str) -> bool:
    found = _FROM.fullmatch(word)
    if not found or found["name"] is None:
        return bool(found)
    return f"{word.partition(':')[0]}:" not in _PREFIX.findall(text)


def merged(store: ox.Store, default_graphs: Iterable[str], named: Iterable[str]) -> ox.Store | None:
    """Return a dataset of its own whose default graph is the merge of some graphs of a store.

    None where the engine needs none: it matches a triple once for each graph that holds it, which
    is wrong only where several do. An empty name is the store's own default graph.
    """
    graphs = [ox.NamedNode(name) if name else ox.DefaultGraph() for name in default_graphs]
    nodes = [graph for graph in graphs if isinstance(graph, ox.NamedNode)]
    if len(nodes) == len(graphs) and not bool(store.query(_SHARED, named_graphs=[*nodes])):
        return None
    dataset = ox.Store()
    for graph in graphs:
        quads = store.quads_for_pattern(None, None, None, graph)
        dataset.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
    for name in named:
        dataset.bulk_extend(store.quads_for_pattern(None, None, None, ox.NamedNode(name)))
    return dataset
