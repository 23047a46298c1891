"""``pathways schema``: what may be set, for editors and for readers."""

import json

import click

from scenarios.cli import DONE
from scenarios.commands.flags import json_option
from scenarios.commands.words import show_table


@click.command("schema", short_help="Print the JSON Schema of scenario files.")
@click.option("--settings", "as_table", is_flag=True,
              help="Print the table of settings instead: path, limits, default, help.")  # fmt: skip
@json_option
def command(as_table: bool, as_json: bool) -> int:
    """Print the JSON Schema of scenario files; editors use it to complete and check."""
    from scenarios.schema import schema, settings_table

    if as_table:
        show_table(settings_table(), as_json=as_json)
    else:
        click.echo(json.dumps(schema(), indent=2, ensure_ascii=False))
    return DONE
