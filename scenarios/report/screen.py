"""A screen: one question of a board, its answer, and how far to trust it."""

from dataclasses import dataclass

from scenarios.charts import Chart
from scenarios.report.paper import Sheet


@dataclass(frozen=True)
class Screen:
    """What a board is shown for one question, in the order it is read."""

    question: str
    answer: tuple[str, ...]
    sure: tuple[str, ...]
    rests: tuple[str, ...]
    change: tuple[str, ...]
    """What would change the answer."""
    charts: tuple[Chart, ...] = ()
    tables: tuple[Sheet, ...] = ()
