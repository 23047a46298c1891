"""Futures: for each replication, the referrals, appointments and leavers of the months ahead.

What is not known about a year to come is how it differs from the last. A board's own past tells:
each future takes one of its past years, with how referrals and appointments then went against the
year before, together, so that what moved together still does. The rate of leaving is drawn
around the recent one, and each month has the ups and downs of one of the last three years'
months: real lists are validated and re-coded, and children then leave, or join, all at once.

What is drawn is spread evenly over the futures (a systematic sample of each quantity, in random
order): among forty of them each past month comes up as often as it should, give or take one, so
that the rare ones are neither missed nor met too often.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from calibration.cases import Series
from calibration.cases.board import ACCEPTED, MINUTES, SKEW, minutes_in, referrals_in, removed_in
from calibration.forecast.outlook import MOST_LEAVING, REVERSION, YEAR, Outlook, level
from sim.streams import Streams

LEAVING_SPREAD, SPREAD_BESIDE_FLOWS = 0.5, 0.3
"""How far the coming year's rate of leaving may be from the recent one, with the flows given and
where they are drawn: standard deviation of its logarithm. Leaving is what the flows do not
explain, so that flows drawn from past years already bring part of its ups and downs."""
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

    def lists(self) -> Numbers:
        """Return the list by month, today's first, shape (replications, months + 1)."""
        waiting = [np.full(len(self.seen), self.waiting)]
        for accepted, seen, leaving in zip(
            self.accepted.T, self.seen.T, self.leaving.T, strict=True
        ):
            waiting.append(np.maximum((waiting[-1] + accepted) * (1 - leaving) - seen, 0.0))
        return np.column_stack(waiting)

    def settings(self) -> pd.DataFrame:
        """Return accepted sets: one row a replication, columns are setting paths.

        Of those newly accepted the year's mean share leaves before they join the list; what a
        month's leaving is beyond that is taken from the list, and what it falls short comes as
        referrals.
        """
        early = np.clip(self.leaving, 0.0, MOST_LEAVING).mean(axis=1, keepdims=True)
        before = self.lists()[:, :-1]
        kept = (before + self.accepted) * (1 - self.leaving) - self.accepted * (1 - early)
        removed = np.clip(1 - kept / np.maximum(before, 1.0), 0.0, MOST_LEAVING)
        joining = np.clip(kept - before, 0.0, None) / (1 - early)
        referrals = (self.accepted + joining) / self.accepted_share
        columns = {ACCEPTED: self.accepted_share * (1 - early[:, 0]), SKEW: self.skew}
        for k, month in enumerate(self.months):
            columns[referrals_in(month)] = np.rint(referrals[:, k])
            columns[minutes_in(month)] = self.seen[:, k] * MINUTES / (1 - self.missed_share)
            columns[removed_in(month)] = removed[:, k]
        return pd.DataFrame(columns).round(6)


def may_come(now: Outlook, months: int, replications: int, seed: int) -> Futures:
    """Return futures of which nothing is known but what went before.

    Appointments are moved so that half the lists lie above the outlook's expected list and half
    below, and so that each list goes back towards it at the pace at which that goes back.
    """
    luck = _Luck.of(now, months, replications, seed)
    year = _one_of(now.years, luck.year)
    accepted = now.accepted * _as_then(now.known["accepted"], year, months)
    seen = now.seen * _as_then(now.known["seen"], year, months)
    leaving = _leaving(now, luck, SPREAD_BESIDE_FLOWS)
    return Futures(
        _ahead(now, months), accepted, _centred(now, accepted, seen, leaving), leaving,
        _skew(now, luck), now.accepted_share, now.missed_share, now.waiting,
    )  # fmt: skip


