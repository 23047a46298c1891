"""Progress on standard error: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from sim.runs.executor import Progress

LINES = 10
"""Plain lines in the course of a run."""


@contextmanager
def progress_shown(*, quiet: bool = False, of: str = "replications") -> Iterator[Progress | None]:
    """Give a function to report progress to."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar(of) as report:
            yield report
    else:
        yield _lines(of)


@contextmanager
def _bar(of: str) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (of, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(of, total=None)

        def report(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield report


def _lines(of: str) -> Progress:
    shown = -1
    first: tuple[float, int] | None = None

    def report(done: int, total: int) -> None:
        nonlocal shown, first
        if first is None or done < first[1]:  # or another count begins, as each trial of a search
            first = (time.monotonic(), done)
        step = done * LINES // max(total, 1)
        if step != shown:
            shown = step
            left = time_left(time.monotonic() - first[0], done - first[1], total - done)
            click.echo(f"{done} of {total} {of}{left}", err=True)

    return report


def time_left(seconds: float, done: int, remaining: int) -> str:
    """Return how much longer it takes at the pace so far, or nothing when it cannot be known."""
    if not done or not remaining:
        return ""
    return f", about {in_words(seconds / done * remaining)} left"


def in_words(seconds: float) -> str:
    """Return a length of time as a reader would say it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} hours"


def say_compiling() -> None:
    """Say why nothing seems to happen at first."""
    click.echo("Compiling the engine, once: half a minute to a minute.", err=True)
