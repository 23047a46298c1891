"""Charts of a fit: figures beside the model, unknowns before and after, what goes together."""

import altair as alt
import pandas as pd

from scenarios.charts.chart import Chart
from scenarios.charts.look import BETTER, FAINT, GRID, INK, TARGET, WIDTH, finished, wrapped

ROW_HEIGHT, LABEL_WIDTH, MOST_ROWS = 30, 44, 40
MIDDLE = "the middle nine tenths"


def beside_figures(data: pd.DataFrame, *, name: str = "figures") -> Chart:
    """Draw what accepted sets give as a share of each observed figure, the furthest off first.

    ``data`` is the table of figures of a fit.
    """
    shown = data.assign(off=(data["below"] - 0.5).abs()).sort_values("off", ascending=False)
    shown = shown.head(MOST_ROWS)
    middle = ((shown["observed_low"] + shown["observed_high"]) / 2).clip(lower=1e-9)
    rows = pd.DataFrame({
        "what": _rows(shown["label"] + ", " + shown["when"]),
        "low": shown["model_p05"] / middle, "middle": shown["model_p50"] / middle,
        "high": shown["model_p95"] / middle, "place": shown["place"],
    })  # fmt: skip
    inside = int((data["place"] == "inside").sum())
    title = f"{inside} of {len(data)} observed figures lie where the fitted model expects them"
    subtitle = (
        f"Bar: {MIDDLE} of what accepted sets give, with the noise of the figure; line at 1: the "
        "figure as observed."
    )
    y = alt.Y("what:N", sort=None, title=None, axis=_axis())
    one = alt.Chart(pd.DataFrame({"one": [1]})).mark_rule(color=TARGET, strokeDash=[4, 3])
    bars = alt.Chart(rows).mark_bar(height=10, color=BETTER).encode(
        x=alt.X("low:Q", title="Model as a share of the figure"), x2="high:Q", y=y,
        opacity=alt.condition("datum.place == 'inside'", alt.value(0.45), alt.value(1.0)),
    )  # fmt: skip
    ticks = alt.Chart(rows).mark_tick(color=INK, thickness=2, height=16).encode(x="middle:Q", y=y)
    size = {"width": WIDTH - 200, "height": max(90, ROW_HEIGHT * len(rows))}
    drawing = alt.layer(bars, ticks, one.encode(x="one:Q")).properties(**size)
    columns = ["label", "when", "observed_low", "observed_high", "model_p05", "model_p50",
               "model_p95", "place"]  # fmt: skip
    table = data[columns].set_axis(
        ["Figure", "Period", "Observed, low", "Observed, high", "Model, 1 in 20 below",
         "Model, middle", "Model, 1 in 20 above", "Place"], axis=1,
    )  # fmt: skip
    outside = data[data["place"] != "inside"]
    words = f"{title}. {subtitle} Outside: " + (
        "; ".join(f"{row.label}, {row.when}: {row.place}" for row in outside.head(10).itertuples())
        or "none"
    )
    return Chart(name, title, subtitle, words + ".", table, finished(drawing, title, subtitle),
                 rows=True, wide=True)  # fmt: skip


def over_time(data: pd.DataFrame, *, name: str, label: str) -> Chart:
    """Draw one series of observed figures over what accepted sets give."""
    last = pd.to_datetime(data["day"])  # drawn at its month's tick, not the next month's
    rows = data.assign(date=last.dt.to_period("M").dt.start_time)
    rows["observed"] = (rows["observed_low"] + rows["observed_high"]) / 2
    inside = int((rows["place"] == "inside").sum())
    title = f"{label.capitalize()}: {inside} of {len(rows)} inside"
    subtitle = f"Points: observed. Band: {MIDDLE} of what accepted sets give; line: their middle."
    x = alt.X("date:T", title=None, axis=alt.Axis(format="%b %Y", grid=False))
    base = alt.Chart(rows[["date", "observed", "model_p05", "model_p50", "model_p95"]])
    band = base.mark_area(color=BETTER, opacity=0.25).encode(
        x=x, y=alt.Y("model_p05:Q", title=str(rows["unit"].iloc[0])), y2="model_p95:Q"
    )
    line = base.mark_line(color=BETTER).encode(x=x, y="model_p50:Q")
    points = base.mark_point(color=TARGET, filled=True, size=40).encode(x=x, y="observed:Q")
    drawing = alt.layer(band, line, points).properties(width=WIDTH, height=180)
    table = rows[["when", "observed", "model_p05", "model_p50", "model_p95"]].set_axis(
        ["Period", "Observed", "Model, 1 in 20 below", "Model, middle", "Model, 1 in 20 above"],
        axis=1,
    )
    words = f"{title}. {subtitle}"
    return Chart(name, title, subtitle, words, table, finished(drawing, title, subtitle))


