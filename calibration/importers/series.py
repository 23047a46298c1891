"""Checks of the figures as series: said twice, months that are missing, breaks, hidden cells."""

import numpy as np
import pandas as pd

from calibration.observed.table import KEY
from calibration.quality import Ledger

SERIES = tuple(name for name in KEY if name not in {"period_start", "period_end", "revision_date"})


def said_once(rows: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Keep one row for each figure; where two differ, the one that was read last."""
    again = rows.duplicated(list(KEY), keep="last")
    same = rows.duplicated([*KEY, "value", "suppressed"], keep="last")
    ledger.note("figures said twice, alike", (again & same).sum(), "One of each was kept.")
    ledger.note(
        "figures said twice, differing", (again & ~same).sum(),
        "The one read last was kept: give files in order of publication.",
    )  # fmt: skip
    return rows[~again]


def check_series(rows: pd.DataFrame, ledger: Ledger) -> None:
    """Note suppressed figures, breaks in series and missing months."""
    _note_by_area(rows[rows["suppressed"]], "suppressed figures",
                  "Small numbers, hidden: known to be small, not zero.",
                  ledger)  # fmt: skip
    breaks = rows[rows["series_break"]].drop_duplicates(["period_start", "area", "statistic"])
    for (area, start), found in breaks.groupby(["area", "period_start"]):
        ledger.note("break in series", len(found), "Not comparable with earlier periods.",
                    f"{area}, {start:%B %Y}")  # fmt: skip
    _note_missing_months(rows, ledger)


def _note_by_area(rows: pd.DataFrame, check: str, meaning: str, ledger: Ledger) -> None:
    for area, found in rows.groupby("area"):
        ledger.note(check, len(found), meaning, str(area))


def _note_missing_months(rows: pd.DataFrame, ledger: Ledger) -> None:
    """Count, for each area and statistic, months between the first and last with no figure."""
    monthly = rows[(rows["period_end"] - rows["period_start"]).dt.days < 31]
    month = monthly["period_start"].to_numpy("datetime64[M]").astype(np.int64)
    keys = ["area", "provider", "commissioner", "need", "statistic"]
    spans = monthly.assign(month=month).groupby(keys)["month"].agg(["min", "max", "nunique"])
    gaps = (spans["max"] - spans["min"] + 1 - spans["nunique"]).rename("gaps").reset_index()
    gaps = gaps[gaps["gaps"] > 0].sort_values("gaps", kind="stable")
    for area, found in gaps.groupby("area"):
        count, statistic = found[["gaps", "statistic"]].iloc[-1]
        ledger.note("missing months", count, "Between the first month and the last of the series "
                    f"with most gaps ({statistic}); nothing was filled in.", str(area))  # fmt: skip
