"""Public Health Scotland: CAMHS open data, monthly, by health board.

Four files, told apart by their headings: referrals, adjusted patients seen, adjusted patients
waiting, and non-attendance. The real files ship in ``calibration/cases/scotland/data``.
"""

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

import numpy as np
import pandas as pd

from calibration.importers.dates import month_end, read_dates
from calibration.importers.request import Request
from calibration.importers.source import Source
from calibration.importers.wide import Figure, unpivot
from calibration.quality import Ledger
from sim.settings import BadInput, Problem

TITLE = "Public Health Scotland, CAMHS waiting times (open data)"
SCOTLAND = "S92000003"
BANDS_WEEKS = {"0to18": (0, 18), "19to35": (19, 35), "36to52": (36, 52), "over52": (53, None)}

_AGES = "Children and young people; boards differ in the upper age"
_ADJUSTED = "adjusted for missed appointments and unavailability by the board's rules"


def _days(low: int, high: int | None) -> tuple[float, float]:
    """Weeks 19 to 35 are more than 18 whole weeks and at most 35."""
    lower = (low - 1) * 7 + 1 if low else 0
    return float(lower), float("nan") if high is None else float(high * 7)


def _bands(kind: str, population: str) -> list[Figure]:
    return [
        Figure(f"numberofpatients{kind}{name}weeks", "in_band",
               population, *_days(*weeks))
        for name, weeks in BANDS_WEEKS.items()
    ]  # fmt: skip


FORMS: dict[str, list[Figure]] = {
    "referralsreceived": [
        Figure("referralsreceived", "received", "received"),
        Figure("referralsaccepted", "accepted", "received"),
    ],
    "totalpatientsseen": [
        Figure("totalpatientsseen", "seen", "seen"),
        *_bands("seen", "seen"),
        Figure("medianweekspatientsseen", "median", "seen", scale=7, unit="days",
               denominator="totalpatientsseen"),
        Figure("90thpercentileweekspatientsseen", "percentile_90", "seen", scale=7, unit="days",
               denominator="totalpatientsseen"),
        Figure("numberofpatientsseen0to18weeks", "share_within", "seen", 0, 126, unit="share",
               numerator="numberofpatientsseen0to18weeks", denominator="totalpatientsseen"),
    ],
    "totalpatientswaiting": [
        Figure("totalpatientswaiting", "waiting", "still waiting"),
        *_bands("waiting", "still waiting"),
    ],
    "didnotattends": [
        Figure("totalappointments", "appointments", "seen"),
        Figure("didnotattends", "missed", "seen"),
        Figure("didnotattends", "missed_share", "seen", unit="share",
               numerator="didnotattends", denominator="totalappointments"),
    ],
}  # fmt: skip
_ABOUT = {
    "referralsreceived": ("referral", "none", "referrals", _AGES),
    "totalpatientsseen": (
        "treatment", "referral_to_treatment_adjusted", "patients", f"{_AGES}; {_ADJUSTED}",
    ),
    "totalpatientswaiting": (
        "treatment", "referral_to_treatment_adjusted", "patients", f"{_AGES}; {_ADJUSTED}",
    ),
    "didnotattends": ("first_contact", "none", "appointments", f"{_AGES}; first contacts"),
}  # fmt: skip
FLAGS = {
    "b": "The publisher marks a break in the series: not comparable with earlier months.",
    "u": "The publisher marks these cells as of low reliability; they are kept.",
    "r": "The publisher revised these cells.",
    "p": "The publisher calls these cells provisional.",
    "y": "The publisher marks these cells as incomplete returns; they are kept.",
    ":": "Marked as not available.",
    "c": "Marked as confidential: suppressed, not zero.",
}


def rows(sources: Sequence[Source], request: Request, ledger: Ledger) -> pd.DataFrame:
    """Return the figures of any of the four files."""
    return pd.concat([_file(source, ledger) for source in sources], ignore_index=True)


