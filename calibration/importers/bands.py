"""A local waiting list by month, in bands of weeks waited: what an ICB analyst holds.

Two shapes are read: the template of `pathways template bands` (a month column, and flows where
they are known), and the monthly list of a provider collection with columns Trust, LAD, Service,
Description, 0-4, 4-8, 8-18, 18-52, 52+ and Total, whose month stands in the file's name. The
second was built from the headings in a public cleaning script; no real file was at hand.
"""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from calibration.extract.privacy import refuse_identifying
from calibration.importers.cells import read_cells
from calibration.importers.dates import FORMS, MONTHS, month_end, read_dates
from calibration.importers.request import Request
from calibration.importers.source import Source
from calibration.importers.wide import Figure, unpivot
from calibration.quality import Ledger
from sim.settings import BadInput, Problem
from sim.settings.words import PRIORITIES

TITLE = "Local waiting list in bands"
FLOWS = {
    "received": ("received", "received"),
    "accepted": ("accepted", "received"),
    "seen": ("seen", "seen"),
    "left": ("left", "closed"),
}
_BAND = re.compile(r"(?:weeks_)?(\d+)_(?:to_)?(\d+)(?:_weeks)?|(?:weeks_)?(\d+)(?:_weeks)?")
_MONTH_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_IN_NAME = re.compile(rf"({_MONTH_NAMES})[ _-]?(20\d{{2}})|(20\d{{2}})-(\d{{2}})", re.IGNORECASE)
_NAMES = {"trust": "provider", "lad": "area", "service": "need", "description": "description"}


def rows(sources: Sequence[Source], request: Request, ledger: Ledger) -> pd.DataFrame:
    """Return list sizes, bands and flows."""
    return pd.concat([_file(source, request, ledger) for source in sources], ignore_index=True)


def _file(source: Source, request: Request, ledger: Ledger) -> pd.DataFrame:
    frame = _provider_shape(source.frame())
    bands = {str(name): band for name in frame if (band := _weeks(str(name))) is not None}
    _refuse_without(source.name, frame, bands)
    refuse_identifying(source.name, source.table, {})
    _note_weeks_between(bands, source.name, ledger)
    frame = _dated(frame, source.name, ledger)
    frame = _needs(frame, request, source.name, ledger)
    sums = np.sum([read_cells(frame[name]).values for name in bands], axis=0)
    if "total" in frame:
        gap = np.abs(sums - read_cells(frame["total"]).values)
        ledger.note("lists that their bands do not add up to", (gap > 0).sum(),
                    f"Largest difference {np.nanmax([0, *gap]):.0f}; kept as given.",
                    source.name)  # fmt: skip
    else:
        frame = frame.assign(total=sums.astype(str))
        ledger.caveat("No column total: the list is the sum of its bands.", source.name)
    places = pd.DataFrame(
        {
            "period_start": frame["start"],
            "period_end": month_end(frame["start"].to_numpy("datetime64[D]")),
            "area": _or_all(frame, "area").map(lambda name: request.about.areas.get(name, name)),
            "provider": _or_all(frame, "provider"),
            "need": frame["need"],
            "priority": _priorities(frame, request, source.name, ledger),
            "stage": _or_all(frame, "stage"),
            "clock": "referral_to_first_contact",
            "coverage": frame.get("description", pd.Series("", frame.index)),
            "source": f"{TITLE}: {source.name}",
        },
        index=frame.index,
    )  # fmt: skip
    figures = [
        Figure("total", "waiting", "still waiting"),
        *(Figure(name, "in_band", "still waiting", *band) for name, band in bands.items()),
        *(Figure(name, *flow) for name, flow in FLOWS.items() if name in frame),
    ]
    return unpivot(frame, places, figures, ledger)


def _weeks(heading: str) -> tuple[float, float] | None:
    """Return the days of a heading such as 4-8 (4 whole weeks to just under 8) or 52+."""
    match = _BAND.fullmatch(heading)
    if match is None:
        return None
    if match[3] is not None:
        return int(match[3]) * 7.0, np.nan
    return int(match[1]) * 7.0, int(match[2]) * 7.0 - 1


