"""What a run projects if nothing is changed: need by need, in sentences, a table and charts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenarios.by_band import banded, bands_told
from scenarios.cells import (
    Cells,
    Numbers,
    in_most_futures,
    periods,
    spoken_period,
    with_range,
)
from scenarios.charts import Chart
from scenarios.charts.bands import bands
from scenarios.charts.fan import COUNT, FEW_DAYS, fan, of_waits
from scenarios.charts.heat import heat
from scenarios.days_waited import days_waited, why_waited
from scenarios.labels import Labels, opened
from scenarios.once import once
from scenarios.report.paper import Sheet
from sim.runs.folder import Run
from sim.settings import Scenario

READS = ("list_size", "wait_completed_p50", "wait_completed_p90", "share_within_completed",
         "open_waits", "days_waited")  # fmt: skip
"""The measures that are shown: no others need be read."""
YEAR = {"month": 12, "week": 52}
FIRST_CONTACT = "first_contact"
NOBODY = "-"
ENDS = {"mean": "average", "range_p10": "1 in 10 below", "range_p90": "1 in 10 above"}
"""Columns of a summary to what they are called in the workbook."""


@dataclass(frozen=True)
class _Line:
    """A line of a table: a measure in a few periods, in words for readers and in numbers."""

    words: str
    unit: str
    form: str
    rows: list[Numbers | None]
    divisor: float = 1.0
    """What numbers of the summary are divided by to be in the unit."""

    @property
    def cells(self) -> Iterator[str]:
        """The average and range of each period, as readers write them."""
        for row in self.rows:
            yield NOBODY if row is None else with_range(row, self._told)

    @property
    def numbers(self) -> Iterator[float]:
        """The same as numbers, three for each period."""
        for row in self.rows:
            yield from (np.nan if row is None else row[end] / self.divisor for end in ENDS)

    def _told(self, value: float) -> str:
        return self.form.format(value / self.divisor)


class Projection:
    """One option's results of a run, with the words for them."""

    def __init__(self, summary: pd.DataFrame, scenario: Scenario, option: str, title: str) -> None:
        self.summary = summary[summary["option"] == option]
        self._cells_of = Cells(self.summary)
        self.scenario = scenario
        self.options = {option: title}
        self.labels = Labels(scenario)
        found = periods(self.summary)
        year = YEAR[scenario.calendar.period]
        self.shown = list(dict.fromkeys([found[0], found[min(year, len(found)) - 1], found[-1]]))
        self.first, self.last = found[0], found[-1]

    @classmethod
    def read(cls, run: Run, scenario: Scenario, option: str, title: str) -> "Projection":
        """Return what a run folder says of one of its options."""
        return cls(run.summary([option], READS), scenario, option, title)

    @property
    def needs(self) -> list[str]:
        """Needs in the order of the pathways."""
        return list(dict.fromkeys(pathway.need for pathway in self.scenario.pathways.values()))

    def sentences(self) -> Iterator[str]:
        """Say of each need how many wait, how long, now and at the end."""
        for need in self.needs:
            waiting = self.row("list_size", self.last, need=need)
            then = self.row("list_size", self.first, need=need)
            if waiting is None or then is None:
                continue
            said = (
                f"{opened(self.labels.of('need', need))}: {then['mean']:,.0f} children waiting in "
                f"{spoken_period(self.first)}, {waiting['mean']:,.0f} in "
                f"{spoken_period(self.last)} ({in_most_futures(*(waiting[name] for name in ENDS))})"
            )
            median = self.row("wait_completed_p50", self.last, need=need, clock=FIRST_CONTACT)
            if median is not None:
                said += f"; half of those first seen then waited more than {_wait(median)}"
            yield said + "."

    def table(self) -> Sheet:
        """Return lists, waits and standards by need, now, in a year and at the end."""
        kinds = (self._waits, self._standards)
        lines = (line for need in self.needs for kind in kinds for line in kind(need))
        return self._sheet("Lists, waits and standards", lines)

    def lists_and_waits(self) -> Sheet:
        """Return lists and waits alone: short enough for the first page of a paper."""
        lines = (line for need in self.needs for line in self._waits(need))
        return self._sheet("Lists and waits", lines)

    def standards(self) -> Sheet:
        """Return the share seen within each standard, now, in a year and at the end."""
        lines = (line for need in self.needs for line in self._standards(need))
        return self._sheet("Standards, share seen within the limit", lines)

    def _sheet(self, what: str, lines: Iterable[_Line]) -> Sheet:
        told = list(lines)
        when = [opened(spoken_period(period)) for period in self.shown]
        title = (
            f"{what}: average and, in brackets, range of futures, 1 in 10 below and 1 in 10 above"
        )
        words = pd.DataFrame([[one.words, *one.cells] for one in told], columns=["", *when])
        sides = [f"{period}: {side}" for period in when for side in ENDS.values()]
        numbers = pd.DataFrame([[one.words, one.unit, *one.numbers] for one in told],
                               columns=["", "Unit", *sides])  # fmt: skip
        return Sheet(title, words, numbers=numbers)

    def _waits(self, need: str) -> Iterator[_Line]:
        name = opened(self.labels.of("need", need))
        waiting = self._shown("list_size", need=need)
        yield _Line(f"{name}: children waiting", "children", "{:,.0f}", waiting)
        for measure, words in (
            ("wait_completed_p50", "half of those first seen waited more than, weeks"),
            ("wait_completed_p90", "1 in 10 of those first seen waited more than, weeks"),
        ):
            rows = self._shown(measure, need=need, clock=FIRST_CONTACT)
            if any(rows):
                yield _Line(f"{name}: {words}", "weeks", "{:,.0f}", rows, 7.0)

    def _standards(self, need: str) -> Iterator[_Line]:
        name = opened(self.labels.of("need", need))
        for key, standard in self.scenario.standards.items():
            label = standard.label or key
            told = name.startswith(label.partition(":")[0]) or label.startswith(name)
            words = label if told else f"{name}: {label}"
            for band in bands_told(standard):
                rows = self._shown("share_within_completed", need=need, clock=standard.clock,
                                   standard=key, band=band)  # fmt: skip
                if any(rows):
                    yield _Line(banded(words, band), "share", "{:.0%}", rows)

    def _shown(self, measure: str, **dimensions: str | None) -> list[Numbers | None]:
        return [self.row(measure, period, **dimensions) for period in self.shown]

    def cell(self, measure: str, **dimensions: str | None) -> pd.DataFrame:
        """Return the rows of one cell of a measure."""
        return self._cells_of.of(measure, **dimensions)

    def row(self, measure: str, period: str, **dimensions: str | None) -> Numbers | None:
        """Return the numbers of a cell in one period, or None where nobody was counted."""
        return self._cells_of.number(measure, period, **dimensions)

    # -- charts ---------------------------------------------------------------------------------

    def lists(self) -> Iterator[Chart]:
        """Draw children waiting, need by need."""
        for need in self.needs:
            rows = self.cell("list_size", need=need)
            if len(rows):
                what = f"children waiting, {self.labels.of('need', need)}"
                yield fan(rows, name=f"waiting-{need}", what=what, scale=COUNT,
                          options=self.options)  # fmt: skip

    def waits(self) -> Iterator[Chart]:
        """Draw the median wait to first contact, need by need."""
        for need in self.needs:
            rows = self.cell("wait_completed_p50", need=need, clock=FIRST_CONTACT)
            if len(rows):
                what = f"median wait to first contact, {self.labels.of('need', need)}"
                scale = of_waits(float(rows["range_p90"].max()))
                yield fan(rows, name=f"wait-{need}", what=what, scale=scale, options=self.options)

    @once
    def ages(self) -> tuple[Chart, ...]:
        """Draw how long those not yet seen have waited, need by need."""
        return tuple(self._ages())

    def _ages(self) -> Iterator[Chart]:
        for need in self.needs:
            rows = self.cell("open_waits", need=need, clock=FIRST_CONTACT, band=None)
            if len(rows):
                what = f"children not yet seen, {self.labels.of('need', need)}"
                yield bands(rows, name=f"ages-{need}", what=what)

    @once
    def areas(self) -> Chart | None:
        """Draw the median wait to first contact by area and need, in the last period."""
        rows = self.cell("wait_completed_p50", need=None, area=None, clock=FIRST_CONTACT)
        rows = rows[rows["period"] == self.last]
        if not len(rows):
            return None
        data = pd.DataFrame({
            "row": [self.labels.of("area", str(key)) for key in rows["area"]],
            "column": [opened(self.labels.of("need", str(key))) for key in rows["need"]],
            "value": rows["mean"].to_numpy() / 7,
        })  # fmt: skip
        what = f"median wait to first contact, {spoken_period(self.last)}"
        return heat(data, name="areas", what=what, unit="weeks")

    @once
    def causes(self) -> Chart | None:
        """Draw why children waited, stage by stage, over the whole run."""
        days = days_waited(self.summary, next(iter(self.options)))
        over = f"from {spoken_period(self.first)} to {spoken_period(self.last)}"
        return why_waited(days, self.labels, name="causes", what="why children waited", over=over)


def _wait(row: Numbers) -> str:
    """Return a wait in weeks, or in days where it is short, with its range of futures."""
    unit, days = ("days", 1) if row["mean"] < FEW_DAYS else ("weeks", 7)
    futures = in_most_futures(*(row[name] / days for name in ENDS))
    return f"{row['mean'] / days:,.0f} {unit} ({futures})"
