"""The rows of a SELECT query for Python: terms of rdflib, and a pandas frame of plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, overload

from rdflib.query import Result, ResultRow
from rdflib.term import Literal

if TYPE_CHECKING:
    import pandas as pd


class Rows(Sequence[ResultRow]):
    """Rows with named columns: `rows[0].name`, `rows[0]["name"]`, `rows.variables`."""

    def __init__(self, results_json: bytes) -> None:
        """Read SPARQL 1.1 Query Results JSON."""
        result = Result.parse(BytesIO(results_json), format="json")
        self.variables = [str(variable) for variable in result.vars or []]
        self._rows = [row for row in result if isinstance(row, ResultRow)]

    @overload
    def __getitem__(self, index: int) -> ResultRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[ResultRow]: ...
    def __getitem__(self, index: int | slice) -> ResultRow | list[ResultRow]:
        """Return one row, or some."""
        return self._rows[index]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._rows)

    def __iter__(self) -> Iterator[ResultRow]:
        """Yield the rows."""
        return iter(self._rows)

    def __repr__(self) -> str:
        """Say the columns and the size."""
        return f"<Rows {' '.join(self.variables)}: {len(self)}>"

    def to_pandas(self) -> pd.DataFrame:
        """Return a frame of plain Python values, IRIs as text, unbound as None.

        Raises ImportError with what to install where pandas is missing.
        """
        try:
            import pandas as pd
        except ImportError as error:
            message = "to_pandas needs pandas: pip install 's5kg[pandas]'"
            raise ImportError(message) from error
        values = [[_plain(row[name]) for name in self.variables] for row in self._rows]
        return pd.DataFrame(values, columns=self.variables)


def _plain(term: Any) -> Any:
    if term is None:
        return None
    return term.toPython() if isinstance(term, Literal) else str(term)
