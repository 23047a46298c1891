"""How waits end, and who leaves, as an extract shows them."""

from collections.abc import Iterator

import numpy as np

from calibration.estimates.estimate import Estimate, Subject
from calibration.estimates.leaving import BANDS_WEEKS, rates
from calibration.estimates.survival import cumulative_incidence, waiting_share
from calibration.extract.referrals import Referrals
from calibration.quality import Ledger

WEEKS = (4, 8, 13, 18, 26, 52, 104)
"""Weeks by which the share seen and the share left are given."""


def spell(r: Referrals, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the wait already reached on the first day, and at its end or the last day.

    Dates are whole days, so each wait is taken to end half a day later: a wait of no days still
    counts, and ends after it began.
    """
    entry = np.maximum(-r.referred, 0.0)
    return entry, np.where(np.isnan(end), r.length, end) - r.referred + 0.5


def _wait(r: Referrals) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return entry, time and cause (1 seen, 2 left, 0 waits) of those not refused at the door."""
    own = r.where(~r.not_accepted)
    entry, time = spell(own, own.wait_end)
    cause = np.where(~np.isnan(own.first), 1, np.where(own.left, 2, 0))
    held = time > entry
    return entry[held], time[held], cause[held]


def wait_estimates(r: Referrals, need: str, ledger: Ledger) -> Iterator[Estimate]:
    """Yield the shares seen and left by so many weeks, and how long waits last."""
    entry, time, cause = _wait(r)
    if not (cause == 1).any():
        ledger.caveat("Nobody was seen in this extract: no waits are given.", need)
        return
    method = "Aalen-Johansen, entries at the first day, open waits until the last"
    for quantity, of in (("seen by", 1), ("left by", 2)):
        curve, n = cumulative_incidence(entry, time, cause, of), int((cause == of).sum())
        for weeks in WEEKS:
            if len(curve.times) and weeks * 7 + 1 <= curve.times[-1]:
                yield Subject(need).says(
                    f"share {quantity}",
                    curve.at(weeks * 7 + 0.75),
                    n,
                    "of referrals",
                    method,
                    group=f"{weeks} weeks",
                )
    ended = waiting_share(entry, time, cause > 0)
    for level, name in ((0.5, "median"), (0.9, "nine in ten")):
        value, low, high = (t - 0.5 for t in ended.quantile(level))
        if np.isfinite(value):
            yield Subject(need).says(
                "wait until seen or left",
                (value, low, high),
                int((cause > 0).sum()),
                "days",
                "Kaplan-Meier",
                group=name,
            )


def leaving_estimates(r: Referrals, need: str) -> Iterator[Estimate]:
    """Yield the rate of leaving by how long the wait has lasted."""
    entry, time, cause = _wait(r)
    found = rates(entry / 7, time / 7, cause == 2)
    for start, (value, low, high, n) in zip(BANDS_WEEKS, found, strict=True):
        yield Subject(need).says(
            "leaving a week",
            (value, low, high),
            n,
            "of those waiting",
            "leavers over weeks waited within the extract",
            group=f"from week {start:.0f}",
            setting=f"waiting.{need}.leaving",
        )