def _note_weeks_between(bands: dict[str, tuple[float, float]], file: str, ledger: Ledger) -> None:
    """Note days between one band and the next that no band holds, or that two hold."""
    ordered = sorted(bands.values())
    apart = [b[0] - a[1] - 1 for a, b in zip(ordered, ordered[1:], strict=False) if a[1] == a[1]]
    ledger.note("bands that do not meet", sum(days != 0 for days in apart), "4-8 is read as 4 "
                "whole weeks to just under 8, so the next begins at 8.", file)  # fmt: skip


def _refuse_without(file: str, frame: pd.DataFrame, bands: dict[str, tuple[float, float]]) -> None:
    problems = []
    if not bands:
        text, remedy = "no column is a band of weeks", "Head them 0-4, 4-8, … 52+."
        problems.append(Problem(file, "", text, remedy))
    if "month" not in frame and _month_in(file) is None:
        remedy = "Add a column month, or put it in the name, such as list 2026-03.csv."
        problems.append(Problem(file, "month", "this column is missing", remedy))
    if "need" not in frame:
        problems.append(Problem(file, "need", "this column is missing", "Add it."))
    if problems:
        raise BadInput(problems)


def _provider_shape(frame: pd.DataFrame) -> pd.DataFrame:
    """Bring the provider collection's headings to the template's, filling group rows down."""
    if "trust_lad" in frame:
        split = frame["trust_lad"].str.split("-", n=1, expand=True)
        area = split[1] if 1 in split else pd.Series("", frame.index)
        frame = frame.assign(trust=split[0].str.strip(), lad=area.str.strip())
    if "trust" not in frame:
        return frame
    grouped = [name for name in ("trust", "lad", "service") if name in frame]
    filled = frame[grouped].replace("", np.nan).ffill().fillna("")
    return frame.assign(**filled).rename(columns=_NAMES)


def _month_in(file: str) -> np.datetime64 | None:
    for match in _IN_NAME.finditer(file):
        text = f"{match[1]} {match[2]}" if match[1] else f"{match[3]}-{match[4]}"
        found = read_dates(pd.Series([text])).values[0]
        if not np.isnat(found):
            return found
    return None


def _dated(frame: pd.DataFrame, file: str, ledger: Ledger) -> pd.DataFrame:
    if "month" not in frame:
        return frame.assign(start=_month_in(file))
    dates = read_dates(frame["month"])
    dates.note_forms(file, ledger)
    bad = np.isnat(dates.values)
    ledger.drop(bad.sum(), f"The month cannot be read; forms are: {', '.join(FORMS)}.", file)
    start = dates.values.astype("datetime64[M]").astype("datetime64[D]")
    return frame.assign(start=start)[~bad]


def _needs(frame: pd.DataFrame, request: Request, file: str, ledger: Ledger) -> pd.DataFrame:
    known = {"camhs": "camhs", "asd": "asd", "adhd": "adhd", "ehc": "ehc", "all": "all"}
    known |= {name.lower(): need for name, need in request.about.needs.items()}
    need = frame["need"].str.lower().map(known)
    for name, count in frame.loc[need.isna(), "need"].value_counts().items():
        why = "Not a need: say which it is under [needs] in the file given with --about."
        ledger.drop(count, why, f"{file}, {name or 'empty'}")
    return frame.assign(need=need)[need.notna()]


def _priorities(frame: pd.DataFrame, request: Request, file: str, ledger: Ledger) -> pd.Series:
    words = {name: name for name in (*PRIORITIES, "all", "unknown")}
    words |= {name.lower(): priority for name, priority in request.about.priorities.items()}
    found = _or_all(frame, "priority").str.lower().map(words)
    ledger.note("unknown priorities", found.isna().sum(), "Kept as unknown: say which they are "
                "under [priorities] in the file given with --about.", file)  # fmt: skip
    return found.fillna("unknown")


def _or_all(frame: pd.DataFrame, name: str) -> pd.Series:
    return frame[name].replace("", "all") if name in frame else pd.Series("all", frame.index)
