"""The key table as a sheet of text that fits a terminal, one section a need."""

import datetime as dt
import textwrap
from collections.abc import Iterator
from typing import Any

import pandas as pd

CELL = 21
"""Wide enough for '12,345 (11,234-13,456)' less one."""
LEAST_LABEL, MOST_LABEL = 34, 60
INDENT = "  "
NOBODY = "-"
"""Shown where nobody was counted."""
PROMISES = "Kept within the limit, of those seen:"
SMALL = 10
"""Waits shorter than this are told to a tenth."""
LONG_DAYS = 120
"""Waits longer than this are told in weeks."""


def sheet(table: pd.DataFrame, width: int) -> str:
    """Return the text of a key table, at most about ``width`` letters wide.

    Each cell is the average and, in brackets, the range of futures: one in ten lies below and
    one in ten above. Where the dates do not fit, the earlier years but the first are left out.
    """
    periods = fitting(sorted(set(table["period"])), width)
    label = max(LEAST_LABEL, min(MOST_LABEL, width - CELL * len(periods)))
    lines: list[str] = []
    for pathway, of_need in table.groupby("pathway", sort=False):
        heading = str(pathway)[:label].ljust(label)
        lines += ["", heading + "".join(_date(period).rjust(CELL) for period in periods)]
        lines.append("-" * (label + CELL * len(periods)))
        promises = of_need["unit"] == "share"
        for part, above in ((of_need[~promises], []), (of_need[promises], [PROMISES])):
            lines += above if len(part) else []
            for says, told in part.groupby("says", sort=False):
                lines += _told(str(says), _in_weeks(told), periods, label)
    return "\n".join(lines[1:])


def fitting(periods: list[str], width: int) -> list[str]:
    """Return the periods that fit: the first, and as many of the last as there is room for."""
    room = max(2, (width - LEAST_LABEL) // CELL)
    return periods if len(periods) <= room else [periods[0], *periods[len(periods) - room + 1 :]]


def _date(period: str) -> str:
    """Return a month as Jul 2025; a week keeps its date."""
    if len(period) != len("2026-04"):
        return period
    return dt.date.fromisoformat(f"{period}-01").strftime("%b %Y")


def _in_weeks(table: pd.DataFrame) -> pd.DataFrame:
    """Return a line with long waits in weeks instead of days."""
    if table["unit"].iloc[0] != "days" or table["mean"].max() <= LONG_DAYS:
        return table
    numbers = ["mean", "range_p10", "range_p90"]
    return table.assign(unit="weeks", **{name: table[name] / 7 for name in numbers})


def _told(says: str, table: pd.DataFrame, periods: list[str], label: int) -> Iterator[str]:
    """Yield a line, or with several options a heading and a line for each."""
    unit = table["unit"].iloc[0]
    measured = f"{says}, {unit}" if unit in ("days", "weeks") else says
    words = textwrap.wrap(measured, label - 3, initial_indent=INDENT, subsequent_indent=INDENT * 2)
    options = list(dict.fromkeys(table["option"]))
    cells = [_cells(table[table["option"] == option], periods) for option in options]
    if len(options) == 1:
        yield from words[:-1]
        yield words[-1].ljust(label) + cells[0]
        return
    yield from words
    for option, row in zip(options, cells, strict=True):
        yield f"{INDENT * 2}{option}"[:label].ljust(label) + row


def _cells(table: pd.DataFrame, periods: list[str]) -> str:
    cells = {row["period"]: _cell(row) for row in table.to_dict("records")}
    return "".join(cells.get(period, NOBODY).rjust(CELL) for period in periods)


def _cell(row: dict[Any, Any]) -> str:
    low, high = row["range_p10"], row["range_p90"]
    if row["unit"] == "share":
        return f"{row['mean']:.0%} ({100 * low:.0f}-{100 * high:.0f})"
    places = 1 if row["mean"] < SMALL and row["unit"] != "children" else 0
    return f"{row['mean']:,.{places}f} ({low:,.{places}f}-{high:,.{places}f})"