def before_and_after(data: pd.DataFrame, *, name: str = "unknowns") -> Chart:
    """Draw each unknown as it was believed and as it is known, on the range of its prior.

    ``data`` is the table of unknowns of a fit.
    """
    low, wide = data["prior_p05"], data["prior_p95"] - data["prior_p05"]
    parts = []
    for which, words in (("prior", "believed before"), ("posterior", "known now")):
        ends = {q: (data[f"{which}_{q}"] - low) / wide for q in ("p05", "p50", "p95")}
        parts.append(pd.DataFrame({"what": _rows(data["label"]), "when": words, **ends}))
    rows = pd.concat(parts)
    known = int((data["verdict"] == "identified").sum())
    title = f"{known} of {len(data)} unknowns are identified by the figures"
    subtitle = f"{MIDDLE.capitalize()} of each, on the range that was believed before."
    scale = alt.Scale(domain=["believed before", "known now"], range=[GRID, BETTER])
    y = alt.Y("what:N", sort=None, title=None, axis=_axis())
    offset = alt.YOffset("when:N", sort=["believed before", "known now"])
    axis = alt.Axis(values=[0, 1], labelExpr="datum.value == 0 ? 'low' : 'high'", grid=True)
    bars = alt.Chart(rows).mark_bar(height=9).encode(
        x=alt.X("p05:Q", title="Range believed before", axis=axis), x2="p95:Q", y=y,
        yOffset=offset,
        color=alt.Color("when:N", scale=scale, legend=alt.Legend(orient="top", title=None)),
    )  # fmt: skip
    ticks = alt.Chart(rows).mark_tick(color=INK, thickness=2, height=11).encode(
        x="p50:Q", y=y, yOffset=offset)  # fmt: skip
    size = {"width": WIDTH - 200, "height": max(90, 44 * len(data))}
    drawing = alt.layer(bars, ticks).properties(**size)
    names = {"label": "Unknown", "unit": "Unit", "prior_p05": "Before, 1 in 20 below",
             "prior_p95": "Before, 1 in 20 above", "posterior_p05": "Now, 1 in 20 below",
             "posterior_p50": "Now, middle", "posterior_p95": "Now, 1 in 20 above",
             "width": "Width beside before", "verdict": "Verdict"}  # fmt: skip
    words = f"{title}. {subtitle} " + " ".join(
        f"{row.label}: {row.posterior_p05:.3g} to {row.posterior_p95:.3g} {row.unit}, "
        f"{row.verdict}."
        for row in data.itertuples()
    )
    table = data[list(names)].rename(columns=names)
    return Chart(name, title, subtitle, words, table, finished(drawing, title, subtitle),
                 rows=True, wide=True)  # fmt: skip


