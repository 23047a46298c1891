"""``pathways schema``: what may be set, for editors and for readers."""

import json
import shutil
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from scenarios.cli import DONE
from scenarios.commands.flags import json_option
from scenarios.commands.words import show_table

if TYPE_CHECKING:
    import pandas as pd

NARROW, WIDE = 60, 100
"""Between these a list of settings is as wide as the terminal."""


@click.command("schema", short_help="Print the JSON Schema of scenario files.")
@click.option("--settings", "as_list", is_flag=True,
              help="List the settings instead: path, type, limits, default, help.")  # fmt: skip
@json_option
def command(as_list: bool, as_json: bool) -> int:
    """Print the JSON Schema of scenario files; editors use it to complete and check."""
    from scenarios.schema import schema, settings_table

    if not as_list:
        click.echo(json.dumps(schema(), indent=2, ensure_ascii=False))
    elif as_json:
        show_table(settings_table(), as_json=True)
    else:
        width = max(NARROW, min(WIDE, shutil.get_terminal_size((WIDE, 24)).columns))
        click.echo("\n".join(_listed(settings_table(), width)))
    return DONE


def _listed(table: "pd.DataFrame", width: int) -> Iterator[str]:
    """Yield lines no wider than a terminal: a setting with what it takes, and below it its help."""
    yield "NAME is a name of your choosing; [] is each item of a list."
    for row in table.to_dict("records"):
        measured = f"{row['type']} ({row['unit']})" if row["unit"] else row["type"]
        default = row["default"] if row["default"] == "required" else f"default {row['default']}"
        takes = "; ".join(part for part in (measured, row["limits"], default) if part)
        yield f"\n{row['setting']}"
        for words in (takes, row["help"]):
            yield from textwrap.wrap(words, width, initial_indent="    ", subsequent_indent="    ")
