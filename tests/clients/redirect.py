"""A query of `queries/federated/`, sent to a stand-in instead of the service that it calls."""

from s5kg.federation.lexing import IRI, SERVICE, keywords


def redirected(text: str, address: str) -> str:
    """Return a query whose SERVICE clauses name an address; nothing else of it changes.

    Whatever stands after the keyword is found by the lexer, as the guard finds it.
    """
    for place in reversed(keywords(text, SERVICE)):
        iri = IRI.search(text, place)
        assert iri, "SERVICE without an IRI"
        text = f"{text[: iri.start()]}<{address}>{text[iri.end() :]}"
    return text
