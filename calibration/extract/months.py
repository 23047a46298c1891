"""Observed waits from an extract: each month's flows, list and waits, disclosure-controlled."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.extract.disclosure import FEWEST_FOR_A_WAIT, rounded, without_single_gaps
from calibration.extract.referrals import NEEDS, Days, Referrals
from sim.settings import BadInput, Problem

BANDS = ((0, 27), (28, 55), (56, 125), (126, 363), (364, np.nan))
"""Days waited, both ends included: under 4, 8, 18 and 52 weeks, and longer."""
LIMITS = (28, 126)
"""Days within which the share of those seen is given: 4 weeks and 18."""
COVERAGE = "local extract"


def monthly_rows(r: Referrals, source: str) -> pd.DataFrame:
    """Return the figures of every whole month, place and need that has any referral.

    Raises:
    BadInput
        When the extract covers no whole month.
    """
    months = _months(r)
    if len(months) < 2:
        text = "covers no whole month, so there are no monthly figures"
        raise BadInput([Problem("--about", "extract", text, "Check first_day and last_day.")])
    parts = [
        *_flows(r, months),
        *_seen(r, months),
        *_lists(r, months),
    ]
    table = pd.concat(parts, ignore_index=True)
    return table.assign(coverage=COVERAGE, rounding=5.0, unit_counted="referrals", source=source)


def _months(r: Referrals) -> Days:
    """Return the first day of every whole month of the extract, and of the month after."""
    month = np.timedelta64(1, "M")
    first = r.first_day.astype("datetime64[M]")
    if first.astype("datetime64[D]") < r.first_day:
        first += month
    last = (r.first_day + np.timedelta64(int(r.length) + 1, "D")).astype("datetime64[M]")
    starts = np.arange(first, last + month, month).astype("datetime64[D]")
    return np.asarray((starts - r.first_day).astype(float))


def _cells(r: Referrals) -> tuple[NDArray[np.int64], int]:
    return r.area * len(NEEDS) + r.need, len(r.areas) * len(NEEDS)


def _frame(r: Referrals, months: Days, month: NDArray[np.int64], cell: NDArray[np.int64],
           **columns: Any) -> pd.DataFrame:  # fmt: skip
    start = r.first_day + months.astype("timedelta64[D]")
    return pd.DataFrame(
        {
            "period_start": pd.to_datetime(start[month]),
            "period_end": pd.to_datetime(start[month + 1] - np.timedelta64(1, "D")),
            "area": np.array(r.areas)[cell // len(NEEDS)],
            "need": np.array(NEEDS)[cell % len(NEEDS)],
            **columns,
        }
    )


def _month_of(when: Days, months: Days) -> NDArray[np.int64]:
    """Return the position of each day's month; -1 for none or outside the whole months."""
    place = np.searchsorted(months, when, side="right") - 1
    return np.where(np.isnan(when) | (place >= len(months) - 1), -1, place)


def _counts(r: Referrals, when: Days, who: NDArray[np.bool_], months: Days) -> NDArray[np.int64]:
    """Return how many, by month and cell."""
    cell, cells = _cells(r)
    month = _month_of(when, months)
    chosen = who & (month >= 0)
    flat = np.bincount(month[chosen] * cells + cell[chosen], minlength=(len(months) - 1) * cells)
    return flat.reshape(len(months) - 1, cells)


def _flows(r: Referrals, months: Days) -> Iterator[pd.DataFrame]:
    everyone = np.ones(len(r), bool)
    flows: list[tuple[str, str, str, Days, NDArray[np.bool_]]] = [
        ("received", "received", "referral", r.referred, everyone),
        ("not_accepted", "received", "referral", r.closed, r.not_accepted),
        ("left", "closed", "first_contact", r.closed, r.left),
    ]
    if r.has_accepted:
        flows.append(("accepted", "received", "referral", r.accepted, everyone))
    _, cells = _cells(r)
    present = np.bincount(_cells(r)[0], minlength=cells) > 0
    month, cell = (grid.ravel() for grid in np.indices((len(months) - 1, cells)))
    there = present[cell]
    for statistic, population, stage, when, who in flows:
        if r.holds == "open":
            continue  # it holds no one who was closed: flows would be too small
        shown = rounded(_counts(r, when, who, months).ravel()[there])
        yield _frame(r, months, month[there], cell[there], statistic=statistic,
                     population=population, stage=stage, value=shown,
                     suppressed=np.isnan(shown))  # fmt: skip


