"""Guard rails: has an option made something worse that it must not make worse?

The one call is :func:`check_rails`; it needs readings of the baseline and of the option over
one window (:class:`~scenarios.compare.readings.Reader`) and the scenario's clocks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.compare.catalogue import SIGNS, Rail, compared_measures, guard_rails
from scenarios.compare.paired import Differences
from scenarios.compare.pairing import Pairing
from scenarios.compare.readings import Readings
from scenarios.compare.verdict import LEAST
from sim.measures.clocks import BUILT_IN
from sim.measures.table import ALL
from sim.settings.standard import Clock

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


def check_rails(
    readings: Readings,
    baseline: str,
    option: str,
    clocks: Mapping[str, Clock],
    pairing: Pairing,
    rails: Sequence[Rail] | None = None,
) -> list[RailVerdict]:
    """Return a verdict on each rail, broken ones first.

    A rail is broken when the 95 % interval of the worsening lies above zero and its mean above
    the tolerance; it is kept when the interval lies below the tolerance, or where nothing differs
    in any replication. Intervals are widened
    for the number of cells that a rail watches (Bonferroni), so that a rail of many cells is
    not broken by chance.
    """
    chosen = guard_rails() if rails is None else rails
    found = [_check(rail, readings, baseline, option, clocks, pairing) for rail in chosen]
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


def _check(
    rail: Rail, readings: Readings, baseline: str, option: str, clocks: Mapping[str, Clock],
    pairing: Pairing,
) -> RailVerdict:  # fmt: skip
    watched = watched_clocks(rail, clocks)
    chosen = readings.pick(measure=rail.measures, clock=watched, priority=ALL, stage=ALL)
    cells, first, second = _cells(rail, readings, chosen, baseline, option)
    if not len(cells):
        nobody = watched and any(compared_measures()[name].bands for name in rail.measures)
        return RailVerdict(option, rail, KEPT if nobody else ABSENT)
    confidence = 1 - 0.05 / len(cells)
    d = pairing.difference(baseline, option, first, second, confidence)
    sign = np.array([SIGNS[compared_measures()[name].better] for name, *_ in cells])
    worse = -sign * d.mean
    low, high = np.minimum(-sign * d.low, -sign * d.high), np.maximum(-sign * d.low, -sign * d.high)
    tolerance = _tolerance(rail, [cell[-1] for cell in cells], d.baseline)
    status = _status(worse, low, high, tolerance, d)
    k = _gravest(status, worse / np.maximum(tolerance, 1e-9))
    measure, area, need, clock, standard, unit = cells[k]
    return RailVerdict(
        option, rail, status[k], measure, area, need, clock, standard, unit,
        float(d.baseline[k]), float(d.option[k]), float(worse[k]), float(low[k]), float(high[k]),
        float(tolerance[k]),
    )  # fmt: skip


def _gravest(status: Sequence[str], severity: NDArray[np.float64]) -> int:
    """Return the cell with the gravest status, and among those the largest worsening."""
    graves = [ORDER.index(word) for word in status]
    return min(range(len(status)), key=lambda k: (graves[k], -float(severity[k])))


def _cells(
    rail: Rail, readings: Readings, chosen: NDArray[np.bool_], baseline: str, option: str
) -> tuple[list[tuple[str, ...]], NDArray[np.float64], NDArray[np.float64]]:
    """Return the watched cells with the values of both; a cell that nobody was in is left out."""
    names = ["measure", "area", "need", "clock", "standard", "unit"]
    first, second = readings.values[baseline][chosen], readings.values[option][chosen]
    table = readings.cells.loc[chosen, names].reset_index(drop=True)
    if rail.worst_area:
        groups = table[table["area"] != ALL].groupby([n for n in names if n != "area"], sort=False)
        rows = [np.asarray(members, np.int64) for members in groups.indices.values()]
        first, second = (_worst(values, rows) for values in (first, second))
        table = table.loc[[int(members[0]) for members in rows]].assign(area="worst-served area")
    seen = ~(np.isnan(first).all(axis=1) | np.isnan(second).all(axis=1))
    cells = [tuple(map(str, row)) for row in table[seen].itertuples(index=False)]
    return cells, first[seen], second[seen]


def _worst(values: NDArray[np.float64], rows: list[NDArray[np.int64]]) -> NDArray[np.float64]:
    """Return the longest of the areas' waits, replication by replication."""
    if not rows:
        return values[:0]
    out = np.stack([np.where(np.isnan(values[r]), -np.inf, values[r]).max(axis=0) for r in rows])
    return np.where(np.isinf(out), np.nan, out)


def _tolerance(
    rail: Rail, units: Sequence[str], baseline: NDArray[np.float64]
) -> NDArray[np.float64]:
    absolute = np.array([rail.tolerance.get(unit, 0.0) for unit in units])
    shares = np.array([0.0 if unit == "share" else rail.tolerance_share for unit in units])
    return np.maximum(absolute, shares * np.abs(np.nan_to_num(baseline)))


def _status(
    worse: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64],
    tolerance: NDArray[np.float64], difference: Differences,
) -> list[str]:  # fmt: skip
    enough = difference.number >= LEAST
    broken = (low > 0) & (worse > tolerance) & enough
    kept = ((high <= tolerance) & enough) | difference.same
    return np.where(broken, BROKEN, np.where(kept, KEPT, UNSURE)).tolist()
