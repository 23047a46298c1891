"""What fits a slide: rows and lines shared out by the room that their words take."""

from collections.abc import Iterator, Sequence
from math import ceil

ROOM = 5.6
"""Inches below the title."""
TEXT_LETTERS, TEXT_LINE, TEXT_GAP = 125, 0.27, 0.11
"""Letters in a line of text, its height, and the gap after a paragraph."""
CELL_LETTERS, CELL_LINE, CELL_GAP = 12.5, 0.19, 0.12
"""Letters in an inch of a table, the height of a line, and the margins of a row."""
SHORTEST, LONGEST = 10, 44
"""Letters by which the width of a column is shared out."""


def text_pages(lines: Sequence[str]) -> Iterator[slice]:
    """Yield which lines stand on each slide."""
    return _pages([ceil(len(line) / TEXT_LETTERS) * TEXT_LINE + TEXT_GAP for line in lines], ROOM)


def widths(heading: Sequence[str], rows: Sequence[Sequence[str]], width: float) -> list[float]:
    """Return the widths of a table's columns: what is longer has more room."""
    longest = [max(map(len, column)) for column in zip(heading, *rows, strict=True)]
    shares = [min(max(letters, SHORTEST), LONGEST) for letters in longest]
    return [width * share / sum(shares) for share in shares]


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
