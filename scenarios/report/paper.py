"""A paper: what is said, apart from the form it is given in."""

from dataclasses import dataclass, field

import pandas as pd

from scenarios.charts import Chart


@dataclass(frozen=True)
class Sheet:
    """A table with its title; columns have headings for readers."""

    title: str
    table: pd.DataFrame = field(repr=False)


@dataclass(frozen=True)
class Part:
    """A part of a paper: a heading, sentences, then tables and charts."""

    heading: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Sheet, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A board paper: what fits two pages, and annexes for those who check."""

    title: str
    question: str
    caveat: str
    facts: tuple[tuple[str, str], ...]
    """What it was made from: words and their values, for the cover and the foot."""
    body: tuple[Part, ...]
    annex: tuple[Part, ...]
    appended: tuple[Sheet, ...] = ()
    """Tables that only the workbook holds: too long to be read."""

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Every chart, in order."""
        return tuple(chart for part in (*self.body, *self.annex) for chart in part.charts)

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Every table, those behind charts included, in order."""
        found: list[Sheet] = []
        for part in (*self.body, *self.annex):
            found += part.tables
            found += [Sheet(chart.title, chart.table) for chart in part.charts]
        return (*found, *self.appended)
