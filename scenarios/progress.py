"""Progress on standard error: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from sim.runs.executor import Progress

LINES = 10
"""Plain lines in the course of a run."""
WRITTEN = "answers written into the run folder"
COMPARED = "options compared"
SOON = 3.0
"""Seconds within which what is quick is over, and needs no word."""


Counting = Callable[..., Progress | None]
"""Given what is counted (and after how many seconds it is told), what to report its progress to."""


@contextmanager
def counts_shown(*, quiet: bool = False) -> Iterator[Counting]:
    """Give a function that takes up one count after another."""
    if quiet:
        yield lambda of, after=0.0: None
    elif sys.stderr.isatty():
        with _bars() as counting:
            yield counting
    else:
        yield _lines


@contextmanager
def progress_shown(
    *, quiet: bool = False, of: str = "replications", after: float = 0.0
) -> Iterator[Progress | None]:
    """Give a function to report progress to; plain lines begin ``after`` so many seconds."""
    with counts_shown(quiet=quiet) as counting:
        yield counting(of, after)


@contextmanager
def _bars() -> Iterator[Counting]:
    """Show a bar for each count that has begun, one below another."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:

        def counting(of: str, after: float = 0.0) -> Progress:
            task = bars.add_task(of, total=None, visible=False)

            def report(done: int, total: int) -> None:
                bars.update(task, completed=done, total=total, visible=True)

            return report

        yield counting


def _lines(of: str, after: float = 0.0) -> Progress:
    shown = -1
    first: tuple[float, int] | None = None

    def report(done: int, total: int) -> None:
        nonlocal shown, first
        if first is None or done < first[1]:  # or another count begins, as each trial of a search
            first = (time.monotonic(), done)
        step = done * LINES // max(total, 1)
        if step != shown and (not after or time.monotonic() >= first[0] + after):
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
    if seconds < 48 * 3600:
        return f"{seconds / 3600:.1f} hours"
    return f"{seconds / 86400:,.0f} days"


def say_compiling() -> None:
    """Say why nothing seems to happen at first."""
    click.echo("Compiling the engine, once: half a minute to a minute.", err=True)
