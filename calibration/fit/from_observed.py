"""Rows of an observed-waits table, as figures to fit to.

A fit never compares unlike things in silence: rows that count other people than the scenario
does (patients where it has referrals, other ages) need an adjustment with its reason.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import pandas as pd
from pydantic import Field

from calibration.fit.figure import Figure, Scale
from calibration.fit.statistic import Counted, Statistic, clocks, words_of
from calibration.fit.unknown import Said
from sim.settings import BadInput, Problem, Scenario
from sim.settings.problems import did_you_mean
from sim.settings.setting import Day, Name, Setting, Text

SUPPRESSED_BELOW = 5.0
"""A cell hidden because it is small is between 1 and one less than this."""
OLDEST = 25.0

Tolerance = Annotated[float, Field(ge=0, le=1)]


class Adjustment(Setting):
    """How what is published differs from what the scenario counts, and what is done about it."""

    times: Annotated[float, Field(gt=0, le=100)] = 1.0
    """The published figure is multiplied by this; 1 where the difference is held to be small."""
    reason: Said
    """What differs, and why this is right."""


class Rows(Setting):
    """Rows of the observed table, and what of the scenario stands beside them."""

    rows: Annotated[dict[Name, Text], Field(min_length=1)]
    """Column of the observed table to the word that chosen rows have; statistic must be named."""
    where: dict[Name, str | tuple[str, ...]] = {}
    """Area, need, priority or stage in the scenario's words; left out, not split."""
    clock: Name | None = None
    """The scenario's clock that measures these waits; needed for waits and lists."""
    tolerance: Tolerance = 0.03
    """One standard deviation of what may separate figure and model, as a share of the figure:
    imperfect records and definitions, each figure by itself."""
    shared_tolerance: Tolerance = 0.0
    """The same, for what moves every figure of these rows together."""
    tolerance_reason: Said
    """Why that much."""
    from_date: Day | None = None
    """Only periods that begin on or after this day."""
    to_date: Day | None = None
    """Only periods that end on or before this day."""
    adjustment: Adjustment | None = None
    """Needed where the rows count other people than the scenario."""


def from_observed(
    table: pd.DataFrame, asked: Mapping[str, Rows], scenario: Scenario, file: str = "fit"
) -> list[Figure]:
    """Return a figure for each chosen row whose period lies in the run.

    Raises:
    BadInput
        With every entry that chooses nothing, needs a clock, or compares unlike things.
    """
    figures: list[Figure] = []
    problems: list[Problem] = []
    for name, entry in asked.items():
        chosen = _chosen(table, name, entry, scenario, file, problems)
        for row in chosen.to_dict("records"):
            figures.append(_figure(name, entry, row))
    if problems:
        raise BadInput(problems)
    return figures


def _chosen(
    table: pd.DataFrame, name: str, entry: Rows, scenario: Scenario, file: str,
    problems: list[Problem],
) -> pd.DataFrame:  # fmt: skip
    """Return the rows an entry means, inside the run; note what is wrong with it."""
    where = f"figures.{name}"
    unknown = [column for column in entry.rows if column not in table]
    for column in unknown:
        remedy = did_you_mean(column, table.columns) or "See docs/observed.md."
        text = f"{column} is not a column of observed waits"
        problems.append(Problem(file, f"{where}.rows", text, remedy))
    if unknown:
        return table[:0]
    keep = pd.Series(True, table.index)
    for column, word in entry.rows.items():
        keep &= table[column].astype(str) == word
    found = table[keep]
    if found.empty:
        remedy = _seen(table, entry.rows)
        problems.append(Problem(file, f"{where}.rows", "no row of the table is like this", remedy))
        return found
    inside = _in_run(found, entry, scenario)
    if inside.empty:
        start, end = scenario.calendar.start_date, scenario.calendar.end_date
        text = f"no period of these rows lies within the run, {start} until {end}"
        problems.append(Problem(file, where, text, "Move the run, or choose other rows."))
    problems += _unlike(inside, name, entry, scenario, file)
    return inside


def _seen(table: pd.DataFrame, rows: Mapping[str, str]) -> str:
    """Return the words that stand in the columns named, for whoever mistyped one."""
    parts = []
    for column, word in rows.items():
        words = sorted(table[column].astype(str).unique())
        if word not in words:
            parts.append(f"{column} has {', '.join(words[:12])}")
    return f"In the table, {'; '.join(parts)}." if parts else "Each word occurs, but not together."


def _in_run(found: pd.DataFrame, entry: Rows, scenario: Scenario) -> pd.DataFrame:
    first = pd.Timestamp(scenario.calendar.start_date)
    last = pd.Timestamp(scenario.calendar.end_date)
    keep = (found["period_start"] >= first) & (found["period_end"] < last)
    if found["population"].isin(["still waiting", "open"]).all():
        keep = (found["period_end"] >= first) & (found["period_end"] < last)
    if entry.from_date is not None:
        keep &= found["period_start"] >= pd.Timestamp(entry.from_date)
    if entry.to_date is not None:
        keep &= found["period_end"] <= pd.Timestamp(entry.to_date)
    known = found["value"].notna() | found["suppressed"]
    return found[keep & known]


