"""From one release to the next: which it follows, and how many statements came and went."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

NOTE = "release.json"


def lineage(former: Path | None, quads: bytes, graphs: Mapping[str, Iterable[ox.Triple]]) -> str:
    """Return the note that lies beside a release, as JSON.

    `former` is the `graph.nq` of the release before, if there is one; `quads` are the sorted
    N-Quads of the new one. `graphs` counts its statements, `added` and `removed` those that differ,
    by graph.
    """
    release = hashlib.sha256(quads).hexdigest()
    note: dict[str, object] = {
        "release": release,
        "graphs": {graph: len(list(triples)) for graph, triples in sorted(graphs.items())},
    }
    before = former.read_bytes() if former else b""
    if former and (name := hashlib.sha256(before).hexdigest()) != release:
        note["former"] = name
        old, new = set(before.splitlines()), set(quads.splitlines())
        note["added"] = _by_graph(new - old)
        note["removed"] = _by_graph(old - new)
    return json.dumps(note, indent=1, sort_keys=True) + "\n"


def _by_graph(lines: Iterable[bytes]) -> dict[str, int]:
    """Count N-Quads by their graph, the last term of a line."""
    quads = ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_QUADS)
    named = (
        quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else "" for quad in quads
    )
    return dict(sorted(Counter(named).items()))
