"""Age bands: how long those still waiting have waited, over time."""

import altair as alt
import pandas as pd

from scenarios.cells import over_time, spoken_period
from scenarios.charts.chart import Chart
from scenarios.charts.look import BLUES, HEIGHT, NARROW, WIDTH, dates, finished
from scenarios.labels import opened

BANDS = (
    "under 4 weeks", "4 to 12 weeks", "13 to 25 weeks", "26 to 51 weeks", "52 to 103 weeks",
    "104 weeks and over",
)  # fmt: skip
LONG = {
    "waiting a year or more": BANDS[4:],
    "waiting 26 weeks or more": BANDS[3:],
    "waiting 13 weeks or more": BANDS[2:],
    "waiting 4 weeks or more": BANDS[1:],
    "waiting": BANDS,
}
"""What a heading may count, the longest waits first, and the bands that it adds up."""
SOME = 0.05
"""Share of those on the list that has to have waited so long, for a heading to tell of it."""


def bands(rows: pd.DataFrame, *, name: str, what: str, beside: pd.DataFrame | None = None) -> Chart:
    """Draw open waits by band; ``rows`` is one option's cell of ``open_waits``, bands open.

    ``beside`` is the cell of every option where charts stand beside each other: they have one
    scale, and their headings count the same waits.
    """
    data = _by_band(rows)
    every = data if beside is None else _by_band(beside)
    most = float(every.groupby(["option", "period"])["children"].sum().max())
    title = _message(data, what, _worth_telling(every))
    subtitle = f"{opened(what)}, by how long they have waited so far; average of the futures run."
    drawing = (
        alt.Chart(data)
        .mark_area(stroke="white", strokeWidth=0.5)
        .encode(
            x=dates(),
            y=alt.Y("children:Q", title="Children", axis=alt.Axis(format=",.0f"),
                    scale=alt.Scale(domainMax=most) if beside is not None else alt.Undefined),
            order=alt.Order("order:Q"),
            color=alt.Color(
                "band:N", title="Waited", sort=list(BANDS),
                scale=alt.Scale(domain=list(BANDS), range=list(BLUES)),
                legend=alt.Legend(orient="bottom", columns=2),
            ),
            tooltip=["period:N", "band:N", alt.Tooltip("children:Q", format=",.0f")],
        )
        .properties(width=WIDTH - 120, height=HEIGHT)
    )  # fmt: skip
    table = data.pivot_table(
        index="period", columns="band", values="children", fill_value=0.0, sort=False
    ).reindex(columns=list(BANDS), fill_value=0.0).round(0).reset_index()  # fmt: skip
    table.columns = ["Period", *map(opened, BANDS)]
    words = f"Stacked area chart: {what}, by how long they have waited. {title}."
    return Chart(name, title, subtitle, words, table, finished(drawing, title, subtitle),
                 kind="layers", unit="Children", narrow=NARROW)  # fmt: skip


def _by_band(rows: pd.DataFrame) -> pd.DataFrame:
    """Return option, date, period, band with its order, and average number of children."""
    dated = over_time(rows)
    data = pd.DataFrame({
        "option": dated["option"].astype(str),
        "date": dated["date"],
        "period": dated["period"].astype(str),
        "band": dated["band"].astype(str),
        "children": dated["mean"],
    }).reset_index(drop=True)  # fmt: skip
    data["order"] = data["band"].map({band: k for k, band in enumerate(BANDS)})
    return data


def _worth_telling(data: pd.DataFrame) -> str:
    """Return the longest wait that some have at either end; one child's of a year is told."""
    first, last = data["period"].min(), data["period"].max()
    ends = [
        one for _, one in data[data["period"].isin([first, last])].groupby(["option", "period"])
    ]
    year, *shorter, everybody = LONG
    if any(_long(one, year) >= 1 for one in ends):
        return year
    for words in shorter:
        if any(_long(one, words) >= SOME * one["children"].sum() > 0 for one in ends):
            return words
    return everybody


def _message(data: pd.DataFrame, what: str, told: str) -> str:
    if data.empty:
        return f"Nobody to show: {what}"
    first, last = data["period"].iloc[0], data["period"].max()
    then, now = (_long(data[data["period"] == period], told) for period in (first, last))
    return (
        f"{opened(what)}: {now:,.0f} {told} in {spoken_period(last)}, "
        f"{then:,.0f} in {spoken_period(first)}"
    )


def _long(data: pd.DataFrame, words: str) -> float:
    return float(data.loc[data["band"].isin(LONG[words]), "children"].sum())