def together(matrix: pd.DataFrame, labels: list[str], *, name: str = "together") -> Chart:
    """Draw which unknowns go together in the accepted sets; ``matrix`` is their correlation."""
    size, values = len(labels), matrix.to_numpy(float)
    cells = [
        {"one": labels[a], "other": labels[b], "correlation": float(values[a, b])}
        for a in range(size)
        for b in range(a)
    ]
    rows = pd.DataFrame(cells)
    most = rows.iloc[int(rows["correlation"].abs().to_numpy().argmax())]
    strong = abs(most["correlation"]) >= 0.7
    title = (
        f"{most['one']} and {most['other']} cannot be told apart" if strong
        else "No two unknowns are tied closely together"
    )  # fmt: skip
    subtitle = "Correlation in the accepted sets: +1 or -1 means that only a combination is known."
    axis = alt.Axis(labelLimit=260, labelAngle=-40, grid=False)
    base = alt.Chart(rows).encode(
        x=alt.X("other:N", sort=labels, title=None, axis=axis),
        y=alt.Y("one:N", sort=labels, title=None, axis=alt.Axis(labelLimit=260, grid=False)),
    )
    colours = alt.Scale(domain=[-1, 0, 1], range=[TARGET, "#FFFFFF", BETTER],
                        interpolate="rgb")  # fmt: skip
    squares = base.mark_rect().encode(color=alt.Color("correlation:Q", scale=colours, legend=None))
    strong_text = alt.condition(
        "abs(datum.correlation) > 0.6", alt.value("white"), alt.value(FAINT)
    )
    numbers = base.mark_text(fontSize=11).encode(
        text=alt.Text("correlation:Q", format="+.1f"), color=strong_text
    )
    drawing = alt.layer(squares, numbers).properties(width=36 * size + 60, height=28 * size)
    table = rows.sort_values("correlation", key=abs, ascending=False)
    table = table.set_axis(["One", "Other", "Correlation"], axis=1)
    words = f"{title}. {subtitle} Strongest: " + "; ".join(
        f"{row.One} and {row.Other} {row.Correlation:+.2f}" for row in table.head(3).itertuples()
    )
    return Chart(name, title, subtitle, words + ".", table, finished(drawing, title, subtitle))


def ranks(data: pd.DataFrame, reach: float, *, name: str = "ranks") -> Chart:
    """Draw how the ranks of hidden truths gather, beside how far even ones can stray.

    ``data`` has a row for each case and unknown; ``reach`` is the band's half-width.
    """
    lines = []
    for unknown, group in data.groupby("unknown", sort=False):
        ordered = group["rank"].sort_values().reset_index(drop=True)
        above = (ordered.index + 1) / len(ordered) - ordered
        lines.append(pd.DataFrame({"unknown": unknown, "rank": ordered, "above": above}))
    rows = pd.concat(lines)
    outside = sorted({str(u) for u in rows[rows["above"].abs() > reach]["unknown"]})
    title = f"Ranks are uneven for {', '.join(outside)}" if outside else "Every rank is even"
    subtitle = (
        "Share of truths up to a rank, less the rank itself; band: where 95 in 100 sets of even "
        "ranks stay throughout."
    )
    ends = pd.DataFrame({"rank": [0.0, 1.0], "low": [-reach] * 2, "high": [reach] * 2})
    shade = alt.Chart(ends).mark_area(color=GRID, opacity=0.7).encode(
        x="rank:Q", y="low:Q", y2="high:Q")  # fmt: skip
    drawn = alt.Chart(rows).mark_line(interpolate="step-after").encode(
        x=alt.X("rank:Q", title="Rank of the truth among the draws"),
        y=alt.Y("above:Q", title="Above even"),
        color=alt.Color("unknown:N", legend=alt.Legend(orient="top", title=None)),
        strokeDash=alt.StrokeDash("unknown:N", legend=None),
    )  # fmt: skip
    table = data[["case", "unknown", "truth", "p05", "p95", "rank"]].set_axis(
        ["Case", "Unknown", "Truth", "1 in 20 below", "1 in 20 above", "Rank"], axis=1
    )
    drawing = alt.layer(shade, drawn).properties(width=WIDTH, height=260)
    words = f"{title}. {subtitle}"
    return Chart(name, title, subtitle, words, table, finished(drawing, title, subtitle))


def _rows(labels: pd.Series) -> list[str]:
    return ["\n".join(wrapped(str(label), LABEL_WIDTH)) for label in labels]


def _axis() -> alt.Axis:
    return alt.Axis(labelLimit=340, labelExpr=r"split(datum.label, '\n')", grid=False)
