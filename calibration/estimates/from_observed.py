"""Direct estimates from monthly observed figures: rates, acceptance, missed, and leaving."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from calibration.estimates.demand import growth_and_months
from calibration.estimates.estimate import Estimate, Subject
from calibration.estimates.referral_rate import fitted
from calibration.estimates.shares import clustered_half, clustered_share
from calibration.importers.balance import balance
from calibration.quality import Ledger
from sim.settings.lengths import DAYS_PER_MONTH

RECENT_MONTHS = 24
FEWEST_MONTHS = 6
WEEKS_PER_MONTH = DAYS_PER_MONTH / 7


def estimates_from_observed(observed: pd.DataFrame, ledger: Ledger) -> list[Estimate]:
    """Return the estimates that monthly figures allow, for each area and need.

    Shares and leaving rest on the latest 24 months; rates on all months since the last break.
    """
    days = (observed["period_end"] - observed["period_start"]).dt.days
    known = observed[(days < 31) & ~observed["suppressed"]]
    whole = known["priority"].eq("all")
    _note_split(known, whole, ledger)
    monthly = known[whole]
    found: list[Estimate] = []
    for (area, need), own in monthly.groupby(["area", "need"], sort=True):
        wide = own.pivot_table(
            index="period_start", columns="statistic", values="value", aggfunc="first"
        ).sort_index()
        broken = own.loc[own["series_break"], "period_start"]
        wide = wide[wide.index >= broken.max()] if len(broken) else wide
        place = str(need), str(area)
        found += [*_rate(wide, *place), *_shares(wide, *place)]
    return [*found, *_leaving(observed)] if len(found) else _nothing(ledger)


def _note_split(known: pd.DataFrame, whole: pd.Series, ledger: Ledger) -> None:
    """Say which places and needs have figures by priority and none for all together."""
    there = set(zip(known.loc[whole, "area"], known.loc[whole, "need"], strict=True))
    split = set(zip(known.loc[~whole, "area"], known.loc[~whole, "need"], strict=True))
    for area, need in sorted(split - there):
        ledger.caveat("Split by priority, with no figures for all together: nothing is estimated.",
                      f"{area}, {need}")  # fmt: skip


def _nothing(ledger: Ledger) -> list[Estimate]:
    ledger.caveat("No monthly counts of referrals, appointments or lists: nothing is estimated.")
    return []


def _rate(wide: pd.DataFrame, need: str, area: str) -> Iterator[Estimate]:
    if "received" not in wide or wide["received"].notna().sum() < FEWEST_MONTHS:
        return
    series = wide["received"].dropna()
    start = series.index.to_numpy("datetime64[D]")
    next_month = start.astype("datetime64[M]") + np.timedelta64(1, "M")
    length = (next_month.astype("datetime64[D]") - start).astype(float)
    middle = (start - start[0]).astype(float) + length / 2
    model = fitted(
        series.to_numpy(float),
        middle,
        length,
        start.astype("datetime64[M]").astype(int) % 12,
        None,
        np.arange(len(series)),
    )
    method = "Poisson regression on months, errors widened by the dispersion"
    stream = f"demand.{need}"
    yield Subject(need, area).says(
        "referrals a year on the last day",
        model.per_year,
        model.n,
        "referrals",
        method,
        setting=f"{stream}.referrals_per_year",
    )
    yield from growth_and_months(Subject(need, area), model, method)
    yield Subject(need, area).says(
        "over-dispersion",
        (model.dispersion, 0.0, float("nan")),
        model.n,
        "variance of a monthly multiplier",
        "moments of monthly counts; no upper bound",
    )


def _shares(wide: pd.DataFrame, need: str, area: str) -> Iterator[Estimate]:
    for quantity, part, whole, unit in (
        ("accepted share", "accepted", "received", "of referrals received"),
        ("missed share", "missed", "appointments", "of appointments"),
    ):
        if part in wide and whole in wide:
            both = wide[[part, whole]].dropna().tail(RECENT_MONTHS)
            trials = both[whole].to_numpy(float)
            if trials.sum() > 0:
                yield Subject(need, area).says(
                    quantity,
                    clustered_share(both[part].to_numpy(float), trials),
                    int(trials.sum()),
                    unit,
                    "ratio over the latest 24 months, months as clusters",
                )


def _leaving(observed: pd.DataFrame) -> Iterator[Estimate]:
    """Yield leavers a week of those waiting, from what the list's own flows do not explain."""
    for (area, need), found in balance(observed).groupby(["area", "need"]):
        recent = found.tail(RECENT_MONTHS)
        waited = (recent["before"] + recent["waiting"]).to_numpy(float) / 2 * WEEKS_PER_MONTH
        gone = (recent["left"] - recent["difference"]).to_numpy(float)
        if len(recent) < FEWEST_MONTHS or waited.sum() == 0:
            continue
        rate = gone.sum() / waited.sum()
        half = clustered_half(gone, waited, rate)
        yield Subject(str(need), str(area)).says(
            "leaving a week",
            (rate, rate - half, rate + half),
            int(abs(gone).sum()),
            "of those waiting",
            "previous + accepted - seen - list over 24 months, corrections of the list included",
        )
