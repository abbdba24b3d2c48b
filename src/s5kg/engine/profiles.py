"""How SPARQL services differ: one record for each make.

What is said here was tried on the versions that the tests start (Oxigraph 0.5, Virtuoso 7.2.5,
Fuseki 5.6); QLever and RDF4J with GraphDB are as their documentation says, and untried.
"""

from dataclasses import dataclass, field
from enum import Enum


class Login(Enum):
    """How a user and a password are sent."""

    BASIC = "basic"
    DIGEST = "digest"


class Union(Enum):
    """What the default graph is when a request names none."""

    ALWAYS = "the union of all graphs"
    ASKED = "the union, if a parameter asks for it"
    NEVER = "a graph of its own: the graphs of the union must be named"


@dataclass(frozen=True)
class Profile:
    """What has to be known of a make to ask it.

    `parameters` go with every query, and `{s}` or `{ms}` in them stand for the deadline;
    `union_parameters` go with those that name no graphs.
    `own_graph` names the default graph that the service has by itself, where it has a name.
    `no_graph` names a graph that nobody has, for a service that takes an empty list of graphs as
    all of them. `deadline_statuses` say that a query took too long. `partial_header` and
    `rows_header` come with an answer that is cut short, by time and by the number of rows;
    `graph_triples` is where a graph is cut without any sign. `boolean_row`: the answer to ASK is
    a row with a number.
    """

    login: Login = Login.BASIC
    union: Union = Union.NEVER
    parameters: tuple[tuple[str, str], ...] = ()
    union_parameters: tuple[tuple[str, str], ...] = ()
    own_graph: str = ""
    no_graph: str = ""
    deadline_statuses: frozenset[int] = field(default_factory=lambda: frozenset({408, 504}))
    partial_header: str = ""
    rows_header: str = ""
    graph_triples: int | None = None
    boolean_row: bool = False


PROFILES = {
    "generic": Profile(),
    "oxigraph": Profile(union=Union.ASKED, union_parameters=(("union-default-graph", ""),)),
    # A direct POST of a query never ends there (virtuoso-opensource #842); a form does. With
    # `timeout` it stops in time, and answers 200 with the rows that it has by then.
    "virtuoso": Profile(
        login=Login.DIGEST,
        union=Union.ALWAYS,
        parameters=(("timeout", "{ms}"),),
        no_graph="urn:x-s5kg:no-graph",
        partial_header="X-SQL-State",
        rows_header="X-SPARQL-MaxRows",
        graph_triples=10_000,
        boolean_row=True,
    ),
    "fuseki": Profile(
        parameters=(("timeout", "{s}"),),
        own_graph="urn:x-arq:DefaultGraph",
        deadline_statuses=frozenset({408, 503, 504}),
    ),
    "qlever": Profile(union=Union.ALWAYS, parameters=(("timeout", "{s}s"),)),
    "rdf4j": Profile(union=Union.ALWAYS, parameters=(("timeout", "{s}"),)),
}
