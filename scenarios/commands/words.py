"""How commands print tables: aligned for readers, or one JSON object a line."""

import json
from collections.abc import Callable
from typing import Any

import click
import pandas as pd

json_option: Callable[[Any], Any] = click.option(
    "--json", "as_json", is_flag=True, help="Print the table as JSON, one object a line."
)


def show_table(table: pd.DataFrame, *, as_json: bool = False) -> None:
    """Print a table to standard output."""
    if as_json:
        for record in table.to_dict("records"):
            click.echo(json.dumps({key: _plain(value) for key, value in record.items()}))
        return
    words = [[str(column) for column in table.columns]]
    words += [[_shown(value) for value in row] for row in table.itertuples(index=False)]
    widths = [max(len(row[k]) for row in words) for k in range(len(words[0]))]
    numeric = [pd.api.types.is_numeric_dtype(table[column]) for column in table.columns]
    for number, row in enumerate(words):
        cells = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ]
        click.echo("  ".join(cells).rstrip())
        if number == 0:
            click.echo("  ".join("-" * width for width in widths))


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return "" if value != value else f"{value:,.4g}"
    return "" if value is None else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value != value:
        return None
    return value.item() if hasattr(value, "item") else value
