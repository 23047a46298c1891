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
LONG = BANDS[-2:]


def bands(rows: pd.DataFrame, *, name: str, what: str, most: float | None = None) -> Chart:
    """Draw open waits by band; ``rows`` is one option's cell of ``open_waits``, bands open.

    ``most`` is how many children the axis has room for, where others stand beside it.
    """
    dated = over_time(rows)
    data = pd.DataFrame({
        "date": dated["date"],
        "period": dated["period"].astype(str),
        "band": dated["band"].astype(str),
        "children": dated["mean"],
    }).reset_index(drop=True)  # fmt: skip
    data["order"] = data["band"].map({band: k for k, band in enumerate(BANDS)})
    title = _message(data, what)
    subtitle = f"{opened(what)}, by how long they have waited so far; average of the futures run."
    drawing = (
        alt.Chart(data)
        .mark_area(stroke="white", strokeWidth=0.5)
        .encode(
            x=dates(),
            y=alt.Y("children:Q", title="Children", axis=alt.Axis(format=",.0f"),
                    scale=alt.Scale(domainMax=most) if most else alt.Undefined),
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


def _message(data: pd.DataFrame, what: str) -> str:
    if data.empty:
        return f"Nobody to show: {what}"
    first, last = data["period"].iloc[0], data["period"].max()
    then, now = (_long(data[data["period"] == period]) for period in (first, last))
    return (
        f"{opened(what)}: {now:,.0f} waiting a year or more in {spoken_period(last)}, "
        f"{then:,.0f} in {spoken_period(first)}"
    )


def _long(data: pd.DataFrame) -> float:
    return float(data.loc[data["band"].isin(LONG), "children"].sum())
