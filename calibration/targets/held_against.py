"""A run held against published figures: the model's number, its range, and a verdict."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from calibration.targets.target import Measured, Take, Target
from sim.measures.table import ALL, COUNT_UNITS, DEFAULTS, DIMENSIONS
from sim.runs.folder import Run

COLUMNS = ("target", "label", "published_low", "published_high", "unit", "as_published", "period",
           "population", "source", "use", "mean", "range_p10", "range_p90", "replications",
           "tolerance", "verdict", "difference")  # fmt: skip
NOT_DIMENSIONS = ("period", "measure", "unit")

FloatArray = NDArray[np.float64]


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


def _row(name: str, target: Target, cells: pd.DataFrame) -> tuple[object, ...]:
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


def _cells(run: Run, targets: Mapping[str, Target], option: str) -> pd.DataFrame:
    """Return the rows of every measure that a target names, of one option."""
    used = {m.measure for t in targets.values() for m in (t.model, t.divided_by) if m is not None}
    table = run.measures()
    keep = pc.and_(
        pc.equal(table["option"].cast("string"), option),
        pc.is_in(table["measure"].cast("string"), pa.array(sorted(used))),
    )
    cells = table.filter(keep).to_pandas()
    return cells.astype({"period": str})


def _value(measured: Measured, cells: pd.DataFrame) -> FloatArray:
    """Return the number of each replication, NaN where nobody was counted."""
    found = cells[_chosen(measured, cells)]
    months = pd.period_range(measured.from_month, measured.to_month, freq="M").astype(str)
    replications = np.sort(cells["replication"].unique())
    every = pd.MultiIndex.from_product((replications, months))

    def by_month(column: pd.Series) -> FloatArray:
        """Return sums over the cells taken together, shape (replications, months)."""
        sums = column.groupby([found["replication"], found["period"]]).sum(min_count=1)
        return sums.reindex(every).to_numpy(float).reshape(len(replications), len(months))

    number = by_month(found["n"])
    if found["unit"].isin(COUNT_UNITS).any():
        return together(
            measured.take, np.nan_to_num(by_month(found["value"])), np.ones(number.shape)
        )
    return together(measured.take, by_month(found["value"] * found["n"]) / number, number)


def _chosen(measured: Measured, cells: pd.DataFrame) -> NDArray[np.bool_]:
    chosen = cells["measure"] == measured.measure
    for column in DIMENSIONS:
        if column not in NOT_DIMENSIONS:
            words = measured.where.get(column, DEFAULTS.get(column, ALL))
            chosen = chosen & cells[column].isin([words] if isinstance(words, str) else words)
    return chosen.to_numpy(bool)


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
