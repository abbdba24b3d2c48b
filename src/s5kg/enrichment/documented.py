"""What the documents say of a thing, as far as another graph may say the same or otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox

from s5kg.lookup import Lookup, Row
from s5kg.namespaces import expand

_PREFERRED = expand("skos:prefLabel")
_NAMES = frozenset([_PREFERRED, expand("skos:altLabel"), expand("skos:hiddenLabel")])
_SETTLED = expand("s5:rejectedValue")
_APPROXIMATE = expand("s5c:precision-approximate")


@dataclass(frozen=True)
class Budget:
    """A figure of money: its value, or its bounds, as written; evidence are IRIs."""

    figure: str
    currency: str
    value: ox.Literal | None
    least: ox.Literal | None
    most: ox.Literal | None
    approximate: bool


@dataclass
class Documented:
    """A thing as documents have it.

    `names` are its labels and whether each is preferred, `stated` the literals by property (IRI),
    `budgets` by figure; `settled` are values from elsewhere that a person has entered in a register
    of discrepancies. `evidence` are IRIs, by property, or by figure.
    """

    names: dict[ox.Literal, bool] = field(default_factory=dict)
    stated: dict[str, dict[ox.Literal, None]] = field(default_factory=dict)
    budgets: dict[str, Budget] = field(default_factory=dict)
    settled: dict[ox.Literal, None] = field(default_factory=dict)
    evidence: dict[str, set[str]] = field(default_factory=dict)

    def supports(self, key: str) -> list[str]:
        """Return the evidence of a property or a figure, or else that of the thing itself."""
        return sorted(self.evidence.get(key) or self.evidence.get("") or ())


def read_documented(lookup: Lookup, things: Iterable[str]) -> dict[str, Documented]:
    """Return thing → what documents say of it. Raises LimitError as any question does."""
    nodes = [ox.NamedNode(iri) for iri in sorted(things)]
    found = {node.value: Documented() for node in nodes}
    for row in lookup.rows("enrichment-documented", thing=nodes):
        one = found[_iri(row, "thing")]
        if "figure" in row:
            _add_figure(one, row)
        else:
            _add_value(one, row)
    return found


def read_currencies(lookup: Lookup) -> dict[str, str]:
    """Return the IRIs of currencies in other graphs, and ours, with their codes of ISO 4217."""
    rows = lookup.rows("enrichment-currencies")
    pairs = ((_iri(row, "currency"), _literal(row, "code")) for row in rows)
    return {currency: code.value for currency, code in pairs if code}


def _add_value(one: Documented, row: Row) -> None:
    name, value = _iri(row, "property"), row["value"]
    if isinstance(value, ox.Literal):
        if name in _NAMES:
            one.names[value] = one.names.get(value, False) or name == _PREFERRED
        elif name == _SETTLED:
            one.settled[value] = None
            return
        else:
            one.stated.setdefault(name, {})[value] = None
    if evidence := _iri(row, "evidence"):
        one.evidence.setdefault("" if name in _NAMES else name, set()).add(evidence)


def _add_figure(one: Documented, row: Row) -> None:
    figure, currency = _iri(row, "figure"), row.get("currency")
    one.budgets[figure] = Budget(
        figure,
        currency.value if isinstance(currency, ox.Literal) else "",
        _literal(row, "value"),
        _literal(row, "least"),
        _literal(row, "most"),
        _iri(row, "precision") == _APPROXIMATE,
    )
    if evidence := _iri(row, "evidence"):
        one.evidence.setdefault(figure, set()).add(evidence)


def _iri(row: Row, name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, ox.NamedNode) else ""


def _literal(row: Row, name: str) -> ox.Literal | None:
    term = row.get(name)
    return term if isinstance(term, ox.Literal) else None
