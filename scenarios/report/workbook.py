"""A paper as an Excel workbook: a cover, then every table as a real table on its own sheet."""

import io
import re
from typing import Any

import numpy as np
import pandas as pd

from scenarios.extras import needed
from scenarios.report.paper import Paper, Sheet

LONGEST_NAME = 31
WIDEST = 60
"""Widest column, in characters; longer words wrap."""


def workbook(paper: Paper) -> bytes:
    """Return the paper's tables as an .xlsx file.

    Words are never taken for formulas or links, whatever they begin with.

    Raises:
    BadInput
        When the package xlsxwriter is not installed.
    """
    xlsxwriter = needed("xlsxwriter", "xlsxwriter")
    out = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                "strings_to_numbers": False}  # fmt: skip
    with xlsxwriter.Workbook(out, settings) as book:
        book.set_properties({"title": paper.title})
        names = _names(paper.sheets)
        _cover(book, paper, names)
        for name, sheet in zip(names, paper.sheets, strict=True):
            _sheet(book, name, sheet)
    return out.getvalue()


def _names(sheets: tuple[Sheet, ...]) -> list[str]:
    """Return short names for sheets, numbered, without what Excel does not allow."""
    return [
        f"{number} {re.sub(r'[^A-Za-z0-9 ]', '', sheet.title)}"[:LONGEST_NAME].strip()
        for number, sheet in enumerate(sheets, 1)
    ]


def _cover(book: Any, paper: Paper, names: list[str]) -> None:
    page = book.add_worksheet("Read first")
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 90, wrap)
    said = [(part.heading, " ".join(part.sentences)) for part in paper.body if part.sentences]
    tables = [(name, sheet.title) for name, sheet in zip(names, paper.sheets, strict=True)]
    rows = [
        ("Title", paper.title), ("Question", paper.question), ("Caveat", paper.caveat),
        *paper.facts, *said, ("", "Counts are simulated unless a column says observed."), *tables,
    ]  # fmt: skip
    for number, (name, words) in enumerate(rows):
        page.write_string(number, 0, name, bold)
        page.write_string(number, 1, words, wrap)


def _sheet(book: Any, name: str, sheet: Sheet) -> None:
    page = book.add_worksheet(name)
    frame = sheet.table
    page.write_string(0, 0, sheet.title)
    columns = [{"header": heading} for heading in _headings(frame)]
    values = [[_plain(value) for value in row] for row in frame.itertuples(index=False)]
    last = max(len(values), 1) + 1
    page.add_table(1, 0, last, len(columns) - 1, {
        "columns": columns, "data": values, "style": "Table Style Light 1",
        "name": f"Table_{name.split(' ')[0]}",
    })  # fmt: skip
    page.freeze_panes(2, 0)
    for number, heading in enumerate(columns):
        longest = max([len(heading["header"]), *(len(str(row[number])) for row in values)])
        page.set_column(number, number, min(longest + 2, WIDEST))


def _headings(frame: pd.DataFrame) -> list[str]:
    """Return headings that Excel accepts: none empty and no two alike."""
    found: list[str] = []
    for column in frame.columns:
        heading = str(column) or "What"
        same = sum(one.rstrip("0123456789 ").lower() == heading.lower() for one in found)
        found.append(f"{heading} {same + 1}" if same else heading)
    return found


def _plain(value: Any) -> Any:
    if value is None or (isinstance(value, float | np.floating) and not np.isfinite(value)):
        return ""
    return value.item() if isinstance(value, np.generic) else value
