"""Appointments missed, contacts and their spacing, as an extract shows them."""

from collections.abc import Iterator

import numpy as np

from calibration.estimates.estimate import FEWEST, Estimate, Subject, Z
from calibration.estimates.shares import Interval, clustered_share
from calibration.estimates.survival import Curve, cumulative_incidence, waiting_share
from calibration.extract.referrals import Referrals
from calibration.importers.about import Stages


def missed_estimates(r: Referrals, need: str, stages: Stages | None) -> Iterator[Estimate]:
    """Yield the share of appointments not attended."""
    known = r.where(~np.isnan(r.missed) & ~np.isnan(r.contacts))
    offered = known.missed + known.contacts
    setting = f"stages.{stages.after_first_contact}.missed_share" if stages else ""
    yield Subject(need).says(
        "missed share",
        clustered_share(known.missed, offered),
        int(offered.sum()),
        "of appointments",
        "ratio, a child's appointments together",
        setting=setting,
    )


def contact_estimates(r: Referrals, need: str, stages: Stages | None) -> Iterator[Estimate]:
    """Yield contacts after the first, and how far the second is from the first.

    Who is still in treatment counts as far as it went. Referrals from before the first day are
    held only because they lasted, so the number of contacts rests on those received since.
    """
    stage = f"stages.{stages.after_first_contact}" if stages else ""
    own = r.where((r.referred >= 0) & ~np.isnan(r.first) & (r.contacts >= 2))
    finished = ~np.isnan(own.closed)
    if finished.sum() >= FEWEST:
        found = _number_of(own.contacts - 1, finished)
        for group, numbers in zip(("mean", "sd"), found, strict=True):
            yield Subject(need).says(
                "contacts after the first",
                numbers,
                int(finished.sum()),
                "contacts",
                "Kaplan-Meier over contacts, to the largest seen",
                group=group,
                setting=f"{stage}.contacts" if stage else "",
            )
    seen = r.where(~np.isnan(r.first))
    gap = seen.second[~np.isnan(seen.second)]
    if len(gap) >= FEWEST:
        ended = np.where(np.isnan(seen.second), seen.closed, seen.second)
        entry = np.maximum(-seen.first, 0.0)
        time = np.where(np.isnan(ended), seen.length, ended) - seen.first + 0.5
        cause = np.where(~np.isnan(seen.second), 1, np.where(np.isnan(ended), 0, 2))
        held = time > entry
        curve = cumulative_incidence(entry[held], time[held], cause[held], 1)
        half_way = curve.shares[-1] / 2  # of those who ever have a second contact
        value, low, high = (t - 0.5 for t in curve.quantile(half_way))
        yield Subject(need).says(
            "first to second contact",
            (value, low, high),
            len(gap),
            "days",
            "Aalen-Johansen",
            group="median",
            setting=f"{stage}.spacing_days" if stage else "",
        )


def _number_of(contacts: np.ndarray, finished: np.ndarray) -> tuple[Interval, Interval]:
    """Return the mean and the standard deviation, to the largest seen, with their intervals."""
    curve = waiting_share(np.zeros(len(contacts)), contacts, finished)
    reached = np.concatenate([[0.0], curve.times])
    survival = np.concatenate([[1.0], 1 - curve.shares[:-1]])
    area = np.diff(reached) * survival
    mean = float(area.sum())
    after = np.concatenate([np.cumsum(area[::-1])[::-1][1:], [0.0]])
    ended = np.array([(finished & (contacts == t)).sum() for t in curve.times], float)
    n = curve.at_risk.astype(float)
    variance = (after**2 * ended / np.maximum(n * (n - ended), 1.0)).sum()
    return _around(mean, float(np.sqrt(variance))), _spread(curve, mean, int(finished.sum()))


def _spread(curve: Curve, mean: float, finished: int) -> Interval:
    """Return the standard deviation, its error from the fourth moment (delta method)."""
    mass = np.diff(np.concatenate([[0.0], curve.shares[:-1], [1.0]]))
    second, fourth = (float((mass * (curve.times - mean) ** k).sum()) for k in (2, 4))
    sd = float(np.sqrt(second))
    error = np.sqrt(max(fourth - second**2, 0.0) / finished) / (2 * sd) if sd else 0.0
    return _around(sd, float(error))


def _around(value: float, error: float) -> Interval:
    return value, max(0.0, value - Z * error), value + Z * error
