"""RTT Planner: its published figures, and its projection beside the simulation.

Its method, as its exercise sheet tells it: inflow by months waited, shares of it treated (scaled
to the capacity) and leaving, the rest is next month's inflow. No code of it is used.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.validation.held import Case, Held, exact
from scenarios.validation.small import (
    YOUNG,
    Values,
    change,
    listed,
    run,
    scenario,
    stays,
    team,
    waits,
)

FloatArray = NDArray[np.float64]
JANUARY = dt.date(2026, 1, 1)
MONTHS = [f"{2026 + k // 12}-{k % 12 + 1:02d}" for k in range(24)]
FIRSTS = [dt.date(2026 + k // 12, k % 12 + 1, 1) for k in range(25)]
ENDS = np.array([(first - JANUARY).days for first in FIRSTS], float)
"""Days from which each month begins; the last is the horizon."""
MOST_MONTHS = 12
PUBLISHED = [208.760643857993, 707.501812930386, 3189.96529975838, 15788.2579199025,
             499124.260608735]  # fmt: skip
"""Its list after four months, by months waited."""
LAST_PUBLISHED = ("in the month of referral", "1 month", "2 months", "3 months", "4 and more")


def published() -> Iterator[Held]:
    """The projection, written anew here, gives the figures it publishes."""
    projected = projection(
        [338, 330, 372, 335], [322, 494, 436, 360], [197, 121, 143, 331, 0],
        leaving=[0.37640166060088, -2.06558994698596, -4.2180808626746, -4.25999018821329,
                 -4.32030318523386],
        treated=[0.5196652828326, 2.55465828915496, 4.3484007188955, 4.38332515684441,
                 4.43358598769489],
    )[-1]  # fmt: skip
    for waited, expected, ours in zip(LAST_PUBLISHED, PUBLISHED, projected, strict=True):
        yield exact(f"Its projection written anew: waited {waited}", "children", expected,
                    float(ours))  # fmt: skip


def without_leaving() -> Iterator[Held]:
    """Nobody leaves: the list is list + referrals - treatments, to the child."""
    months = _months_of(
        waiting=600, referrals=[40 + 7 * (k % 5) for k in range(24)], seen=[45] * 24
    )
    projected = projection(
        months["referred"], months["seen"].sum(axis=1), [600, 0], [0, 0], [1, 1]
    ).sum(axis=1)
    simulated = months["waiting"].sum(axis=1)
    worst = int(np.abs(simulated - projected).argmax())
    yield exact("List in the month furthest apart, of 24", "children", float(projected[worst]),
                float(simulated[worst]))  # fmt: skip


def with_leaving() -> Iterator[Held]:
    """A year is watched; the next is projected with a tenth more capacity, and simulated."""
    seen = [460] * 12 + [506] * 12
    months = _months_of(2000, [520 + 20 * (k % 3) for k in range(24)], seen, leaving=0.01)
    inflow = months["seen"] + months["left"] + months["waiting"]
    left, treated = (_mean_share(months[part][:12], inflow[:12]) for part in ("left", "seen"))
    able = months["seen"][12:].sum(axis=1)
    projected = projection(months["referred"][12:], able, months["waiting"][11], left, treated).sum(
        axis=1
    )
    simulated = months["waiting"][12:].sum(axis=1)
    worst = int(np.abs(projected / simulated - 1).argmax())
    for words, at in (("in the month furthest apart, of 12", worst), ("after six months", 5)):
        expected, model = float(projected[at]), float(simulated[at])
        yield Held(f"List {words}", "children", expected, model, 0.03 * expected,
                   "3%: shares of one year used for the next")  # fmt: skip


def projection(
    referrals: Sequence[float], capacity: Sequence[float], waiting: Sequence[float],
    leaving: Sequence[float], treated: Sequence[float],
) -> FloatArray:  # fmt: skip
    """Return the planner's projection: the list by months waited at the end of each month."""
    rows, now = [], np.array(waiting, float)
    for arriving, able in zip(referrals, capacity, strict=True):
        inflow = np.concatenate(([arriving], now[:-1]))
        inflow[-1] += now[-1]
        weight = np.array(treated) * inflow
        now = inflow * (1 - np.array(leaving)) - able * weight / weight.sum()
        rows.append(now)
    return np.array(rows)


def _months_of(
    waiting: int, referrals: list[int], seen: list[int], leaving: float = 0.0
) -> dict[str, Any]:
    """Two years of a simulated clinic: referred, seen, left and waiting, month by month.

    All but the first have a column for each month waited, as RTT Planner counts it: 0 in the
    month of referral, up to MOST_MONTHS and more.
    """
    values = _clinic(referrals, seen)
    if leaving:
        values = change(values, {"waiting.camhs": {"leaving": [{"per_week": leaving}]}})
        out_of_turn = {"discipline": "skew", "skew_share": 0.6, "skew_days": 120.0}
        values["stages"]["see"] |= out_of_turn
    history = run(listed(values, waiting=waits(waiting, weeks=1.0 + 20 * (leaving > 0))))
    found = stays(history)
    referred = np.searchsorted(ENDS, found["start"], "right") - 1
    ended = np.searchsorted(ENDS, found["end"], "right") - 1
    by = {"seen": found["how"] == 0, "left": found["how"] >= 10}
    table = {name: _by_month_waited(ended[how], referred[how]) for name, how in by.items()}
    left_over = [_months_waited(referred[(referred <= k) & (ended > k)], k) for k in range(24)]
    return table | {"waiting": np.array(left_over, float), "referred": referrals}


def _clinic(referrals: list[int], seen: list[int]) -> Values:
    """Return a clinic with counted referrals and appointments in each month."""
    role = {"observed_minutes": {m: 60.0 * seen[k] for k, m in enumerate(MONTHS)}}
    counted = {"here": dict(zip(MONTHS, referrals, strict=True))}
    return scenario(
        calendar={"start_date": JANUARY, "horizon_days": int(ENDS[-1]), "country": "none"},
        demand__calls={"need": "camhs", "referrals_per_year": {"here": 0.0}, "ages": YOUNG,
                       "mode": "observed", "observed_counts": counted},
        teams__team=team({"see": 1.0}, [0.0] * 5, role=role),
    )  # fmt: skip


def _by_month_waited(ended: Any, referred: Any) -> FloatArray:
    return np.array([_months_waited(referred[ended == k], k) for k in range(24)], float)


def _months_waited(referred: Any, month: int) -> Any:
    return np.bincount(np.minimum(month - referred, MOST_MONTHS), minlength=MOST_MONTHS + 1)


def _mean_share(part: FloatArray, inflow: FloatArray) -> Any:
    """The mean over months of the share of inflow; 0 where nobody ever waited so long."""
    shares = np.divide(part, inflow, out=np.zeros(part.shape), where=inflow > 0)
    return shares.sum(axis=0) / np.maximum((inflow > 0).sum(axis=0), 1)


SOURCE = "RTT Planner (NHSRtt, github.com/nhs-bnssg-analytics), tests/testthat/test-modelling.R"
METHOD = "RTT Planner's method, as its exercise sheet tells it"
CASES = {
    "rtt_published": Case("RTT Planner's published figures", SOURCE, published),
    "rtt_without_leaving": Case("RTT Planner's projection, nobody leaving", METHOD,
                                without_leaving),
    "rtt_with_leaving": Case("RTT Planner's projection, with leaving", METHOD, with_leaving),
}  # fmt: skip
"""Cases by name."""
