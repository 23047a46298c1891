"""A paper as an Excel workbook: a cover, then every table as a real table on its own sheet."""

import io
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from scenarios.charts.look import LIGHT
from scenarios.extras import needed
from scenarios.report.office import FONT
from scenarios.report.paper import Paper, Sheet

COVER = "Read first"
LONGEST_NAME, LONGEST_END = 31, 12
"""Letters that Excel allows for the name of a sheet, and of words kept at its end."""
WIDEST, NARROWEST = 60, 9
"""Widest and narrowest column, in characters; longer words wrap."""
LARGE = 100
"""From here on a column of numbers has no decimals."""
APOSTROPHE = "\u2019"
"""The one that needs no doubling where a sheet is linked to."""
COVER_WIDE = 100
LINE_POINTS, HIGHEST_POINTS = 13.5, 409
"""Height of a line, and the greatest that Excel gives a row."""
FIRST_ROW = 3
"""Row of a sheet at which its table begins, below its title and the way back."""


@dataclass(frozen=True)
class _Looks:
    """How cells are written."""

    title: Any
    label: Any
    words: Any
    link: Any
    whole: Any
    decimal: Any
    small: Any
    mixed: Any

    def of(self, column: pd.Series) -> Any:
        """Return how the values of a column are written: by their kind and size."""
        if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
            return self.words
        known = column.dropna().astype(float).abs()
        parts = known[known != known.round()]
        if not len(parts):
            return self.whole
        if parts.min() < 1:  # a share among counts must not read 0 or 1
            return self.mixed if known.max() > 1 else self.small
        return self.whole if known.max() >= LARGE else self.decimal


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
        looks = _looks(book)
        names = _names(paper.sheets)
        _cover(book, paper, names, looks)
        for name, sheet in zip(names, paper.sheets, strict=True):
            _sheet(book, name, sheet, looks)
    return out.getvalue()


def _looks(book: Any) -> _Looks:
    plain: dict[str, Any] = {"font_name": FONT, "font_size": 10, "valign": "top"}
    made: dict[str, dict[str, Any]] = {
        "title": {"bold": True, "font_size": 14, "font_color": LIGHT[0]},
        "label": {"bold": True}, "words": {"text_wrap": True},
        "link": {"font_color": LIGHT[0], "underline": True},
        "whole": {"num_format": "#,##0"}, "decimal": {"num_format": "#,##0.0"},
        "small": {"num_format": "0.000"}, "mixed": {"num_format": "#,##0.0##"},
    }  # fmt: skip
    return _Looks(**{name: book.add_format({**plain, **look}) for name, look in made.items()})


def _names(sheets: tuple[Sheet, ...]) -> list[str]:
    """Return short names for sheets, numbered, whole words, without what Excel does not allow."""
    return [_name(number, sheet.title) for number, sheet in enumerate(sheets, 1)]


def _name(number: int, title: str) -> str:
    """Return what a sheet is about: its title up to where a chart begins to tell its message."""
    about = re.split(r"[:;(]", title)[0].replace("'", APOSTROPHE)
    about = re.sub(rf"[^\w ,{APOSTROPHE}-]", "", about).strip()
    whole = f"{number} {about}"
    if len(whole) <= LONGEST_NAME:
        return whole
    head, comma, last = whole.rpartition(", ")  # charts of one kind differ in their last words
    end = comma + last if comma and len(last) <= LONGEST_END else ""
    words = (head if end else whole).split()
    while len(" ".join(words)) + len(end) > LONGEST_NAME:
        words.pop()
    return " ".join(words).rstrip(" ,-") + end


def _cover(book: Any, paper: Paper, names: list[str], looks: _Looks) -> None:
    """Write what is said, and below it every sheet with a way to it."""
    page = book.add_worksheet(COVER)
    page.set_column(0, 0, 34)
    page.set_column(1, 1, COVER_WIDE)
    page.fit_to_pages(1, 0)
    page.hide_gridlines(2)
    page.write_string(0, 0, paper.title, looks.title)
    said = [(part.heading, " ".join(part.sentences)) for part in paper.body if part.sentences]
    rows = [("Question", paper.question), ("Read this first", paper.caveat), *said, *paper.facts,
            ("Counts", "Simulated, unless a column says observed.")]  # fmt: skip
    for place, (name, words) in enumerate((row for row in rows if row[1]), 2):
        page.write_string(place, 0, name, looks.label)
        page.write_string(place, 1, words, looks.words)
        _high_enough(page, place, [words], COVER_WIDE)
    start = len(rows) + 3
    page.write_string(start, 0, "Sheet", looks.label)
    page.write_string(start, 1, "What it holds", looks.label)
    for place, (name, sheet) in enumerate(zip(names, paper.sheets, strict=True), start + 1):
        page.write_url(place, 0, f"internal:'{name}'!A1", looks.link, name)
        page.write_string(place, 1, f"{sheet.title} ({len(sheet.table):,} rows)", looks.words)


def _sheet(book: Any, name: str, sheet: Sheet, looks: _Looks) -> None:
    page = book.add_worksheet(name)
    frame = sheet.table
    page.write_string(0, 0, sheet.title, looks.title)
    page.write_url(1, 0, f"internal:'{COVER}'!A1", looks.link, "All sheets")
    headings = _headings(frame)
    written = [looks.of(frame.iloc[:, place]) for place in range(len(headings))]
    columns = [{"header": heading, "format": look}
               for heading, look in zip(headings, written, strict=True)]  # fmt: skip
    values = [[_plain(value) for value in row] for row in frame.itertuples(index=False)]
    last = FIRST_ROW + max(len(values), 1)
    page.add_table(FIRST_ROW, 0, last, len(columns) - 1, {
        "columns": columns, "data": values, "style": "Table Style Light 1",
        "name": f"Table_{name.split(' ')[0]}",
    })  # fmt: skip
    page.freeze_panes(FIRST_ROW + 1, 1)
    for number, heading in enumerate(headings):
        longest = max([len(heading) + 2, *(len(str(row[number])) for row in values)])
        page.set_column(number, number, min(max(longest + 2, NARROWEST), WIDEST))
    for place, row in enumerate(values, FIRST_ROW + 1):
        _high_enough(page, place, row, WIDEST)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(FIRST_ROW)


def _high_enough(page: Any, place: int, row: list[Any], wide: int) -> None:
    """Make a row as high as its longest words take: not every program does so by itself."""
    lines = max(-(-len(str(value)) // round(1.1 * wide)) for value in row)
    if lines > 1:
        page.set_row(place, min(LINE_POINTS * lines, HIGHEST_POINTS))


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
