"""Guard rails: has an option made something worse that it must not make worse?

:func:`watched_cells` finds once what the rails watch in readings over one window, given the
scenario's clocks; :func:`check_rails` holds each option against it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.compare.catalogue import SIGNS, Rail, compared_measures, guard_rails
from scenarios.compare.paired import Differences
from scenarios.compare.pairing import Pairing
from scenarios.compare.readings import Readings
from scenarios.compare.verdict import LEAST
from sim.measures.clocks import BUILT_IN
from sim.measures.table import ALL
from sim.settings.standard import Clock

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
KEPT = "kept"
BROKEN = "broken"
UNSURE = "cannot be ruled out"
ABSENT = "not in this scenario"
ORDER = (BROKEN, UNSURE, KEPT, ABSENT)
"""The gravest first."""


@dataclass(frozen=True)
class RailVerdict:
    """What became of one rail, told by the cell that fared worst."""

    option: str
    rail: Rail
    status: str
    """broken, cannot be ruled out, kept, or not in this scenario."""
    measure: str = ""
    area: str = ""
    need: str = ""
    clock: str = ""
    standard: str = ""
    unit: str = ""
    baseline: float = np.nan
    value: float = np.nan
    worsening: float = np.nan
    """How much worse than the baseline, in the unit of the measure; negative is better."""
    low: float = np.nan
    high: float = np.nan
    tolerance: float = np.nan


def rail_measures() -> tuple[str, ...]:
    """Return the measures that rails need to have read."""
    return tuple(dict.fromkeys(name for rail in guard_rails() for name in rail.measures))


@dataclass(frozen=True)
class Watched:
    """The cells that a rail watches, in every option alike."""

    rail: Rail
    readings: Readings
    clocks: Sequence[str]
    cells: pd.DataFrame
    """Columns of ``WORDS``; with ``worst_area`` a row for all areas together."""
    rows: Sequence[IntArray]
    """The readings behind each cell: one, or those of every area."""

    def values(self, option: str) -> FloatArray:
        """Return the values of an option, cell by replication: of several areas the longest."""
        values = self.readings.values[option]
        if self.rail.worst_area:
            return _worst(values, self.rows)
        return np.asarray(values[np.array([row[0] for row in self.rows], np.int64)])

    @property
    def nobody(self) -> bool:
        """Whether nobody at all is as badly off as the rail watches for, and somebody could be."""
        banded = any(compared_measures()[name].bands for name in self.rail.measures)
        return bool(self.clocks) and banded


WORDS = ("measure", "area", "need", "clock", "standard", "unit")


def watched_cells(
    readings: Readings, clocks: Mapping[str, Clock], rails: Sequence[Rail] | None = None
) -> list[Watched]:
    """Return the cells that each rail watches: by default the rails that hold everywhere."""
    chosen = guard_rails() if rails is None else rails
    return [_watched(rail, readings, clocks) for rail in chosen]


def check_rails(
    watched: Sequence[Watched], baseline: str, option: str, pairing: Pairing
) -> list[RailVerdict]:
    """Return a verdict on each rail, broken ones first.

    A rail is broken when the 95 % interval of the worsening lies above zero and its mean above
    the tolerance; it is kept when the interval lies below the tolerance, or where nothing differs
    in any replication. Intervals are widened
    for the number of cells that a rail watches (Bonferroni), so that a rail of many cells is
    not broken by chance.
    """
    found = [_check(one, baseline, option, pairing) for one in watched]
    return sorted(found, key=lambda verdict: ORDER.index(verdict.status))


def watched_clocks(rail: Rail, clocks: Mapping[str, Clock]) -> list[str]:
    """Return the clocks of a scenario that a rail watches."""
    named = {**BUILT_IN, **clocks}
    stopping = [
        name
        for name, clock in named.items()
        if any(event in rail.stops for any_of in clock.stop for event in any_of)
    ]
    return [name for name in named if name in rail.clocks or name in stopping]


def _watched(rail: Rail, readings: Readings, clocks: Mapping[str, Clock]) -> Watched:
    names = watched_clocks(rail, clocks)
    chosen = readings.pick(measure=rail.measures, clock=names, priority=ALL, stage=ALL)
    places = np.flatnonzero(chosen)
    table = readings.cells.loc[chosen, list(WORDS)].reset_index(drop=True)
    if not rail.worst_area:
        return Watched(rail, readings, names, table, list(places[:, None]))
    alike = [name for name in WORDS if name != "area"]
    groups = table[table["area"] != ALL].groupby(alike, sort=False).indices
    areas = [np.asarray(members, np.int64) for members in groups.values()]
    cells = table.loc[[int(members[0]) for members in areas]].assign(area="worst-served area")
    return Watched(rail, readings, names, cells, [places[members] for members in areas])


def _check(watched: Watched, baseline: str, option: str, pairing: Pairing) -> RailVerdict:
    rail = watched.rail
    cells, first, second = _seen(watched, baseline, option)
    if not len(cells):
        return RailVerdict(option, rail, KEPT if watched.nobody else ABSENT)
    confidence = 1 - 0.05 / len(cells)
    d = pairing.difference(baseline, option, first, second, confidence)
    sign = np.array([SIGNS[compared_measures()[name].better] for name in cells["measure"]])
    worse = -sign * d.mean
    low, high = np.minimum(-sign * d.low, -sign * d.high), np.maximum(-sign * d.low, -sign * d.high)
    tolerance = _tolerance(rail, cells["unit"], d.baseline)
    status = _status(worse, low, high, tolerance, d)
    k = _gravest(status, worse / np.maximum(tolerance, 1e-9))
    measure, area, need, clock, standard, unit = cells.iloc[k].astype(str)
    return RailVerdict(
        option, rail, status[k], measure, area, need, clock, standard, unit,
        float(d.baseline[k]), float(d.option[k]), float(worse[k]), float(low[k]), float(high[k]),
        float(tolerance[k]),
    )  # fmt: skip


def _seen(
    watched: Watched, baseline: str, option: str
) -> tuple[pd.DataFrame, FloatArray, FloatArray]:
    """Return the watched cells with the values of both; a cell that nobody was in is left out."""
    first, second = watched.values(baseline), watched.values(option)
    nobody = np.isnan(first).all(axis=1) | np.isnan(second).all(axis=1)
    seen = np.flatnonzero(~nobody)
    return watched.cells.iloc[seen], first[seen], second[seen]


def _gravest(status: Sequence[str], severity: FloatArray) -> int:
    """Return the cell with the gravest status, and among those the largest worsening."""
    graves = [ORDER.index(word) for word in status]
    return min(range(len(status)), key=lambda k: (graves[k], -float(severity[k])))


def _worst(values: FloatArray, rows: Sequence[IntArray]) -> FloatArray:
    """Return the longest of the areas' waits, replication by replication."""
    if not rows:
        return values[:0]
    out = np.stack([np.where(np.isnan(values[r]), -np.inf, values[r]).max(axis=0) for r in rows])
    return np.where(np.isinf(out), np.nan, out)


def _tolerance(rail: Rail, units: Iterable[str], baseline: FloatArray) -> FloatArray:
    absolute = np.array([rail.tolerance.get(unit, 0.0) for unit in units])
    shares = np.array([0.0 if unit == "share" else rail.tolerance_share for unit in units])
    return np.maximum(absolute, shares * np.abs(np.nan_to_num(baseline)))


def _status(
    worse: FloatArray, low: FloatArray, high: FloatArray, tolerance: FloatArray,
    difference: Differences,
) -> list[str]:  # fmt: skip
    enough = difference.number >= LEAST
    broken = (low > 0) & (worse > tolerance) & enough
    kept = ((high <= tolerance) & enough) | difference.same
    return np.where(broken, BROKEN, np.where(kept, KEPT, UNSURE)).tolist()
