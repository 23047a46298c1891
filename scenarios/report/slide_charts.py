"""Charts of a slide that can be edited: lines, layers and shares, from the table of a chart."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from scenarios.cells import short_period
from scenarios.charts import Chart
from scenarios.charts.bars import PARTS
from scenarios.charts.look import BLUES, FAINT, GRID, LIGHT
from scenarios.report.office import FONT
from scenarios.report.slide_look import colour_of

RANGE = ["1 in 10 below", "1 in 10 above"]
OBSERVED = "Observed or simulated"
PERIOD = "Period"
POINTS = 12
SMALL = 10
"""A value axis that ends lower has a decimal."""
MOST_DATES = 12
"""Periods that are named along the foot; of more, every so many."""
Series = list[tuple[str, Sequence[float | None]]]


def native(slide: Any, chart: Chart, place: Sequence[int]) -> Any:
    """Add a chart that can be edited; None for one that office programs do not draw."""
    if chart.kind not in MADE or not len(chart.table):
        return None
    from pptx.chart.data import CategoryChartData

    series_of, kind, coloured = MADE[chart.kind]
    data = CategoryChartData()
    data.categories = _categories(chart)
    series = series_of(chart.table)
    for name, values in series:
        data.add_series(name, values)
    frame = slide.shapes.add_chart(_kinds()[kind], *place, data)
    known = [value for _, values in series for value in values if value is not None]
    _dressed(frame.chart, chart, max(known, default=0.0))
    for number, one in enumerate(frame.chart.plots[0].series):
        coloured(one, number)
    return frame


def _kinds() -> Any:
    from pptx.enum.chart import XL_CHART_TYPE

    return XL_CHART_TYPE


def _categories(chart: Chart) -> list[str]:
    if chart.kind == "bars":
        return chart.table.iloc[:, 0].astype(str).tolist()
    return [short_period(str(period)) for period in dict.fromkeys(chart.table[PERIOD])]


def _columns(table: pd.DataFrame) -> Series:
    """Return every column but the first: a layer, or a part of a row."""
    return [(str(name), table[name].astype(float).tolist()) for name in table.columns[1:]]


def _lines(table: pd.DataFrame) -> Series:
    """Return the lines of a table by period, three of a colour: the first is drawn thick."""
    if OBSERVED not in table:
        return [
            (f"{option}: {name.lower()}", rows[name].tolist())
            for option, rows in table.groupby("Option", sort=False)
            for name in ("Average", *RANGE)
        ]
    value, seen = table["Value"], table[OBSERVED] == "observed"
    by_name = {"Observed": value[seen], "Observed: lower limit": table["Lower limit"],
               "Observed: upper limit": table["Upper limit"], "Projected: average": value[~seen],
               **{f"Projected: {column.lower()}": table[column] for column in RANGE}}  # fmt: skip
    periods = pd.Index(table[PERIOD].unique())
    return [(name, _over(column, table[PERIOD], periods)) for name, column in by_name.items()]


def _over(column: pd.Series, period: pd.Series, periods: pd.Index) -> list[float | None]:
    """Return a value, or none, for each period."""
    known = column.dropna()
    values = known.set_axis(period[known.index]).reindex(periods)
    return [None if value != value else float(value) for value in values]


def _line(series: Any, number: int) -> None:
    """Draw averages thick and ranges thin and dashed, in the colour of their option."""
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    series.smooth = False
    series.format.line.color.rgb = colour_of(LIGHT[number // 3 % len(LIGHT)])
    average = number % 3 == 0
    series.format.line.width = Pt(3 if average else 1)
    if not average:
        series.format.line.dash_style = MSO_LINE.DASH


def _layer(series: Any, number: int) -> None:
    _filled(series, BLUES[number % len(BLUES)])


def _part(series: Any, number: int) -> None:
    _filled(series, PARTS[number % len(PARTS)])


def _filled(series: Any, colour: str) -> None:
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = colour_of(colour)


MADE: dict[str, tuple[Callable[[pd.DataFrame], Series], str, Callable[[Any, int], None]]] = {
    "lines": (_lines, "LINE", _line),
    "layers": (_columns, "AREA_STACKED", _layer),
    "bars": (_columns, "BAR_STACKED_100", _part),
}
"""Kind of a chart to its series, what office programs call it, and how a series is coloured."""


def _dressed(drawn: Any, chart: Chart, highest: float) -> None:
    """Give a chart its letters, its unit, quiet lines, and few dates."""
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.util import Pt

    drawn.font.size, drawn.font.name = Pt(POINTS), FONT
    drawn.has_legend = True
    drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    _values(drawn.value_axis, chart, highest)
    drawn.category_axis.format.line.color.rgb = colour_of(FAINT)
    if chart.kind == "bars":
        drawn.category_axis.reverse_order = True
        drawn.plots[0].overlap, drawn.plots[0].gap_width = 100, 40
    else:
        _few_dates(drawn.category_axis, chart.table[PERIOD].nunique())


def _values(axis: Any, chart: Chart, highest: float) -> None:
    from pptx.util import Pt

    share = chart.unit.lower().startswith("share")
    axis.tick_labels.number_format = "0%" if share else "#,##0" if highest >= SMALL else "0.0"
    axis.tick_labels.number_format_is_linked = False
    axis.major_gridlines.format.line.color.rgb = colour_of(GRID)
    axis.format.line.fill.background()
    if chart.unit:
        axis.has_title = True
        axis.axis_title.text_frame.text = chart.unit
        font = axis.axis_title.text_frame.paragraphs[0].runs[0].font
        font.size, font.bold = Pt(POINTS), False


def _few_dates(axis: Any, number: int) -> None:
    """Name every so many periods along the foot, so that words stand level."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    every = -(-number // MOST_DATES)
    for name in ("tickLblSkip", "tickMarkSkip"):
        mark = parse_xml(f'<c:{name} {nsdecls("c")} val="{every}"/>')
        before = axis._element.find(f"{{{axis._element.nsmap['c']}}}noMultiLvlLbl")
        if before is None:
            axis._element.append(mark)
        else:
            before.addprevious(mark)
