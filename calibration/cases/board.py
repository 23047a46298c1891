"""The one-pathway scenario of a board, laid over ``board.toml``."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.cases.series import Series
from sim.settings.tables import merged
from sim.settings.toml_file import read_toml

MINUTES = 60.0
"""Slot minutes of one first appointment."""
LAST_BAND_WEEKS = 52
"""How wide the open-ended last band of waits is taken to be: even over a year."""
UNKNOWN_WAITED = ({"from_weeks": 0.0, "to_weeks": 26.0, "share": 1.0},)
"""Waits of the opening list where no band is published."""

AREA, TEAM, ROLE, STAGE, DOOR = "board", "camhs", "clinician", "first", "door"
ACCEPTED = f"access_points.{DOOR}.triage.camhs.accepted_share"
SKEW = f"stages.{STAGE}.skew_share"


def minutes_in(month: pd.Period) -> str:
    """Return the setting that holds the slot minutes of a month."""
    return f"teams.{TEAM}.roles.{ROLE}.observed_minutes.{month}"


def referrals_in(month: pd.Period) -> str:
    """Return the setting that holds the referrals of a month."""
    return f"demand.camhs.observed_counts.{AREA}.{month}"


def removed_in(month: pd.Period) -> str:
    """Return the setting that holds the share who leave the list in a month."""
    return f"waiting.camhs.validations.{_name(month)}.removed_share"


def board_values(known: Series, months: int, missed_share: float) -> dict[str, Any]:
    """Return the settings of a board from the month after a series on, before what is uncertain.

    Every month has its own referrals, slot minutes and leavers, all 0 until they are set.
    """
    ahead = [known.months[-1] + k for k in range(1, months + 1)]
    first, last = ahead[0].start_time.date(), ahead[-1].end_time.date()
    zero = {str(month): 0.0 for month in ahead}
    own = {
        "title": f"{known.place}: {known.need} from {first:%B %Y}",
        "as_at": first - dt.timedelta(1),
        "calendar": {"start_date": first, "horizon_days": (last - first).days + 1},
        "areas": {AREA: {"label": known.place}},
        "demand": {"camhs": {"observed_counts": {AREA: dict.fromkeys(zero, 0)}}},
        "teams": {TEAM: {"roles": {ROLE: {"observed_minutes": zero}}}},
        "stages": {STAGE: {"missed_share": missed_share, "skew_share": 0.0}},
        "waiting": {"camhs": {"validations": {_name(month): _leaving(month) for month in ahead}}},
        "opening": {"bands": {"list": _opening(known)}},
    }
    return merged(_base(), own)


@lru_cache(maxsize=1)
def _base() -> Mapping[str, Any]:
    with resources.as_file(resources.files("calibration.cases") / "board.toml") as path:
        return read_toml(path)


def _name(month: pd.Period) -> str:
    return f"in_{month.year}_{month.month:02d}"


def _leaving(month: pd.Period) -> dict[str, Any]:
    """Return the leavers of a month: those on its first day's list, all at once."""
    return {"date": dt.date(month.year, month.month, 1), "removed_share": 0.0,
            "exit": "left_without_help"}  # fmt: skip


def _opening(known: Series) -> dict[str, Any]:
    count = int(known["waiting"][-1])
    return {"need": "camhs", "stage": STAGE, "area": AREA, "count": count,
            "waited": list(waited_shares(known)), "age_from": 5.0, "age_to": 16.0}  # fmt: skip


def waited_shares(known: Series) -> Sequence[dict[str, float]]:
    """Return the wait bands of the last month's list as shares of the list."""
    row = known.bands.iloc[-1].dropna()
    if row.empty or row.sum() <= 0:
        return UNKNOWN_WAITED
    starts = [float(week) for week in row.index]
    ends = [*starts[1:], starts[-1] + LAST_BAND_WEEKS]
    shares = row.to_numpy(float) / row.sum()
    return [
        {"from_weeks": start, "to_weeks": end, "share": float(share)}
        for start, end, share in zip(starts, ends, shares, strict=True)
    ]


def month_ends(first: pd.Period, months: int) -> NDArray[np.float64]:
    """Return the last moment of each month, in days from the first day of the first."""
    return np.cumsum([(first + k).days_in_month for k in range(months)]).astype(float)
