"""A control chart: observed months as Making Data Count draws them, the projection as a fan.

Limits are those of an XmR chart: the mean plus and minus 2.66 times the mean moving range,
leaving out moving ranges above 3.267 times their own mean. Months are marked by the usual
rules: outside the limits; seven in a row on one side; seven in a row rising or falling; two of
three in the outer third. Only observed months are judged: a simulated month is no evidence of
special cause.
"""

from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.cells import over_time, spoken_period
from scenarios.charts.chart import Chart
from scenarios.charts.look import FAINT, HEIGHT, INK, LIGHT, NARROW, WIDTH, dates, finished
from scenarios.labels import opened

TO_LIMIT = 2.66
"""Three standard deviations, in mean moving ranges: 3 / 1.128 (d2 of two observations)."""
OUTLYING = 3.267
"""Moving ranges above this many times their mean are left out of it (D4 of two)."""
RUN = 7
KINDS = ("common cause", "special cause")
COLOURS, SHAPES = ("#A6A6A6", "#E46C0A"), ("circle", "diamond")


@dataclass(frozen=True)
class Limits:
    """The mean of observed months and the limits within which they vary by themselves."""

    mean: float
    lower: float
    upper: float


def limits(values: NDArray[np.float64]) -> Limits:
    """Return the XmR limits of at least two values in order of time."""
    ranges = np.abs(np.diff(values))
    usual = ranges[ranges <= OUTLYING * ranges.mean()]
    mean, reach = float(values.mean()), TO_LIMIT * float(usual.mean())
    return Limits(mean, mean - reach, mean + reach)


def special(values: NDArray[np.float64], within: Limits) -> NDArray[np.bool_]:
    """Return which values show a special cause, by any of the four rules."""
    outside = (values < within.lower) | (values > within.upper)
    third = (within.upper - within.mean) * 2 / 3
    marked = outside.copy()
    marked |= _runs(np.sign(values - within.mean), RUN)
    steps = _runs(np.sign(np.diff(values)), RUN - 1)
    marked[1:] |= steps
    marked[:-1] |= steps
    for outer in (values > within.mean + third, values < within.mean - third):
        marked |= _two_of_three(outer)
    return marked


def _runs(signs: NDArray[np.float64], least: int) -> NDArray[np.bool_]:
    """Return members of runs of at least so many equal signs; 0 ends a run."""
    marked = np.zeros(len(signs), bool)
    start = 0
    for k in range(1, len(signs) + 1):
        if k == len(signs) or signs[k] != signs[start]:
            if k - start >= least and signs[start] != 0:
                marked[start:k] = True
            start = k
    return marked


def _two_of_three(outer: NDArray[np.bool_]) -> NDArray[np.bool_]:
    marked = np.zeros(len(outer), bool)
    for k in range(len(outer) - 2):
        window = slice(k, k + 3)
        if outer[window].sum() >= 2:
            marked[window] |= outer[window]
    return marked


def control(observed: pd.DataFrame, projected: pd.DataFrame, *, name: str, what: str) -> Chart:
    """Draw observed months (columns ``period``, ``value``) and a summary cell from then on."""
    months = observed.sort_values("period").reset_index(drop=True)
    within = limits(months["value"].to_numpy(float))
    months["kind"] = np.where(special(months["value"].to_numpy(float), within), *KINDS[::-1])
    months["date"] = pd.to_datetime(months["period"].astype(str) + "-01")
    future = over_time(projected)
    title = _message(months, within, what)
    subtitle = (
        f"{opened(what)}. Points: observed, with mean and process limits (XmR). "
        "Line and shade: projected, average and range of futures, 1 in 10 below and above."
    )
    drawing = alt.layer(*_limit_rules(within, months), *_observed(months), *_future(future))
    words = (
        f"Control chart and projection: {what}. {title}. Mean {within.mean:,.1f}, limits "
        f"{within.lower:,.1f} to {within.upper:,.1f} over {len(months)} observed months."
    )
    return Chart(
        name, title, subtitle, words, _table(months, future, within),
        finished(drawing.properties(width=WIDTH, height=HEIGHT), title, subtitle), kind="lines",
        narrow=NARROW,
    )  # fmt: skip


def _limit_rules(within: Limits, months: pd.DataFrame) -> list[alt.Chart]:
    data = pd.DataFrame({
        "value": [within.mean, within.upper, within.lower],
        "dash": ["mean", "limit", "limit"],
        "date": months["date"].iloc[0], "end": months["date"].iloc[-1],
    })  # fmt: skip
    dashes = alt.Scale(domain=["mean", "limit"], range=[[1, 0], [6, 4]])
    rule = alt.Chart(data).mark_rule(color=FAINT, strokeWidth=1.5)
    dash = alt.StrokeDash("dash:N", scale=dashes, legend=None)
    return [rule.encode(x=dates(), x2="end:T", y="value:Q", strokeDash=dash)]


def _observed(months: pd.DataFrame) -> list[alt.Chart]:
    base = alt.Chart(months).encode(
        x=dates(), y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=False))
    )
    legend = alt.Legend(orient="top", title=None)
    return [
        base.mark_line(color="#768692"),
        base.mark_point(filled=True, size=90, opacity=1, stroke=INK, strokeWidth=0.8).encode(
            color=alt.Color("kind:N", legend=legend,
                            scale=alt.Scale(domain=list(KINDS), range=list(COLOURS))),
            shape=alt.Shape("kind:N", legend=legend,
                            scale=alt.Scale(domain=list(KINDS), range=list(SHAPES))),
        ),
    ]  # fmt: skip


def _future(future: pd.DataFrame) -> list[alt.Chart]:
    data = future[["date", "mean", "range_p10", "range_p90"]]
    base = alt.Chart(data).encode(x=dates())
    return [
        base.mark_area(opacity=0.18, color=LIGHT[0]).encode(y="range_p10:Q", y2="range_p90:Q"),
        base.mark_line(strokeWidth=2.5, color=LIGHT[0]).encode(y="mean:Q"),
    ]


def _message(months: pd.DataFrame, within: Limits, what: str) -> str:
    last = months.iloc[-1]
    special_now = last["kind"] == KINDS[1]
    says = "a special cause" if special_now else "within usual variation"
    return (
        f"{opened(what)}: {last['value']:,.0f} in {spoken_period(str(last['period']))}, {says} "
        f"(mean {within.mean:,.0f})"
    )


def _table(months: pd.DataFrame, future: pd.DataFrame, within: Limits) -> pd.DataFrame:
    observed = pd.DataFrame({
        "Period": months["period"].astype(str), "Observed or simulated": "observed",
        "Value": months["value"], "1 in 10 below": np.nan, "1 in 10 above": np.nan,
        "Mean": round(within.mean, 1), "Lower limit": round(within.lower, 1),
        "Upper limit": round(within.upper, 1), "Signal": months["kind"],
    })  # fmt: skip
    simulated = pd.DataFrame({
        "Period": future["period"].astype(str), "Observed or simulated": "simulated",
        "Value": future["mean"].round(1), "1 in 10 below": future["range_p10"].round(1),
        "1 in 10 above": future["range_p90"].round(1), "Mean": np.nan, "Lower limit": np.nan,
        "Upper limit": np.nan, "Signal": "",
    })  # fmt: skip
    return pd.concat([observed, simulated], ignore_index=True)
