"""Wide published tables: one row a place and month, one column a figure, unpivoted by a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.importers.cells import Cells, read_cells
from calibration.quality import Ledger


@dataclass(frozen=True)
class Figure:
    """A column of a wide table and the columns of the observed table that it fills."""

    column: str
    statistic: str
    population: str
    lower: float = np.nan
    upper: float = np.nan
    scale: float = 1.0
    unit: str = "count"
    numerator: str = ""
    """For a share: the column of how many; the value is then numerator over denominator."""
    denominator: str = ""


def unpivot(
    frame: pd.DataFrame, places: pd.DataFrame, figures: Sequence[Figure], ledger: Ledger
) -> pd.DataFrame:
    """Return one row for each figure that is present or suppressed.

    ``places`` holds the columns that every figure of a row shares, such as period and area.
    """
    cells = {
        name: read_cells(frame[name])
        for figure in figures
        for name in (figure.column, figure.numerator, figure.denominator)
        if name
    }
    parts = [_one(places, figure, cells) for figure in figures]
    for name, column in cells.items():
        ledger.note("unreadable cells", column.unreadable.sum(), "Neither a number nor a known "
                    "mark; left out.", name)  # fmt: skip
        ledger.note("negative counts", column.negative.sum(), "Cannot be; left out.", name)
    nothing = np.all([column.missing for column in cells.values()], axis=0)
    ledger.drop(nothing.sum(), "Every figure of the row is marked as not available.")
    return pd.concat(parts, ignore_index=True)


def _one(places: pd.DataFrame, figure: Figure, cells: dict[str, Cells]) -> pd.DataFrame:
    own = cells[figure.column]
    value, suppressed = own.values * figure.scale, own.suppressed
    numerator, denominator = (_values(cells, name) for name in _parts(figure))
    if figure.numerator:
        value = share(numerator, denominator)
        suppressed = suppressed | cells[figure.denominator].suppressed
    rows = places.assign(
        statistic=figure.statistic, population=figure.population, lower=figure.lower,
        upper=figure.upper, value=value, numerator=numerator, denominator=denominator,
        unit=figure.unit, suppressed=suppressed,
    )  # fmt: skip
    return rows[~np.isnan(value) | suppressed]


def share(numerator: Any, denominator: Any) -> NDArray[np.float64]:
    """Return numerator over denominator; NaN where it cannot be a share."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.asarray(numerator, float) / np.asarray(denominator, float)
    return np.where((value >= 0) & (value <= 1), value, np.nan)


def _parts(figure: Figure) -> tuple[str, str]:
    return figure.numerator, figure.denominator


def _values(cells: dict[str, Cells], name: str) -> Any:
    return cells[name].values if name else np.nan
