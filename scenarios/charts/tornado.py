"""Tornado: how far each number moves the result between the ends of its range."""

import altair as alt
import pandas as pd

from scenarios.charts.chart import Chart
from scenarios.charts.look import BETTER, INK, WIDTH, WORSE, finished, wrapped

ROW_HEIGHT, LABEL_WIDTH, MOST = 40, 42, 12
ENDS = {"at_low": "at its low", "at_high": "at its high"}


def tornado(data: pd.DataFrame, *, name: str, what: str) -> Chart:
    """Draw what numbers do at either end of their ranges, the strongest first.

    ``data`` is the table of :class:`~scenarios.explain.drivers.Drivers`.
    """
    top = data.head(MOST)
    title = f"What moves the result most: {top['words'].iloc[0]}"
    subtitle = f"Change in {what}, one number at a time, same children and same luck."
    labels = top.assign(what=["\n".join(wrapped(words, LABEL_WIDTH)) for words in top["words"]])
    bars = labels.melt(["what", "low", "high"], list(ENDS), "end", "difference")
    bars["end"] = bars["end"].map(ENDS)
    axis = alt.Axis(labelLimit=320, labelExpr=r"split(datum.label, '\n')")
    scale = alt.Scale(domain=list(ENDS.values()), range=[BETTER, WORSE])
    zero = alt.Chart(pd.DataFrame({"none": [0]})).mark_rule(color=INK).encode(x="none:Q")
    drawn = alt.Chart(bars).mark_bar(height=14).encode(
        x=alt.X("difference:Q", title="Difference from today's settings", stack=None),
        y=alt.Y("what:N", sort=None, title=None, axis=axis), yOffset="end:N",
        color=alt.Color("end:N", scale=scale, legend=alt.Legend(orient="top", title=None)),
        tooltip=["what:N", "end:N", "difference:Q"],
    )  # fmt: skip
    size = {"width": WIDTH - 200, "height": max(90, ROW_HEIGHT * len(top))}
    table = top[["words", "low", "high", "at_low", "at_high"]].set_axis(
        ["What", "Low", "High", "Difference at low", "Difference at high"], axis=1
    )
    words = f"Tornado chart. {subtitle} " + " ".join(
        f"{row.words}: {row.at_low:+.3g} at {row.low:g}, {row.at_high:+.3g} at {row.high:g}."
        for row in top.itertuples()
    )
    drawing = finished(alt.layer(drawn, zero).properties(**size), title, subtitle)
    return Chart(name, title, subtitle, words, table, drawing)
