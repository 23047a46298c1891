"""What lies ahead of a child: how long until one in ten, half and nine in ten have been seen.

A run looks only so far ahead. Where a share is not reached in nearly every future, all that can
be said is that the wait is longer than that, and no number is given in its place.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from scenarios.cells import WHOLE_RUN
from sim.measures.table import ALL
from sim.settings import Scenario

FIRST_CONTACT = "first_contact"
SHARES = ("p10", "p50", "p90")
LEFT = "prospect_left"
"""Share who leave without being seen; it has a row in every future with enough children."""
READS = (*(f"further_wait_{share}" for share in SHARES), LEFT)
"""The measures that are told of."""
NEARLY_EVERY = 0.9
"""Share of the futures with enough children in which a wait must end within the run for its
length to be told."""
ENOUGH = 0.5
"""Share of all futures that must have enough children for anything to be told of them."""
REFERRED_WITHIN = 91.0
"""Days from the first day within which those "referred today" come; see docs/measures.md."""


@dataclass(frozen=True)
class Ahead:
    """A wait still to come, in days: the average, and the range of futures."""

    days: float
    low: float
    high: float
    reached: bool
    """False when all that is known is that it takes more than ``days``."""


@dataclass(frozen=True)
class Prospect:
    """What lies ahead of the children of one need and area who have waited so long."""

    need: str
    area: str
    waited: int
    """Weeks waited already; 0 for those referred today."""
    children: float
    """Children behind it, on average of the futures."""
    few: Ahead
    """When one in ten have been seen."""
    half: Ahead
    most: Ahead
    """When nine in ten have been seen."""
    left: float
    """Share who leave without being seen, turned away included."""


def prospects(summary: pd.DataFrame, scenario: Scenario, replications: int) -> list[Prospect]:
    """Return what lies ahead, by need, area and weeks waited, from one option's summary."""
    rows = summary[
        summary["measure"].isin(READS)
        & (summary["clock"] == FIRST_CONTACT)
        & (summary["period"].astype(str) == WHOLE_RUN)
    ]
    horizon = float(scenario.calendar.horizon_days)
    return list(_found(rows, horizon, replications))


def _found(rows: pd.DataFrame, horizon: float, replications: int) -> Iterator[Prospect]:
    keys = ["need", "area", "band"]
    for (need, area, band), some in rows.groupby(keys, sort=False, observed=True):
        waited = int(str(band).split(" ")[0])
        longest = horizon - (min(REFERRED_WITHIN, horizon / 2) if waited == 0 else 0.0)
        told = {row["measure"]: row for row in some.to_dict("records")}
        known = told[LEFT]["replications"] if LEFT in told else 0
        if known < ENOUGH * replications:
            continue
        few, half, most = _in_order([told.get(f"further_wait_{one}") for one in SHARES],
                                    longest, known)  # fmt: skip
        left = told[LEFT]["mean"]
        yield Prospect(
            str(need), str(area), waited, float(some["n"].max()), few, half, most, left
        )  # fmt: skip


def _in_order(
    rows: Sequence[Mapping[Hashable, Any] | None], longest: float, futures: float
) -> list[Ahead]:
    """Return the waits of growing shares of children; none is told as less than one before it.

    A run sees further for those referred on its first day than for the last of "today".
    """
    found: list[Ahead] = []
    for row in rows:
        known = max([longest, *(one.days for one in found)])
        found.append(_ahead(row, known, futures))
    return found


def _ahead(row: Mapping[Hashable, Any] | None, longest: float, futures: float) -> Ahead:
    """Return a wait, or that it is longer than the run can see in some of the futures."""
    if row is None or row["replications"] < NEARLY_EVERY * futures or pd.isna(row["mean"]):
        return Ahead(longest, longest, longest, reached=False)
    return Ahead(row["mean"], row["range_p10"], row["range_p90"], reached=True)


def chosen(found: list[Prospect], need: str, area: str = ALL, waited: int = 0) -> Prospect | None:
    """Return the prospect of one need, area and time waited, or None."""
    same = (one for one in found if (one.need, one.area, one.waited) == (need, area, waited))
    return next(same, None)
