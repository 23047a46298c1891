"""A paper as a Word document: headings, bullets, real tables, pictures with words."""

import io
from collections.abc import Iterable
from typing import Any

import pandas as pd

from scenarios.charts import Chart, png
from scenarios.extras import needed
from scenarios.report.cells import shown
from scenarios.report.fitting import widths
from scenarios.report.paper import Paper, Part, Sheet, side_by_side
from scenarios.report.word_look import CAVEAT, FACTS, GAP, LINE_CM, dressed, foot, set_up

ALONE_CM, BESIDE_CM = (15.0, 17.0), (8.0, 8.8)
"""Greatest width and height of a picture alone, and of one beside another."""
LETTERS = 6.3
"""Letters in a centimetre of a table."""
MOST_ROWS = 400
"""A longer table belongs in the workbook; Word is told where to find the rest."""


def word(paper: Paper) -> bytes:
    """Return the paper as a .docx file.

    Raises:
    BadInput
        When the package python-docx is not installed.
    """
    docx = needed("docx", "python-docx")
    document = docx.Document()
    set_up(document, paper.title)
    document.add_heading(paper.title, 0)
    if paper.question:
        document.add_paragraph(paper.question, style="Subtitle")
    if paper.caveat:
        first = document.add_paragraph(style=CAVEAT)
        first.add_run("Read this first. ").bold = True
        first.add_run(paper.caveat)
    facts = "   ".join(f"{name}: {value}" for name, value in paper.facts)
    document.add_paragraph(facts, style=FACTS)
    _parts(document, paper.body, 1)
    if paper.annex:
        _annex(document, paper)
    foot(document, paper.foot)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _annex(document: Any, paper: Paper) -> None:
    """Begin the annex on a page of its own, with what is in it."""
    heading = document.add_heading("Annex, for those who check", 1)
    heading.paragraph_format.page_break_before = True
    for part in paper.annex:
        document.add_paragraph(part.heading, style="List Bullet")
    _parts(document, paper.annex, 2)


def _parts(document: Any, parts: Iterable[Part], level: int) -> None:
    for part in parts:
        document.add_heading(part.heading, level)
        style = "List Bullet" if len(part.sentences) > 1 else None
        said = [document.add_paragraph(sentence, style=style) for sentence in part.sentences]
        for paragraph in said[:-1] if level == 1 else ():  # a part of the body is not parted
            paragraph.paragraph_format.keep_with_next = True
        for sheet in part.tables:
            _table(document, sheet)
        for charts, narrow in side_by_side(part.charts):
            _pictures(document, charts, narrow=narrow)


def _table(document: Any, sheet: Sheet) -> None:
    """Give a table; of one to look things up in, say where it is."""
    if sheet.looked_up:
        document.add_paragraph(sheet.elsewhere, style=FACTS)
        return
    document.add_paragraph(sheet.title, style="Caption")
    frame: pd.DataFrame = sheet.table.head(MOST_ROWS)
    heading = [str(name) for name in frame.columns]
    rows = [[shown(value) for value in row] for row in frame.itertuples(index=False)]
    table = document.add_table(rows=len(rows) + 1, cols=len(heading))
    cells = iter(table._cells)  # asking a table for each cell takes a time that grows with both
    for text in (text for row in (heading, *rows) for text in row):
        next(cells).text = text
    dressed(table, widths(heading, rows, LINE_CM, LETTERS))
    document.add_paragraph(style=GAP)
    if len(sheet.table) > MOST_ROWS:
        document.add_paragraph(f"{len(sheet.table) - MOST_ROWS} more rows are in the workbook.")


def _pictures(document: Any, charts: Iterable[Chart], *, narrow: bool) -> None:
    """Give charts in one paragraph if they are narrow, so that two stand on a line."""
    together = document.add_paragraph() if narrow else None
    for chart in charts:
        paragraph = together or document.add_paragraph()
        shape = paragraph.add_run().add_picture(io.BytesIO(png(chart, narrow=narrow)))
        _sized(shape, *(BESIDE_CM if narrow else ALONE_CM))
        shape._inline.docPr.set("descr", chart.words)
        shape._inline.docPr.set("title", chart.title)


def _sized(shape: Any, width: float, height: float) -> None:
    """Make a picture as wide as its place, but not higher than a page has room for."""
    from docx.shared import Cm, Emu

    ratio = shape.height / shape.width
    shape.width = Emu(min(Cm(width), round(Cm(height) / ratio)))
    shape.height = Emu(round(shape.width * ratio))
