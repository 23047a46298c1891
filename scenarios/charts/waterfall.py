"""Waterfall: from an earlier result to a later one, step by step."""

import altair as alt
import pandas as pd

from scenarios.charts.chart import Chart
from scenarios.charts.look import BETTER, INK, UNCLEAR, WIDTH, WORSE, finished, wrapped
from scenarios.labels import opened

ROW_HEIGHT, LABEL_WIDTH = 40, 42
KINDS = {"total": UNCLEAR, "less": BETTER, "more": WORSE}


def waterfall(data: pd.DataFrame, *, name: str, what: str, before: float, names: tuple[str, str]
              ) -> Chart:  # fmt: skip
    """Draw the steps between two results.

    ``data`` is the table of :class:`~scenarios.explain.waterfall.Waterfall`, ``before`` the
    earlier result and ``names`` what the two are called.
    """
    after = float(data["total"].iloc[-1])
    bars = _bars(data, before, names)
    title = f"{opened(what)}: from {before:,.0f} to {after:,.0f}, mostly {_strongest(data)}"
    subtitle = (
        f"From {names[0]} to {names[1]}, one change after the other, same children and same luck. "
        "In another order the steps would divide the same total differently."
    )
    axis = alt.Axis(labelLimit=320, labelExpr=r"split(datum.label, '\n')")
    colour = alt.Color("kind:N", legend=alt.Legend(orient="top", title=None),
                       scale=alt.Scale(domain=list(KINDS), range=list(KINDS.values())))  # fmt: skip
    base = alt.Chart(bars).encode(y=alt.Y("what:N", sort=None, title=None, axis=axis))
    drawing = alt.layer(
        base.mark_bar(height=18).encode(
            x=alt.X("low:Q", title=opened(what)), x2="high:Q", color=colour,
            tooltip=["what:N", "said:N"],
        ),
        base.mark_text(align="left", dx=4, color=INK).encode(x="high:Q", text="said:N"),
    ).properties(width=WIDTH - 200, height=max(90, ROW_HEIGHT * len(bars)))  # fmt: skip
    table = data[["step", "difference", "low", "high", "total", "settings"]].set_axis(
        ["Step", "Difference", "Interval from", "to", "Total after it", "Settings"], axis=1
    )
    words = f"Waterfall chart. {subtitle} " + " ".join(
        f"{row.step}: {row.difference:+,.4g}, to {row.total:,.4g}." for row in data.itertuples()
    )
    return Chart(name, title, subtitle, words, table, finished(drawing, title, subtitle))


def _bars(data: pd.DataFrame, before: float, names: tuple[str, str]) -> pd.DataFrame:
    after = float(data["total"].iloc[-1])
    rows = [(names[0], 0.0, before, "total", f"{before:,.0f}")]
    for step, difference, total in zip(
        data["step"], data["difference"], data["total"], strict=True
    ):
        low, high = sorted((total - difference, total))
        rows.append((step, low, high, "more" if difference > 0 else "less", f"{difference:+,.0f}"))
    rows.append((names[1], 0.0, after, "total", f"{after:,.0f}"))
    bars = pd.DataFrame(rows, columns=["what", "low", "high", "kind", "said"])
    return bars.assign(what=["\n".join(wrapped(words, LABEL_WIDTH)) for words in bars["what"]])


def _strongest(data: pd.DataFrame) -> str:
    return str(data["step"].iloc[int(data["difference"].abs().to_numpy().argmax())])
