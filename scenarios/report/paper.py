"""A paper: what is said, apart from the form it is given in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import pandas as pd

from scenarios.charts import Chart

FOOT = "A projection under stated settings, not a forecast, and not for decisions about a child."
IN_BRACKETS = re.compile(r"(?: \(|[;:] (?:average and, )?)in brackets, [^()]*\)?$")
ABOUT = "About"
"""Column that tells tables of several parts apart where they stand in one."""


@dataclass(frozen=True)
class Sheet:
    """A table with its title; columns have headings for readers."""

    title: str
    table: pd.DataFrame = field(repr=False)
    looked_up: bool = False
    """Whether it is to look things up in: folded on the page, left to the workbook on paper."""
    numbers: pd.DataFrame | None = field(default=None, repr=False)
    """The same for the workbook with one number or date a cell, where the table tells in words."""
    note: str = ""
    """What is measured, and in what unit, where the title gives the message alone."""

    @property
    def in_workbook(self) -> pd.DataFrame:
        """The table as the workbook keeps it."""
        return self.table if self.numbers is None else self.numbers

    @property
    def elsewhere(self) -> str:
        """Where readers on paper find a table to look things up in."""
        return f"{self.title}: {len(self.table):,} rows, in the workbook and on the web page."


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
    foot: str = FOOT
    """What the paper is not, at the foot of every page."""

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Every chart, in order."""
        return tuple(chart for part in (*self.body, *self.annex) for chart in part.charts)

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Every table, those behind charts included, in order; alike of several parts as one."""
        parts = (*self.body, *self.annex)
        found: dict[tuple[str, str], list[tuple[str, pd.DataFrame]]] = {}
        for part in parts:
            behind = (Sheet(chart.title, chart.table, numbers=chart.numbers, note=chart.subtitle)
                      for chart in part.charts)  # fmt: skip
            for one in (*part.tables, *behind):
                told = (one.title, one.note)
                found.setdefault(told, []).append((part.heading, one.in_workbook))
        return (*(Sheet(_bare(title), _together(tables), note=note)
                  for (title, note), tables in found.items()),
                *self.appended)  # fmt: skip


def side_by_side(charts: Sequence[Chart]) -> Iterator[tuple[list[Chart], bool]]:
    """Yield charts in stretches, with whether they stand two beside each other."""
    for can_be_narrow, stretch in groupby(charts, key=lambda chart: chart.narrow > 0):
        found = list(stretch)
        yield found, can_be_narrow and len(found) > 1


def _bare(title: str) -> str:
    """Return a title without what it says of brackets: a workbook has a column for each number."""
    return IN_BRACKETS.sub("", title)


def _together(tables: list[tuple[str, pd.DataFrame]]) -> pd.DataFrame:
    """Return a table as it is, or several under each other with the part that each stands in."""
    if len(tables) == 1:
        return tables[0][1]
    named = [table.assign(**{ABOUT: heading}) for heading, table in tables]
    whole = pd.concat(named, ignore_index=True)
    return whole[[ABOUT, *(name for name in whole if name != ABOUT)]]
