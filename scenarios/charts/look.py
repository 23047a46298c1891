"""How charts look: colours that can be told apart, and quiet axes.

Colours of options are the categorical palette of the Government Analysis Function; each has
a contrast of at least 3 to 1 on its background, and is never the only difference.
"""

import json
from typing import Any

import altair as alt

LIGHT = ("#12436D", "#801650", "#28A197", "#F46A25")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
"""Lines differ in dash as well as in colour."""
MOST_OPTIONS = len(LIGHT)

BLUES = ("#BFD8EE", "#8DBDE3", "#5B9BD0", "#2073BC", "#12436D", "#081F33")
"""Shades for ordered bands, from short to long."""
TINTS = ("#EDF4FA", "#7DB3E0")
"""From little to much behind a number; dark words can be read on both and on all between."""
BETTER, UNCLEAR, WORSE = "#12436D", "#6F777B", "#F46A25"
TARGET = "#801650"
INK, FAINT, GRID = "#212B32", "#425563", "#D8DDE0"
FONT = "Arial, sans-serif"
"""The generic name at the end matters: without it, exports on machines that lack Arial have
no text at all."""
WIDTH, HEIGHT = 640, 300
NARROW = 360
"""Width of a plot that stands beside another."""
LINE_HEIGHT = 13
"""Between two lines of words beside an axis."""
KEY_OFFSET = 22
"""Between a legend and the plot, with room for the words of a line drawn across it."""
TITLE_LETTERS = 74
KEY_LETTERS = 40
"""Letters of a line of a legend."""


def finished(layers: alt.TopLevelMixin, title: str, subtitle: str) -> alt.TopLevelMixin:
    """Return a drawing with its title and the common look."""
    heading = alt.TitleParams(
        wrapped(title, TITLE_LETTERS), subtitle=wrapped(subtitle), anchor="start"
    )
    return layers.properties(title=heading).configure(**_config())


def dates() -> alt.X:
    """Return the axis of time: months and years, no lines across."""
    return alt.X("date:T", title=None, axis=alt.Axis(format="%b %Y", grid=False))


def wrapped(text: str, width: int = 115) -> list[str]:
    """Return text in lines that fit a chart's width."""
    import textwrap

    return textwrap.wrap(text, width)


def colour(options: list[str]) -> alt.Color:
    """Return the colours of options, named directly or in a legend above."""
    legend = _key(options) if len(options) > 1 else None
    return alt.Color(
        "option:N", scale=alt.Scale(domain=options, range=list(LIGHT[: len(options)])),
        legend=legend,
    )  # fmt: skip


def dash(options: list[str]) -> alt.StrokeDash:
    """Return the dashes of options, so that colour is not the only difference."""
    scale = alt.Scale(domain=options, range=list(DASHES[: len(options)]))
    return alt.StrokeDash(
        "option:N", scale=scale, legend=_key(options) if len(options) > 1 else None
    )


def in_lines(words: list[str], letters: int) -> dict[str, Any]:
    """Return how a legend shows its words: in lines of so many letters, so that none is cut."""
    lines = [wrapped(one, letters) for one in words]
    chosen = f"{json.dumps(lines)}[indexof({json.dumps(words)}, datum.value)]"
    return {"labelExpr": chosen, "labelLimit": 0}


def beside_rows(words: list[str], letters: int) -> dict[str, Any]:
    """Return how the words beside rows are shown: in lines, the middle one level with its row."""
    lines = {one: len(wrapped(one, letters)) for one in words}
    raised = []
    for count in sorted(set(lines.values()) - {1}):
        such = json.dumps([one for one in words if lines[one] == count])
        raised.append({"test": f"indexof({such}, datum.value) >= 0",
                       "value": -LINE_HEIGHT / 2 * (count - 1)})  # fmt: skip
    return {**in_lines(words, letters), "labelOffset": {"condition": raised, "value": 0}}


def _key(options: list[str]) -> alt.Legend:
    """Return the legend of options, one below another, each in lines that fit a phone."""
    return alt.Legend(
        orient="top", title=None, columns=1, offset=KEY_OFFSET,
        symbolType="stroke", symbolOpacity=1, symbolSize=400,
        **in_lines(options, KEY_LETTERS),
    )  # fmt: skip


def _config() -> dict[str, Any]:
    return {
        "font": FONT,
        "background": "white",
        "view": alt.ViewConfig(stroke=None),
        "axis": alt.AxisConfig(
            labelFontSize=12, titleFontSize=12, titleFontWeight="normal", gridColor=GRID,
            domainColor=FAINT, tickColor=FAINT, labelColor=INK, titleColor=INK,
        ),
        "title": alt.TitleConfig(
            fontSize=16, color=INK, subtitleFontSize=12, subtitleColor=FAINT, offset=12,
        ),
        "legend": alt.LegendConfig(labelFontSize=12, symbolStrokeWidth=3, labelColor=INK),
    }  # fmt: skip
