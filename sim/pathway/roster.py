"""How many responders a team has on duty at each moment, from its shifts and closures."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.demand.days import Days
from sim.settings.calendar import Shift
from sim.settings.team import Team

ROUNDING = 1e-9
"""Days by which a clock that adds up waits may miss the beginning of a shift."""


@dataclass(frozen=True)
class Roster:
    """The moments at which the number on duty changes, the first day first; that number."""

    moments: list[float]
    numbers: list[int]

    def on_duty(self, now: float) -> int:
        """Return the number on duty."""
        return self.numbers[max(0, bisect_right(self.moments, now + ROUNDING) - 1)]

    def next_change(self, now: float) -> float:
        """Return the next moment at which the number changes; infinite when it never does."""
        place = bisect_right(self.moments, now + ROUNDING)
        return self.moments[place] if place < len(self.moments) else np.inf


def roster_of(team: Team, days: Days) -> Roster:
    """Return the roster of a team from the first day to the horizon."""
    span = days.last + 1 - days.first
    number = np.arange(span) + days.first
    closed = np.zeros(span, bool)
    for dates in team.closures:
        closed |= (number >= days.day(dates.start)) & (number <= days.day(dates.end))
    moments, steps = [np.array([float(days.first)])], [np.zeros(1, np.int64)]
    for shift in team.shifts:
        worked = number[_works(shift, days)[:span] & ~closed]
        moments += [worked + shift.opens / 24, worked + shift.closes / 24]
        steps += [np.full(len(worked), sign * round(shift.servers)) for sign in (1, -1)]
    edges, place = np.unique(np.concatenate(moments), return_inverse=True)
    on_duty = np.cumsum(np.bincount(place, np.concatenate(steps))).astype(np.int64)
    kept = [0, *(k for k, (a, b) in enumerate(pairwise(on_duty.tolist()), 1) if a != b)]
    return Roster(edges[kept].tolist(), on_duty[kept].tolist())


def _works(shift: Shift, days: Days) -> NDArray[np.bool_]:
    """Return on which days a shift is worked."""
    on_day = np.isin(days.weekday + 1, shift.weekdays)
    return on_day if shift.every_day else on_day & days.working
