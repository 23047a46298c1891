"""Futures: for each replication, the referrals, appointments and leavers of the months ahead.

What is not known about a year to come is how it differs from the last. A board's own past tells:
each future takes one of its past years, with how referrals and appointments then went against the
year before, together, so that what moved together still does. The rate of leaving is drawn
around the recent one, drifts from month to month, and has the ups and downs of the past year that
was taken: real lists are validated and re-coded, and children then leave, or join, all at once.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.cases import Series
from calibration.cases.board import ACCEPTED, MINUTES, SKEW, minutes_in, referrals_in, removed_in
from calibration.forecast.outlook import MOST_LEAVING, YEAR, Outlook, level
from sim.streams import Streams

LEAVING_SPREAD, LEAVING_DRIFT = 0.5, 0.1
"""Of the logarithm of the rate of leaving: how far the coming year's may be from the recent one
(standard deviation), and by how much it drifts each month."""
MOST_JOINING = -0.3
"""Most that a correction adds to a list in a month, as a share of it."""
SKEW_SPREAD = 0.2
"""Half the width of the range about the estimated share out of turn."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Futures:
    """Months ahead by replication; each array has shape (replications, months)."""

    months: pd.PeriodIndex
    accepted: Numbers
    """Accepted referrals."""
    seen: Numbers
    """First appointments attended, if enough children are there."""
    leaving: Numbers
    """Share leaving unseen, of the list before the month and those accepted in it; below 0 where
    more join the list than were accepted."""
    skew: Numbers
    """Share out of turn, shape (replications,)."""
    accepted_share: float
    missed_share: float
    waiting: float
    """The list before the first month."""

    def settings(self) -> pd.DataFrame:
        """Return accepted sets: one row a replication, columns are setting paths."""
        leaving = np.clip(self.leaving, 0.0, MOST_LEAVING)
        early = leaving.mean(axis=1)
        joining = np.clip(-self.leaving, 0.0, None) * (self.waiting + self.accepted)
        referrals = self.accepted / self.accepted_share + joining
        columns: dict[str, Numbers] = {ACCEPTED: self.accepted_share * (1 - early), SKEW: self.skew}
        for k, month in enumerate(self.months):
            columns[referrals_in(month)] = np.rint(referrals[:, k])
            columns[minutes_in(month)] = self.seen[:, k] * MINUTES / (1 - self.missed_share)
            columns[removed_in(month)] = leaving[:, k]
        return pd.DataFrame(columns).round(6)


def may_come(now: Outlook, months: int, replications: int, seed: int) -> Futures:
    """Return futures of which nothing is known but what went before.

    Appointments are moved, the same in every replication, so that half the lists lie above the
    outlook's expected list and half below.
    """
    streams = Streams(seed, 0, f"forecast {now.known.place} {now.known.months[-1]}")
    picked = _picked(now, replications, streams)
    accepted = now.accepted * _as_then(now.known["accepted"], picked, months)
    seen = now.seen * _as_then(now.known["seen"], picked, months)
    leaving = _leaving(now, months, replications, streams)
    return Futures(
        _ahead(now, months), accepted, _centred(now, accepted, seen, leaving), leaving,
        _skew(now, replications, streams), now.accepted_share, now.missed_share,
        now.waiting,
    )  # fmt: skip


def as_happened(now: Outlook, then: Series, replications: int, seed: int) -> Futures:
    """Return futures with the referrals and appointments that happened; leaving is not known."""
    streams = Streams(seed, 0, f"forecast {now.known.place} {now.known.months[-1]}")
    months = len(then)

    def every(flow: str) -> Numbers:
        return np.tile(then[flow], (replications, 1))

    return Futures(
        _ahead(now, months), every("accepted"), every("seen"),
        _leaving(now, months, replications, streams), _skew(now, replications, streams),
        1.0, now.missed_share, now.waiting,
    )  # fmt: skip


def _ahead(now: Outlook, months: int) -> pd.PeriodIndex:
    last = now.known.months[-1]
    return pd.period_range(last + 1, last + months, freq="M")


def _as_then(flow: Numbers, picked: NDArray[np.int64], months: int) -> Numbers:
    """Return each month after a past one over the year before it; later months stay as the 12th."""
    steps = 1 + np.minimum(np.arange(months), YEAR - 1)
    before = np.array([max(level(flow, at), 1e-6) for at in picked])
    return np.asarray(flow[picked[:, None] + steps] / before[:, None])


def _picked(now: Outlook, replications: int, streams: Streams) -> NDArray[np.int64]:
    """Return, for each replication, the month before the past year that it takes."""
    return now.years[(streams.uniforms(replications, "years") * len(now.years)).astype(int)]


def _leaving(now: Outlook, months: int, replications: int, streams: Streams) -> Numbers:
    normal = streams.generator("leaving").standard_normal((replications, months + 1))
    drift = LEAVING_DRIFT * np.cumsum(normal[:, 1:], axis=1)
    rate = now.leaving * np.exp(LEAVING_SPREAD * normal[:, :1] + drift)
    steps = 1 + np.arange(months) % YEAR
    share = (now.known.left / now.known.exposed)[
        _picked(now, replications, streams)[:, None] + steps
    ]
    ups_and_downs = share - share.mean(axis=1, keepdims=True)
    return np.clip(rate + ups_and_downs, MOST_JOINING, MOST_LEAVING)


def _skew(now: Outlook, replications: int, streams: Streams) -> Numbers:
    spread = SKEW_SPREAD * (2 * streams.uniforms(replications, "skew") - 1)
    return np.clip(now.skew + spread, 0.0, 1.0)


def _centred(now: Outlook, accepted: Numbers, seen: Numbers, leaving: Numbers) -> Numbers:
    """Return appointments moved so that the median list goes as the outlook expects."""
    moved = np.empty_like(seen)
    waiting = np.full(len(seen), now.waiting)
    for k, expected in enumerate(now.expected_list(seen.shape[1])):
        stay = (waiting + accepted[:, k]) * (1 - leaving[:, k])
        by = float(np.median(stay - seen[:, k])) - expected
        moved[:, k] = np.maximum(seen[:, k] + by, 0.0)
        waiting = np.maximum(stay - moved[:, k], 0.0)
    return moved
