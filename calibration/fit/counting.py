"""Counting a history for a fit: only what is asked, each number equal to the ordinary measure.

A replication of a county has a hundred thousand measures and a fit asks for a few dozen, so
they are read straight from the history: waits sorted by their end, lists at the moment asked.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.fit.statistic import Counted, Statistic
from calibration.targets.held_against import together
from sim.measures.clocks import clocks_of, covered, read_clock, waited_in_unit
from sim.measures.frame import AGE_GROUPS, Frame
from sim.measures.hours import began
from sim.measures.quantiles import MOST_DAYS
from sim.measures.stays import Stays
from sim.measures.timed import Timed
from sim.measures.waits import BANDS
from sim.pathway.codes import (
    HOW_OPEN,
    HOW_REGRADED,
    HOW_SEEN,
    HOW_TO_CRISIS,
    STAY_CARE,
    STAY_WAIT,
)
from sim.pathway.history import History
from sim.settings.words import EXITS, PRIORITIES

FloatArray = NDArray[np.float64]
Cell = dict[str, str]
Pair = tuple[FloatArray, FloatArray]
"""Values and the number behind each, by window."""
SHARE_OF = {"p50": 0.5, "p90": 0.9, "p95": 0.95}


def counted(history: History, statistics: Sequence[Statistic]) -> FloatArray:
    """Return each number of a history; NaN where there is nobody to count."""
    counts = Counts(history)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.array([counts.value(one) for one in statistics])


class Counts:
    """One history, ready to be asked for numbers."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.frame = Frame(history.finished())
        self._timed: dict[str, Timed] = {}

    def value(self, statistic: Statistic) -> float:
        """Return one number."""
        value = self._together(statistic.counted)
        if statistic.divided_by is not None:
            value = value / self._together(statistic.divided_by)
        return float((value - statistic.less) * statistic.times)

    def _together(self, counted: Counted) -> float:
        """Put cells and windows together as a run is held against published figures."""
        pairs = [self._of_cell(counted, cell) for cell in counted.cells()]
        values, number = (np.stack([pair[k] for pair in pairs]) for k in range(2))
        if counted.is_count:
            total, behind = np.nan_to_num(values).sum(axis=0), np.ones(values.shape[1])
        else:
            behind = number.sum(axis=0)
            total = (np.nan_to_num(values) * number).sum(axis=0) / behind
        return float(together(counted.take, total[None], behind[None])[0])

    def _of_cell(self, counted: Counted, cell: Cell) -> Pair:
        measure = counted.measure
        windows = self._moments(counted)
        if measure.startswith(("wait_completed", "share_within_completed")) or (
            measure == "completed"
        ):
            return self._completed(counted, cell, windows)
        if measure.startswith(("wait_open", "share_within_open")) or measure == "open_waits":
            return self._open(counted, cell, windows)
        if measure.startswith("stage_wait"):
            return self._stage_wait(measure.rpartition("_")[2], cell, windows)
        if measure in ("list_size", "in_care"):
            return self._listed(measure, cell, windows)
        return self._events(measure, cell, windows)

    def _moments(self, counted: Counted) -> FloatArray:
        """Return the beginning and the end of each window, in days."""
        day = self.history.blueprint.days.day
        last = float(self.frame.ends[-1])
        return np.array(
            [(float(day(a)), min(day(b) + 1.0, last)) for a, b in counted.windows]
        ).clip(0.0)

    # -- waits by clock --------------------------------------------------------------------------

    def _clock(self, name: str) -> Timed:
        if name not in self._timed:
            self._timed[name] = read_clock(
                self.history, clocks_of(self.history)[name], self.frame.provider
            )
        return self._timed[name]

    def _completed(self, counted: Counted, cell: Cell, windows: FloatArray) -> Pair:
        """Return what is asked of the waits that ended in each window."""
        timed = self._clock(cell["clock"])
        rows = np.flatnonzero(~np.isnan(timed.stop - timed.start))
        rows = rows[self._among(timed.row[rows], cell)]
        rows = rows[np.argsort(timed.stop[rows], kind="stable")]
        waits = timed.wait()[rows]
        if counted.measure.startswith("share"):
            if "band" in cell:
                days = self.history.blueprint.days
                rows = rows[began(cell["band"], timed.start[rows], days)]
            keep, within = self._standard(cell["standard"], timed, rows, timed.stop[rows], 0.0)
            rows, waits = rows[keep], within[keep]
        elif counted.waited is not None:
            whole = np.floor(timed.stop) - np.floor(timed.start) - np.floor(timed.paused)
            waits = _between(whole[rows], counted.waited)
        ends = np.searchsorted(timed.stop[rows], windows)
        parts = [waits[first:last] for first, last in ends]
        return _read(parts, counted)

    def _open(self, counted: Counted, cell: Cell, windows: FloatArray) -> Pair:
        """Return what is asked of the waits that are open at the end of each window."""
        timed = self._clock(cell["clock"])
        rows = np.flatnonzero(~np.isnan(timed.start))
        rows = rows[self._among(timed.row[rows], cell)]
        gone = np.fmin(timed.stop, timed.end)[rows]
        start = timed.start[rows]
        parts = []
        for moment in windows[:, 1]:
            at = np.flatnonzero((start < moment) & (gone >= moment))
            days = np.clip(np.trunc(moment - (start + timed.paused[rows])[at]), 0, MOST_DAYS - 1)
            if counted.measure.startswith("share"):
                end = np.full(len(at), moment)
                keep, within = self._standard(cell["standard"], timed, rows[at], end, 1e-6)
                days = within[keep]
            elif counted.waited is not None:
                days = _between(days, counted.waited)
            elif "band" in cell:
                low, high = next((a, b) for name, a, b in BANDS if name == cell["band"])
                days = _between(days, (low, high - 1))
            parts.append(days)
        return _read(parts, counted, whole=True)

    def _standard(
        self, name: str, timed: Timed, rows: Any, end: FloatArray, before: float
    ) -> tuple[NDArray[np.bool_], FloatArray]:
        """Return which units a standard covers, and which have waited no longer than it says."""
        standard = self.history.blueprint.scenario.standards[name]
        days = self.history.blueprint.days
        start = timed.start[rows]
        keep = covered(self.history, standard, timed.row[rows])
        if standard.from_date:
            keep &= ~(start < days.day(standard.from_date))
        if standard.to_date:
            keep &= ~(start >= days.day(standard.to_date) + 1)
        waited = waited_in_unit(start, end - before, timed.paused[rows], standard.unit, days)
        return keep, (waited <= standard.limit + 1e-9).astype(float)

    # -- lists and events ------------------------------------------------------------------------

    @cached_property
    def _stays(self) -> dict[str, NDArray[Any]]:
        """Stretches at nodes, column by column."""
        stays = self.history.stays
        return {name: np.asarray(stays[name]) for name in stays.dtype.names}

    def _at_places(self, cell: Cell, kind: NDArray[np.bool_]) -> Any:
        """Return the stretches of some kind that a cell means."""
        stays = self._stays
        keep = kind & self._among(stays["row"], cell, stays["prio"])
        if "stage" in cell:
            keep &= stays["node"] == self.history.blueprint.node(cell["stage"])
        return np.flatnonzero(keep)

    def _listed(self, measure: str, cell: Cell, windows: FloatArray) -> Pair:
        """Return how many stand on a list, or are in care, at the end of each window."""
        stays = self._stays
        care = stays["kind"] == STAY_CARE
        rows = self._at_places(cell, care if measure == "in_care" else ~care)
        start = stays["start"][rows]
        end = np.where(stays["how"][rows] == HOW_OPEN, np.inf, stays["end"][rows])
        parts = [start[(start < moment) & (end >= moment)] for moment in windows[:, 1]]
        return _number(parts)

    def _stage_wait(self, statistic: str, cell: Cell, windows: FloatArray) -> Pair:
        rows = self._seen(cell)
        stays = self._stays
        rows = rows[np.argsort(stays["end"][rows], kind="stable")]
        ends = np.searchsorted(stays["end"][rows], windows)
        waits = (stays["end"] - stays["join"])[rows]
        return _statistics([waits[first:last] for first, last in ends], statistic)

    def _seen(self, cell: Cell) -> Any:
        waited = self._stays["kind"] == STAY_WAIT
        rows = self._at_places(cell, waited & (self._stays["how"] == HOW_SEEN))
        if "team" not in cell:
            return rows
        team = Stays(self.frame, self.history.stays[rows]).server
        return rows[team == self.history.blueprint.servers.index(cell["team"])]

    def _events(self, measure: str, cell: Cell, windows: FloatArray) -> Pair:
        """Return how many events of a kind fall into each window."""
        moments = np.sort(self._when(measure, cell))
        ends = np.searchsorted(moments, windows)
        return _number([moments[first:last] for first, last in ends])

    def _when(self, measure: str, cell: Cell) -> FloatArray:
        """Return the moments of every event of a kind that a cell means."""
        register, stays = self.frame.register, self._stays
        if measure == "seen":
            return np.asarray(stays["end"][self._seen(cell)])
        if measure in ("re_graded_while_waiting", "crisis_while_waiting"):
            hows = (HOW_TO_CRISIS,) if measure.startswith("crisis") else (
                HOW_REGRADED, HOW_TO_CRISIS)  # fmt: skip
            return np.asarray(stays["end"][self._at_places(cell, np.isin(stays["how"], hows))])
        if measure == "left_waiting":
            timed = self._clock(cell["clock"])
            left = np.isnan(timed.stop) & np.isfinite(timed.end) & ~np.isnan(timed.start)
            rows = np.flatnonzero(left)
            return timed.end[rows[self._among(timed.row[rows], cell)]]
        rows = np.flatnonzero(self.frame.arrived)
        if measure == "referrals_received":
            rows = rows[self._among(rows, cell, np.asarray(register["first_prio"])[rows])]
            return np.asarray(register["ref"][rows], np.float64)
        rows = rows[self._among(rows, cell)]
        if measure == "referrals_accepted":
            column = self.history.blueprint.columns.index("accepted")
            dates = np.asarray(self.history.milestones[rows, column], np.float64)
            return dates[~np.isnan(dates)]
        out = np.asarray(register["exit"])[rows]
        way = measure.removeprefix("exits_")
        chosen = out >= 0 if measure == "exits" else out == EXITS.index(way)
        return np.asarray(register["ready"][rows[chosen]], np.float64)

    def _among(self, rows: Any, cell: Cell, priority: Any = None) -> NDArray[np.bool_]:
        """Return which rows of the register have a cell's area, need, priority and age."""
        register, blueprint = self.frame.register, self.history.blueprint
        keep = np.ones(len(rows), bool)
        if "area" in cell:
            keep &= register["area"][rows] == blueprint.areas.index(cell["area"])
        if "need" in cell:
            keep &= register["need"][rows] == blueprint.needs.index(cell["need"])
        if "priority" in cell:
            now = register["prio"][rows] if priority is None else priority
            keep &= now == PRIORITIES.index(cell["priority"])
        if "age_group" in cell:
            names = [name for name, _, _ in AGE_GROUPS]
            keep &= self.frame.age_group[rows] == names.index(cell["age_group"])
        return keep


