"""Dates and ages that cannot be: what is dropped, what is blanked, and how many of each."""

from dataclasses import replace

import numpy as np

from calibration.extract.referrals import Referrals
from calibration.quality import Ledger

OLDEST_AGE = 25
LONG_OPEN_DAYS = 5 * 365
FEW = 100


def cleaned(referrals: Referrals, file: str, ledger: Ledger) -> Referrals:
    """Return the referrals that can be, with cells that cannot be blanked."""
    known = _possible(referrals, file, ledger)
    known = _blanked(known, file, ledger)
    known = _within(known, file, ledger)
    _note_oddities(known, file, ledger)
    return known


def _possible(r: Referrals, file: str, ledger: Ledger) -> Referrals:
    keep = np.ones(len(r), bool)
    for broken, why in (
        (np.isnan(r.referred), "No referral date."),
        (r.referred > r.length, "Referred after the extract's last day."),
        (r.need < 0, "The need is not known."),
        (r.area < 0, "The area is not known."),
        (r.closed < r.referred, "Discharged before being referred."),
        (r.first < r.referred, "First contact before the referral."),
    ):
        ledger.drop((broken & keep).sum(), why, file)
        keep &= ~broken
    return r.where(keep)


def _blanked(r: Referrals, file: str, ledger: Ledger) -> Referrals:
    accepted_early = r.accepted < r.referred
    second_early = (r.second < r.first) | (np.isnan(r.first) & ~np.isnan(r.second))
    age_odd = (r.age < 0) | (r.age > OLDEST_AGE)
    for odd, check, meaning in (
        (accepted_early, "accepted before the referral", "The date was left out."),
        (second_early, "second contact before the first", "The date was left out."),
        (age_odd, f"ages outside 0 to {OLDEST_AGE}", "Read as not known."),
    ):
        ledger.note(check, odd.sum(), meaning, file)
    dates = {
        "accepted": np.where(accepted_early, np.nan, r.accepted),
        "first": r.first,
        "second": np.where(second_early, np.nan, r.second),
        "closed": r.closed,
    }
    for name, dated in dates.items():
        future = dated > r.length
        ledger.note("dates after the extract's last day", future.sum(),
                    "Not yet happened: read as no date.", f"{file}, {name}")  # fmt: skip
        dates[name] = np.where(future, np.nan, dated)
    reason = np.where(np.isnan(dates["closed"]), -1, r.reason)
    age = np.where(age_odd, np.nan, r.age)
    return replace(
        r, accepted=dates["accepted"], first=dates["first"], second=dates["second"],
        closed=dates["closed"], reason=reason, age=age,
    )  # fmt: skip


def _within(r: Referrals, file: str, ledger: Ledger) -> Referrals:
    """Keep what the extract says that it holds."""
    outside, why = {
        "received": (r.referred < 0, "Referred before the first day"),
        "open": (~np.isnan(r.closed), "Closed by the last day"),
        "open_or_received": (r.closed < 0, "Closed before the first day"),
    }[r.holds]
    ledger.drop(outside.sum(), f"{why}: not held, as [extract] says.", file)
    return r.where(~outside)


def _note_oddities(r: Referrals, file: str, ledger: Ledger) -> None:
    open_now = np.isnan(r.closed)
    stale = open_now & (r.length - r.referred > LONG_OPEN_DAYS)
    for odd, check, meaning in (
        ((r.first > r.closed) | (r.second > r.closed), "contacts after discharge", "Kept; the wait "
         "ends at the contact."),
        (stale, "open for over five years", "Perhaps never closed: look at them before believing "
         "the longest waits."),
        (~open_now & (r.reason < 0), "reasons not known", "If never seen, counted as having left."),
        (r.priority < 0, "priorities not known", "Kept as not known."),
        (np.isnan(r.age), "ages not known", "Kept as not known."),
    ):  # fmt: skip
        ledger.note(check, odd.sum(), meaning, file)
    if not (open_now & np.isnan(r.first)).any():
        ledger.caveat("Nobody is still waiting in this extract: does it leave out open referrals? "
                      "Then its waits are too short.", file)  # fmt: skip
    if len(r) < FEW:
        ledger.caveat(f"Fewer than {FEW} referrals: intervals will be wide.", file)
    if len(np.unique(r.area)) == 1 and len(r.areas) > 1:
        ledger.caveat("Every referral is of one area.", file)
