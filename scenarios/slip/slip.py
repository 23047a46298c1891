"""An option whose milestones slip, compared with the same option on time."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from scenarios.compare.comparison import Comparison, compare
from scenarios.compare.contender import Contender
from scenarios.project import project
from sim.measures.table import ALL
from sim.settings import (
    Altering,
    BadInput,
    Differences,
    Loaded,
    Option,
    Problem,
    differences,
    load_option,
)

MEASURES = (
    "list_size", "wait_weeks", "breaches_open", "breaches_completed", "exits_helped", "spend",
)  # fmt: skip
"""Children waiting and beyond the limit at the end; weeks waited, children seen late, children
helped and spending over the whole run."""


@dataclass(frozen=True)
class Slipped:
    """What slips of an option's milestones change, over the whole run."""

    on_time: Option
    comparison: Comparison | None
    """The option on time against each slip; None when nothing had finished."""
    folder: Path
    interrupted: bool

    def table(self) -> pd.DataFrame:
        """Return one row for each slip and measure, by need and standard.

        Columns as `scenarios.compare.table.COLUMNS`, with months (of delay) and per_month,
        per_month_low and per_month_high: the difference divided by the months.
        ``baseline`` is the option on time, ``value`` the option late. Where there is one need
        only, its rows would repeat the totals and are left out.
        """
        if self.comparison is None:
            return pd.DataFrame()
        rows = self.comparison.differences()
        whole = (rows[["area", "priority", "stage"]] == ALL).all(axis=1)
        rows = rows[whole & rows["measure"].isin(MEASURES)]
        if rows["need"].nunique() == 2:
            rows = rows[rows["need"] == ALL]
        months = rows["option"].map(_months_of)
        each = {name: rows[side] / months for name, side in PER_MONTH.items()}
        return rows.assign(months=months, **each).reset_index(drop=True)


PER_MONTH = {"per_month": "difference", "per_month_low": "low", "per_month_high": "high"}
LATE = "_late_"
"""Between the name of an option and the months of its delay."""


def slip(
    loaded: Loaded,
    option: str,
    months: Sequence[int],
    *,
    milestone: str = ALL,
    out: Path,
    **settings: Any,
) -> Slipped:
    """Run an option on time and with a milestone (or all) so many months late, and compare.

    ``settings`` are those of :func:`scenarios.project.project`.

    Raises:
    BadInput
        When the option has no date that can slip, or a slip moves nothing.
    """
    on_time = load_option(loaded, option)
    _must_have_a_date(on_time)
    makers = [_late(loaded, on_time, option, milestone, number) for number in months]
    late = [maker(loaded) for maker in makers]
    for one, number in zip(late, months, strict=True):
        _must_move(on_time, one, milestone, number)
    asked: list[str | Altering] = [option, *makers]
    done = project(loaded, options=asked, out=out, **settings)
    if done.run is None:
        return Slipped(on_time, None, out, interrupted=True)
    contenders = [Contender(one.name, done.run, one.name) for one in (on_time, *late)]
    return Slipped(on_time, compare(contenders, over="whole_run"), out, done.interrupted)


def _late(loaded: Loaded, on_time: Option, option: str, milestone: str, months: int) -> Differences:
    tables = {
        "title": f"{on_time.title}: {months} months late", "question": on_time.question,
        "note": on_time.note, "include": [option], "slip": {milestone: months},
    }  # fmt: skip
    name = f"{on_time.name}{LATE}{months:02d}"
    return differences(
        loaded, name, tables, "--milestone", folder=Path(), may_change_nothing=True
    )  # fmt: skip


def _must_have_a_date(on_time: Option) -> None:
    if not any(one.drives for one in on_time.milestones.values()):
        text = "none drives a date, so the option cannot be late: it is in force from the first day"
        remedy = "Name the date of a setting under drives (docs/options.md)."
        raise BadInput([Problem(on_time.name, "milestones", text, remedy)])


def _must_move(on_time: Option, late: Option, milestone: str, months: int) -> None:
    if late.changes == on_time.changes:
        text = f"nothing moves when {milestone} slips by {months} months"
        raise BadInput([Problem(on_time.name, "milestones", text, "Name another milestone.")])


def _months_of(name: str) -> int:
    return int(name.rpartition(LATE)[2])
