"""The tests that the manifests of the suite list."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from conformance.isomorphism import Term
from conformance.triples import BASE, MF, QT, RDF, UT, Suite, Triples

ROOTS = (
    "sparql10/manifest-evaluation.ttl",
    "sparql10/manifest-syntax.ttl",
    "sparql11/manifest-all.ttl",
    "sparql12/manifest.ttl",
)
# A SPARQL service offers simple entailment; the 70 tests of the other regimes are left out.
_LEFT_OUT = ("sparql11/entailment",)
_GROUPS = {
    "sparql11/json-res": "JSON results",
    "sparql11/csv-tsv-res": "CSV and TSV results",
    "sparql11/service": "federated evaluation",
    "sparql11/syntax-fed": "federated syntax",
}
_KINDS = {
    "QueryEvaluationTest": "query evaluation",
    "CSVResultFormatTest": "query evaluation",
    "UpdateEvaluationTest": "update evaluation",
    "ProtocolTest": "protocol",
    "GraphStoreProtocolTest": "graph store protocol",
    "ServiceDescriptionTest": "service description",
}


@dataclass(frozen=True)
class Case:
    """A test. `key` is its folder and local name, `node` its node in the manifest's triples."""

    iri: str
    key: str
    name: str
    kind: str
    group: str
    node: Term
    manifest: Triples

    @property
    def action(self) -> Term:
        """The node that says what is done. Raises ValueError where the manifest has none."""
        return _needed(self, f"{MF}action")

    @property
    def result(self) -> Term:
        """The node that says what comes of it. Raises ValueError where the manifest has none."""
        return _needed(self, f"{MF}result")

    @property
    def request(self) -> str:
        """The IRI of the file with the query or update. Raises ValueError where there is none."""
        if isinstance(self.action, ox.NamedNode):
            return self.action.value
        for predicate in (f"{QT}query", f"{UT}request"):
            if found := self.manifest.value(self.action, predicate):
                return found
        raise ValueError(f"{self.key} names no query")


def read_cases(suite: Suite) -> list[Case]:
    """Return all tests of the suite but those of entailment regimes, in its order."""
    found: dict[str, Case] = {}
    for root in ROOTS:
        for case in _cases(suite, f"{BASE}{root}"):
            found.setdefault(case.key, case)
    return list(found.values())


def _cases(suite: Suite, iri: str) -> Iterator[Case]:
    folder = iri.removeprefix(BASE).rpartition("/")[0]
    if folder in _LEFT_OUT:
        return
    manifest = suite.triples(iri)
    for node in manifest.subjects(f"{RDF}type", ox.NamedNode(f"{MF}Manifest")):
        for inner in manifest.items(node, f"{MF}include"):
            if isinstance(inner, ox.NamedNode):
                yield from _cases(suite, inner.value)
        for test in manifest.items(node, f"{MF}entries"):
            if isinstance(test, ox.NamedNode):
                yield _case(folder, test, manifest)


def _case(folder: str, test: ox.NamedNode, manifest: Triples) -> Case:
    kind = (manifest.value(test, f"{RDF}type") or "").rpartition("#")[2]
    local = test.value.rpartition("#")[2]
    action = manifest.value(test, f"{MF}action") or ""
    return Case(
        iri=test.value,
        key=f"{folder}#{local}",
        name=manifest.value(test, f"{MF}name") or local,
        kind=kind,
        group=_group(folder, kind, action),
        node=test,
        manifest=manifest,
    )


def _group(folder: str, kind: str, action: str) -> str:
    version = {"sparql10": "1.0", "sparql11": "1.1", "sparql12": "1.2"}[folder.split("/")[0]]
    if folder in _GROUPS:
        return f"{version} {_GROUPS[folder]}"
    if "Syntax" in kind:
        return f"{version} {'update' if action.endswith('.ru') else 'query'} syntax"
    return f"{version} {_KINDS[kind]}"


def _needed(case: Case, predicate: str) -> Term:
    found = case.manifest.object(case.node, predicate)
    if found is None:
        raise ValueError(f"{case.key} has no {predicate}")
    return found
