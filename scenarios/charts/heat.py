"""A table in colour: one number for each area and need, written in its cell."""

import altair as alt
import pandas as pd

from scenarios.charts.chart import Chart
from scenarios.charts.look import INK, LINE_HEIGHT, TINTS, beside_rows, finished, in_lines, wrapped
from scenarios.labels import opened

CELL_WIDTH, CELL_HEIGHT = 120, 42
PHONE_LETTERS = 26
"""Words above the columns have no room on a phone when they take more letters side by side."""
ROW_LETTERS, COLUMN_LETTERS = 26, 20
"""Letters of a line of the words beside a row and above a column."""


def heat(data: pd.DataFrame, *, name: str, what: str, unit: str, form: str = ",.0f") -> Chart:
    """Draw ``data`` (columns ``row``, ``column`` and ``value``) with the number in each cell.

    A missing value is shown as "-": nobody was counted there.
    """
    shown = data.assign(
        words=[("-" if pd.isna(value) else f"{value:{form}}") for value in data["value"]]
    )
    title = _message(shown, what, unit)
    subtitle = (
        f"{opened(what)}, {unit}. The stronger the colour, the more; - where there was nobody."
    )
    table, numbers = _across(shown, "words"), _across(shown, "value")
    words = f"Table in colour: {what}, {unit}. " + " ".join(
        f"{row.row}, {row.column}: {row.words}." for row in shown.itertuples()
    )
    drawing = finished(_cells(shown), title, subtitle)
    across = sum(max(map(len, wrapped(one, COLUMN_LETTERS))) for one in _each(shown["column"]))
    return Chart(name, title, subtitle, words, table, drawing, wide=across > PHONE_LETTERS,
                 numbers=numbers)  # fmt: skip


def _across(shown: pd.DataFrame, values: str) -> pd.DataFrame:
    """Return a row for each row of the drawing, with a column for each of its columns."""
    table = shown.pivot_table(index="row", columns="column", values=values, aggfunc="first",
                              sort=False, dropna=False)  # fmt: skip
    table.columns.name = None
    return table.reset_index().rename(columns={"row": ""})


def _cells(shown: pd.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Draw the cells, each in its shade with its number."""
    most = float(shown["value"].max()) if shown["value"].notna().any() else 0.0
    above, beside = _each(shown["column"]), _each(shown["row"])
    columns = alt.Axis(
        labelAngle=0, orient="top", labelPadding=_above(above), **in_lines(above, COLUMN_LETTERS)
    )
    base = alt.Chart(shown).encode(
        x=alt.X("column:N", title=None, sort=None, axis=columns),
        y=alt.Y("row:N", title=None, sort=None, axis=alt.Axis(**beside_rows(beside, ROW_LETTERS))),
    )
    shades = alt.Scale(domain=[0.0, most or 1.0], range=list(TINTS))
    return alt.layer(
        base.mark_rect(stroke="white", strokeWidth=2).encode(
            color=alt.Color("value:Q", legend=None, scale=shades)
        ),
        base.mark_text(fontSize=14, color=INK).encode(text="words:N"),
    ).properties(width=CELL_WIDTH * len(above), height=CELL_HEIGHT * len(beside))


def _message(shown: pd.DataFrame, what: str, unit: str) -> str:
    known = shown.dropna(subset=["value"])
    if known.empty:
        return f"Nobody to show: {what}"
    highest = str(known.nlargest(1, "value")["words"].iloc[0])
    top = known[known["words"] == highest].iloc[0]
    everywhere = (shown.loc[shown["row"] == top["row"], "words"] == highest).all()
    where = top["row"] if everywhere else f"{top['row']}, {top['column']}"
    return f"{opened(what)}: highest in {where}, {highest} {_of(unit, highest)}"


def _of(unit: str, number: str) -> str:
    return unit.removesuffix("s") if number == "1" else unit


def _above(columns: list[str]) -> int:
    """Return how far above the cells the first line of the words begins, so that all fit."""
    lines = max((len(wrapped(one, COLUMN_LETTERS)) for one in columns), default=1)
    return 4 + LINE_HEIGHT * (lines - 1)


def _each(words: pd.Series) -> list[str]:
    return [str(one) for one in words.unique()]
