"""A stand-in with the interface of the gate, until the compiler of shapes is there."""

from dataclasses import dataclass

import pyoxigraph as ox

_REQUIRED = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?class ?path { GRAPH ?g { ?s sh:targetClass ?class ; sh:property [ sh:path ?path ;
sh:minCount ?least ] } }"""


@dataclass(frozen=True)
class Gate:
    """Properties that the nodes of a class must have."""

    required: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, store: ox.Store) -> "Gate":
        """Read the shapes of a store."""
        found = store.query(_REQUIRED)
        assert isinstance(found, ox.QuerySolutions)  # noqa: S101
        return cls(tuple((row["class"].value, row["path"].value) for row in found))

    def check(self, store: ox.Store) -> bytes | None:
        """Return None, or a report as N-Triples."""
        for kind, path in self.required:
            text = f"SELECT ?s {{ ?s a <{kind}> FILTER NOT EXISTS {{ ?s <{path}> ?o }} }}"
            found = store.query(text, use_default_graph_as_union=True)
            assert isinstance(found, ox.QuerySolutions)  # noqa: S101
            for row in found:
                sh = "http://www.w3.org/ns/shacl#"
                return f"_:r <{sh}focusNode> {row['s']} .\n".encode()
        return None
