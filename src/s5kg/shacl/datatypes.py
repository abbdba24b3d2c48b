"""When a literal is of a datatype, as a SPARQL expression (SHACL 4.1.2).

A store of Oxigraph keeps the value of a literal and forgets whether its type was derived:
`"1"^^xsd:int` becomes `"1"^^xsd:integer`. Derived types can therefore not be judged on it.
"""

import pyoxigraph as ox

from s5kg.shacl.terms import RDF, RDFS, XSD, NotCoveredError

_ZONE = "(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_YEAR = "-?([1-9][0-9]{3,}|0[0-9]{3})"
# Lexical spaces (XML Schema 1.1, part 2, 3.3). The engine judges those that a pattern cannot.
_PATTERNS = {
    f"{XSD}integer": "[+-]?[0-9]+",
    f"{XSD}decimal": "[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)",
    f"{XSD}double": "([+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN)",
    f"{XSD}float": "([+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN)",
    f"{XSD}boolean": "(true|false|0|1)",
    f"{XSD}gYear": f"{_YEAR}{_ZONE}",
    f"{XSD}gYearMonth": f"{_YEAR}-(0[1-9]|1[0-2]){_ZONE}",
    f"{XSD}hexBinary": "([0-9a-fA-F]{2})*",
}
_CASTS = {f"{XSD}date", f"{XSD}time", f"{XSD}dateTime"}
_ANY_TEXT = {f"{XSD}string", f"{XSD}anyURI", f"{RDF}langString"}


def has_datatype(variable: str, datatype: ox.NamedNode) -> str:
    """Return the condition that a value is a well-formed literal of a datatype.

    Raises NotCoveredError for datatypes of XML Schema and RDF that are not in the lists above.
    """
    iri = datatype.value
    same = f"COALESCE(DATATYPE({variable}) = {datatype}, false)"
    if pattern := _PATTERNS.get(iri):
        return f'({same} && REGEX(STR({variable}), "^{pattern}$"))'
    if iri in _CASTS:
        return f"({same} && COALESCE(isLiteral({datatype}({variable})), false))"
    if iri not in _ANY_TEXT and iri.startswith((XSD, RDF, RDFS)):
        raise NotCoveredError(f"sh:datatype {datatype}")
    return same
