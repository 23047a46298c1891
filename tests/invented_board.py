"""An invented board: six years of months whose list follows its own flows exactly."""

import numpy as np
import pandas as pd

from calibration.cases import Series

BANDS = (0, 18, 35, 52)


def board(
    months: int = 84, waiting: float = 300.0, leaving: float = 0.05, seen_late: float = 0.0,
    place: str = "Invented",
) -> Series:  # fmt: skip
    """Return a board with 100 accepted a month, seasons, and a share leaving each month.

    In the last year ``seen_late`` more children are seen each month.
    """
    index = pd.period_range("2016-01", periods=months, freq="M")
    season = 10 * np.sin(2 * np.pi * np.arange(months) / 12)
    accepted = np.rint(100 + season)
    seen = np.rint(80 + season / 2)
    seen[-12:] += seen_late
    lists = []
    for arrived, went in zip(accepted, seen, strict=True):
        waiting = np.rint((waiting + arrived) * (1 - leaving) - went)
        lists.append(waiting)
    flows = pd.DataFrame(
        {"received": accepted * 1.25, "accepted": accepted, "seen": seen,
         "appointments": seen / 0.9, "missed": seen / 9, "waiting": lists}, index=index,
    )  # fmt: skip
    shares = np.array([0.7, 0.2, 0.07, 0.03])
    bands = pd.DataFrame(np.outer(lists, shares), index=index, columns=list(BANDS))
    by_wait = pd.DataFrame(np.outer(seen, shares), index=index, columns=list(BANDS))
    return Series(place, "camhs", flows, bands, by_wait)
