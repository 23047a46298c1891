"""Backtests drawn: errors by how far ahead, and every forecast beside what then happened."""

import altair as alt
import pandas as pd

from scenarios.charts.chart import Chart
from scenarios.charts.look import BLUES, HEIGHT, INK, LIGHT, WIDTH, colour, dash, finished

PANEL_WIDTH, PANEL_HEIGHT, COLUMNS = 300, 120, 2


def errors_ahead(forecasts: pd.DataFrame, given: str) -> Chart:
    """Draw the mean error of each method by months ahead, boards counting the same."""
    own = forecasts[forecasts["given"] == given]
    error = (own["forecast"] - own["observed"]).abs() / own["start"]
    boards = own.assign(error=error).groupby(["method", "ahead", "place"])["error"].mean()
    rows = boards.groupby(["method", "ahead"]).mean().reset_index()
    methods = list(dict.fromkeys(own["method"]))
    last = rows[rows["ahead"] == rows["ahead"].max()].set_index("method")["error"]
    title = f"Forecasts given {given}: {last.idxmin()} errs least a year ahead"
    subtitle = "Mean absolute error of the list, as a share of the list on the day of the forecast."
    drawing = (
        alt.Chart(pd.DataFrame(rows).rename(columns={"method": "option"}))
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("ahead:Q", title="months ahead", axis=alt.Axis(tickMinStep=1, grid=False)),
            y=alt.Y("error:Q", title="share of the list", axis=alt.Axis(format="%")),
            color=colour(methods),
            strokeDash=dash(methods),
        )  # fmt: skip
        .properties(width=WIDTH, height=HEIGHT)
    )
    table = (
        pd.DataFrame(rows).pivot(index="ahead", columns="method", values="error")[methods].round(3)
    )
    words = f"{title}. A year ahead: " + ", ".join(f"{m} {last[m]:.0%}" for m in methods) + "."
    return Chart(f"errors-{given.split()[0]}", title, subtitle, words,
                 table[methods].reset_index().rename(columns={"ahead": "months ahead"}),
                 finished(drawing, title, subtitle))  # fmt: skip


def forecasts_beside(forecasts: pd.DataFrame, given: str) -> Chart:
    """Draw, for each board, the simulation's forecasts with their intervals, and the list."""
    own = forecasts[(forecasts["given"] == given) & (forecasts["method"] == "simulation")]
    own = own.assign(date=pd.to_datetime(own["month"]))
    inside = own["observed"].between(own["low"], own["high"]).mean()
    title = f"Lists that came, and forecasts given {given}: {inside:.0%} within the interval"
    subtitle = (
        "Line: the published list. Each shade is one forecast's 80 % interval, its middle dashed."
    )
    base = alt.Chart(own).properties(width=PANEL_WIDTH, height=PANEL_HEIGHT)
    x = alt.X("date:T", title=None, axis=alt.Axis(format="%Y", grid=False))
    shade = base.mark_area(opacity=0.35, color=BLUES[1]).encode(
        x=x, y=alt.Y("low:Q", title="children"), y2="high:Q", detail="origin:N"
    )
    middle = base.mark_line(color=LIGHT[0], strokeDash=[4, 3], strokeWidth=1.2).encode(
        x=x, y="forecast:Q", detail="origin:N"
    )
    came = base.mark_line(color=INK, strokeWidth=1.6).encode(x=x, y="observed:Q", detail="origin:N")
    drawing = alt.layer(shade, middle, came).facet(
        facet=alt.Facet("place:N", title=None), columns=COLUMNS
    ).resolve_scale(y="independent")  # fmt: skip
    table = own[["place", "origin", "month", "low", "forecast", "high", "observed"]].round(0)
    words = f"{title}. Boards: {', '.join(dict.fromkeys(own['place']))}."
    return Chart(f"forecasts-{given.split()[0]}", title, subtitle, words, table,
                 finished(drawing, title, subtitle))  # fmt: skip
