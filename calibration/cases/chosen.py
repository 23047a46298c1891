"""Three boards to show, chosen by rule: one large with a shrinking list, one growing, one small."""

from collections.abc import Sequence

import numpy as np

from calibration.cases.series import Series

RECENT_MONTHS = 24


def three_boards(boards: Sequence[Series]) -> dict[str, str]:
    """Return the board of each kind, by the latest two years of lists.

    Large is a mean list above the middle one's: of those, the list that fell most. Growing is the
    list that rose most of the others; small the smallest mean list of what is then left.
    """
    left = {one.place: one["waiting"][-RECENT_MONTHS:] for one in boards}
    size = {place: float(np.nanmean(waiting)) for place, waiting in left.items()}
    growth = {place: _growth(waiting) for place, waiting in left.items()}
    middle = float(np.median(list(size.values())))
    large = [place for place in left if size[place] >= middle]
    shrinking = min(large, key=lambda place: growth[place])
    others = [place for place in left if place != shrinking]
    growing = max(others, key=lambda place: growth[place])
    small = min((place for place in others if place != growing), key=lambda place: size[place])
    return {"large, shrinking": shrinking, "growing": growing, "small": small}


def _growth(waiting: np.ndarray) -> float:
    """Return the logarithm of the last half-year's mean list over the first's."""
    first, last = np.nanmean(waiting[:6]), np.nanmean(waiting[-6:])
    return float(np.log(max(last, 1.0) / max(first, 1.0)))
