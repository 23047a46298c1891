"""NHS England's long tables: one row a month, place and measure, read by a list of measures.

The list is data (``measures.csv``): for each measure, where it stands in the observed table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
import pandas as pd

from calibration.importers.cells import read_cells
from calibration.importers.dates import month_end, read_dates
from calibration.importers.source import Source, required
from calibration.importers.wide import share
from calibration.quality import Ledger

PLACES = ["period_start", "period_end", "area", "provider", "commissioner"]


@dataclass(frozen=True)
class Form:
    """Where a publication keeps what, in tidied headings."""

    publication: str
    title: str
    start: str
    end: str
    measure: str
    value: str
    need: str
    breakdowns: Mapping[str, tuple[str, ...]]
    """Kinds of place, in small letters, to the observed columns of first and second level."""
    breaks: Mapping[str, str]
    """First month (2023-09) of figures that earlier ones are not comparable with, and why."""
    rounding: float = 5.0
    level: str = "primary_level"
    level_words: str = "primary_level_description"
    second_level: str = "secondary_level"


@lru_cache(maxsize=1)
def measures() -> pd.DataFrame:
    """Return the list of measures of every publication."""
    with resources.as_file(resources.files("calibration.importers") / "measures.csv") as path:
        table = pd.read_csv(path, keep_default_na=False)
    bounds = ["age_from", "age_to", "lower", "upper"]
    return table.assign(**{name: pd.to_numeric(table[name]) for name in bounds})


def long_rows(sources: Sequence[Source], form: Form, ledger: Ledger) -> pd.DataFrame:
    """Return the figures of every file of one publication."""
    return pd.concat([_file(source, form, ledger) for source in sources], ignore_index=True)


def _file(source: Source, form: Form, ledger: Ledger) -> pd.DataFrame:
    needed = (form.start, form.end, "breakdown", form.level, form.measure, form.value)
    required(source, needed, form.title)
    rows = _known_measures(source.frame(), form, source.name, ledger)
    rows = _placed(rows, form, source.name, ledger)
    rows = _dated(rows, form, source.name, ledger)
    rows = _valued(rows, form, source.name, ledger)
    rows = _shares_from_counts(rows, source.name, ledger)
    first = rows["period_start"].dt.strftime("%Y-%m").isin(list(form.breaks))
    for month, why in form.breaks.items():
        hit = (rows["period_start"].dt.strftime("%Y-%m") == month).any()
        ledger.note("break in series", int(hit), why, month)
    whole = rows["area"].str.lower().eq("england")
    return rows.assign(
        need=form.need,
        series_break=first,
        rounding=np.where(whole, 0.0, form.rounding),
        source=f"{form.title}: {source.name}",
    ).drop(columns=["publication", "measure"])


def _known_measures(frame: pd.DataFrame, form: Form, file: str, ledger: Ledger) -> pd.DataFrame:
    known = measures()[measures()["publication"] == form.publication]
    frame = frame.assign(measure=frame[form.measure])
    unknown = ~frame["measure"].isin(known["measure"])
    for name, count in frame.loc[unknown, "measure"].value_counts().items():
        ledger.drop(count, "This measure has no place in the observed table.", f"{file}, {name}")
    return frame[~unknown].merge(known, on="measure", how="left")


def _placed(rows: pd.DataFrame, form: Form, file: str, ledger: Ledger) -> pd.DataFrame:
    """Fill area, provider and commissioner from the breakdown; drop splits that have no column."""
    kind = rows["breakdown"].str.lower()
    for name in sorted(set(kind) - set(form.breakdowns)):
        ledger.drop((kind == name).sum(), "Split in a way that the table has no column for.",
                    f"{file}, breakdown {name}")  # fmt: skip
    rows = rows[kind.isin(list(form.breakdowns))].assign(
        area="all", provider="all", commissioner="all"
    )
    kind = rows["breakdown"].str.lower()
    second = rows.get(form.second_level, pd.Series("", rows.index))
    for name, columns in form.breakdowns.items():
        here = kind == name
        for column, level in zip(columns, (rows[form.level], second), strict=False):
            if column == "age":
                rows = _aged(rows, here, level, file, ledger)
            else:
                rows.loc[here, column] = level[here]
    england = (rows[["area", "provider", "commissioner"]] == "all").all(axis=1)
    return rows.assign(area=rows["area"].mask(england, "England"))


def _aged(
    rows: pd.DataFrame, here: pd.Series, level: pd.Series, file: str, ledger: Ledger
) -> pd.DataFrame:
    """Read ages such as 'People aged 5 to 17', '18 and over', '25+' or 'Unknown'."""
    words = level[here].str.lower()
    between = words.str.extract(r"(\d+)\s*(?:to|-)\s*(\d+)").astype(float)
    upwards = words.str.extract(r"(\d+)\s*(?:\+|and over|or over)")[0].astype(float)
    under = words.str.extract(r"under\s*(\d+)")[0].astype(float)
    rows = rows.copy()
    rows.loc[here, "age_from"] = between[0].fillna(upwards).fillna(under * 0)
    rows.loc[here, "age_to"] = (between[1] + 1).fillna(under)
    unknown = words[~words.str.contains(r"\d")]
    ledger.note("figures for ages not known", len(unknown), "Kept with no age.", file)
    rows.loc[unknown.index, "coverage"] = rows.loc[unknown.index, "coverage"] + "; age not known"
    return rows


def _dated(rows: pd.DataFrame, form: Form, file: str, ledger: Ledger) -> pd.DataFrame:
    start, end = read_dates(rows[form.start]), read_dates(rows[form.end])
    start.note_forms(file, ledger)
    bad = np.isnat(start.values)
    ledger.drop(bad.sum(), "The period cannot be read.", file)
    ends = np.where(np.isnat(end.values), month_end(start.values), end.values)
    late = ends < start.values
    ledger.drop((late & ~bad).sum(), "The period ends before it starts.", file)
    future = start.values > np.datetime64("today")
    ledger.drop((future & ~bad & ~late).sum(), "The period lies in the future.", file)
    rows = rows.assign(period_start=start.values, period_end=ends)
    rows = rows[~(bad | late | future)]
    return rows.assign(
        **{name: pd.to_datetime(rows[name]) for name in ("period_start", "period_end")}
    )


def _valued(rows: pd.DataFrame, form: Form, file: str, ledger: Ledger) -> pd.DataFrame:
    cells = read_cells(rows[form.value])
    for mask, why in (
        (cells.missing, "No figure stands there."),
        (cells.unreadable, "Neither a number nor a known mark."),
        (cells.negative, "A negative count cannot be."),
    ):
        ledger.drop(mask.sum(), why, file)
    keep = ~(cells.missing | cells.unreadable | cells.negative)
    columns = [*PLACES, *measures().columns]
    valued = rows.assign(value=cells.values, suppressed=cells.suppressed)
    status = rows.get("status", pd.Series("", rows.index))
    coverage = valued["coverage"].str.cat(status, sep="; ").str.strip("; ")
    return valued.assign(coverage=coverage)[keep][[*columns, "value", "suppressed"]]


def _shares_from_counts(rows: pd.DataFrame, file: str, ledger: Ledger) -> pd.DataFrame:
    """Fill numerators and denominators; take shares from counts where both stand in the file."""
    rows = rows.reset_index(drop=True)
    above, below = _looked_up(rows, "numerator"), _looked_up(rows, "denominator")
    is_share = (rows["unit"] == "share").to_numpy()
    worked_out = share(above, below)
    published = rows["value"].to_numpy(float)
    in_percent = np.where(published > 1, published / 100, published)
    value = np.where(is_share, np.where(np.isnan(worked_out), in_percent, worked_out), published)
    small = is_share & np.isnan(worked_out) & (published <= 1) & (published > 0)
    ledger.note("shares of 1 or less without counts", small.sum(), "Read as a share, not as a "
                "percentage: an assumption.", file)  # fmt: skip
    apart = is_share & (np.abs(worked_out - in_percent) > 0.02)
    ledger.note("published shares that differ from their counts by over 2 points", apart.sum(),
                "The counts were used.", file)  # fmt: skip
    beyond = is_share & (value > 1)
    ledger.drop(beyond.sum(), "A share above 100 per cent cannot be.", file)
    whole = is_share & ~np.isnan(worked_out)
    rows = rows.assign(
        value=value,
        numerator=np.where(whole, above, np.nan),
        denominator=np.where(whole | ~is_share, below, np.nan),
        suppressed=rows["suppressed"] & np.isnan(value),
    )
    return rows[~beyond]


def _looked_up(rows: pd.DataFrame, part: str) -> np.ndarray:
    """Return the value of another measure of the same period, place and definition."""
    key = [*PLACES, "age_from", "age_to"]
    other = rows[[*key, "measure", "value"]].drop_duplicates([*key, "measure"])
    wanted = rows[[*key, part]].rename(columns={part: "measure"})
    return wanted.merge(other, on=[*key, "measure"], how="left")["value"].to_numpy(float)