def as_happened(now: Outlook, then: Series, replications: int, seed: int) -> Futures:
    """Return futures with the referrals and appointments that happened; leaving is not known.

    Leaving is moved, the same in every replication, so that half the lists lie above the one from
    which children leave at the recent rate and half below.
    """
    months = len(then)
    luck = _Luck.of(now, months, replications, seed)
    accepted, seen = (np.tile(then[flow], (replications, 1)) for flow in ("accepted", "seen"))
    leaving = _on_course(now, accepted, seen, _leaving(now, luck, LEAVING_SPREAD))
    return Futures(
        _ahead(now, months), accepted, seen, leaving, _skew(now, luck),
        1.0, now.missed_share, now.waiting,
    )  # fmt: skip


@dataclass(frozen=True)
class _Luck:
    """Uniforms by replication, spread evenly over all of them together."""

    year: Numbers
    """Which past year comes again, shape (replications,)."""
    leaving: Numbers
    """Where the coming year's rate of leaving is, shape (replications,)."""
    order: Numbers
    """How far out of turn children are seen, shape (replications,)."""
    months: Numbers
    """Which month's ups and downs come again, shape (replications, months)."""

    @classmethod
    def of(cls, now: Outlook, months: int, replications: int, seed: int) -> "_Luck":
        streams = Streams(seed, 0, f"forecast {now.known.place} {now.known.months[-1]}")
        year, leaving, order, *ahead = (
            _evenly(replications, streams, name)
            for name in ("year", "leaving", "order", *(f"month {k}" for k in range(months)))
        )
        return cls(year, leaving, order, np.column_stack(ahead))


def _evenly(number: int, streams: Streams, name: str) -> Numbers:
    """Return uniforms in random order, each 1 / number from the next (a systematic sample)."""
    order = streams.generator(name).permutation(number)
    return np.asarray((order + streams.uniform(name, "from")) / number)


def _one_of(values: NDArray[Any], uniforms: Numbers) -> NDArray[Any]:
    return np.asarray(values[(uniforms * len(values)).astype(int)])


def _ahead(now: Outlook, months: int) -> pd.PeriodIndex:
    last = now.known.months[-1]
    return pd.period_range(last + 1, last + months, freq="M")


def _as_then(flow: Numbers, years: NDArray[np.int64], months: int) -> Numbers:
    """Return each month after a past one over the year before it; later months stay as the 12th."""
    steps = 1 + np.minimum(np.arange(months), YEAR - 1)
    before = np.array([max(level(flow, at), 1e-6) for at in years])
    return np.asarray(flow[years[:, None] + steps] / before[:, None])


def _leaving(now: Outlook, luck: _Luck, spread: float) -> Numbers:
    share = (now.known.left / now.known.exposed)[-JUMP_MONTHS:]
    share = share[np.isfinite(share)]
    ups_and_downs = _one_of(share - share.mean(), luck.months)
    rate = now.leaving * np.exp(spread * ndtri(luck.leaving))
    return np.clip(rate[:, None] + ups_and_downs, MOST_JOINING, MOST_LEAVING)


def _skew(now: Outlook, luck: _Luck) -> Numbers:
    return np.clip(now.skew + SKEW_SPREAD * (2 * luck.order - 1), 0.0, 1.0)


def _centred(now: Outlook, accepted: Numbers, seen: Numbers, leaving: Numbers) -> Numbers:
    """Return appointments moved so that the median list goes as the outlook expects.

    A list that is longer than expected gets as many more appointments as make it go back by the
    outlook's pace, a shorter one fewer.
    """
    moved = np.empty_like(seen)
    waiting, course = np.full(len(seen), now.waiting), now.waiting
    for k, expected in enumerate(now.expected_list(seen.shape[1])):
        stay = (waiting + accepted[:, k]) * (1 - leaving[:, k])
        asked = seen[:, k] + REVERSION * (waiting - course)
        by = float(np.median(stay - asked)) - expected
        moved[:, k] = np.maximum(asked + by, 0.0)
        waiting, course = np.maximum(stay - moved[:, k], 0.0), expected
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
