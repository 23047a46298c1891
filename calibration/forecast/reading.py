"""What published figures would say of a simulated history: the list, its bands, those seen."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.pathway.codes import HOW_SEEN, STAY_CARE, STAY_WAIT, X_REFUSED, X_SIGNPOSTED
from sim.pathway.history import History

DAYS_PER_WEEK = 7
Numbers = NDArray[np.float64]


def lists_at(history: History, ends: Numbers, starts_weeks: Sequence[int]) -> Numbers:
    """Return children waiting at some moments by weeks waited, shape (moments, bands).

    ``ends`` are in days; a band begins after its whole number of weeks, as publishers count
    (18 weeks and a day is over 18 weeks), the first at 0. Children whom the door turns away are
    on no list while it decides: a published list counts those accepted.
    """
    stays = history.stays
    turned_away = np.isin(history.register["exit"][stays["row"]], (X_REFUSED, X_SIGNPOSTED))
    listed = stays[(stays["kind"] != STAY_CARE) & ~turned_away]
    referred = history.register["ref"][listed["row"]].astype(float)
    edges = np.array([*starts_weeks[1:]], float) * DAYS_PER_WEEK
    counts = np.zeros((len(ends), len(starts_weeks)))
    for k, end in enumerate(ends):
        here = (listed["start"] < end) & (listed["end"] >= end)
        band = np.searchsorted(edges, np.floor(end - referred[here]), side="left")
        counts[k] = np.bincount(band, minlength=len(starts_weeks))
    return counts


def seen_by(history: History, ends: Numbers, stage: str) -> Numbers:
    """Return children first seen at a stage in each of the spans that end at ``ends``."""
    stays = history.stays
    seen = stays[(stays["kind"] == STAY_WAIT) & (stays["how"] == HOW_SEEN)]
    seen = seen[seen["node"] == history.blueprint.node(stage)]
    place = np.searchsorted(ends, seen["end"].astype(float), side="right")
    return np.bincount(place, minlength=len(ends))[: len(ends)].astype(float)
