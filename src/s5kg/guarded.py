"""An rdflib store on Oxigraph whose queries and updates call no other machine."""

from collections.abc import Mapping
from typing import Any

from oxrdflib import OxigraphStore
from rdflib.plugins.sparql.sparql import Query, Update
from rdflib.query import Result

from s5kg.engine.dataset import names_dataset
from s5kg.federation import CallRefusedError
from s5kg.federation.algebra import calls_in
from s5kg.federation.allowed import Allowed
from s5kg.federation.guard import check_query, check_update

_LOADED = "rdflib would load the graphs of FROM from the network"


class GuardedStore(OxigraphStore):
    """Refuses SERVICE and LOAD, and FROM where rdflib and not Oxigraph would evaluate it."""

    def query(
        self,
        query: Query | str,
        initNs: Mapping[str, Any],  # noqa: N803 (rdflib's name)
        initBindings: Mapping[str, Any],  # noqa: N803 (rdflib's name)
        queryGraph: str,  # noqa: N803 (rdflib's name)
        **kwargs: Any,
    ) -> Result:
        """Answer a query. Raises CallRefusedError."""
        if isinstance(query, str):
            check_query(query, Allowed())
            loaded = bool(kwargs) and names_dataset(query)
        else:
            Allowed().check_all(calls_in(query.algebra))
            loaded = bool(query.algebra.datasetClause)
        if loaded:  # Oxigraph takes no such query, and rdflib evaluates it by itself
            raise CallRefusedError((), (), _LOADED)
        return super().query(query, initNs, initBindings, queryGraph, **kwargs)

    def update(
        self,
        update: Update | str,
        initNs: Mapping[str, Any],  # noqa: N803 (rdflib's name)
        initBindings: Mapping[str, Any],  # noqa: N803 (rdflib's name)
        queryGraph: str,  # noqa: N803 (rdflib's name)
        **kwargs: Any,
    ) -> None:
        """Carry an update out. Raises CallRefusedError, also for one that is no text."""
        if not isinstance(update, str):
            raise CallRefusedError((), (), "pass an update as text")
        check_update(update)
        super().update(update, initNs, initBindings, queryGraph, **kwargs)