def _between(days: FloatArray, ends: tuple[float, float]) -> FloatArray:
    """Return 1 for each wait within two ends, both included, and 0 for others."""
    return ((days >= ends[0]) & (days <= ends[1])).astype(float)


def _read(parts: list[FloatArray], counted: Counted, *, whole: bool = False) -> Pair:
    """Return what a measure says of the waits in each window."""
    if counted.is_count:
        narrowed = counted.waited is not None or any(name == "band" for name, _ in counted.where)
        return _sum(parts) if narrowed else _number(parts)
    shares = counted.measure.startswith("share") or counted.waited is not None
    return _statistics(parts, "mean" if shares else counted.measure.rpartition("_")[2], whole=whole)


def _number(parts: list[FloatArray]) -> Pair:
    number = np.array([float(len(part)) for part in parts])
    return number, number


def _sum(parts: list[FloatArray]) -> Pair:
    return np.array([float(part.sum()) for part in parts]), _number(parts)[0]


def _statistics(parts: list[FloatArray], statistic: str, *, whole: bool = False) -> Pair:
    """Return a mean or a percentile of each part; whole days as lists are published."""
    number = _number(parts)[0]
    if statistic == "mean":
        return np.array([part.mean() if len(part) else np.nan for part in parts]), number
    share = SHARE_OF[statistic]
    way: Any = "inverted_cdf" if whole else "linear"
    values = [np.quantile(part, share, method=way) if len(part) else np.nan for part in parts]
    return np.array(values), number
