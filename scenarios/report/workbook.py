"""A paper as an Excel workbook: a cover, then every table as a real table on its own sheet."""

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from scenarios.charts.look import LIGHT
from scenarios.extras import needed
from scenarios.report.columns import about_columns
from scenarios.report.office import FONT
from scenarios.report.paper import Paper, Sheet

COVER = "Read first"
LONGEST_NAME, LONGEST_END = 31, 12
"""Letters that Excel allows for the name of a sheet, and of words kept at its end."""
WIDEST, NARROWEST, FIRST_WIDEST, HEADING_WIDEST = 60, 9, 40, 18
"""Widest and narrowest column, in characters: longer words wrap. The first column stays where it
is while others are moved, and so leaves them room; a heading wraps sooner than what it heads."""
A4, UPRIGHT = 9, 100
"""Paper that is printed on, by its number in Excel; a wider table is printed across."""
OF_SHARES = re.compile(r"^Share\b|\bshare of\b")
"""Headings below which numbers are shares."""
PERIOD = re.compile(r"\d{4}-\d{2}(-\d{2})?")
"""A month, or the first day of a week."""
SHORTER = {
    "Every option beside today\u2019s plan": "Every option",
    "Weeks waited by all children together": "Weeks waited",
    "Median wait to first contact": "Median wait",
    "Children not yet seen": "Not yet seen",
    "EHC advice and plans": "EHC advice",
    "Every number with its confidence, the weakest first": "Every number",
    "Every setting that an option changes": "Every setting changed",
}
"""Titles whose first words alone would name a sheet badly."""
LARGE = 100
"""From here on a column of numbers has no decimals."""
APOSTROPHE = "\u2019"
"""The one that needs no doubling where a sheet is linked to."""
COVER_WIDE = 100
BOLD = 1.2
"""How much wider bold letters are taken to be."""
LINE_POINTS, HIGHEST_POINTS = 13.5, 409
"""Height of a line, and the greatest that Excel gives a row."""
FIRST_ROW = 3
"""Row of a sheet at which its table begins, below its title and the way back."""


@dataclass(frozen=True)
class _Looks:
    """How cells are written."""

    title: Any
    note: Any
    label: Any
    words: Any
    link: Any
    whole: Any
    decimal: Any
    small: Any
    mixed: Any
    share: Any
    month: Any
    day: Any
    heading: Any
    heading_of_numbers: Any

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

    def in_unit(self, unit: str, kind: Any) -> Any:
        """Return how a number is written in a row that names its unit."""
        if not unit or kind in (self.words, self.share):
            return kind
        return self.share if unit == "share" else self.decimal


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
        told = about_columns(_names(paper.sheets), paper.sheets)
        sheets = (*paper.sheets, told)
        names = _names(sheets)
        _cover(book, paper, list(zip(names, sheets, strict=True)), looks)
        for name, sheet in zip(names, sheets, strict=True):
            _sheet(book, name, sheet, looks)
    return out.getvalue()


def _looks(book: Any) -> _Looks:
    plain: dict[str, Any] = {"font_name": FONT, "font_size": 10, "valign": "top"}
    made: dict[str, dict[str, Any]] = {
        "title": {"bold": True, "font_size": 14, "font_color": LIGHT[0]},
        "note": {"font_color": "#555555"}, "label": {"bold": True},
        "words": {"text_wrap": True, "indent": 1},
        "link": {"font_color": LIGHT[0], "underline": True},
        "whole": {"num_format": "#,##0"}, "decimal": {"num_format": "#,##0.0"},
        "small": {"num_format": "0.000"}, "mixed": {"num_format": "#,##0.0##"},
        "share": {"num_format": "0.0%"}, "month": {"num_format": "mmm yyyy", "align": "left"},
        "day": {"num_format": "d mmm yyyy", "align": "left"},
        "heading": {"bold": True, "text_wrap": True, "bottom": 1},
        "heading_of_numbers": {"bold": True, "text_wrap": True, "bottom": 1, "align": "right"},
    }  # fmt: skip
    return _Looks(**{name: book.add_format({**plain, **look}) for name, look in made.items()})


def _names(sheets: tuple[Sheet, ...]) -> list[str]:
    """Return short names for sheets, numbered, whole words, without what Excel does not allow."""
    return [_name(number, sheet.title) for number, sheet in enumerate(sheets, 1)]


def _name(number: int, title: str) -> str:
    """Return what a sheet is about: its title up to where a chart begins to tell its message."""
    about = re.split(r"[:;(]|, over ", title)[0].replace("'", APOSTROPHE)
    about = re.sub(rf"[^\w ,{APOSTROPHE}-]", "", about).strip()
    for long, short in SHORTER.items():
        about = about.replace(long, short)
    whole = f"{number} {about}"
    if len(whole) <= LONGEST_NAME:
        return whole
    head, comma, last = whole.rpartition(", ")  # charts of one kind differ in their last words
    end = comma + last if comma and len(last) <= LONGEST_END else ""
    words = (head if end else whole).split()
    while len(" ".join(words)) + len(end) > LONGEST_NAME:
        words.pop()
    return " ".join(words).rstrip(" ,-") + end


