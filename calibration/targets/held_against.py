"""A run held against published figures: the model's number, its range, and a verdict."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.targets.target import Measured, Take, Target
from sim.measures.table import ALL, DEFAULTS, DIMENSIONS
from sim.runs.folder import Run
from sim.runs.turned import Turned

COLUMNS = ("target", "label", "published_low", "published_high", "unit", "as_published", "period",
           "population", "source", "use", "mean", "range_p10", "range_p90", "replications",
           "tolerance", "verdict", "difference")  # fmt: skip
NOT_DIMENSIONS = ("period", "measure", "unit")

FloatArray = NDArray[np.float64]
Cells = Mapping[str, tuple[pd.DataFrame, Turned]]
"""By measure: what each row is, and its numbers, a column for each replication."""


def held_against(run: Run, targets: Mapping[str, Target], option: str = "baseline") -> pd.DataFrame:
    """Return one row a target, in their order; columns are ``COLUMNS``.

    ``mean`` is over replications, ``range_p10`` and ``range_p90`` are the range of futures; all
    three are missing where the run holds nothing to compare.
    """
    cells = _cells(run, targets, option)
    return pd.DataFrame([_row(name, target, cells) for name, target in targets.items()],
                        columns=list(COLUMNS))  # fmt: skip


def verdict(target: Target, mean: float) -> str:
    """Return met, near or missed by the target's tolerance, or why there is no verdict.

    Near is within twice the tolerance; high and low are the model's side.
    """
    if target.model is None:
        return "not compared"
    if np.isnan(mean):
        return "no such result"
    if target.tolerance is None:
        return "for scale"
    low, high = target.ends()
    allowed = target.tolerance * abs(low + high) / 2
    gap = max(low - mean, mean - high)
    if gap <= allowed:
        return "met"
    side = "high" if mean > high else "low"
    return f"{'near' if gap <= 2 * allowed else 'missed'}, {side}"


def _row(name: str, target: Target, cells: Cells) -> tuple[object, ...]:
    values = np.zeros(0)
    if target.model is not None:
        values = _value(target.model, cells)
        if target.divided_by is not None:
            values = values / _value(target.divided_by, cells)
        values = (values - target.less) * target.times
        values = values[np.isfinite(values)]
    known = len(values) > 0
    mean = float(values.mean()) if known else np.nan
    p10, p90 = np.quantile(values, (0.1, 0.9)) if known else (np.nan, np.nan)
    return (
        name, target.label, *target.ends(), target.unit, target.as_published, target.period,
        target.population, target.source, target.use, mean, p10, p90, len(values),
        target.tolerance, verdict(target, mean), target.difference,
    )  # fmt: skip


def _cells(run: Run, targets: Mapping[str, Target], option: str) -> Cells:
    """Return every measure that a target names, of one option, its replications side by side."""
    used = {m.measure for t in targets.values() for m in (t.model, t.divided_by) if m is not None}
    return {
        str(some.words["measure"][0]): (some.words.to_pandas(), some)
        for some in run.turned([option], used)
    }


def _value(measured: Measured, cells: Cells) -> FloatArray:
    """Return the number of each replication, NaN where nobody was counted."""
    if measured.measure not in cells:
        return np.full(1, np.nan)
    words, some = cells[measured.measure]
    found = np.flatnonzero(_chosen(measured, words))
    months = pd.period_range(measured.from_month, measured.to_month, freq="M").astype(str)
    month = months.get_indexer(pd.Index(words["period"].iloc[found]))

    def by_month(rows: FloatArray) -> FloatArray:
        """Return sums over the cells taken together, shape (replications, months)."""
        sums = [np.nansum(rows[month == place], axis=0) for place in range(len(months))]
        return np.array(sums).T

    values = some.values[found].astype(float)
    if some.numbers is None:
        if not len(found):  # nothing of the kind is stored: no result, and not nobody
            return np.full(values.shape[1], np.nan)
        totals = by_month(values)
        return together(measured.take, totals, np.ones(totals.shape))
    behind = some.numbers[found].astype(float)
    number = by_month(behind)
    with np.errstate(divide="ignore", invalid="ignore"):
        return together(measured.take, by_month(values * behind) / number, number)


def _chosen(measured: Measured, words: pd.DataFrame) -> NDArray[np.bool_]:
    chosen = np.ones(len(words), bool)
    for column in DIMENSIONS:
        if column not in NOT_DIMENSIONS:
            named = measured.where.get(column, DEFAULTS.get(column, ALL))
            chosen &= words[column].isin([named] if isinstance(named, str) else named)
    return chosen


def together(take: Take, values: FloatArray, number: FloatArray) -> FloatArray:
    """Put months together, shape (replications, months) to (replications,)."""
    number = np.nan_to_num(number)
    if take == "number":
        return np.asarray(number.sum(axis=1))
    if take in ("first", "last"):
        return np.asarray(values[:, 0 if take == "first" else -1])
    if take == "total":
        return np.asarray(values.sum(axis=1))
    behind = number.sum(axis=1)
    total = (number * np.nan_to_num(values)).sum(axis=1)
    return np.asarray(total / np.where(behind > 0, behind, np.nan))
