"""A fan: a measure over time, the average and the range of futures, for a few options."""

from dataclasses import dataclass

import altair as alt
import pandas as pd

from scenarios.cells import in_most_futures, over_time, spoken_period
from scenarios.charts.chart import Chart
from scenarios.charts.look import (
    HEIGHT,
    INK,
    MOST_OPTIONS,
    NARROW,
    WIDTH,
    colour,
    dash,
    dates,
    finished,
)
from scenarios.labels import opened

RANGE = "Line: average. Shade: range of futures, 1 in 10 lies below and 1 in 10 above."
WHOLE = ",.0f"
ABOVE = -5
"""Points above the plot at which the words of a line stand."""
CROWDED = 3
"""From so many options their shades lie over each other, and are made lighter."""


@dataclass(frozen=True)
class Line:
    """A horizontal line to hold the fan against, such as the limit of a standard."""

    value: float
    words: str


@dataclass(frozen=True)
class Scale:
    """How values are shown: the axis' words, a number format, and what to divide by."""

    words: str
    form: str = WHOLE
    divisor: float = 1.0
    spoken: str = ""
    """Unit put behind a number in words, such as `` weeks``; nothing for children."""

    def said(self, value: float) -> str:
        """Return a value of the summary as a reader would say it."""
        return f"{value / self.divisor:{self.form}}{self.spoken}"


COUNT = Scale("children")
DAYS = Scale("days", WHOLE, 1.0, " days")
WEEKS = Scale("weeks", WHOLE, 7.0, " weeks")
SHARE = Scale("share of children", ".0%")
FEW_DAYS = 14
"""Waits all shorter than this are told in days: in weeks they would all be nought or one."""


def of_waits(longest: float) -> Scale:
    """Return how waits are shown of which the longest that is drawn takes so many days."""
    return DAYS if longest < FEW_DAYS else WEEKS


def fan(
    rows: pd.DataFrame,
    *,
    name: str,
    what: str,
    scale: Scale,
    options: dict[str, str],
    line: Line | None = None,
) -> Chart:
    """Draw one cell of a summary over time.

    ``rows`` is a cell of the summary, ``options`` option key to words in the order to be drawn
    (at most four), ``what`` the measure in words.
    """
    shown = dict(list(options.items())[:MOST_OPTIONS])
    data = _data(rows, scale, shown)
    title = _message(data, what, scale)
    subtitle = f"{opened(what)}, {scale.words}. {RANGE}"
    layers = [*_layers(data, scale, list(shown.values())), *_rules(line)]
    drawing = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    return Chart(
        name, title, subtitle, _words(data, what, scale, line), _table(data, scale),
        finished(drawing, title, subtitle), kind="lines",
        unit=opened(scale.words), narrow=NARROW,
    )  # fmt: skip


def _data(rows: pd.DataFrame, scale: Scale, options: dict[str, str]) -> pd.DataFrame:
    dated = over_time(rows[rows["option"].isin(list(options))])
    data = pd.DataFrame({
        "option": dated["option"].astype(str).map(options),
        "date": dated["date"],
        "period": dated["period"].astype(str),
        "mean": dated["mean"] / scale.divisor,
        "low": dated["range_p10"] / scale.divisor,
        "high": dated["range_p90"] / scale.divisor,
    })  # fmt: skip
    order = {words: k for k, words in enumerate(options.values())}
    return data.sort_values(["option", "date"], key=lambda c: c.map(order) if c.name == "option"
                            else c, kind="stable").reset_index(drop=True)  # fmt: skip


def _layers(data: pd.DataFrame, scale: Scale, options: list[str]) -> list[alt.Chart]:
    base = alt.Chart(data).encode(x=dates())
    step = 1 if scale.form == WHOLE else alt.Undefined  # else small numbers read 1, 1, 0, 0
    top = alt.Axis(format=scale.form, title=opened(scale.words), tickMinStep=step)
    y = alt.Y("low:Q", axis=top, scale=alt.Scale(zero=True))
    seen = [
        alt.Tooltip("option:N", title="Option"),
        alt.Tooltip("period:N", title="Period"),
        *(alt.Tooltip(f"{column}:Q", title=words, format=scale.form)
          for column, words in (("mean", "Average"), ("low", "1 in 10 below"),
                                ("high", "1 in 10 above"))),
    ]  # fmt: skip
    return [
        base.mark_area(opacity=0.18 if len(options) < CROWDED else 0.09).encode(
            y=y, y2="high:Q", color=colour(options)
        ),
        base.mark_line(strokeWidth=2.5).encode(
            y=alt.Y("mean:Q"), color=colour(options), strokeDash=dash(options), tooltip=seen
        ),
    ]


def _rules(line: Line | None) -> list[alt.Chart]:
    """Draw a line to hold the fan against; its words stand above the plot, where no line runs."""
    if line is None:
        return []
    told = alt.Chart(pd.DataFrame({"value": [line.value], "words": [f"Dashed: {line.words}"]}))
    rule = told.mark_rule(color=INK, strokeDash=[6, 4], strokeWidth=1.5)
    text = told.mark_text(align="right", baseline="bottom", color=INK, fontSize=12)
    place = {"x": alt.value("width"), "y": alt.value(ABOVE)}  # whatever width the chart is given
    return [rule.encode(y="value:Q"), text.encode(text="words:N", **place)]


def _message(data: pd.DataFrame, what: str, scale: Scale) -> str:
    """Return what the first option's fan says, as a sentence that names it where there are more."""
    if data.empty:
        return f"Nobody to show: {what}"
    name = str(data["option"].iloc[0])
    first_option = data[data["option"] == name]
    start, end = first_option.iloc[0], first_option.iloc[-1]
    moves = _moves(start, end)
    futures = in_most_futures(end["mean"], end["low"], end["high"],
                              told=lambda value: f"{value:{scale.form}}")  # fmt: skip
    said = f"{opened(what)}:" if len(first_option) == len(data) else f"{name}: {what},"
    return (
        f"{said} {moves} {end['mean']:{scale.form}}{scale.spoken} by "
        f"{spoken_period(end['period'])} ({futures})"
    )


def _moves(start: pd.Series, end: pd.Series) -> str:
    """Return how it moved: a change counts when the range at the end leaves out the start."""
    if end["low"] > start["mean"]:
        return "up to"
    return "down to" if end["high"] < start["mean"] else "still near"


def _words(data: pd.DataFrame, what: str, scale: Scale, line: Line | None) -> str:
    """Tell the chart to a reader who does not see it."""
    parts = [f"Line chart with shaded range: {what}."]
    for option, of_option in data.groupby("option", sort=False):
        start, end = of_option.iloc[0], of_option.iloc[-1]
        parts.append(
            f"{option}: {start['mean']:{scale.form}}{scale.spoken} in "
            f"{spoken_period(start['period'])}, {end['mean']:{scale.form}}{scale.spoken} in "
            f"{spoken_period(end['period'])}, range {end['low']:{scale.form}} to "
            f"{end['high']:{scale.form}}."
        )
    if line is not None:
        parts.append(f"Dashed line: {line.words}.")
    return " ".join(parts)


def _table(data: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    digits = 3 if "%" in scale.form else 1
    table = data[["option", "period", "mean", "low", "high"]].round(
        {"mean": digits, "low": digits, "high": digits}
    )
    return table.set_axis(["Option", "Period", "Average", "1 in 10 below", "1 in 10 above"], axis=1)
