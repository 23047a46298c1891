"""What drives a result: each number at the ends of its range, same children and same luck.

All are screened with a few replications; those that move the result most are run again with
more. Every answer goes through the store, so that nothing is run twice.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from scenarios.compare.paired import FloatArray, paired
from scenarios.explain.ranges import LeftOut, Moved, ranges
from scenarios.project import BASELINE
from sim.runs import Question, replicate
from sim.runs.executor import Executor, Progress, Serial
from sim.settings import BadInput, Loaded, Problem

SCREENING, REPLICATIONS, TOP = 2, 8, 6
ENDS = ("low", "high")
TOTALS = ("area", "priority", "stage", "team", "role", "age_group", "group")


class Interrupted(Exception):
    """Stopped from outside; what finished is in the store."""


@dataclass(frozen=True)
class Outcome:
    """The one number of a replication that is explained."""

    measure: str = "list_size"
    need: str = "all"
    by: dt.date | None = None
    """The last period that begins by this day; the last of the run without one."""

    def of(self, table: pa.Table) -> float:
        """Return its value in the measures of one replication.

        Raises:
        BadInput
            When the measure is not there, or is not one number.
        """
        rows = table.to_pandas()
        rows = rows[(rows["measure"] == self.measure) & (rows["need"] == self.need)]
        for column in TOTALS:
            rows = rows[rows[column].astype(str).isin(["all", "none"])]
        periods = rows["period"].astype(str)
        if self.by is not None:
            rows, periods = rows[periods.str[:7] <= f"{self.by:%Y-%m}"], periods
            periods = rows["period"].astype(str)
        rows = rows[periods == periods.max()]
        if len(rows) == 1:
            return float(rows["value"].iloc[0])
        said = "has no value here" if rows.empty else "is kept by clock, standard or band"
        remedy = "Choose another --measure or --need, such as list_size of camhs, or a later --by."
        raise BadInput([Problem("explain", self.measure, f"{said}, for {self.need}", remedy)])


@dataclass(frozen=True)
class Trying:
    """How the numbers are tried."""

    store: Path
    replications: int = REPLICATIONS
    top: int = TOP
    """How many are run again with all replications."""
    seed: int = 1
    executor: Executor = field(default_factory=Serial)
    progress: Progress | None = None


@dataclass(frozen=True)
class Drivers:
    """What each number does to the outcome, the strongest first."""

    table: pd.DataFrame
    """rank, setting, words, low, high; for each end difference, interval; replications."""
    today: float
    """Average of the outcome with today's settings."""
    outcome: Outcome
    left_out: list[LeftOut]


def drivers(loaded: Loaded, outcome: Outcome, trying: Trying) -> Drivers:
    """Return what moves an outcome, by the ranges of the scenario's own evidence.

    Raises:
    BadInput
        When no entry has a range that can be used, or the outcome is not one number.
    Interrupted
        When the work was stopped; what finished is kept.
    """
    moved, left = ranges(loaded)
    if not moved:
        text = "no entry of its evidence has a range that can be moved"
        raise BadInput([Problem(loaded.name, "evidence", text, "Give entries low and high.")])
    first = min(SCREENING, trying.replications)
    today, rows = _tried(loaded, moved, first, outcome, trying)
    order = np.argsort([-_reach(row) for row in rows], kind="stable")
    best = [int(place) for place in order[: trying.top]]
    if trying.replications > first and best:
        some = [moved[place] for place in best]
        today, again = _tried(loaded, some, trying.replications, outcome, trying)
        for place, row in zip(best, again, strict=True):
            rows[place] = row
    best.sort(key=lambda place: -_reach(rows[place]))
    ordered = [*best, *(int(place) for place in order[trying.top :])]
    table = pd.DataFrame([rows[place] for place in ordered])
    table.insert(0, "rank", range(1, len(table) + 1))
    return Drivers(table, today, outcome, left)


def _tried(
    loaded: Loaded, moved: Sequence[Moved], number: int, outcome: Outcome, trying: Trying
) -> tuple[float, list[dict[str, float | str]]]:
    """Return the outcome today, and a row for each entry."""
    questions = [Question(BASELINE, loaded.scenario, trying.seed, loaded.scenario)]
    for place, one in enumerate(moved):
        for end, scenario in zip(ENDS, (one.at_low, one.at_high), strict=True):
            questions.append(Question(f"{place} {end}", scenario, trying.seed, loaded.scenario))
    answers = replicate(
        questions, number, trying.store, executor=trying.executor, progress=trying.progress
    )  # fmt: skip
    if answers.replications < number:
        raise Interrupted
    values = np.array([outcome.of(table) for table in answers.tables()]).reshape(-1, number)
    rows = [_row(one, values[0], values[2 * k + 1 : 2 * k + 3]) for k, one in enumerate(moved)]
    return float(values[0].mean()), rows


def _row(one: Moved, today: FloatArray, ends: FloatArray) -> dict[str, float | str]:
    found = paired(np.broadcast_to(today, ends.shape), ends)
    row: dict[str, float | str] = {
        "setting": one.setting, "words": one.words, "low": one.low, "high": one.high,
    }  # fmt: skip
    for k, end in enumerate(ENDS):
        row[f"at_{end}"] = float(found.mean[k])
        row[f"at_{end}_from"], row[f"at_{end}_to"] = float(found.low[k]), float(found.high[k])
    return row | {"replications": len(today)}


def _reach(row: dict[str, float | str]) -> float:
    return max(abs(float(row["at_low"])), abs(float(row["at_high"])))
