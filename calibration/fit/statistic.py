"""What is counted in a history to stand beside an observed figure.

The words are those of the ordinary measures (docs/measures.md), so that a fit and a run speak of
the same numbers; a wait band may have any bounds, and a window any two dates.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import pandas as pd

from calibration.targets.target import Measured, Take, Target
from sim.measures.clocks import BUILT_IN
from sim.settings import Scenario

Window = tuple[dt.date, dt.date]
"""First and last day; lists are counted at the end of the last."""

COUNTS = ("referrals_received", "referrals_accepted", "list_size", "in_care", "open_waits", "seen",
          "re_graded_while_waiting", "crisis_while_waiting", "exits", "completed",
          "left_waiting")  # fmt: skip
"""Measures that are sums; and ``exits_`` with the way out."""
WAITS = tuple(
    f"{kind}_{statistic}"
    for kind in ("wait_completed", "wait_open", "stage_wait")
    for statistic in ("mean", "p50", "p90", "p95")
)
SHARES = ("share_within_completed", "share_within_open")
COLUMNS = ("area", "need", "priority", "stage", "clock", "standard", "team", "band", "age_group")
"""Columns by which a count may be narrowed."""


@dataclass(frozen=True)
class Counted:
    """Some cells of one measure in some windows, put together to one number."""

    measure: str
    where: tuple[tuple[str, tuple[str, ...]], ...]
    """Column to the words taken together; a column left out is not split."""
    windows: tuple[Window, ...]
    take: Take = "average"
    waited: tuple[float, float] | None = None
    """Only waits of so many whole days, both ends included."""

    @property
    def is_count(self) -> bool:
        """True for sums, false for means, percentiles and shares."""
        return self.measure in COUNTS or self.measure.startswith("exits_")

    def cells(self) -> list[dict[str, str]]:
        """Return each crossing of its words."""
        names = [name for name, _ in self.where]
        found = product(*(words for _, words in self.where))
        return [dict(zip(names, words, strict=True)) for words in found]


@dataclass(frozen=True)
class Statistic:
    """One number of a history."""

    counted: Counted
    divided_by: Counted | None = None
    less: float = 0.0
    times: float = 1.0


def of_target(target: Target) -> Statistic | None:
    """Return what stands beside a published figure; None where nothing in the model can."""
    if target.model is None:
        return None
    below = None if target.divided_by is None else _of_measured(target.divided_by)
    return Statistic(_of_measured(target.model), below, target.less, target.times)


def _of_measured(measured: Measured) -> Counted:
    months = pd.period_range(measured.from_month, measured.to_month, freq="M")
    windows = tuple((one.start_time.date(), one.end_time.date()) for one in months)
    return Counted(measured.measure, words_of(measured.where), windows, measured.take)


def words_of(
    where: Mapping[str, str | tuple[str, ...]],
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return columns and words in one form."""
    return tuple(
        (column, (words,) if isinstance(words, str) else tuple(words))
        for column, words in where.items()
    )


def clocks(scenario: Scenario) -> list[str]:
    """Return the clocks by which a scenario's waits can be measured."""
    return [*BUILT_IN, *scenario.clocks]


def is_known(measure: str) -> bool:
    """Return whether a fit can count a measure."""
    return measure in (*COUNTS, *WAITS, *SHARES) or measure.startswith("exits_")
