"""The one number of a replication that is explained."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from scenarios.cells import cell, periods, spoken_period
from scenarios.compare.catalogue import compared_measures
from scenarios.compare.window import window_of
from scenarios.labels import NEEDS, spaced
from sim.measures.table import ALL, COUNT_UNITS, NONE
from sim.settings import BadInput, Problem
from sim.settings.calendar import Calendar
from sim.settings.problems import did_you_mean

NOT_COMPARED = {"wait_completed_p50": "median wait of those seen"}
"""Words of measures that a comparison has none for, as it never tells them."""


@dataclass(frozen=True)
class Outcome:
    """A measure of some children in one period."""

    measure: str = "list_size"
    need: str = ALL
    by: dt.date | None = None
    """In the period of this day; in the last of the run without one."""
    area: str = ALL
    priority: str = ALL
    stage: str = ALL
    clock: str = NONE
    standard: str = NONE

    def period(self, calendar: Calendar) -> str:
        """Return the period it is read in; raises BadInput for a day outside the run."""
        return window_of(calendar, "final_quarter", self.by).last

    def of(self, table: pa.Table, period: str) -> float:
        """Return its value in the measures of one replication.

        A count that is not stored is 0; a mean, share or percentile of nobody is NaN.
        """
        rows = cell(self._stored(table), self.measure, **self._words())
        rows = rows[rows["period"].astype(str) == period]
        if len(rows):
            return float(rows["value"].iloc[0])
        return 0.0 if pc.any(_is(table, "unit", *COUNT_UNITS)).as_py() else float("nan")

    def check(self, table: pa.Table) -> str:
        """Look whether the measures of a replication hold it; return its unit.

        Raises:
        BadInput
            When they do not, with what they hold.
        """
        known = table["measure"].unique().to_pylist()
        if self.measure not in known:
            remedy = did_you_mean(self.measure, known) or "See docs/measures.md."
            raise BadInput([Problem("explain", "--measure", f"there is no {self.measure}", remedy)])
        rows = self._stored(table)
        problems = [
            Problem("explain", f"--{name}", f"{self.measure} is not kept for {word}",
                    did_you_mean(word, kept) or f"It is kept for {', '.join(kept)}.")
            for name, word in self._words().items()
            if word not in (kept := sorted(set(rows[name].astype(str))))
        ]  # fmt: skip
        together = cell(rows, self.measure, **self._words())
        if not problems and not periods(together):
            text = f"{self.measure} is not kept for {self.words()} month by month"
            problems = [Problem("explain", "--measure", text, "Leave out a part of it.")]
        if problems:
            raise BadInput(problems)
        return str(together["unit"].iloc[0])

    def words(self, calendar: Calendar | None = None) -> str:
        """Return it in words: ``children waiting, autism, at the end``; of a run with the month."""
        known = NOT_COMPARED | {name: one.words for name, one in compared_measures().items()}
        what = known.get(self.measure) or spaced(self.measure)
        need = "all needs" if self.need == ALL else NEEDS.get(self.need, self.need)
        more = (self.area, self.priority, self.stage, self.clock, self.standard)
        named = [spaced(word) for word in more if word not in (ALL, NONE)]
        when = "at the end" if self.by is None else f"in {self.by:%B %Y}"
        when = when if calendar is None else f"in {spoken_period(self.period(calendar))}"
        return ", ".join([what, need, *named, when])

    def _words(self) -> Mapping[str, str]:
        names = ("need", "area", "priority", "stage", "clock", "standard")
        return {name: getattr(self, name) for name in names}

    def _stored(self, table: pa.Table) -> pd.DataFrame:
        return table.filter(_is(table, "measure", self.measure)).to_pandas()


def _is(table: pa.Table, column: str, *words: str) -> pa.ChunkedArray:
    return pc.is_in(table[column].cast(pa.string()), pa.array(words))
