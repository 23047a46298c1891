"""A list that ages by the week, worked out without chance: who is seen decides how old it is.

Used to say how far children were seen in turn, and as a simple forecast of the age profile.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from calibration.cases import Series
from calibration.cases.board import waited_shares
from sim.settings.lengths import DAYS_PER_MONTH

WEEKS_PER_MONTH = DAYS_PER_MONTH / 7
OLDEST_WEEKS = 260
Numbers = NDArray[np.float64]


def aged(known: Series, then: Series, leaving_a_month: float, newest: float = 0.0) -> Numbers:
    """Return the shares of the list by band, month by month, shape (months, bands).

    The list of ``known``'s last month goes on with the accepted referrals and children seen of
    ``then``, even over each month. A share ``newest`` of those seen are the last to have come,
    the others the first; children leave whatever their wait.
    """
    starts = [int(week) for week in known.bands.columns]
    weeks, due, shares = _opening(known), 0.0, []
    a_week = min(max(leaving_a_month, 0.0) / WEEKS_PER_MONTH, 1.0)
    for arrived, went in zip(then["accepted"], then["seen"], strict=True):
        due += WEEKS_PER_MONTH
        steps, due = int(due), due - int(due)
        for _ in range(steps):
            weeks = np.concatenate([[arrived / steps], weeks[:-2], [weeks[-2:].sum()]])
            weeks = weeks * (1 - a_week)
            weeks = _oldest_seen(weeks[::-1], went / steps * newest)[::-1]
            weeks = _oldest_seen(weeks, went / steps * (1 - newest))
        shares.append(_by_band(weeks, starts))
    return np.array(shares)


def _opening(known: Series) -> Numbers:
    weeks = np.zeros(OLDEST_WEEKS)
    for band in waited_shares(known):
        low, high = int(band["from_weeks"]), int(band["to_weeks"])
        weeks[low:high] += band["share"] * known["waiting"][-1] / (high - low)
    return weeks


def _oldest_seen(weeks: Numbers, went: float) -> Numbers:
    """Return what is left when so many are taken from the end."""
    older = np.concatenate([np.cumsum(weeks[::-1])[::-1][1:], [0.0]])
    return np.asarray(weeks - np.clip(went - older, 0.0, weeks))


def _by_band(weeks: Numbers, starts: Sequence[int]) -> Numbers:
    counts = np.add.reduceat(weeks, starts)
    return np.asarray(counts / max(counts.sum(), 1e-9))


def wrong_band(shares: Numbers, observed: Numbers) -> Numbers:
    """Return the share of the list in the wrong band, by month."""
    return np.asarray(np.abs(shares - observed).sum(axis=1) / 2)


def observed_shares(then: Series) -> Numbers:
    """Return the published shares of the list by band, shape (months, bands)."""
    bands = then.bands.to_numpy(float)
    return np.asarray(bands / np.maximum(bands.sum(axis=1, keepdims=True), 1.0))
