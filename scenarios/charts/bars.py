"""Bars for shares of a whole: why children waited, or what a role's minutes went into."""

import altair as alt
import pandas as pd

from scenarios.charts.chart import Chart
from scenarios.charts.look import BLUES, INK, LIGHT, WIDTH, beside_rows, finished, in_lines
from scenarios.labels import opened

ROW_HEIGHT = 44
LETTERS = 24
"""Letters of a line of words, so that a phone has room for the bars."""
PARTS = (*LIGHT, "#6F777B", BLUES[1])


def shares(data: pd.DataFrame, *, name: str, what: str, whole: str, over: str = "") -> Chart:
    """Draw rows of parts that sum to 1; ``over`` says of which days.

    ``data`` has ``row``, ``part`` and ``value`` (any unit); each row is shown as shares of its
    own total, and rows of nothing are left out.
    """
    totals = data.groupby("row", sort=False)["value"].transform("sum")
    shown = data[totals > 0].assign(share=data["value"] / totals)
    order = list(dict.fromkeys(shown["part"]))
    rows = list(dict.fromkeys(shown["row"]))
    title = _message(shown, what)
    subtitle = f"{opened(what)}, shares of {whole}{over and f' {over}'}."
    drawing = (
        alt.Chart(shown)
        .mark_bar(stroke="white")
        .encode(
            y=alt.Y("row:N", title=None, sort=None, axis=alt.Axis(**beside_rows(rows, LETTERS))),
            x=alt.X("share:Q", title=opened(whole), axis=alt.Axis(format=".0%", tickCount=5),
                    scale=alt.Scale(domain=[0, 1])),
            color=alt.Color("part:N", sort=order,
                            scale=alt.Scale(domain=order, range=list(PARTS[: len(order)])),
                            legend=alt.Legend(orient="top", title=None, columns=1,
                                              labelColor=INK, **in_lines(order, LETTERS))),
            tooltip=["row:N", "part:N", alt.Tooltip("share:Q", format=".0%")],
        )
        .properties(width=WIDTH - 180, height=max(80, ROW_HEIGHT * len(rows)))
    )  # fmt: skip
    table = (
        shown.pivot_table(index="row", columns="part", values="share", fill_value=0.0, sort=False)
        .round(3).reset_index().rename(columns={"row": ""})
    )  # fmt: skip
    table.columns.name = None
    words = f"Bar chart: {what}. {title}."
    return Chart(name, title, subtitle, words, table, finished(drawing, title, subtitle),
                 kind="bars", unit=f"Share of {whole}")  # fmt: skip


def _message(shown: pd.DataFrame, what: str) -> str:
    if shown.empty:
        return f"Nothing to show: {what}"
    totals = shown.groupby("part", sort=False)["value"].sum()
    top = totals.sort_values(ascending=False)
    return f"{opened(what)}: mostly {top.index[0]} ({top.iloc[0] / totals.sum():.0%})"
