"""A table in colour: one number for each area and need, written in its cell."""

import altair as alt
import pandas as pd

from scenarios.charts.chart import Chart
from scenarios.charts.look import BLUES, INK, finished
from scenarios.labels import opened

CELL_WIDTH, CELL_HEIGHT = 120, 42
DARK_FROM = 0.55
"""Share of the largest value from which a cell is dark enough to need white words."""


def heat(data: pd.DataFrame, *, name: str, what: str, unit: str, form: str = ",.0f") -> Chart:
    """Draw ``data`` (columns ``row``, ``column`` and ``value``) with the number in each cell.

    A missing value is shown as "-": nobody was counted there.
    """
    shown = data.assign(
        words=[("-" if pd.isna(value) else f"{value:{form}}") for value in data["value"]]
    )
    limit = float(data["value"].max()) * DARK_FROM if len(data) else 0.0
    title = _message(shown, what, unit)
    subtitle = f"{opened(what)}, {unit}. The darker, the more; - where there was nobody."
    base = alt.Chart(shown).encode(
        x=alt.X("column:N", title=None, sort=None, axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y("row:N", title=None, sort=None, axis=alt.Axis(labelLimit=260)),
    )
    drawing = alt.layer(
        base.mark_rect(stroke="white", strokeWidth=2).encode(
            color=alt.Color("value:Q", scale=alt.Scale(range=list(BLUES[:5])), legend=None)
        ),
        base.mark_text(fontSize=14).encode(
            text="words:N",
            color=alt.condition(f"datum.value > {limit}", alt.value("white"), alt.value(INK)),
        ),
    ).properties(
        width=CELL_WIDTH * shown["column"].nunique(), height=CELL_HEIGHT * shown["row"].nunique()
    )
    table = (
        shown.pivot_table(index="row", columns="column", values="words", aggfunc="first",
                          sort=False).reset_index().rename(columns={"row": ""})
    )  # fmt: skip
    table.columns.name = None
    words = f"Table in colour: {what}, {unit}. " + " ".join(
        f"{row.row}, {row.column}: {row.words}." for row in shown.itertuples()
    )
    return Chart(name, title, subtitle, words, table, finished(drawing, title, subtitle))


def _message(shown: pd.DataFrame, what: str, unit: str) -> str:
    known = shown.dropna(subset=["value"])
    if known.empty:
        return f"Nobody to show: {what}"
    top = known.sort_values("value").iloc[-1]
    return f"{opened(what)}: highest in {top['row']}, {top['column']}, {top['words']} {unit}"
