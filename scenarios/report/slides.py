"""A paper as slides, 16 to 9: a message a slide, charts that can be edited, words behind each."""

import io
from typing import Any

import pandas as pd

from scenarios.charts import Chart, png
from scenarios.extras import needed
from scenarios.report.cells import shown
from scenarios.report.fitting import table_pages, text_pages, widths
from scenarios.report.paper import Paper, Part, Sheet

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6
"""Inches."""
TITLE_ONLY = 5
"""The layout with a title and nothing else."""
TITLE_POINTS, TEXT_POINTS, TABLE_POINTS = 26, 16, 11


def slides(paper: Paper) -> bytes:
    """Return the paper as a .pptx file: cover, a slide for each part and each chart.

    Raises:
    BadInput
        When the package python-pptx is not installed.
    """
    pptx = needed("pptx", "python-pptx")
    from pptx.util import Inches

    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    deck.core_properties.title, deck.core_properties.author = paper.title, ""
    facts = [f"{name}: {value}" for name, value in paper.facts]
    _text(deck, paper.title, [line for line in (paper.question, paper.caveat) if line], facts)
    for part in paper.body:
        _part(deck, part)
    for part in paper.annex:
        for chart in part.charts:
            _chart(deck, chart)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _part(deck: Any, part: Part) -> None:
    for page in text_pages(part.sentences):
        more = " (continued)" if page.start else ""
        _text(deck, part.heading + more, list(part.sentences[page]), [])
    for sheet in part.tables:
        _tables(deck, part.heading, sheet)
    for chart in part.charts:
        _chart(deck, chart)


def _slide(deck: Any, title: str) -> Any:
    from pptx.util import Inches, Pt

    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    box = slide.shapes.title
    box.left, box.top = Inches(MARGIN), Inches(0.35)
    box.width, box.height = Inches(WIDTH - 2 * MARGIN), Inches(1.0)
    box.text = title
    for paragraph in box.text_frame.paragraphs:
        paragraph.font.size, paragraph.font.bold = Pt(TITLE_POINTS), True
    return slide


def _text(deck: Any, title: str, lines: list[str], notes: list[str]) -> None:
    from pptx.util import Inches, Pt

    slide = _slide(deck, title)
    box = slide.shapes.add_textbox(
        Inches(MARGIN), Inches(1.5), Inches(WIDTH - 2 * MARGIN), Inches(HEIGHT - 2)
    )
    box.text_frame.word_wrap = True
    for number, line in enumerate([*lines, *notes]):
        paragraph = box.text_frame.paragraphs[0] if not number else box.text_frame.add_paragraph()
        paragraph.text = line
        paragraph.font.size, paragraph.space_after = Pt(TEXT_POINTS), Pt(8)


def _tables(deck: Any, title: str, sheet: Sheet) -> None:
    """Give a table as many slides as its rows take."""
    heading = [str(name) for name in sheet.table.columns]
    rows = [[shown(value) for value in row] for row in sheet.table.itertuples(index=False)]
    columns = widths(heading, rows, WIDTH - 2 * MARGIN)
    for page in table_pages(heading, rows, columns):
        _table(deck, title, [heading, *rows[page]], columns, sheet.title)


def _table(
    deck: Any, title: str, rows: list[list[str]], columns: list[float], caption: str
) -> None:
    from pptx.util import Inches, Pt

    slide = _slide(deck, title)
    place = (Inches(MARGIN), Inches(1.45), Inches(sum(columns)), Inches(0.3 * len(rows)))
    table = slide.shapes.add_table(len(rows), len(columns), *place).table
    for column, width in zip(table.columns, columns, strict=True):
        column.width = Inches(width)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            cell = table.cell(row, column)
            cell.text = text
            cell.text_frame.paragraphs[0].font.size = Pt(TABLE_POINTS)
    slide.notes_slide.notes_text_frame.text = caption


def _chart(deck: Any, chart: Chart) -> None:
    """Give the message as title and the drawing below it, as a native chart where there is one."""
    slide = _slide(deck, chart.title)
    frame = _native(slide, chart) or _picture(slide, chart)
    frame.name = chart.name
    _describe(frame, chart.words)
    slide.notes_slide.notes_text_frame.text = f"{chart.subtitle}\n{chart.words}"


def _native(slide: Any, chart: Chart) -> Any:
    """Add an editable line chart of a table by period; None for other tables."""
    lines = _lines(chart.table)
    if not lines:
        return None
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.util import Inches, Pt

    data = CategoryChartData()
    data.categories = list(dict.fromkeys(chart.table["Period"]))
    for name, values in lines:
        data.add_series(name, values)
    place = (Inches(MARGIN), Inches(1.45), Inches(WIDTH - 2 * MARGIN), Inches(HEIGHT - 1.9))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE, *place, data)
    frame.chart.has_legend = True
    frame.chart.legend.position, frame.chart.legend.include_in_layout = (
        XL_LEGEND_POSITION.TOP,
        False,
    )
    frame.chart.font.size = Pt(12)
    for number, series in enumerate(frame.chart.plots[0].series):
        _line(series, number)
    return frame


RANGE = ["1 in 10 below", "1 in 10 above"]
OBSERVED = "Observed or simulated"


def _lines(table: pd.DataFrame) -> list[tuple[str, list[float | None]]]:
    """Return the lines of a table by period, three of a colour: the first is drawn thick."""
    if {"Option", "Period", "Average"} <= set(table.columns):
        return [
            (f"{option}: {column.lower()}", rows[column].tolist())
            for option, rows in table.groupby("Option", sort=False)
            for column in ("Average", *RANGE)
        ]
    if OBSERVED not in table:
        return []
    value, seen = table["Value"], table[OBSERVED] == "observed"
    by_name = {"Observed": value[seen], "Observed: lower limit": table["Lower limit"],
               "Observed: upper limit": table["Upper limit"], "Projected: average": value[~seen],
               **{f"Projected: {column.lower()}": table[column] for column in RANGE}}  # fmt: skip
    periods = pd.Index(table["Period"].unique())
    return [(name, _over(column, table["Period"], periods)) for name, column in by_name.items()]


def _over(column: pd.Series, period: pd.Series, periods: pd.Index) -> list[float | None]:
    """Return a value, or none, for each period."""
    known = column.dropna()
    values = known.set_axis(period[known.index]).reindex(periods)
    return [None if value != value else float(value) for value in values]


def _line(series: Any, number: int) -> None:
    """Draw averages thick and ranges thin and dashed, in the colour of their option."""
    from pptx.dml.color import RGBColor
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    from scenarios.charts.look import LIGHT

    series.smooth = False
    series.format.line.color.rgb = RGBColor.from_string(LIGHT[number // 3 % len(LIGHT)][1:])
    average = number % 3 == 0
    series.format.line.width = Pt(3 if average else 1)
    if not average:
        series.format.line.dash_style = MSO_LINE.DASH


def _picture(slide: Any, chart: Chart) -> Any:
    from pptx.util import Inches

    picture = slide.shapes.add_picture(
        io.BytesIO(png(chart)), Inches(MARGIN), Inches(1.45), height=Inches(HEIGHT - 1.9)
    )
    widest = Inches(WIDTH - 2 * MARGIN)
    if picture.width > widest:
        picture.height, picture.width = round(picture.height * widest / picture.width), widest
    return picture


def _describe(frame: Any, words: str) -> None:
    """Give a picture or chart its words for screen readers."""
    element = frame._element
    properties = getattr(element, "nvGraphicFramePr", None)
    properties = properties if properties is not None else element.nvPicPr
    properties.cNvPr.set("descr", words)