def _seen(r: Referrals, months: Days) -> Iterator[pd.DataFrame]:
    """Yield how many were seen, and how long those had waited."""
    if r.holds == "open":
        return
    cell, cells = _cells(r)
    month = _month_of(r.first, months)
    seen = month >= 0
    key, days = month[seen] * cells + cell[seen], (r.first - r.referred)[seen]
    waits = pd.DataFrame({"key": key, "wait": days})
    wait = waits.groupby("key")["wait"]
    count = wait.size()
    keys = count.index.to_numpy(np.int64)
    where = keys // cells, keys % cells
    common: dict[str, Any] = {
        "population": "seen",
        "stage": "first_contact",
        "clock": "referral_to_first_contact",
    }
    shown = rounded(count.to_numpy())
    yield _frame(r, months, *where, statistic="seen", value=shown, suppressed=np.isnan(shown),
                 **common)  # fmt: skip
    few = count.to_numpy() < FEWEST_FOR_A_WAIT
    for statistic, level in (("median", 0.5), ("percentile_90", 0.9)):
        value = np.where(few, np.nan, np.round(wait.quantile(level).to_numpy()))
        yield _frame(r, months, *where, statistic=statistic, value=value, suppressed=few,
                     denominator=np.where(few, np.nan, shown), unit="days", **common)  # fmt: skip
    for limit in LIMITS:
        inside = waits.loc[waits["wait"] <= limit].groupby("key").size()
        within = rounded(inside.reindex(keys, fill_value=0).to_numpy())
        share = np.minimum(within, shown) / shown
        yield _frame(r, months, *where, statistic="share_within", lower=0.0, upper=float(limit),
                     value=np.round(share, 2), numerator=np.minimum(within, shown),
                     denominator=shown, unit="share", suppressed=np.isnan(share),
                     **common)  # fmt: skip


def _lists(r: Referrals, months: Days) -> Iterator[pd.DataFrame]:
    """Yield the list at the end of each month, and how long those on it had waited."""
    counts = np.stack([_waiting(r, months[k + 1] - 1) for k in range(len(months) - 1)])
    held = np.full(len(counts), r.holds == "open_or_received")
    if r.holds == "open":  # those since closed are not held: only the last list is whole
        held = months[1:] > r.length
    month, cell = np.nonzero((counts.sum(axis=2) > 0) & held[:, None])
    bands = counts[month, cell]
    common: dict[str, Any] = {"population": "still waiting", "stage": "first_contact",
                              "clock": "referral_to_first_contact"}  # fmt: skip
    total = rounded(bands.sum(axis=1))
    yield _frame(r, months, month, cell, statistic="waiting", value=total,
                 suppressed=np.isnan(total), **common)  # fmt: skip
    shown = without_single_gaps(bands)
    for place, (low, high) in enumerate(BANDS):
        value = shown[:, place]
        yield _frame(r, months, month, cell, statistic="in_band", lower=float(low),
                     upper=float(high), value=value, suppressed=np.isnan(value),
                     **common)  # fmt: skip


def _waiting(r: Referrals, end: float) -> NDArray[np.int64]:
    """Return how many wait at the end of a day, by cell and band."""
    joined = r.accepted if r.has_accepted else r.referred
    waiting = (joined <= end) & ~(r.wait_end <= end)
    cell, cells = _cells(r)
    edges = np.array([low for low, _ in BANDS], float)
    band = np.searchsorted(edges, end - r.referred[waiting], side="right") - 1
    flat = np.bincount(cell[waiting] * len(BANDS) + band, minlength=cells * len(BANDS))
    return flat.reshape(cells, len(BANDS))