def _unlike(
    rows: pd.DataFrame, name: str, entry: Rows, scenario: Scenario, file: str
) -> list[Problem]:
    """Return why rows and scenario count different people, where no adjustment says so."""
    where, reasons = f"figures.{name}", []
    if entry.clock is None and _needs_clock(entry.rows.get("statistic", "")):
        remedy = f"Write clock = one of: {', '.join(clocks(scenario))}."
        return [Problem(file, where, "needs the clock that measures these waits", remedy)]
    if entry.adjustment is not None:
        return []
    if rows["unit_counted"].isin(["patients", "spells"]).any():
        reasons.append("patients, not referrals, are counted")
    if (rows["age_to"] < 18).any() or (rows["age_to"].gt(18) & rows["age_to"].le(OLDEST)).any():
        reasons.append("the ages are not those of children under 18")
    if rows["series_break"].any():
        reasons.append("the series breaks within these rows")
    if _split(rows):
        reasons.append(f"rows differ in {', '.join(_split(rows))} and would be mixed")
    remedy = "Choose other rows, or say in adjustment why it is right and by how much to multiply."
    return [Problem(file, where, reason, remedy) for reason in reasons]


def _split(rows: pd.DataFrame) -> list[str]:
    columns = ("area", "provider", "commissioner", "need", "priority", "stage", "clock",
               "population", "coverage", "age_from", "age_to")  # fmt: skip
    return [column for column in columns if rows[column].nunique(dropna=False) > 1]


def _needs_clock(statistic: str) -> bool:
    return statistic in ("seen", "waiting", "left", "in_band", "median", "percentile_90",
                         "mean_wait", "share_within")  # fmt: skip


PLAIN = {"received": "referrals_received", "accepted": "referrals_accepted", "closed": "exits"}
WAIT_OF = {"median": "p50", "percentile_90": "p90", "mean_wait": "mean", "share_within": "mean"}
WAITING = ("still waiting", "open")


def _figure(name: str, entry: Rows, row: dict[Any, Any]) -> Figure:
    adjusted = entry.adjustment.times if entry.adjustment else 1.0
    low, high = (end * adjusted for end in _ends(row))
    statistic = str(row["statistic"])
    start, end = row["period_start"], row["period_end"]
    band = _band(row)
    label = f"{name.replace('_', ' ')}{_band_words(band)}"
    return Figure(
        f"{name} {end:%Y-%m-%d}{_band_words(band)}", label, low, high,
        Statistic(_counted(entry, row, (start.date(), end.date()), band)), entry.tolerance,
        entry.shared_tolerance, name, _scale(statistic), str(row["unit"]), str(row["source"]),
        f"{start:%b %Y}" if (end - start).days < 32 else f"{start:%b} to {end:%b %Y}",
        end.date(),
    )  # fmt: skip


def _counted(entry: Rows, row: dict[Any, Any], window: Any, band: Any) -> Counted:
    statistic, waiting = str(row["statistic"]), row["population"] in WAITING
    where = dict(entry.where) | ({"clock": entry.clock} if entry.clock else {})
    if statistic in PLAIN:
        where.pop("clock", None)
        return Counted(PLAIN[statistic], words_of(where), (window,))
    if statistic in WAIT_OF:
        kind = "wait_open" if waiting else "wait_completed"
        return Counted(f"{kind}_{WAIT_OF[statistic]}", words_of(where), (window,), waited=band)
    if statistic == "left":
        return Counted("left_waiting", words_of(where), (window,))
    return Counted("open_waits" if waiting else "completed", words_of(where), (window,),
                   waited=band)  # fmt: skip


def _band(row: dict[Any, Any]) -> tuple[float, float] | None:
    if pd.isna(row["lower"]):
        return None
    upper = float("inf") if pd.isna(row["upper"]) else float(row["upper"])
    return float(row["lower"]), upper


def _band_words(band: tuple[float, float] | None) -> str:
    if band is None:
        return ""
    return f", {band[0]:.0f} days and over" if band[1] == float("inf") else (
        f", {band[0]:.0f} to {band[1]:.0f} days")  # fmt: skip


def _ends(row: dict[Any, Any]) -> tuple[float, float]:
    """Return both ends of what a cell can have been."""
    if row["suppressed"]:
        return 1.0, SUPPRESSED_BELOW - 1
    half = float(row["rounding"]) / 2
    value = float(row["value"])
    return max(value - half, 0.0), value + half


def _scale(statistic: str) -> Scale:
    if statistic in ("median", "percentile_90", "mean_wait"):
        return "log"
    return "share" if statistic == "share_within" else "root"
