"""Observed months beside a projection: which published series speaks of which measure.

A series is the rows of the observed table (docs/observed.md) that differ in nothing but the
month. It is drawn where the model has a measure of the same thing, for all areas or for one of
the scenario's; everything else is left out with the reason.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from scenarios.cells import cell
from scenarios.charts import Chart
from scenarios.charts.control import control
from scenarios.labels import Labels, opened
from sim.measures.clocks import BUILT_IN
from sim.measures.table import ALL, NONE
from sim.settings import Scenario

FEWEST = 6
"""Months below which limits would say nothing."""
STEADY = 12
"""Months below which limits are provisional."""
SAME = ("area", "provider", "commissioner", "need", "age_from", "age_to", "priority", "stage",
        "clock", "population", "statistic", "unit", "unit_counted")  # fmt: skip
"""Columns in which the rows of a series agree."""
CLOCKS = {"none": NONE, "referral_to_first_contact": "first_contact",
          "first_to_second_contact": "second_contact", "referral_to_treatment": "treatment",
          "referral_open": "first_contact"}  # fmt: skip
"""Clock of the observed table to the clock of the measures, where a scenario has it."""
FLOWS = {"received": "referrals_received", "accepted": "referrals_accepted"}
WAITS = {"median": "p50", "percentile_90": "p90", "mean_wait": "mean"}
KINDS = {"seen": "wait_completed", "still waiting": "wait_open"}
WORDS = {
    "referrals_received": "referrals received", "referrals_accepted": "referrals accepted",
    "list_size": "children waiting", "open_waits": "children not yet seen",
    "wait_completed_p50": "median wait of those seen, days",
    "wait_completed_p90": "9 in 10 of those seen waited up to, days",
    "wait_completed_mean": "mean wait of those seen, days",
    "wait_open_p50": "median wait so far of those waiting, days",
    "wait_open_p90": "9 in 10 of those waiting have waited up to, days",
    "wait_open_mean": "mean wait so far of those waiting, days",
}  # fmt: skip


@dataclass(frozen=True)
class Series:
    """Observed months of one figure, and the cell of the measures that speaks of it."""

    measure: str
    need: str
    area: str
    clock: str
    priority: str
    months: pd.DataFrame
    """Columns ``period`` (such as 2026-04) and ``value``, in order of time."""
    source: str
    note: str
    """Who is counted otherwise than in the model, in words; nothing if alike."""

    def what(self, labels: Labels) -> str:
        """Return the figure in words: 'children not yet seen, autism'."""
        parts = [WORDS[self.measure]]
        parts += [labels.of(c, word) for c, word in (("need", self.need), ("area", self.area))
                  if word != ALL]  # fmt: skip
        parts += [self.priority] * (self.priority != ALL)
        return ", ".join(parts)

    @property
    def name(self) -> str:
        """A key for the chart."""
        words = (self.measure, self.need, self.area, self.priority)
        return "observed-" + "-".join(word for word in words if word != ALL)


@dataclass(frozen=True)
class ObservedMonths:
    """What of an observed table can stand beside a scenario."""

    series: tuple[Series, ...]
    left_out: Mapping[str, int]
    """Reason to the number of series left out for it."""

    @property
    def measures(self) -> frozenset[str]:
        """The measures that the series speak of."""
        return frozenset(one.measure for one in self.series)

    def charts(self, summary: pd.DataFrame, scenario: Scenario, option: str) -> Iterator[Chart]:
        """Yield a control chart for each series, continued by the projection of an option."""
        labels = Labels(scenario)
        for one, rows in self._projected(summary, option):
            yield control(one.months, rows, name=one.name, what=one.what(labels))

    def followed(self, summary: pd.DataFrame, option: str) -> str:
        """Say how many observed months lie in the range of futures of an option."""
        inside, of = 0, 0
        for one, rows in self._projected(summary, option):
            both = one.months.merge(rows.astype({"period": str}), on="period")
            inside += int(both["value"].between(both["range_p10"], both["range_p90"]).sum())
            of += len(both)
        if not of:
            return "No month has been observed since the projection begins."
        return (
            f"Of {of} figures of months since the projection begins, {inside} lie in its range of "
            "futures. About 8 in 10 would, if the plan holds and both count alike."
        )

    def sentences(self, scenario: Scenario) -> Iterator[str]:
        """Say where the series are from, who is counted otherwise, and what is left out."""
        alike: dict[tuple[str, str, int], list[Series]] = {}
        for one in self.series:
            alike.setdefault((one.source, one.note, len(one.months)), []).append(one)
        for (source, note, months), some in alike.items():
            yield (
                f"{_named(some, Labels(scenario))}: {months} observed months, {source}."
                + (f" {note}." if note else "")
                + (f" Fewer than {STEADY} months: the limits are provisional." * (months < STEADY))
            )
        for reason, number in self.left_out.items():
            yield f"Left out, {number} series of the observed table: {reason}."

    def _projected(
        self, summary: pd.DataFrame, option: str
    ) -> Iterator[tuple[Series, pd.DataFrame]]:
        """Yield each series with what an option's summary projects of it, where it does."""
        own = summary[summary["option"] == option]
        for one in self.series:
            rows = cell(own, one.measure, need=one.need, area=one.area, clock=one.clock,
                        priority=one.priority)  # fmt: skip
            if len(rows):
                yield one, rows


