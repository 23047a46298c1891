"""In hours and out of hours: from 9:00 to 17:00 of a working day, and every other moment."""

import numpy as np
from numpy.typing import NDArray

from sim.demand.days import Days

FloatArray = NDArray[np.float64]

HOURS = ("in hours", "out of hours")
"""Bands of waits against a standard in hours: when the clock began."""


def in_hours(
    moment: FloatArray, days: Days, opens: float = 9.0, closes: float = 17.0
) -> NDArray[np.bool_]:
    """Return which moments fall within opening hours of a working day."""
    day = np.floor(moment).astype(np.int64)
    hour = (moment - day) * 24
    worked = days.working[np.clip(day - days.first, 0, days.size - 1)]
    return np.asarray(worked & (hour >= opens) & (hour < closes))


def began(band: str, start: FloatArray, days: Days) -> NDArray[np.bool_]:
    """Return which clocks began in hours, or out of them: ``band`` is a word of ``HOURS``."""
    inside = in_hours(start, days)
    return inside if band == HOURS[0] else ~inside


def next_opening(
    start: FloatArray, days: Days, opens: float = 9.0, closes: float = 17.0
) -> FloatArray:
    """Return starts moved to the next working opening when out of hours."""
    moved = start.copy()
    known = np.flatnonzero(~np.isnan(start))
    day = np.floor(start[known]).astype(np.int64)
    early = (start[known] - day) * 24 < opens
    index = np.clip(day - days.first, 0, days.size - 2)
    today = days.working[index] & early
    worked = np.flatnonzero(days.working)
    following = worked[np.searchsorted(worked, index, side="right")] + days.first
    opening = np.where(today, day, following) + opens / 24
    inside = in_hours(start[known], days, opens, closes)
    moved[known] = np.where(inside, start[known], opening)
    return moved
