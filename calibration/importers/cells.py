"""Cells of published tables: numbers, suppressed figures, and gaps, told apart."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

SUPPRESSED = frozenset({"*", "**", "c", "<5", "<10", "suppressed", "supp"})
"""Hidden because it is small. Never zero."""
GAPS = frozenset({"", ":", "-", "..", ".", "z", "x", "na", "n/a", "nan", "null", "none", "k", "ne"})
"""Not available, not applicable or not collected."""


@dataclass(frozen=True)
class Cells:
    """A column of figures as read."""

    values: NDArray[np.float64]
    """NaN where suppressed, missing, unreadable or negative."""
    suppressed: NDArray[np.bool_]
    missing: NDArray[np.bool_]
    unreadable: NDArray[np.bool_]
    negative: NDArray[np.bool_]


def read_cells(column: pd.Series) -> Cells:
    """Read a column of figures such as 1,234 or * or 12.5%."""
    text = column.astype(str).str.strip().str.lower()
    suppressed = text.isin(SUPPRESSED).to_numpy(bool)
    missing = text.isin(GAPS).to_numpy(bool)
    plain = text.str.replace(",", "", regex=False).str.removesuffix("%")
    numbers = pd.to_numeric(plain.where(~(suppressed | missing)), errors="coerce")
    values = numbers.to_numpy(float, na_value=np.nan)
    values = np.where(np.isfinite(values), values, np.nan)
    negative = values < 0
    unreadable = np.isnan(values) & ~suppressed & ~missing
    return Cells(np.where(negative, np.nan, values), suppressed, missing, unreadable, negative)
