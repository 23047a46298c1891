"""The observed-waits table: its columns, what each means, and what a valid row is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pandera.pandas as pa

from calibration.observed.words import (
    ALL,
    CLOCKS,
    NEEDS,
    POPULATIONS,
    PRIORITIES,
    SHARES,
    STAGES,
    STATISTICS,
    UNITS,
    UNITS_COUNTED,
    WAIT_STATISTICS,
)
from sim.settings import BadInput, Problem

MOST_PROBLEMS = 50


@dataclass(frozen=True)
class Field:
    """A column: its kind (date, text, number or yes/no), its meaning, and its default."""

    kind: str
    meaning: str
    default: Any
    words: Mapping[str, str] | None = None
    required: bool = False


FIELDS: dict[str, Field] = {
    "period_start": Field("date", "First day of the period.", pd.NaT, required=True),
    "period_end": Field(
        "date", "Last day of the period; lists are counted at its end.", pd.NaT, required=True
    ),
    "area": Field("text", "Where the children live, as published; all if not split.", ALL),
    "provider": Field("text", "Who provides, as published (code or name); all if not split.", ALL),
    "commissioner": Field("text", "Who commissions, as published; all if not split.", ALL),
    "need": Field("text", "The need.", ALL, NEEDS),
    "age_from": Field("number", "Youngest age in years; empty if not known.", float("nan")),
    "age_to": Field(
        "number", "Up to this birthday; empty if there is no upper age or it is not known.",
        float("nan"),
    ),
    "priority": Field("text", "The priority.", ALL, PRIORITIES),
    "stage": Field("text", "The stage that the figure is about.", ALL, STAGES),
    "clock": Field("text", "From which event to which the wait is measured.", "none", CLOCKS),
    "population": Field(
        "text", "Whose figure it is.", "", POPULATIONS, required=True
    ),
    "statistic": Field("text", "What is counted or measured.", "", STATISTICS, required=True),
    "lower": Field("number", "Least wait in whole days, itself included.", float("nan")),
    "upper": Field(
        "number", "Longest wait in whole days, itself included; empty if open-ended.", float("nan")
    ),
    "value": Field("number", "The figure; empty if suppressed.", float("nan")),
    "numerator": Field("number", "Of a share: how many.", float("nan")),
    "denominator": Field("number", "Of a share, median or percentile: of how many.", float("nan")),
    "unit": Field("text", "Unit of the value.", "count", UNITS),
    "unit_counted": Field("text", "What one of the count is.", "referrals", UNITS_COUNTED),
    "coverage": Field("text", "Who is in and who is not, in the publisher's definition.", ""),
    "rounding": Field("number", "Rounded to the nearest multiple of this; 0 if exact.", 0.0),
    "suppressed": Field("yes/no", "Hidden because it is small: not zero, and not missing.", False),
    "series_break": Field(
        "yes/no", "Not comparable with earlier periods of the same series.", False
    ),
    "revision_date": Field("date", "When this version was published, if known.", pd.NaT),
    "source": Field("text", "Publication and file.", "", required=True),
}  # fmt: skip

COLUMNS = tuple(FIELDS)
KEY = tuple(
    name for name in COLUMNS
    if name not in {"value", "numerator", "denominator", "suppressed", "series_break", "rounding",
                    "source"}
)  # fmt: skip
"""What identifies a figure: two rows with the same key say the same thing twice."""

_DTYPES = {"date": "datetime64[ns]", "text": str, "number": float, "yes/no": bool}


def _column(field: Field) -> pa.Column:
    checks = [pa.Check.isin(list(field.words))] if field.words else []
    empty = field.kind in {"date", "number"} and not field.required
    return pa.Column(
        _DTYPES[field.kind], checks, nullable=empty, coerce=True, description=field.meaning
    )


def _rule(words: str, holds: Any) -> pa.Check:
    return pa.Check(holds, error=words, ignore_na=False)


SCHEMA = pa.DataFrameSchema(
    {name: _column(field) for name, field in FIELDS.items()},
    checks=[
        _rule("period_end is before period_start", lambda t: ~(t.period_end < t.period_start)),
        _rule("value is below zero", lambda t: ~(t.value < 0)),
        _rule("a suppressed figure has a value", lambda t: ~(t.suppressed & t.value.notna())),
        _rule(
            "a share lies outside 0 to 1",
            lambda t: ~(t.statistic.isin(SHARES) & ((t.value > 1) | (t.value < 0))),
        ),
        _rule("numerator is above denominator", lambda t: ~(t.numerator > t.denominator)),
        _rule("upper is below lower", lambda t: ~(t.upper < t.lower)),
        _rule("age_to is not above age_from", lambda t: ~(t.age_to <= t.age_from)),
        _rule(
            "a wait band has no lower bound",
            lambda t: ~(t.statistic.isin(WAIT_STATISTICS) & t.lower.isna()),
        ),
        _rule("has no source", lambda t: t.source.str.len() > 0),
    ],
    unique=list(KEY),
    strict=True,
    ordered=True,
    name="observed waits",
    description="One row for each published or local figure about referrals and waits.",
)
"""The pandera schema of the table."""


def observed(rows: pd.DataFrame, file: str = "observed waits") -> pd.DataFrame:
    """Return rows as the whole table: missing columns filled with defaults, order fixed, checked.

    Raises:
    BadInput
        With every rule that a row breaks.
    """
    return checked(filled(rows), file)


def filled(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with every column of the table, in order; what is missing takes its default."""
    missing = {name: field.default for name, field in FIELDS.items() if name not in rows}
    table = rows.assign(**missing)[list(COLUMNS)].reset_index(drop=True)
    words = {name: field.default for name, field in FIELDS.items() if field.kind == "text"}
    return table.fillna(words)


