"""NHS England, Community Health Services SitRep: the published workbook saved as CSV.

Headings and measure names as in NHS England's own published code for it; no real file was at
hand. Services for children are kept, and a service's name says the need.
"""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from calibration.importers.cells import read_cells
from calibration.importers.dates import month_end, read_dates
from calibration.importers.request import Request
from calibration.importers.source import Source, required
from calibration.quality import Ledger

TITLE = "NHS England, Community Health Services SitRep"
NEEDED = ("month", "orgref", "service", "metricid", "metricdescription", "metricvalue")
CHILDREN = r"\bcyp\b|child|paediatric|young people"
NEEDS = {"adhd": r"adhd|attention deficit", "asd": r"autis"}
TOTAL = "RES001c"
MEAN_WAIT = "RES002cii"
_BAND = re.compile(r"waiting\s+(?:(\d+)\s*-\s*(\d+)|>\s*(\d+)(?:\s*-\s*(\d+))?)\s+weeks?", re.I)


def rows(sources: Sequence[Source], request: Request, ledger: Ledger) -> pd.DataFrame:
    """Return list sizes, wait bands and mean waits of children's services."""
    return pd.concat([_file(source, ledger) for source in sources], ignore_index=True)


def _file(source: Source, ledger: Ledger) -> pd.DataFrame:
    required(source, NEEDED, TITLE)
    frame = source.frame()
    frame = _children(frame, source.name, ledger)
    frame = _measured(frame, source.name, ledger)
    dates, cells = read_dates(frame["month"]), read_cells(frame["metricvalue"])
    bad = np.isnat(dates.values)
    empty = ~bad & np.isnan(cells.values) & ~cells.suppressed
    ledger.drop(bad.sum(), "The month cannot be read.", source.name)
    ledger.drop(empty.sum(), "No figure, or one that cannot be.", source.name)
    start = dates.values.astype("datetime64[M]").astype("datetime64[D]")
    service = frame["service"].str.lower()
    need = np.select([service.str.contains(words) for words in NEEDS.values()], list(NEEDS), "all")
    table = frame[["statistic", "lower", "upper", "unit"]].assign(
        period_start=start, period_end=month_end(start),
        area=frame["stp_name"] if "stp_name" in frame else "all",
        provider=frame["orgref"],
        commissioner=frame["stp_code"] if "stp_code" in frame else "all",
        need=need, stage="all", clock="referral_to_first_contact", population="still waiting",
        value=cells.values, suppressed=cells.suppressed, unit_counted="patients",
        coverage=frame["service"], source=f"{TITLE}: {source.name}",
    )[~(bad | empty)]  # fmt: skip
    _note_totals(table, source.name, ledger)
    return table


def _children(frame: pd.DataFrame, file: str, ledger: Ledger) -> pd.DataFrame:
    kind = frame["servicetype"] if "servicetype" in frame else ""
    young = (frame["service"] + " " + kind).str.lower().str.contains(CHILDREN)
    ledger.drop((~young).sum(), "Not a service for children, by its name and type.", file)
    return frame[young]


def _measured(frame: pd.DataFrame, file: str, ledger: Ledger) -> pd.DataFrame:
    """Say what each row measures; drop what has no place in the table."""
    bounds = {text: _bounds(text) for text in frame["metricdescription"].unique()}
    lower = frame["metricdescription"].map(lambda text: bounds[text][0])
    upper = frame["metricdescription"].map(lambda text: bounds[text][1])
    banded = frame["metricid"].str.startswith("RES001") & lower.notna()
    statistic = np.select(
        [frame["metricid"] == TOTAL, banded, frame["metricid"] == MEAN_WAIT],
        ["waiting", "in_band", "mean_wait"],
        "",
    )
    for name, count in frame.loc[statistic == "", "metricid"].value_counts().items():
        why = "This measure has no place in the observed table."
        ledger.drop(count, why, f"{file}, {name}")
    measured = frame.assign(
        statistic=statistic, lower=lower.where(banded), upper=upper.where(banded),
        unit=np.where(statistic == "mean_wait", "days", "count"),
    )  # fmt: skip
    weeks = measured["statistic"] == "mean_wait"
    values = pd.to_numeric(measured["metricvalue"], errors="coerce")
    measured["metricvalue"] = measured["metricvalue"].mask(
        weeks & values.notna(), (values * 7).astype(str)
    )
    ledger.note("mean waits", weeks.sum(), "Read as weeks, an assumption, and turned into days.",
                file)  # fmt: skip
    return measured[measured["statistic"] != ""]


def _bounds(text: str) -> tuple[float, float]:
    """Return the least and longest wait in days: '>12-18 weeks' is 85 to 126."""
    match = _BAND.search(text)
    if match is None:
        return np.nan, np.nan
    if match[1] is not None:
        low, high = int(match[1]), int(match[2])
        return low * 7.0, high * 7.0
    return int(match[3]) * 7.0 + 1, int(match[4]) * 7.0 if match[4] else np.nan


def _note_totals(table: pd.DataFrame, file: str, ledger: Ledger) -> None:
    """Check that the bands add up to the list."""
    keys = ["period_start", "provider", "coverage"]
    whole = table[table["statistic"] == "waiting"].set_index(keys)["value"]
    bands = table[table["statistic"] == "in_band"].groupby(keys)["value"].sum(min_count=1)
    gap = (bands - whole[~whole.index.duplicated()]).dropna()
    ledger.note("lists that their bands do not add up to", (gap.abs() > 0).sum(),
                f"Largest difference {gap.abs().max():.0f}; kept as published.", file)  # fmt: skip
