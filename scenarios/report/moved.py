"""What moves the results of a run most, where somebody has looked: for paper and screens."""

from collections.abc import Sequence

from scenarios.charts import Chart
from scenarios.explain import Drivers, all_drivers_of
from scenarios.explain.words import chart_of, for_a_board, moved_title, shown_with_sources
from scenarios.report.paper import Sheet
from sim.runs.folder import Run
from sim.settings.calendar import Calendar

TOLD = 1
"""Results of which it is told in words what moves them; charts and tables tell of every one."""


def moved_of(run: Run) -> tuple[Drivers, ...]:
    """Return what is known, beside a run, of what moves its results; read anew each time."""
    return tuple(one for one in all_drivers_of(run) if len(one.matter))


def moved_sentences(moved: Sequence[Drivers], calendar: Calendar) -> tuple[str, ...]:
    """Say in short sentences what moves the first of some results."""
    return tuple(line for one in moved[:TOLD] for line in for_a_board(one, calendar))


def moved_charts(moved: Sequence[Drivers], calendar: Calendar) -> tuple[Chart, ...]:
    """Draw what moves each result."""
    return tuple(chart_of(one, calendar) for one in moved)


def moved_tables(moved: Sequence[Drivers], calendar: Calendar) -> tuple[Sheet, ...]:
    """Tell what moves each result, how far, and what that rests on."""
    return tuple(Sheet(moved_title(one, calendar), shown_with_sources(one)) for one in moved)
