"""Department for Education, SEN2: how many education, health and care plans came in 20 weeks.

The file of timeliness from Explore Education Statistics. Headings as used by public readers of
the file; no real file was at hand.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from calibration.importers.request import Request
from calibration.importers.source import Source, required
from calibration.importers.wide import Figure, unpivot
from calibration.quality import Ledger

TITLE = "Department for Education, SEN2: timeliness of plans"
WHOLE = "all ehc plans issued"
NEEDED = (
    "time_period", "geographic_level", "breakdown", "plans_issued_den",
    "plans_issued_within_20_weeks",
)  # fmt: skip
PLACES = {
    "national": ("country_name", "country_code"),
    "regional": ("region_name", "region_code"),
    "local authority": ("la_name", "new_la_code"),
}


def _figures(suffix: str) -> list[Figure]:
    within = "plans_issued_20_weeks_ex" if suffix else "plans_issued_within_20_weeks"
    whole = f"plans_issued_den{suffix}"
    return [
        Figure(whole, "seen", "seen"),
        Figure(within, "in_band", "seen", 0, 140),
        Figure(f"plans_issued_gt20weeks_ltyear{suffix}", "in_band", "seen", 141, 365),
        Figure(f"plans_issued_gt_1_year{suffix}", "in_band", "seen", 366),
        Figure(within, "share_within", "seen", 0, 140, unit="share",
               numerator=within, denominator=whole),
    ]  # fmt: skip


DEFINITIONS = {
    "all plans issued, exceptions included": _figures(""),
    "plans issued, lawful exceptions left out": _figures("_ex"),
}


def rows(sources: Sequence[Source], request: Request, ledger: Ledger) -> pd.DataFrame:
    """Return plans issued, by time taken, for each council, region and England."""
    ledger.caveat("Time to the plan is the council's: health advice, due in six weeks, is one "
                  "part of it and is not published here.")  # fmt: skip
    return pd.concat([_file(source, ledger) for source in sources], ignore_index=True)


def _file(source: Source, ledger: Ledger) -> pd.DataFrame:
    required(source, NEEDED, TITLE)
    frame = source.frame()
    level = frame["geographic_level"].str.lower()
    for keep, why in (
        (frame["breakdown"].str.lower() == WHOLE, "Split in a way the table has no column for."),
        (level.isin(list(PLACES)), "Neither England, a region nor a council."),
        (frame["time_period"].str.fullmatch(r"20\d{2}"), "The year cannot be read."),
    ):
        ledger.drop((~keep[frame.index]).sum(), why, source.name)
        frame = frame[keep[frame.index]]
    year = frame["time_period"].to_numpy("datetime64[Y]")
    next_year = (year + np.timedelta64(1, "Y")).astype("datetime64[D]")
    places = _places(frame).assign(
        period_start=year.astype("datetime64[D]"),
        period_end=next_year - np.timedelta64(1, "D"),
        need="ehc", stage="plan", clock="request_to_plan", unit_counted="plans",
        source=f"{TITLE}: {source.name}",
    )  # fmt: skip
    parts = []
    for number, (coverage, figures) in enumerate(DEFINITIONS.items()):
        there = [
            one for one in figures
            if {one.column, one.numerator, one.denominator} - {""} <= set(frame)
        ]  # fmt: skip
        if there:
            quiet = ledger if number == 0 else Ledger(TITLE)  # one row is dropped only once
            parts.append(unpivot(frame, places.assign(coverage=coverage), there, quiet))
    return pd.concat(parts, ignore_index=True)


def _places(frame: pd.DataFrame) -> pd.DataFrame:
    level = frame["geographic_level"].str.lower()
    places = pd.DataFrame({"area": "England", "commissioner": "all"}, index=frame.index)
    for kind, (name, code) in PLACES.items():
        here = level == kind
        if name in frame:
            places.loc[here, "area"] = frame.loc[here, name].replace("", "all")
        if code in frame and kind == "local authority":
            places.loc[here, "commissioner"] = frame.loc[here, code].replace("", "all")
    return places
