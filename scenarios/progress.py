"""Progress on standard error: a bar on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from sim.runs.executor import Progress

LINES = 10
"""Plain lines in the course of a run."""


@contextmanager
def progress_shown(*, quiet: bool = False) -> Iterator[Progress | None]:
    """Give a function to report progress to."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar() as report:
            yield report
    else:
        yield _lines()


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = ("replications", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("replications", total=None)

        def report(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield report


def _lines() -> Progress:
    shown = -1

    def report(done: int, total: int) -> None:
        nonlocal shown
        step = done * LINES // max(total, 1)
        if step != shown:
            shown = step
            click.echo(f"{done} of {total} replications", err=True)

    return report
