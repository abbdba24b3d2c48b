"""Property paths of rdflib as text."""

from typing import Any

from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, SequencePath
from rdflib.term import URIRef

from s5kg.engine.terms import to_ox
from s5kg.federation import UnclearCallError


def path_text(path: Any) -> str:
    """Return a path in SPARQL, without prefixes. Raises UnclearCallError for one of another kind.

    rdflib's own n3() leaves out brackets that `(<p>*)+` needs.
    """
    match path:
        case URIRef():
            return str(to_ox(path))
        case InvPath():
            return f"^({path_text(path.arg)})"
        case SequencePath():
            return "/".join(f"({path_text(each)})" for each in path.args)
        case AlternativePath():
            return "|".join(f"({path_text(each)})" for each in path.args)
        case MulPath():
            return f"({path_text(path.path)}){path.mod}"
        case NegatedPath() if all(isinstance(each, URIRef) for each in path.args):
            return f"!({'|'.join(map(path_text, path.args))})"
    raise UnclearCallError("a path in a query with SERVICE cannot be read", "path")
