"""pandas frames of what the graph says; pandas is loaded when the first one is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def pandas() -> ModuleType:
    """Return pandas. Raises ImportError with what to install where it is missing."""
    try:
        import pandas
    except ImportError as error:
        message = "to_pandas needs pandas: pip install 's5kg[pandas]'"
        raise ImportError(message) from error
    return pandas


def frame(columns: Mapping[str, Any]) -> pd.DataFrame:
    """Return a frame of columns, each a sequence of values; raises what `pandas` raises."""
    made: pd.DataFrame = pandas().DataFrame(dict(columns))
    return made


def numbers(values: Sequence[Decimal | None]) -> pd.Series[Any]:
    """Return numbers to calculate with: int64 where all are there and whole, else float64."""
    whole = all(value is not None and value == value.to_integral_value() for value in values)
    convert = int if whole else float
    plain = [None if value is None else convert(value) for value in values]
    made: pd.Series[Any] = pandas().Series(plain, dtype="int64" if whole else "float64")
    return made


def categories(values: Sequence[str | None], order: Sequence[str]) -> pd.Series[Any]:
    """Return words as ordered categories, so that they sort as the graph orders them."""
    module = pandas()
    kind = module.CategoricalDtype(list(dict.fromkeys(order)), ordered=True)
    made: pd.Series[Any] = module.Series(list(values), dtype=kind)
    return made


def distinct(names: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return names of columns; those that several have get the `others` in brackets behind."""
    return [
        name if list(names).count(name) == 1 else f"{name} [{other}]"
        for name, other in zip(names, others, strict=True)
    ]
