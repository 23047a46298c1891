"""Who is referred, and what the door decides, as an extract shows them."""

from collections.abc import Iterator

import numpy as np

from calibration.estimates.estimate import FEWEST, Estimate, Subject
from calibration.estimates.referral_rate import RateModel, as_interval, fitted
from calibration.estimates.shares import share
from calibration.estimates.survival import cumulative_incidence
from calibration.estimates.waits import spell
from calibration.extract.referrals import Referrals
from calibration.importers.about import Stages
from calibration.quality import Ledger
from sim.settings.words import EXITS, PRIORITIES

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def rate_estimates(r: Referrals, need: str, ledger: Ledger) -> Iterator[Estimate]:
    """Yield level by area, growth, months, weekdays and over-dispersion of the referrals."""
    stream = f"demand.{need}"
    whole = _rate_of(r)
    if whole is None:
        ledger.caveat("Under eight weeks of referrals: no rate of referral is given.", need)
        return
    method = "Poisson regression on days, errors widened by the dispersion"
    for k, area in enumerate(r.areas):
        model = _rate_of(r.where(r.area == k))
        if model is not None:
            setting = f"{stream}.referrals_per_year.{area}" if area != "all" else ""
            yield Subject(need, area).says(
                "referrals a year on the last day",
                model.per_year,
                model.n,
                "referrals",
                method,
                setting=setting,
            )
    yield from growth_and_months(Subject(need), whole, method)
    yield Subject(need).says(
        "over-dispersion",
        (whole.dispersion, 0.0, float("nan")),
        whole.n,
        "variance of a weekly multiplier",
        "moments of weekly counts; no upper bound",
        setting=f"{stream}.over_dispersion",
    )
    if np.ptp(whole.months[:, 0]) == 0:
        ledger.caveat(
            "Under two years of referrals: months and growth cannot be told apart, so "
            "months are not estimated.",
            need,
        )
    for name, row in zip(WEEKDAYS, whole.weekdays, strict=True):
        yield Subject(need).says(
            "weekday factor",
            as_interval(row),
            whole.n,
            "of the mean",
            method,
            group=name,
            setting=f"{stream}.weekday_factors",
        )


def growth_and_months(on: Subject, model: RateModel, method: str) -> Iterator[Estimate]:
    """Yield growth, and month factors where they were estimated."""
    stream = f"demand.{on.need}"
    yield on.says(
        "growth", model.growth, model.n, "a year", method, setting=f"{stream}.growth_per_year"
    )
    if np.ptp(model.months[:, 0]) > 0:
        for name, row in zip(MONTHS, model.months, strict=True):
            yield on.says(
                "month factor",
                as_interval(row),
                model.n,
                "of the mean",
                method,
                group=name,
                setting=f"{stream}.month_factors",
            )


def _rate_of(r: Referrals) -> RateModel | None:
    """Fit days from the first to the last; those referred earlier are held only if still open."""
    days = np.arange(int(r.length) + 1)
    inside = r.referred[r.referred >= 0].astype(int)
    if len(days) < 56 or len(inside) < FEWEST:
        return None
    dates = r.first_day + days.astype("timedelta64[D]")
    month = dates.astype("datetime64[M]").astype(int) % 12
    weekday = (dates.astype(int) + 3) % 7
    counts = np.bincount(inside, minlength=len(days)).astype(np.float64)
    middle = (days + 0.5).astype(np.float64)
    return fitted(counts, middle, np.ones(len(days)), month, weekday, days // 7)


def decision_estimates(r: Referrals, need: str, stages: Stages | None) -> Iterator[Estimate]:
    """Yield what the door decides; who is still undecided counts until the last day."""
    door = f"access_points.{stages.before_decision}.triage.{need}" if stages else ""
    dated = ~np.isnan(r.accepted)
    accepted = dated if r.has_accepted else dated | ~r.not_accepted
    when = np.where(np.isnan(r.accepted), np.where(r.not_accepted, r.closed, np.nan), r.accepted)
    if r.has_accepted:
        cause = np.where(np.isnan(when), 0, np.where(accepted, 1, 2))
        entry, time = spell(r, when)
        held = time >= entry
        curve = cumulative_incidence(entry[held], time[held], cause[held], 1)
        other = cumulative_incidence(entry[held], time[held], cause[held], 2)
        total = curve.shares[-1] + other.shares[-1] if len(curve.shares) else 0.0
        if total > 0:
            decided = int((cause[held] > 0).sum())
            _, low, high = share(curve.shares[-1] / total * decided, decided)
            yield Subject(need).says(
                "accepted share",
                (curve.shares[-1] / total, low, high),
                decided,
                "of decisions",
                "competing risks, undecided until the last day",
                setting=f"{door}.accepted_share" if door else "",
            )
    away = r.not_accepted
    signposted = (away & (r.reason == EXITS.index("signposted"))).sum()
    yield Subject(need).says(
        "signposted share",
        share(signposted, away.sum()),
        int(away.sum()),
        "of those not accepted",
        "Jeffreys interval",
        setting=f"{door}.signposted_share" if door else "",
    )


def priority_estimates(r: Referrals, need: str) -> Iterator[Estimate]:
    """Yield the mix of priorities of those received; of those open, where only they are held."""
    if r.holds != "open":
        r = r.where(r.referred >= 0)  # earlier ones are held only because they waited long
    known = int((r.priority >= 0).sum())
    for k, name in enumerate(PRIORITIES):
        yield Subject(need).says(
            "priority share",
            share((r.priority == k).sum(), known),
            known,
            "of referrals",
            "Jeffreys interval",
            group=name,
            setting=f"demand.{need}.priority_shares.{name}",
        )
