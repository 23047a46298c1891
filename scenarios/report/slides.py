"""A paper as slides, 16 to 9: a message a slide, charts that can be edited, words behind each."""

import io
from typing import Any

from scenarios.charts import Chart, png
from scenarios.extras import needed
from scenarios.report.cells import shown
from scenarios.report.fitting import CELL_LETTERS, table_pages, text_pages, widths
from scenarios.report.paper import Paper, Part, Sheet
from scenarios.report.slide_charts import native
from scenarios.report.slide_look import (
    HEIGHT,
    LEFT,
    TOP,
    WIDE,
    begun,
    dressed,
    framed,
    lettered,
    numbered,
    small,
)

ROOM = HEIGHT - TOP - 0.55
"""Inches between the title and the foot."""
TEXT_POINTS, FACT_POINTS, TABLE_POINTS = 18, 12, 12


def slides(paper: Paper) -> bytes:
    """Return the paper as a .pptx file: cover, a slide for each part and each chart.

    Raises:
    BadInput
        When the package python-pptx is not installed.
    """
    pptx = needed("pptx", "python-pptx")
    deck = begun(pptx.Presentation(), paper.title)
    facts = [f"{name}: {value}" for name, value in paper.facts]
    _text(deck, paper.title, [line for line in (paper.question, paper.caveat) if line], facts)
    for part in paper.body:
        _part(deck, part)
    drawn = [part for part in paper.annex if part.charts]
    if drawn:
        _text(deck, "Annex: charts for those who check", [part.heading for part in drawn],
              ["Tables, sources and checks are in the paper and in the workbook."])  # fmt: skip
    for part in drawn:
        for chart in part.charts:
            _chart(deck, chart)
    numbered(deck, paper.foot)
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


def _text(deck: Any, title: str, lines: list[str], facts: list[str]) -> None:
    """Give sentences, and below them in small letters what the paper was made from."""
    from pptx.util import Inches, Pt

    slide = framed(deck, title)
    box = slide.shapes.add_textbox(Inches(LEFT), Inches(TOP), Inches(WIDE), Inches(ROOM))
    box.text_frame.word_wrap, box.text_frame.margin_left = True, 0
    for number, line in enumerate([*lines, *facts]):
        paragraph = box.text_frame.paragraphs[0] if not number else box.text_frame.add_paragraph()
        paragraph.text = line
        paragraph.space_after = Pt(8)
        lettered(paragraph, TEXT_POINTS if number < len(lines) else FACT_POINTS,
                 faint=number >= len(lines))  # fmt: skip


def _tables(deck: Any, title: str, sheet: Sheet) -> None:
    """Give a table as many slides as its rows take."""
    heading = [str(name) for name in sheet.table.columns]
    rows = [[shown(value) for value in row] for row in sheet.table.itertuples(index=False)]
    columns = widths(heading, rows, WIDE, CELL_LETTERS)
    for page in table_pages(heading, rows, columns):
        more = " (continued)" if page.start else ""
        _table(deck, title + more, [heading, *rows[page]], columns, sheet.title)


def _table(
    deck: Any, title: str, rows: list[list[str]], columns: list[float], caption: str
) -> None:
    from pptx.util import Inches

    slide = framed(deck, title)
    small(slide, caption, top=TOP, points=FACT_POINTS)
    place = (Inches(LEFT), Inches(TOP + 0.4), Inches(sum(columns)), Inches(0.3 * len(rows)))
    frame = slide.shapes.add_table(len(rows), len(columns), *place)
    for column, width in zip(frame.table.columns, columns, strict=True):
        column.width = Inches(width)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            frame.table.cell(row, column).text = text
    dressed(frame.table, TABLE_POINTS)
    _describe(frame, f"Table: {caption}")


def _chart(deck: Any, chart: Chart) -> None:
    """Give the message as title and the drawing below it, as a native chart where there is one."""
    from pptx.util import Inches

    slide = framed(deck, chart.title)
    place = tuple(Inches(side) for side in (LEFT, TOP, WIDE, ROOM))
    frame = native(slide, chart, place) or _picture(slide, chart, place)
    frame.name = chart.name
    _describe(frame, chart.words)
    slide.notes_slide.notes_text_frame.text = f"{chart.subtitle}\n{chart.words}"


def _picture(slide: Any, chart: Chart, place: tuple[int, ...]) -> Any:
    """Add a drawing, without the title that the slide has, as large as its place allows."""
    left, top, width, height = place
    picture = slide.shapes.add_picture(io.BytesIO(png(chart, titled=False)), left, top)
    times = min(width / picture.width, height / picture.height)
    picture.width, picture.height = round(picture.width * times), round(picture.height * times)
    picture.left = left + (width - picture.width) // 2
    return picture


def _describe(frame: Any, words: str) -> None:
    """Give a picture, chart or table its words for screen readers."""
    element = frame._element
    properties = getattr(element, "nvGraphicFramePr", None)
    properties = properties if properties is not None else element.nvPicPr
    properties.cNvPr.set("descr", words)