def checked(table: pd.DataFrame, file: str = "observed waits") -> pd.DataFrame:
    """Return the table with its columns typed, or raise every problem together."""
    texts = [name for name, field in FIELDS.items() if field.kind == "text" and name in table]
    table = table.assign(**{name: table[name].fillna("") for name in texts}).reset_index(drop=True)
    try:
        return SCHEMA.validate(table, lazy=True)
    except pa.errors.SchemaErrors as error:
        raise BadInput(_problems(error.failure_cases, file)) from error


def _problems(cases: pd.DataFrame, file: str) -> list[Problem]:
    """Put pandera's findings into the reader's words, one for each rule and column."""
    whole = cases["schema_context"] != "Column"  # such a finding is repeated for every column
    named = whole & cases["check"].isin(_ABOUT_COLUMNS)
    cases = cases.assign(
        column=cases["failure_case"].where(named, cases["column"].mask(whole, "")).astype(str)
    )
    problems = []
    for (check, column), found in cases.groupby(["check", "column"], sort=False):
        rows = sorted({int(row) + 2 for row in found["index"].dropna()})
        if rows or check in _ABOUT_COLUMNS:  # else the rule could not be tried: another is broken
            problems.append(_problem(str(check), str(column), rows, file))
    return problems[:MOST_PROBLEMS]


_ABOUT_COLUMNS = {
    "column_in_schema": ("is not a column of observed waits", "Remove it."),
    "column_in_dataframe": ("this column is missing", "Add it; see docs/observed.md."),
    "column_ordered": ("this column stands out of order", "See docs/observed.md."),
}
_TWICE = (
    "says the same thing twice",
    "Keep one of them, or tell them apart by coverage or revision_date.",
)


def _problem(check: str, column: str, rows: list[int], file: str) -> Problem:
    if check in _ABOUT_COLUMNS:
        return Problem(file, column, *_ABOUT_COLUMNS[check])
    where = f"row {rows[0]}" + (f" and {len(rows) - 1} more" if len(rows) > 1 else "")
    if "unique" in check:
        return Problem(file, where, *_TWICE)
    if not column:
        return Problem(file, where, check, "Correct it.")
    place, field = f"{where}, {column}", FIELDS[column]
    if check.startswith("isin"):
        return Problem(
            file, place, "holds a word not in the list", f"Use: {', '.join(field.words or {})}."
        )
    if check == "not_nullable":
        return Problem(file, place, "is empty", "Fill it in.")
    return Problem(file, place, f"is not a {field.kind}", "Correct it.")
