"""What fits a slide: rows and lines shared out by the room that their words take."""

from collections.abc import Iterator, Sequence
from math import ceil

ROOM = 5.3
"""Inches between the title and the foot."""
TEXT_LETTERS, TEXT_LINE, TEXT_GAP = 110, 0.31, 0.11
"""Letters in a line of text, its height, and the gap after a paragraph."""
CELL_LETTERS, CELL_LINE, CELL_GAP = 11.5, 0.2, 0.12
"""Letters in an inch of a table, the height of a line, and the margins of a row."""
LONGEST, WORD_GAP = 44, 3
"""Letters by which the width of a column is shared out, and those that its margins take."""


def text_pages(lines: Sequence[str]) -> Iterator[slice]:
    """Yield which lines stand on each slide."""
    return _pages([ceil(len(line) / TEXT_LETTERS) * TEXT_LINE + TEXT_GAP for line in lines], ROOM)


def widths(
    heading: Sequence[str], rows: Sequence[Sequence[str]], width: float, letters: float
) -> list[float]:
    """Return the widths of a table's columns: no word is broken, and what is longer has more room.

    ``letters`` are those of a unit of width.
    """
    columns = list(zip(heading, *rows, strict=True))
    least = [max(len(word) for text in column for word in text.split() or [""]) + WORD_GAP
             for column in columns]  # fmt: skip
    wanted = [max(min(max(map(len, column)), LONGEST) + WORD_GAP, few)
              for column, few in zip(columns, least, strict=True)]  # fmt: skip
    room, more = width * letters - sum(least), sum(wanted) - sum(least)
    if room <= 0 or not more:
        return [width * few / sum(least) for few in least]
    given = [few + room * (want - few) / more for few, want in zip(least, wanted, strict=True)]
    return [width * one / sum(given) for one in given]


def table_pages(
    heading: Sequence[str], rows: Sequence[Sequence[str]], columns: Sequence[float]
) -> Iterator[slice]:
    """Yield which rows of a table stand on each slide, below its heading."""
    room = ROOM - _height(heading, columns)
    return _pages([_height(row, columns) for row in rows], room)


def _height(row: Sequence[str], columns: Sequence[float]) -> float:
    lines = [
        ceil(len(text) / (width * CELL_LETTERS)) for text, width in zip(row, columns, strict=True)
    ]
    return max(lines) * CELL_LINE + CELL_GAP


def _pages(heights: Sequence[float], room: float) -> Iterator[slice]:
    """Yield stretches that fit; what alone is too high has a page of its own."""
    start, used = 0, 0.0
    for place, height in enumerate(heights):
        if used + height > room and place > start:
            yield slice(start, place)
            start, used = place, 0.0
        used += height
    if start < len(heights):
        yield slice(start, len(heights))
