"""The options that several commands take, each declared once: what they mean is the same in all."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Declared = Callable[[Callable[..., Any]], Callable[..., Any]]
"""Adds an option to a command."""
MOST_SEED = 2**63 - 1

json_option: Declared = click.option(
    "--json", "as_json", is_flag=True, help="Print the table as JSON, one object a line."
)

quiet_option: Declared = click.option("--quiet", is_flag=True, help="Show no progress.")

accepted_option: Declared = click.option(
    "--accepted", metavar="FILE",
    help="Accepted sets of settings (CSV or Parquet, columns are setting paths), or none; by "
    "default those the scenario names. Replication r uses one row, the same in every option.",
)  # fmt: skip

workers_option: Declared = click.option(
    "--workers", type=click.IntRange(1, 512), default=None,
    help="Worker processes; by default one a processor, where that saves time.",
)  # fmt: skip


def seed_option(words: str = "Same seed, same results.", default: int | None = 1) -> Declared:
    """Return --seed: what numbers are drawn from."""
    return click.option("--seed", type=click.IntRange(0, MOST_SEED), default=default,
                        show_default=default is not None, help=words)  # fmt: skip


def store_option(default: Path | None = None) -> Declared:
    """Return --store: where answers are kept; ``default`` where no folder is written beside it."""
    beside = "; by default .store beside the folder that is written" if default is None else ""
    return click.option("--store", type=click.Path(path_type=Path), default=default,
                        show_default=default is not None, metavar="DIR",
                        help=f"Where answers are kept and looked up{beside}.")  # fmt: skip


STORE_OF_RUNS = Path("runs/.store")
"""The store beside the run folders, for commands that write none."""
