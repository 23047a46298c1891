"""Futures: for each replication, the referrals, appointments and leavers of the months ahead.

What is not known about a year to come is how it differs from the last. A board's own past tells:
each future takes one of its past years, with how referrals and appointments then went against the
year before, together, so that what moved together still does. The rate of leaving is drawn
around the recent one, and each month has the ups and downs of one of the last three years'
months: real lists are validated and re-coded, and children then leave, or join, all at once.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.cases import Series
from calibration.cases.board import ACCEPTED, MINUTES, SKEW, minutes_in, referrals_in, removed_in
from calibration.forecast.outlook import MOST_LEAVING, YEAR, Outlook, level
from sim.streams import Streams

LEAVING_SPREAD = 0.5
"""How far the coming year's rate of leaving may be from the recent one: standard deviation of its
logarithm."""
JUMP_MONTHS = 36
"""Past months whose ups and downs of leaving may come again."""
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
        referrals = (self.accepted + joining) / self.accepted_share
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
    """Return futures with the referrals and appointments that happened; leaving is not known.

    Leaving is moved, the same in every replication, so that half the lists lie above the one from
    which children leave at the recent rate and half below.
    """
    streams = Streams(seed, 0, f"forecast {now.known.place} {now.known.months[-1]}")
    months = len(then)
    accepted, seen = (np.tile(then[flow], (replications, 1)) for flow in ("accepted", "seen"))
    leaving = _on_course(now, accepted, seen, _leaving(now, months, replications, streams))
    return Futures(
        _ahead(now, months), accepted, seen, leaving, _skew(now, replications, streams),
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
    normal = streams.generator("leaving").standard_normal((replications, 1))
    share = (now.known.left / now.known.exposed)[-JUMP_MONTHS:]
    share = share[np.isfinite(share)]
    picked = streams.uniforms((replications, months), "jumps")
    ups_and_downs = (share - share.mean())[(picked * len(share)).astype(int)]
    rate = now.leaving * np.exp(LEAVING_SPREAD * normal)
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


def _on_course(now: Outlook, accepted: Numbers, seen: Numbers, leaving: Numbers) -> Numbers:
    """Return leaving moved so that the median list goes as if it were the recent rate's."""
    moved = np.empty_like(leaving)
    waiting, course = np.full(len(leaving), now.waiting), now.waiting
    for k in range(leaving.shape[1]):
        course = max((course + accepted[0, k]) * (1 - now.leaving) - seen[0, k], 0.0)
        exposed = waiting + accepted[:, k]
        stay = float(np.median(exposed * (1 - leaving[:, k])))
        by = (stay - course - seen[0, k]) / max(float(np.median(exposed)), 1.0)
        moved[:, k] = np.clip(leaving[:, k] + by, MOST_JOINING, MOST_LEAVING)
        waiting = np.maximum(exposed * (1 - moved[:, k]) - seen[:, k], 0.0)
    return moved
