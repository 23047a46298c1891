"""A paper as a Word document: headings, bullets, real tables, pictures with words."""

import io
from collections.abc import Iterable
from typing import Any

import pandas as pd

from scenarios.charts import Chart, png
from scenarios.extras import needed
from scenarios.report.cells import shown
from scenarios.report.paper import Paper, Part

PICTURE_CM = 16.0
BODY_POINTS, TABLE_POINTS = 10.5, 8.5
MARGIN_CM = 2.0
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
    _set_up(document, paper)
    document.add_heading(paper.title, 0)
    if paper.question:
        document.add_paragraph(paper.question, style="Subtitle")
    if paper.caveat:
        document.add_paragraph(paper.caveat, style="Intense Quote")
    document.add_paragraph("; ".join(f"{name}: {value}" for name, value in paper.facts))
    _parts(document, paper.body, 1)
    document.add_page_break()
    document.add_heading("Annex, for those who check", 1)
    _parts(document, paper.annex, 2)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: Any, paper: Paper) -> None:
    from docx.shared import Cm, Pt

    document.core_properties.title = paper.title
    document.core_properties.language = "en-GB"
    document.core_properties.author = ""
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(BODY_POINTS)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin = section.right_margin = Cm(MARGIN_CM)
        section.top_margin = section.bottom_margin = Cm(MARGIN_CM)


def _parts(document: Any, parts: Iterable[Part], level: int) -> None:
    for part in parts:
        document.add_heading(part.heading, level)
        style = "List Bullet" if len(part.sentences) > 1 else None
        for sentence in part.sentences:
            document.add_paragraph(sentence, style=style)
        for sheet in part.tables:
            _table(document, sheet.title, sheet.table)
        for chart in part.charts:
            _picture(document, chart)


def _table(document: Any, title: str, frame: pd.DataFrame) -> None:
    from docx.shared import Pt

    document.add_paragraph(title, style="Caption")
    rows = [
        [shown(value) for value in row] for row in frame.head(MOST_ROWS).itertuples(index=False)
    ]
    table = document.add_table(rows=1, cols=len(frame.columns), style="Light Grid Accent 1")
    for cell, name in zip(table.rows[0].cells, frame.columns, strict=True):
        cell.text = str(name)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for row in table.rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(TABLE_POINTS)
    _repeat_heading(table)
    if len(frame) > MOST_ROWS:
        document.add_paragraph(f"{len(frame) - MOST_ROWS} more rows are in the workbook.")


def _repeat_heading(table: Any) -> None:
    """Mark the first row as a heading, for screen readers and for tables over two pages."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)


def _picture(document: Any, chart: Chart) -> None:
    from docx.shared import Cm

    shape = document.add_picture(io.BytesIO(png(chart)), width=Cm(PICTURE_CM))
    shape._inline.docPr.set("descr", chart.words)
    shape._inline.docPr.set("title", chart.title)
