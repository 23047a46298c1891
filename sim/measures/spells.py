"""Provider spells: overlapping referrals of one child at one provider count as one.

NHS England's four-week measure counts spells, bridging gaps of up to five days. The clock
starts at the earliest referral of the spell. Events of all its referrals count together: of each
kind the first in the spell, and the clock stops at the latest of these.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.measures.timed import Timed

if TYPE_CHECKING:
    from sim.pathway.history import History

BRIDGE_DAYS = 5.0
"""Gaps up to this long do not end a spell (NHS England's code, commit 7b4d7421)."""


def spell_numbers(
    child: NDArray[np.int64],
    provider: NDArray[np.int64],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    bridge: float = BRIDGE_DAYS,
) -> NDArray[np.int64]:
    """Return the spell of each referral; referrals of one spell share a number.

    Referrals of the same child at the same provider belong together while each starts no
    more than ``bridge`` whole days after the latest end so far.
    """
    order = np.lexsort((start, provider, child))
    number = np.empty(len(child), np.int64)
    current, latest = -1, -np.inf
    for place, i in enumerate(order):
        before = order[place - 1] if place else -1
        same = before >= 0 and child[i] == child[before] and provider[i] == provider[before]
        if not same or np.floor(start[i]) - np.floor(latest) > bridge:
            current += 1
            latest = end[i]
        else:
            latest = max(latest, end[i])
        number[i] = current
    return number


def joined_spells(
    history: "History",
    timed: Timed,
    events: NDArray[np.float64],
    provider: NDArray[np.int64],
) -> Timed:
    """Return a clock read once for each provider spell.

    ``events`` are when each list of the stop rule was met, shape (lists, episodes).
    """
    child = history.register["child"][timed.row].astype(np.int64)
    repeated = _repeated(child)
    number = np.arange(len(timed.row))
    if repeated.any():
        some = np.flatnonzero(repeated)
        joined = spell_numbers(child[some], provider[timed.row[some]], timed.start[some],
                               timed.end[some])  # fmt: skip
        number[some] = some[_firsts(joined)]
    return _merged(timed, events, number)


def _repeated(child: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which children stand more than once."""
    counts = np.bincount(child) if len(child) else np.zeros(1, np.int64)
    return np.asarray(counts[child] > 1)


def _firsts(number: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, for each, the place of the first with the same number."""
    _, first, inverse = np.unique(number, return_index=True, return_inverse=True)
    return np.asarray(first[inverse])


def _merged(timed: Timed, events: NDArray[np.float64], number: NDArray[np.int64]) -> Timed:
    """Return each spell from its earliest start to its stop and its latest end."""
    spells, inverse = np.unique(number, return_inverse=True)
    start = np.full(len(spells), np.inf)
    met = np.full((len(events), len(spells)), np.nan)
    end = np.full(len(spells), -np.inf)
    np.minimum.at(start, inverse, timed.start)
    for first, dates in zip(met, events, strict=True):
        np.fmin.at(first, inverse, dates)
    np.maximum.at(end, inverse, timed.end)
    return replace(timed.take(spells), start=start, stop=met.max(axis=0), end=end)
