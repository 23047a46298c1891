"""How commands print tables: aligned for readers, or one JSON object a line."""

import json
from typing import Any

import click
import pandas as pd

from sim.settings import BadInput, Problem

NOTHING_TO_TELL = (
    "Interrupted before the first replication finished: there is nothing to tell yet. What did "
    "finish is kept in the store, and the same command goes on from there."
)
THOUSAND = 1000
"""From here on parts of a number are not shown."""


def show_table(table: pd.DataFrame, *, as_json: bool = False, under: str = "") -> None:
    """Print a table to standard output; ``under`` is a column whose words become headings."""
    if as_json:
        for record in table.to_dict("records"):
            click.echo(json.dumps({key: _plain(value) for key, value in record.items()}))
        return
    headings = list(table.pop(under)) if under else [""] * len(table)
    words = [[str(column) for column in table.columns]]
    words += [[_shown(value) for value in row] for row in table.itertuples(index=False)]
    widths = [max(len(row[k]) for row in words) for k in range(len(words[0]))]
    numeric = [pd.api.types.is_numeric_dtype(table[column]) for column in table.columns]
    indent = "  " if under else ""
    lines = [indent + _line(row, widths, numeric) for row in words]
    click.echo(lines[0])
    click.echo(indent + "  ".join("-" * width for width in widths))
    for before, heading, line in zip(["", *headings], headings, lines[1:], strict=False):
        if heading != before:
            click.echo(heading)
        click.echo(line)


def _line(row: list[str], widths: list[int], numeric: list[bool]) -> str:
    cells = [
        cell.rjust(width) if right else cell.ljust(width)
        for cell, width, right in zip(row, widths, numeric, strict=True)
    ]
    return "  ".join(cells).rstrip()


def _shown(value: Any) -> str:
    if isinstance(value, float):
        if value != value:
            return ""
        return f"{value:,.0f}" if abs(value) >= THOUSAND else f"{value:.4g}"
    return "" if value is None else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value != value:
        return None
    return value.item() if hasattr(value, "item") else value


def month_of(text: str, option: str) -> pd.Period:
    """Return the month that an option names."""
    try:
        return pd.Period(text, "M")
    except ValueError as error:
        raise BadInput([Problem(option, "", f"{text} is no month", "Write YYYY-MM.")]) from error
