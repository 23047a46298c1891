"""Tornado: how far each number moves the result between the ends of its range."""

import re
from typing import Any

import altair as alt
import pandas as pd

from scenarios.charts.chart import Chart
from scenarios.charts.look import (
    BETTER,
    INK,
    LINE_HEIGHT,
    WIDTH,
    WORSE,
    beside_rows,
    finished,
    wrapped,
)
from scenarios.labels import opened

ROW_HEIGHT, LETTERS, MOST = 44, 24, 10
"""Points of a row at least; letters of a line of its name, so that a phone has room for the bars;
and rows that are drawn."""
ENDS = {"at_low": "at the low end of its range", "at_high": "at the high end"}
BESIDE = 170
"""Width of the plot where two charts stand beside each other: the names take the rest."""
TOGETHER = re.compile(r", and \d+ more from the same source$")
"""What a table says of a number and a short name has no room for."""


def tornado(data: pd.DataFrame, *, name: str, what: str, unit: str = "") -> Chart:
    """Draw what numbers do at either end of their ranges, the strongest first.

    ``data`` is the table of :class:`~scenarios.explain.drivers.Drivers` with what both ends do in
    words (``told``), ``unit`` the outcome's.
    """
    top = data.head(MOST)
    rows = [f"{TOGETHER.sub('', words)} ({ends})"
            for words, ends in zip(top["words"], top["ends"], strict=True)]  # fmt: skip
    title = f"{opened(what)}: moved most by \u201c{TOGETHER.sub('', top['words'].iloc[0])}\u201d"
    subtitle = (
        f"Change in {what}{unit and f', {unit}'}, from today's settings. One number at a time is "
        "moved to each end of its range (in brackets), same children and same luck."
    )
    drawing = _drawn(top.assign(what=rows), rows, opened(unit or "difference"))
    table = top[["words", "ends", "at_low", "at_high"]].set_axis(
        ["What", "Range", f"Difference at low{unit and f', {unit}'}",
         f"Difference at high{unit and f', {unit}'}"], axis=1
    )  # fmt: skip
    told = (f"{row}: {both}." for row, both in zip(rows, top["told"], strict=True))
    words = f"Tornado chart. {subtitle} Low end to high end. {' '.join(told)}"
    return Chart(name, title, subtitle, words, table, finished(drawing, title, subtitle),
                 narrow=BESIDE, rows=True)  # fmt: skip


def _drawn(top: pd.DataFrame, rows: list[str], across: str) -> alt.LayerChart | alt.FacetChart:
    bars = top.melt(["what"], list(ENDS), "end", "difference")
    bars["end"] = bars["end"].map(ENDS)
    ends = list(ENDS.values())
    legend: dict[str, Any] = {"orient": "top", "title": None, "columns": 1, "labelLimit": 0}
    zero = alt.Chart(pd.DataFrame({"none": [0]})).mark_rule(color=INK).encode(x="none:Q")
    drawn = alt.Chart(bars).mark_bar(height=12).encode(
        x=alt.X("difference:Q", title=across, stack=None,
                axis=alt.Axis(tickCount=5, labelOverlap="greedy", labelSeparation=8)),
        y=alt.Y("what:N", sort=None, title=None, axis=alt.Axis(**beside_rows(rows, LETTERS))),
        yOffset=alt.YOffset("end:N", sort=ends),
        color=alt.Color("end:N", scale=alt.Scale(domain=ends, range=[BETTER, WORSE]),
                        legend=alt.Legend(**legend)),
        tooltip=["what:N", "end:N", alt.Tooltip("difference:Q", format="+,.3~r")],
    )  # fmt: skip
    lines = max(len(wrapped(row, LETTERS)) for row in rows)
    high = max(ROW_HEIGHT, LINE_HEIGHT * (lines + 1))
    return alt.layer(drawn, zero).properties(width=WIDTH - 200, height=max(90, high * len(rows)))
