"""Differences: what each option changes, with its interval and a verdict in words."""

from collections.abc import Hashable
from typing import Any

import altair as alt
import pandas as pd

from scenarios.charts.chart import Chart
from scenarios.charts.look import (
    BETTER,
    INK,
    LINE_HEIGHT,
    UNCLEAR,
    WIDTH,
    WORSE,
    beside_rows,
    finished,
    in_lines,
    wrapped,
)
from scenarios.compare.verdict import NOT_CLEAR
from scenarios.labels import opened

VERDICTS = ("better", "none, too little or not clear", "worse")
COLOURS = (BETTER, UNCLEAR, WORSE)
SHAPES = ("triangle-up", "circle", "triangle-down")
ROW_HEIGHT = 40
WHOLE = 10
"""From here on a number is told without decimals."""
BESIDE = 170
"""Width of the plot where two charts stand beside each other: the names take the rest."""
FEW_NUMBERS: dict[str, Any] = {"tickCount": 5, "labelOverlap": "greedy", "labelSeparation": 8}
"""Along the foot, so that no number touches the next where the plot is narrow."""
LETTERS = 24
"""Letters of a line of a name, so that a phone has room for the intervals."""
KEY_LETTERS = 16
"""Letters of a line of the legend, so that it stands whole on a phone."""


def differences(data: pd.DataFrame, *, name: str, what: str, unit: str, over: str) -> Chart:
    """Draw paired differences from the baseline; ``over`` says of which days.

    ``data`` has a row for each option: ``option`` (words), ``difference``, ``low``, ``high``
    (95 % interval of the average difference) and ``verdict``; other verdicts than better and
    worse (too little to matter, not clear…) are drawn alike, without a colour.
    """
    shown = data.assign(
        call=data["verdict"].where(data["verdict"].isin(["better", "worse"]), VERDICTS[1])
    )
    title = _message(shown, what)
    subtitle = (
        f"Change in {what} against today's plan over {over}, {unit}. Dot: average. Line: 95% "
        "interval of the average, same children and same luck in both."
    )
    options = list(dict.fromkeys(shown["option"]))
    names = alt.Axis(**beside_rows(options, LETTERS))
    base = alt.Chart(shown).encode(y=alt.Y("option:N", sort=None, title=None, axis=names))
    call = alt.Scale(domain=list(VERDICTS), range=list(COLOURS))
    shape = alt.Scale(domain=list(VERDICTS), range=list(SHAPES))
    legend = alt.Legend(
        orient="top", title=None, columns=1, **in_lines(list(VERDICTS), KEY_LETTERS)
    )
    zero = alt.Chart(pd.DataFrame({"none": [0]})).mark_rule(color=INK).encode(x="none:Q")
    drawing = alt.layer(
        zero,
        base.mark_rule(strokeWidth=3).encode(
            x=alt.X("low:Q", title=opened(unit), axis=alt.Axis(**FEW_NUMBERS)), x2="high:Q",
            color=alt.Color("call:N", scale=call, legend=legend),
        ),
        base.mark_point(filled=True, size=110, opacity=1).encode(
            x="difference:Q", color=alt.Color("call:N", scale=call, legend=legend),
            shape=alt.Shape("call:N", scale=shape, legend=legend),
            tooltip=["option:N", "difference:Q", "low:Q", "high:Q", "verdict:N"],
        ),
    ).properties(width=WIDTH - 200, height=max(90, _row_height(options) * len(shown)))  # fmt: skip
    table = shown[["option", "difference", "low", "high", "verdict"]].set_axis(
        ["Option", f"Difference, {unit}", "Interval from", "to", "Verdict"], axis=1
    )
    words = f"Dot and interval chart. {subtitle} " + " ".join(map(_told, shown.to_dict("records")))
    return Chart(name, title, subtitle, words, table, finished(drawing, title, subtitle),
                 narrow=BESIDE, rows=True)  # fmt: skip


def _row_height(options: list[str]) -> int:
    """Return the height of a row in which the longest name has its lines."""
    lines = max(len(wrapped(one, LETTERS)) for one in options)
    return max(ROW_HEIGHT, LINE_HEIGHT * (lines + 1))


def _told(row: dict[Hashable, Any]) -> str:
    """Return an option's difference as it is read aloud."""
    middle, low, high = _number(row["difference"], "+"), _number(row["low"]), _number(row["high"])
    return f"{row['option']}: {middle}, from {low} to {high}, {row['verdict']}."


def _number(value: float, sign: str = "") -> str:
    """Return a number as it is read aloud: whole where it is large, else to two figures."""
    return f"{value:{sign},.0f}" if abs(value) >= WHOLE else f"{value:{sign}.2g}"


def _message(shown: pd.DataFrame, what: str) -> str:
    calls = shown["call"].value_counts()
    better, worse = int(calls.get("better", 0)), int(calls.get("worse", 0))
    if not better and not worse:
        unclear = int((shown["verdict"] == NOT_CLEAR).sum())
        if unclear:
            return f"{opened(what)}: not clear yet for {unclear} of {len(shown)} options"
        return f"No option makes a difference that matters to {what}"
    if len(shown) == 1:
        return f"{opened(what)}: {shown['call'].iloc[0]}"
    counts = ((better, "better"), (worse, "worse"))
    said = " and ".join(f"{number} {word}" for number, word in counts if number)
    return f"{opened(what)}: of {len(shown)} options {said}"