def _named(some: list[Series], labels: Labels) -> str:
    """Return series in words: one by all it is, several by what they tell of."""
    if len(some) == 1:
        return opened(some[0].what(labels))
    return f"{len(some)} series, of {'; '.join(dict.fromkeys(WORDS[one.measure] for one in some))}"


def observed_months(table: pd.DataFrame, scenario: Scenario) -> ObservedMonths:
    """Return the series of an observed table that a scenario's measures speak of."""
    found: dict[tuple[str, ...], Series] = {}
    left: dict[str, int] = {}
    for _, rows in table.groupby(list(SAME), dropna=False, sort=False):
        one = _series(rows, scenario)
        reason = one if isinstance(one, str) else ""
        if isinstance(one, Series):
            key = (one.measure, one.need, one.area, one.clock, one.priority)
            reason = "another series tells of the same children" if key in found else ""
            found.setdefault(key, one)
        if reason:
            left[reason] = left.get(reason, 0) + 1
    return ObservedMonths(tuple(found.values()), left)


def _series(rows: pd.DataFrame, scenario: Scenario) -> Series | str:
    """Return a series, or why its rows cannot stand beside the scenario."""
    first = rows.iloc[0].to_dict()
    need, area = _need(first["need"], scenario), _area(first["area"], scenario)
    measured = _measure(first, scenario)
    if area is None:
        areas = ", ".join(one.label or key for key, one in scenario.areas.items())
        return f"the area {first['area']} is not in the scenario ({ALL}, {areas})"
    if need is None:
        return f"the need {first['need']} is not in the scenario"
    if measured is None or first["priority"] == "unknown":
        return "the model has no measure of the same thing"
    months = _months(rows)
    if len(months) < FEWEST:
        return f"fewer than {FEWEST} whole months with a figure"
    measure, clock = measured
    return Series(measure, need, area, clock, first["priority"], months, str(first["source"]),
                  _note(rows))  # fmt: skip


def _need(word: str, scenario: Scenario) -> str | None:
    known = {pathway.need for pathway in scenario.pathways.values()}
    return word if word == ALL or word in known else None


def _area(word: str, scenario: Scenario) -> str | None:
    """Return an area of the scenario by its key or its label."""
    named = {area.label: key for key, area in scenario.areas.items() if area.label}
    return word if word == ALL or word in scenario.areas else named.get(word)


def _measure(row: Mapping[Any, Any], scenario: Scenario) -> tuple[str, str] | None:
    """Return the measure and clock that speak of what a row counts, or None."""
    statistic, population = row["statistic"], row["population"]
    if statistic in FLOWS and population == "received":
        return FLOWS[statistic], NONE
    clock = CLOCKS.get(row["clock"], "")
    if clock not in {NONE, *BUILT_IN, *scenario.clocks}:
        return None
    if statistic == "waiting" and population in ("still waiting", "open"):
        return ("list_size", NONE) if clock == NONE else ("open_waits", clock)
    if statistic in WAITS and population in KINDS and clock != NONE:
        return f"{KINDS[population]}_{WAITS[statistic]}", clock
    return None


def _months(rows: pd.DataFrame) -> pd.DataFrame:
    """Return whole months with a figure; after a break of the series only what follows."""
    rows = rows.sort_values("period_start")
    breaks = rows.index[rows["series_break"].astype(bool)]
    if len(breaks):
        rows = rows.loc[breaks[-1] :]
    start, end = (pd.to_datetime(rows[name]) for name in ("period_start", "period_end"))
    whole = (start.dt.day == 1) & (end == start + pd.offsets.MonthEnd(0)) & rows["value"].notna()
    months = pd.DataFrame({"period": start.dt.strftime("%Y-%m"), "value": rows["value"]})[whole]
    return months.drop_duplicates("period", keep="last").reset_index(drop=True)


def _note(rows: pd.DataFrame) -> str:
    first, said = rows.iloc[0], []
    if first["unit_counted"] != "referrals":
        said.append(f"it counts {first['unit_counted']}, the projection referrals")
    if first["age_from"] == first["age_from"] or first["age_to"] == first["age_to"]:
        ages = [f"{first[name]:g}" if first[name] == first[name] else "any"
                for name in ("age_from", "age_to")]  # fmt: skip
        said.append(f"it is about ages {ages[0]} to {ages[1]}")
    if first["coverage"]:
        said.append(str(first["coverage"]).rstrip("."))
    return opened("; ".join(said))
