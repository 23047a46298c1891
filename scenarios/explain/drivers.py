"""What drives a result: each number at the ends of its range, same children and same luck.

All are screened with a few replications; those that move the result most are run again with
more. Every answer goes through the store, so that nothing is run twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from scenarios.compare.paired import FloatArray, paired
from scenarios.explain.outcome import Outcome
from scenarios.explain.ranges import LeftOut, Moved, ranges
from scenarios.explain.trial import Trying, check, outcomes
from scenarios.questions import Questions
from sim.settings import BadInput, Loaded, Problem

ENDS = ("low", "high")
PARTS = ("", "_from", "_to")
"""A difference, and the ends of its interval, as columns are named."""
NEGLIGIBLE = 0.005
"""A difference below this share of today's value is too little to matter."""


@dataclass(frozen=True)
class Drivers:
    """What each number does to the outcome, the strongest first."""

    table: pd.DataFrame
    """rank, setting, words, low, high, both ends in words, confidence and source of the range;
    for each end difference, interval; replications."""
    today: float
    """Average of the outcome with today's settings."""
    outcome: Outcome
    left_out: list[LeftOut]
    unit: str = ""
    """Of the outcome."""

    @property
    def matter(self) -> pd.DataFrame:
        """The rows that move the outcome by more than is negligible."""
        reach = self.table[["at_low", "at_high"]].abs().max(axis=1)
        return self.table[(reach >= NEGLIGIBLE * abs(self.today)) & (reach > 0)]

    @property
    def moving(self) -> pd.DataFrame:
        """The rows that move the outcome at all, or every row where none does."""
        moved = self.table[[f"at_{end}{part}" for end in ENDS for part in PARTS]].ne(0).any(axis=1)
        return self.table[moved] if moved.any() else self.table

    @property
    def screened(self) -> pd.DataFrame:
        """The rows that were only screened."""
        return self.table[self.table["replications"] < self.table["replications"].max()]


def drivers(loaded: Loaded, outcome: Outcome, trying: Trying) -> Drivers:
    """Return what moves an outcome, by the ranges of the scenario's own evidence.

    Raises:
    BadInput
        When no entry has a range that can be used, or the outcome is not there; the latter
        is found with the first replication.
    Interrupted
        When the work was stopped; what finished is kept.
    """
    moved, left = ranges(loaded)
    if not moved:
        text = "no entry of its evidence has a range that can be moved"
        raise BadInput([Problem(loaded.name, "evidence", text, "Give entries low and high.")])
    asking = Questions(loaded, trying.seed)
    unit = check(asking.baseline, outcome, trying)
    today, rows = _tried(asking, moved, trying.screening, outcome, trying)
    order = np.argsort([-_reach(row) for row in rows], kind="stable")
    best = [int(place) for place in order[: trying.top]]
    if trying.replications > trying.screening and best:
        some = [moved[place] for place in best]
        today, again = _tried(asking, some, trying.replications, outcome, trying)
        for place, row in zip(best, again, strict=True):
            rows[place] = row
    best.sort(key=lambda place: -_reach(rows[place]))
    ordered = [*best, *(int(place) for place in order[trying.top :])]
    table = pd.DataFrame([rows[place] for place in ordered])
    table.insert(0, "rank", range(1, len(table) + 1))
    return Drivers(table, today, outcome, left, unit)


def _tried(
    asking: Questions, moved: Sequence[Moved], number: int, outcome: Outcome, trying: Trying
) -> tuple[float, list[dict[str, float | str]]]:
    """Return the outcome today, and a row for each entry."""
    questions = [asking.baseline]
    for place, one in enumerate(moved):
        for end, number_there in zip(ENDS, (one.low, one.high), strict=True):
            questions.append(asking.of(f"{place} {end}", partial(one.at, number_there)))
    values = outcomes(questions, number, outcome, trying)
    rows = [_row(one, values[0], values[2 * k + 1 : 2 * k + 3]) for k, one in enumerate(moved)]
    return float(np.nanmean(values[0])), rows


def _row(one: Moved, today: FloatArray, ends: FloatArray) -> dict[str, float | str]:
    found = paired(np.broadcast_to(today, ends.shape), ends)
    row: dict[str, float | str] = {
        "setting": one.setting, "words": one.words, "low": one.low, "high": one.high,
        "ends": one.ends, "confidence": one.confidence, "source": one.source,
    }  # fmt: skip
    for k, end in enumerate(ENDS):
        row[f"at_{end}"] = float(found.mean[k])
        row[f"at_{end}_from"], row[f"at_{end}_to"] = float(found.low[k]), float(found.high[k])
    return row | {"replications": len(today)}


def _reach(row: dict[str, float | str]) -> float:
    return float(np.nanmax(np.abs([float(row["at_low"]), float(row["at_high"])])))
