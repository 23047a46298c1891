"""Observed figures as readers see them: months, words and weeks in place of codes and days."""

from typing import Any

import pandas as pd

from calibration.observed.words import ALL, NEEDS, STATISTICS, UNKNOWN

NOT_SPLIT = {ALL, UNKNOWN, ""}
IN_WORDS = STATISTICS | {"in_band": "how many, of a band of waits",
                         "share_within": "the share, of a band of waits"}  # fmt: skip
"""Statistics, beside which the band stands in a column of its own."""
HIDDEN = "hidden: small, not zero"
SPLITS = {"area": "Area", "provider": "Provider", "commissioner": "Commissioner",
          "age_from": "From age", "age_to": "To age", "priority": "Priority",
          "population": "Of those"}  # fmt: skip
"""Columns that are told where figures differ in them."""


def readable(observed: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each figure: period, what it is of, what was counted, the number."""
    days = zip(observed["period_start"], observed["period_end"], strict=True)
    told = {"Period": [_period(first, last) for first, last in days]}
    for name, heading in SPLITS.items():
        if name in observed and observed[name].nunique() > 1:
            told[heading] = [_word(word) for word in observed[name]]
    told["Need"] = [NEEDS.get(word, str(word)) for word in observed["need"]]
    told["What was counted"] = [IN_WORDS.get(word, str(word)) for word in observed["statistic"]]
    ends = zip(observed["lower"], observed["upper"], strict=True)
    told["Waited"] = [_weeks(low, high) for low, high in ends]
    cells = zip(observed["value"], observed["suppressed"], strict=True)
    told["Figure"] = [HIDDEN if hidden and pd.isna(value) else _number(value)
                      for value, hidden in cells]  # fmt: skip
    return pd.DataFrame(told)


def _word(cell: Any) -> str:
    if isinstance(cell, str):
        return "" if cell in NOT_SPLIT else cell
    return "" if pd.isna(cell) else f"{cell:g}"


def _period(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Return a month by its name, any other stretch by its ends."""
    first, last = pd.Timestamp(first), pd.Timestamp(last)
    if first.day == 1 and last == first + pd.offsets.MonthEnd(0):
        return f"{first:%B %Y}"
    return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"


def _weeks(low: float, high: float) -> str:
    """Return a band of waits; bounds are whole days, both ends included."""
    if pd.isna(low) and pd.isna(high):
        return ""
    least = 0.0 if pd.isna(low) else float(low)
    if pd.isna(high):
        return f"{_length(least)} and more"
    if least == 0:
        return f"under {_length(float(high) + 1)}"
    if least % 7 == 0 and (float(high) + 1) % 7 == 0:
        return f"{least / 7:.0f} to {(float(high) + 1) / 7:.0f} weeks"
    return f"{least:.0f} to {float(high):.0f} days"


def _length(days: float) -> str:
    return f"{days / 7:.0f} weeks" if days % 7 == 0 else f"{days:.0f} days"


def _number(value: float) -> str:
    if pd.isna(value):
        return ""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:.3g}"