def _cover(book: Any, paper: Paper, sheets: list[tuple[str, Sheet]], looks: _Looks) -> None:
    """Write what is said, and below it every sheet with a way to it."""
    page = book.add_worksheet(COVER)
    page.set_column(0, 0, 34)
    page.set_column(1, 1, COVER_WIDE)
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.hide_gridlines(2)
    page.write_string(0, 0, paper.title, looks.title)
    said = [(part.heading, " ".join(part.sentences)) for part in paper.body if part.sentences]
    rows = [("Question", paper.question), ("Read this first", paper.caveat), *said, *paper.facts,
            ("Counts", "Simulated, unless a column says observed."),
            ("Columns", "The last sheet says what stands in each column.")]  # fmt: skip
    for place, (name, words) in enumerate((row for row in rows if row[1]), 2):
        page.write_string(place, 0, name, looks.label)
        page.write_string(place, 1, words, looks.words)
        _high_enough(page, place, [words], [COVER_WIDE])
    start = len(rows) + 3
    page.write_string(start, 0, "Sheet", looks.label)
    page.write_string(start, 1, "What it holds", looks.label)
    for place, (name, sheet) in enumerate(sheets, start + 1):
        holds = f"{sheet.title} ({len(sheet.table):,} rows)"
        page.write_url(place, 0, f"internal:'{name}'!A1", looks.link, name)
        page.write_string(place, 1, holds, looks.words)
        _high_enough(page, place, [holds], [COVER_WIDE])


def _sheet(book: Any, name: str, sheet: Sheet, looks: _Looks) -> None:
    page = book.add_worksheet(name)
    page.write_string(0, 0, sheet.title, looks.title)
    page.write_url(1, 0, f"internal:'{COVER}'!A1", looks.link, "All sheets")
    if sheet.note:
        page.write_string(2, 0, sheet.note, looks.note)
    headings = _headings(sheet.table)
    columns = [[_plain(value) for value in _dated(sheet.table.iloc[:, place])]
               for place in range(len(headings))]  # fmt: skip
    wide = [
        _width(*column, first=not k) for k, column in enumerate(zip(headings, columns, strict=True))
    ]
    _table(page, name, sheet.table, headings, columns, looks)
    for place, width in enumerate(wide):
        page.set_column(place, place, width)
    _high_enough(page, FIRST_ROW, headings, [width / BOLD for width in wide])
    for place, row in enumerate(zip(*columns, strict=True), FIRST_ROW + 1):
        _high_enough(page, place, list(row), wide)
    _printed(page, across=sum(wide) > UPRIGHT)


def _table(
    page: Any, name: str, frame: pd.DataFrame, headings: list[str], columns: list[list[Any]],
    looks: _Looks,
) -> None:  # fmt: skip
    """Write a table that Excel knows as one, every cell in the format of its kind and unit."""
    last = FIRST_ROW + max(len(frame), 1)
    kinds = [looks.share if OF_SHARES.search(heading) else looks.of(frame.iloc[:, place])
             for place, heading in enumerate(headings)]  # fmt: skip
    page.add_table(FIRST_ROW, 0, last, len(headings) - 1, {
        "columns": [
            {"header": heading, "format": kind,
             "header_format": looks.heading if kind is looks.words else looks.heading_of_numbers}
            for heading, kind in zip(headings, kinds, strict=True)
        ],
        "style": "Table Style Light 1", "name": f"Table_{name.split(' ')[0]}",
    })  # fmt: skip
    units = frame["Unit"].tolist() if "Unit" in frame else [""] * len(frame)
    for place, (column, kind) in enumerate(zip(columns, kinds, strict=True)):
        for row, (value, unit) in enumerate(zip(column, units, strict=True)):
            look = looks.in_unit(unit, kind)
            _cell(page, (FIRST_ROW + 1 + row, place), value, look, looks)


def _cell(page: Any, at: tuple[int, int], value: Any, look: Any, looks: _Looks) -> None:
    """Write a value as what it is, so that words are never taken for anything else."""
    if isinstance(value, _Month):
        page.write_datetime(*at, value.day, looks.month)
    elif isinstance(value, dt.date):
        page.write_datetime(*at, value, looks.day)
    elif isinstance(value, bool):
        page.write_string(*at, "yes" if value else "no", look)
    elif isinstance(value, int | float):
        page.write_number(*at, value, look)
    else:
        page.write_string(*at, str(value), look)


@dataclass(frozen=True)
class _Month:
    """A month, told by its first day."""

    day: dt.date

    def __str__(self) -> str:
        return f"{self.day:%b %Y}"


def _dated(column: pd.Series) -> Iterator[Any]:
    """Yield the values of a column; periods of a run as the months or days that they are."""
    values = column.tolist()
    periods = bool(values) and all(PERIOD.fullmatch(str(value)) for value in values)
    for value in values:
        if periods and len(str(value)) == len("2026-06"):
            yield _Month(dt.date.fromisoformat(f"{value}-01"))
        else:
            yield dt.date.fromisoformat(str(value)) if periods else value


def _width(heading: str, values: list[Any], *, first: bool) -> float:
    """Return how wide a column is: its longest words, or less, where they wrap."""
    most = FIRST_WIDEST if first else WIDEST
    longest = max([len(_read(value)) for value in values], default=0)
    return min(max(longest + 2, min(len(heading) + 3, HEADING_WIDEST), NARROWEST), most)


def _read(value: Any) -> str:
    """Return about what is read in a cell: of a number its rounded form."""
    return f"{value:,.1f}" if isinstance(value, float) else str(value)


def _printed(page: Any, *, across: bool) -> None:
    """Set how a sheet is printed, and what stays in sight while it is moved."""
    page.freeze_panes(FIRST_ROW + 1, 1)
    page.set_paper(A4)
    if across:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(FIRST_ROW)


def _high_enough(page: Any, place: int, row: list[Any], wide: list[float]) -> None:
    """Make a row as high as its longest words take: not every program does so by itself."""
    lines = max(-(-len(_read(value)) // max(round(1.1 * width), 1))
                for value, width in zip(row, wide, strict=True))  # fmt: skip
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
