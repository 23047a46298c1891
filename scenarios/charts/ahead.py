"""What lies ahead: when one in ten, half and nine in ten children will have been seen."""

import altair as alt
import pandas as pd

from scenarios.charts.chart import Chart
from scenarios.charts.look import BLUES, INK, LIGHT, WIDTH, finished, wrapped

ROW_HEIGHT, LABEL_WIDTH = 44, 30


def ahead(data: pd.DataFrame, *, name: str, title: str, what: str) -> Chart:
    """Draw a bar from one in ten to nine in ten, and a dot where half have been seen.

    ``data`` has a row for each bar: ``row`` (words), ``few``, ``half`` and ``most`` in weeks,
    ``half_reached`` and ``most_reached`` (false where the true number lies further on), and
    the same three in words: ``few_words``, ``half_words``, ``most_words``.
    """
    subtitle = (
        f"{what}. Bar: 8 in 10 children are seen in this time. Dot: half have been seen. "
        "An arrow means longer than the model looks ahead."
    )
    drawing = alt.layer(*_layers(data)).properties(
        width=WIDTH - 180, height=max(90, ROW_HEIGHT * len(data))
    )
    columns = ["row", *(f"{column}_words" for column in HEADINGS)]
    table = data[columns].set_axis(["", *HEADINGS.values()], axis=1)
    words = f"Bar chart: {what}. " + " ".join(
        f"{row.row}: 1 in 10 seen within {row.few_words}, half within {row.half_words}, "
        f"9 in 10 within {row.most_words}."
        for row in data.itertuples()
    )
    return Chart(name, title, subtitle, words, table, finished(drawing, title, subtitle))


def _layers(data: pd.DataFrame) -> list[alt.Chart]:
    """Return bars, arrows where they go on, and dots; an empty layer would have no name."""
    shown = data.assign(row=["\n".join(wrapped(words, LABEL_WIDTH)) for words in data["row"]])
    names = alt.Axis(labelLimit=280, labelExpr=r"split(datum.label, '\n')")
    base = alt.Chart(shown).encode(y=alt.Y("row:N", sort=None, title=None, axis=names))
    time = alt.Axis(tickMinStep=1, format=",.0f")
    weeks = alt.X("few:Q", title="Weeks", axis=time, scale=alt.Scale(zero=True))
    seen = [alt.Tooltip(f"{column}_words:N", title=words) for column, words in HEADINGS.items()]
    layers = [base.mark_bar(height=16, color=BLUES[1]).encode(x=weeks, x2="most:Q", tooltip=seen)]
    if not data["most_reached"].all():
        beyond = base.transform_filter("!datum.most_reached")
        arrow = beyond.mark_point(
            shape="triangle-right", filled=True, size=160, opacity=1, color=LIGHT[0]
        )
        layers.append(arrow.encode(x="most:Q"))
    if data["half_reached"].any():
        known = base.transform_filter("datum.half_reached")
        dot = known.mark_point(filled=True, size=130, opacity=1, color=LIGHT[0], stroke=INK)
        layers.append(dot.encode(x="half:Q", tooltip=seen))
    return layers


HEADINGS = {"few": "1 in 10 seen within", "half": "Half seen within",
            "most": "9 in 10 seen within"}  # fmt: skip
"""Column of the data to its heading in the table."""
