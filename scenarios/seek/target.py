"""What is to be met: a standard, by a date, for some needs, with a stated share."""

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from scenarios.compare.window import periods_of
from scenarios.labels import spaced
from sim.measures.table import ALL, DEFAULTS, DIMENSIONS
from sim.settings import BadInput, Problem, Scenario
from sim.settings.problems import did_you_mean

MONTHS_HELD = 3
"""A standard is met by a date when it holds that month and the two after it (design, 3.14)."""
MEASURE = "share_within_completed"


@dataclass(frozen=True)
class Target:
    """A standard that has to hold in some periods, for some needs, in an area or everywhere."""

    standard: str
    label: str
    share: float
    ambition: bool
    """Whether the share was chosen here, and so is a local ambition."""
    periods: tuple[str, ...]
    needs: tuple[str, ...]
    area: str = ALL

    def reached(self, table: pa.Table) -> float:
        """Return the worst share over periods and needs in one replication.

        It is 0 where nobody was seen.
        """
        shares = {(need, period): 0.0 for need in self.needs for period in self.periods}
        for row in _rows(table, self.standard, self.area).to_pylist():
            if (row["need"], row["period"]) in shares:
                shares[row["need"], row["period"]] = row["value"]
        return min(shares.values())

    def is_met(self, reached: float) -> bool:
        """Return whether a replication that reaches this share meets the target."""
        return reached >= self.share - 1e-9


def _rows(table: pa.Table, standard: str, area: str) -> pa.Table:
    """Return the rows of a standard's share by need and period, everything else in total."""
    words = {"measure": MEASURE, "standard": standard, "area": area}
    free = {"period", "need", "unit", "clock"}
    first = ("measure", "standard")  # few rows have them, and the rest is looked at in no time
    for column in dict.fromkeys((*first, *DIMENSIONS)):
        if column in free:
            continue
        wanted = words.get(column, DEFAULTS.get(column, ALL))
        table = table.filter(pc.equal(table.column(column).cast(pa.string()), wanted))
    return table.select(["need", "period", "value"])


@dataclass(frozen=True)
class Wish:
    """What somebody asks for, before it is held against a scenario."""

    standard: str
    by: dt.date
    share: float | None = None
    """Share of children within the limit; None takes the one that the standard sets."""
    area: str = ALL
    need: str = ""
    """One need of those the standard covers; empty for all of them."""


def target_of(scenario: Scenario, wish: Wish) -> Target:
    """Return the target that a wish makes, or raise every reason why it makes none."""
    standard, share = wish.standard, wish.share
    problems = [*_standard_problems(scenario, standard), *_area_problems(scenario, wish.area)]
    periods, late = _held(scenario, wish.by)
    problems += late
    if standard in scenario.standards:
        problems += _share_problems(scenario.standards[standard].share, share, standard)
        problems += _need_problems(scenario, standard, wish.need)
    if problems:
        raise BadInput(problems)
    promise = scenario.standards[standard]
    needs = [wish.need] if wish.need else _needs(scenario, standard)
    chosen = float(share if share is not None else promise.share or 0.0)
    return Target(
        standard, promise.label or spaced(standard), chosen,
        share is not None and share != promise.share, periods, tuple(needs), wish.area,
    )  # fmt: skip


def _needs(scenario: Scenario, standard: str) -> list[str]:
    promise = scenario.standards[standard]
    clock = scenario.clocks.get(promise.clock)
    every = list(dict.fromkeys(pathway.need for pathway in scenario.pathways.values()))
    covered = promise.needs or (clock.needs if clock else ()) or every
    return [need for need in every if need in covered]


def _standard_problems(scenario: Scenario, standard: str) -> list[Problem]:
    known = list(scenario.standards)
    if standard not in known:
        remedy = did_you_mean(standard, known) or f"Standards: {', '.join(known)}."
        return [Problem("seek", "--target", f"there is no standard {standard}", remedy)]
    if not scenario.standards[standard].applies:
        remedy = f"Set standards.{standard}.applies = true in a scenario that extends this one."
        return [Problem("seek", "--target", f"{standard} does not apply here", remedy)]
    return []


def _area_problems(scenario: Scenario, area: str) -> list[Problem]:
    if area in (ALL, *scenario.areas):
        return []
    remedy = did_you_mean(area, list(scenario.areas)) or f"Areas: {', '.join(scenario.areas)}."
    return [Problem("seek", "--area", f"there is no area {area}", remedy)]


def _need_problems(scenario: Scenario, standard: str, need: str) -> list[Problem]:
    known = _needs(scenario, standard)
    if not need or need in known:
        return []
    remedy = f"It covers {', '.join(known)}."
    return [Problem("seek", "--need", f"{standard} does not cover {need}", remedy)]


def _share_problems(set_share: float | None, share: float | None, standard: str) -> list[Problem]:
    if share is not None and not 0 < share <= 1:
        return [Problem("seek", "--share", f"must be above 0 and at most 1, not {share:g}", "")]
    if share is None and set_share is None:
        text = f"{standard} sets no share of children to be seen within its limit"
        remedy = "Give one with --share, such as 0.8; it is then called a local ambition."
        return [Problem("seek", "--share", text, remedy)]
    return []


def can_be_held(scenario: Scenario, by: dt.date) -> bool:
    """Return whether a month and the two after it lie within the run."""
    calendar = scenario.calendar
    return calendar.start_date <= by and _months_on(by, MONTHS_HELD) <= calendar.end_date


def _held(scenario: Scenario, by: dt.date) -> tuple[tuple[str, ...], list[Problem]]:
    """Return the periods in which the standard has to hold: that month and the two after it."""
    calendar = scenario.calendar
    last = _months_on(by, MONTHS_HELD - 1)
    inside = [
        label for label, start, length in periods_of(calendar)
        if _months_on(by, 0) <= start <= last or start <= by < start + dt.timedelta(days=length)
    ]  # fmt: skip
    if not can_be_held(scenario, by):
        text = (
            f"{by} with the two months after it is outside the run, {calendar.start_date} to "
            f"{calendar.end_date - dt.timedelta(days=1)}"
        )
        remedy = "Give an earlier date, or a longer calendar.horizon_days."
        return (), [Problem("seek", "--by", text, remedy)]
    return tuple(inside), []


def _months_on(date: dt.date, months: int) -> dt.date:
    """Return the first day of the month so many months after that of a date."""
    number = date.year * 12 + date.month - 1 + months
    return dt.date(number // 12, number % 12 + 1, 1)