def _file(source: Source, ledger: Ledger) -> pd.DataFrame:
    frame = source.frame()
    form = _form(source, frame)
    figures = FORMS[form]
    columns = sorted({figure.column for figure in figures})
    flags = {name: frame.get(f"{name}qf", pd.Series("", frame.index)) for name in columns}
    _note_flags(flags, source.name, ledger)
    for name, flag in flags.items():
        frame[name] = frame[name].mask(_has(flag, "c"), "*")
    dates = read_dates(frame["month"])
    unreadable = np.isnat(dates.values)
    ledger.drop(unreadable.sum(), "The month cannot be read.", source.name)
    frame, start = frame[~unreadable], dates.values[~unreadable]
    recoded = frame["hb"].map(present_codes()).ne(frame["hb"]) & frame["hb"].isin(board_names())
    ledger.note("rows under a board's old code", recoded.sum(), "Given its present code, so that "
                "the series goes on.", source.name)  # fmt: skip
    stage, clock, unit, coverage = _ABOUT[form]
    broken = pd.concat([_has(flag, "b") for flag in flags.values()], axis=1).any(axis=1)
    places = pd.DataFrame(
        {
            "period_start": start,
            "period_end": month_end(start),
            "area": frame["hb"].map(board_names()).fillna(frame["hb"]),
            "provider": frame["hb"].map(present_codes()).fillna(frame["hb"]),
            "need": "camhs",
            "stage": stage,
            "clock": clock,
            "unit_counted": unit,
            "coverage": coverage,
            "series_break": broken[~unreadable],
            "source": f"{TITLE}: {source.name}",
        },
        index=frame.index,
    )
    _note_total(frame, form, source.name, ledger)
    return unpivot(frame, places, figures, ledger)


def _form(source: Source, frame: pd.DataFrame) -> str:
    for form, figures in FORMS.items():
        if {"hb", "month", *(figure.column for figure in figures)} <= set(frame.columns):
            return form
    text = "has none of the four sets of headings of this publication"
    remedy = "Give the referrals, adjusted seen, adjusted waiting or did-not-attend file."
    raise BadInput([Problem(source.name, "", text, remedy)])


def _has(flags: pd.Series, mark: str) -> pd.Series:
    return flags.str.split().map(lambda marks: mark in marks)


def _note_flags(flags: dict[str, pd.Series], file: str, ledger: Ledger) -> None:
    every = pd.concat(list(flags.values()))
    for mark, meaning in FLAGS.items():
        ledger.note(f"cells flagged {mark}", _has(every, mark).sum(), meaning, file)


def _note_total(frame: pd.DataFrame, form: str, file: str, ledger: Ledger) -> None:
    """Check that the bands add up to the total."""
    total = "totalpatientsseen" if form == "totalpatientsseen" else "totalpatientswaiting"
    if form != total:
        return
    bands = [figure.column for figure in FORMS[form] if figure.statistic == "in_band"]
    sums = frame[bands].apply(pd.to_numeric, errors="coerce").sum(axis=1, skipna=False)
    gap = sums - pd.to_numeric(frame[total], errors="coerce")
    ledger.note("bands that do not add up to the total", (gap.abs() > 0).sum(),
                f"Largest difference {gap.abs().max():.0f}; kept as published.", file)  # fmt: skip


@lru_cache(maxsize=1)
def board_names() -> dict[str, str]:
    """Return the name of each health board by its codes, old and new."""
    folder = resources.files("calibration") / "cases" / "scotland" / "data"
    with resources.as_file(folder / "scotland_health_board_labels.csv") as path:
        labels = pd.read_csv(path, encoding="utf-8-sig", dtype=str)
    return {**dict(zip(labels["HB"], labels["HBName"], strict=True)), SCOTLAND: "Scotland"}


def present_codes() -> dict[str, str]:
    """Return the present code of each board by its codes, old and new."""
    names = board_names()
    newest = {name: code for code, name in sorted(names.items())}
    return {code: newest[name] for code, name in names.items()}
