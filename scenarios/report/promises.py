"""Whether the standards are met: share within the limit now, later, and from which month on.

A standard counts as met in a period when nine in ten of the futures reach its share, in that
period and in the two after it; it is lost again where they do not in three in a row. A standard
with no share set is shown and never judged.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from scenarios.by_band import banded, bands_told
from scenarios.cells import over_time, spoken_period, with_range
from scenarios.charts import Chart
from scenarios.charts.fan import SHARE, Line, fan
from scenarios.labels import limit_words, opened
from scenarios.report.paper import Sheet
from scenarios.report.projection import Projection
from sim.measures.table import ALL

HELD = 3
"""Periods in a row that a standard must hold to count as met (design, 3.14)."""
MEASURE = "share_within_completed"
NO_SHARE, NOT_MET = "no share set", "not met"
COLUMNS = ("Standard", "Need", "Limit", "Asked", "Finding")


@dataclass(frozen=True)
class Promise:
    """A standard of one need, as a run projects it."""

    standard: str
    words: str
    need: str
    limit: str
    share: float | None
    """Share asked; None where none is set."""
    rows: pd.DataFrame
    """Its share within the limit over time."""

    @property
    def met_from(self) -> str:
        """The period from which it holds in nine of ten futures to the end; else empty."""
        return "" if self.held.last else self.held.first

    @property
    def held(self) -> "Held":
        """When it holds in nine of ten futures."""
        return NEVER if self.share is None else held(self.rows, self.share)

    @property
    def finding(self) -> str:
        """Whether it is met, in words."""
        if self.share is None:
            return NO_SHARE
        return f"met {self.held.words}" if self.held.first else NOT_MET


@dataclass(frozen=True)
class Held:
    """When a share is held in nine of ten futures."""

    first: str
    """The period from which it holds; empty if it never does."""
    last: str = ""
    """The period after which it is lost; empty if it is not lost again."""

    @property
    def words(self) -> str:
        """The months in words: 'from September 2026 to March 2027'."""
        until = f" to {spoken_period(self.last)}" if self.last else ""
        return f"from {spoken_period(self.first)}{until}"


NEVER = Held("")


def held(rows: pd.DataFrame, share: float) -> Held:
    """Return from when a share is held to the end; if it is lost again, when it was held first."""
    spells = list(_spells((rows["range_p10"] >= share - 1e-9).tolist()))
    if not spells:
        return NEVER
    periods = rows["period"].astype(str).tolist()
    start, end = spells[-1] if spells[-1][1] == len(periods) else spells[0]
    return Held(periods[start], "" if end == len(periods) else periods[end - 1])


def _spells(holds: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield each spell: its first place, and the one after its last.

    So many in a row begin one, and as many without end it.
    """
    start: int | None = None
    for place in range(len(holds) - HELD + 1):
        window = holds[place : place + HELD]
        if start is None and all(window):
            start = place
        elif start is not None and not any(window):
            yield start, place
            start = None
    if start is not None:
        yield start, len(holds)


def promises(projection: Projection) -> list[Promise]:
    """Return the standards in force that somebody was held to, in the order of the scenario."""
    return list(_promises(projection))


def _promises(projection: Projection) -> Iterator[Promise]:
    for key, standard in projection.scenario.standards.items():
        if not standard.applies:
            continue
        for need in projection.needs:
            rows = projection.cell(MEASURE, need=need, clock=standard.clock, standard=key)
            if len(rows):
                limit = limit_words(standard)
                yield Promise(key, standard.label or key, need, limit, standard.share,
                              over_time(rows))  # fmt: skip


def promise_sentences(found: list[Promise]) -> Iterator[str]:
    """Say how many standards are met, and name those that are not."""
    judged = [one for one in found if one.share is not None]
    met = [one for one in judged if one.met_from]
    if not found:
        yield "No standard applies to what was run."
        return
    if judged:
        yield f"{len(met)} of {len(judged)} standards with a share to reach are met."
        yield from (f"{one.words}: {_judged(one)}" for one in judged)
    if len(judged) < len(found):
        yield (
            f"{len(found) - len(judged)} more have no share that anybody set. They are shown "
            "and not judged."
        )


def _judged(one: Promise) -> str:
    last = one.rows.iloc[-1]
    reached = (
        f"{with_range(last, '{:.0%}'.format)} in {spoken_period(str(last['period']))}; "
        f"{one.share:.0%} is asked."
    )
    return f"{one.finding}. {opened(reached)}"


def promise_table(found: list[Promise], projection: Projection) -> Sheet:
    """Return every standard with its share now, in a year and at the end.

    Bands follow where a standard has some: begun in and out of hours, exceptions left out.
    """
    rows = [row for one in found for row in _told(one, projection)]
    columns = [*COLUMNS, *(opened(spoken_period(period)) for period in projection.shown)]
    title = "Share within the limit; in brackets the range of futures, 1 in 10 below and above"
    return Sheet(title, pd.DataFrame(rows, columns=columns))


def _told(one: Promise, projection: Projection) -> Iterator[tuple[str, ...]]:
    need = opened(projection.labels.of("need", one.need))
    asked = "" if one.share is None else f"{one.share:.0%}"
    standard = projection.scenario.standards[one.standard]
    for band in bands_told(standard):
        rows = projection.cell(MEASURE, need=one.need, clock=standard.clock,
                               standard=one.standard, band=band)  # fmt: skip
        judged = (asked, one.finding) if band == ALL else ("", "")
        shares = (_share(rows, period) for period in projection.shown)
        if len(rows):
            yield banded(one.words, band), need, one.limit, *judged, *shares


def _share(rows: pd.DataFrame, period: str) -> str:
    rows = rows[rows["period"].astype(str) == period]
    if not len(rows):
        return "-"
    return with_range(rows.iloc[0], "{:.0%}".format)


def promise_chart(one: Promise, projection: Projection) -> Chart:
    """Draw one standard over time, with the share that is asked."""
    line = None if one.share is None else Line(one.share, f"{one.share:.0%} asked")
    return fan(one.rows, name=f"standard-{one.standard}-{one.need}", what=one.words, scale=SHARE,
               options=projection.options, line=line)  # fmt: skip
