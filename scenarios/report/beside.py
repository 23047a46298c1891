"""Options of a run beside each other: waits, standards, lists, areas and staff over time."""

from collections.abc import Iterator, Mapping

import pandas as pd

from scenarios.cells import Cells, over_time, periods, spoken_period
from scenarios.charts import Chart
from scenarios.charts.bands import bands
from scenarios.charts.fan import COUNT, FEW_DAYS, SHARE, Line, Scale, fan, of_waits
from scenarios.charts.heat import heat
from scenarios.days_waited import days_waited, why_waited
from scenarios.labels import Labels, limit_words, opened
from scenarios.once import once
from scenarios.report.promises import held
from sim.measures.table import ALL
from sim.settings import Scenario
from sim.settings.standard import Standard

IN_DAYS = {"days": 1.0, "weeks": 7.0}
"""Units of standards that can be drawn as a line over waits in weeks."""
YEAR = {"month": 12, "week": 52}
READS = ("list_size", "wait_completed_p50", "wait_completed_p90", "share_within_completed",
         "open_waits", "minutes_used", "minutes_offered", "days_waited")  # fmt: skip
"""The measures that are shown: no others need be read."""
LONGEST_WAITS = 4
"""A line further off than so many times what is drawn would flatten the picture."""


class Beside:
    """What the summary of a run says of its options; ``titles`` gives their words in order."""

    def __init__(
        self, summary: pd.DataFrame, scenario: Scenario, titles: Mapping[str, str]
    ) -> None:
        self._summary = summary[summary["option"].isin(list(titles))]
        self._cells = Cells(self._summary)
        self.scenario = scenario
        self.titles = dict(titles)
        self.labels = Labels(scenario)
        self._periods = periods(self._summary)

    @property
    def needs(self) -> list[str]:
        """Needs in the order of the pathways."""
        return list(dict.fromkeys(pathway.need for pathway in self.scenario.pathways.values()))

    def areas(self, need: str) -> list[str]:
        """Return the areas with children of a need, all of them together first."""
        rows = self._cell("list_size", need=need, area=None)
        return [ALL, *(a for a in self.scenario.areas if a in set(rows["area"].astype(str)))]

    def clocks(self, need: str) -> list[str]:
        """Return the clocks that time waits of a need."""
        rows = self._cell("wait_completed_p50", need=need, clock=None)
        found = set(rows["clock"].astype(str))
        return [clock for clock in self.scenario.clocks if clock in found]

    def standards(self, need: str) -> list[str]:
        """Return the standards that are measured for a need."""
        found: set[str] = set()
        for clock in self.scenario.clocks:
            rows = self._cell("share_within_completed", need=need, clock=clock, standard=None)
            found |= set(rows["standard"].astype(str))
        return [name for name in self.scenario.standards if name in found]

    @once
    def waits(self, need: str, area: str, clock: str) -> Chart | None:
        """Draw the median wait on a clock, with the standard that holds for it."""
        rows = self._cell("wait_completed_p50", need=need, area=area, clock=clock)
        what = f"median wait {self._clock(clock)}, {self._where(need, area)}"
        highest = float(rows["range_p90"].max()) if len(rows) else 0.0
        scale = of_waits(highest)
        line = self._limit(need, clock, highest * LONGEST_WAITS, scale)
        return self._fan(rows, f"wait-{clock}-{need}-{area}", what, scale, line)

    @once
    def long_waits(self, need: str, area: str, clock: str) -> Chart | None:
        """Draw the wait that one in ten of those seen exceeded."""
        rows = self._cell("wait_completed_p90", need=need, area=area, clock=clock)
        words = "wait that 1 in 10 of those seen exceeded"
        what = f"{words} {self._clock(clock)}, {self._where(need, area)}"
        scale = of_waits(float(rows["range_p90"].max()) if len(rows) else 0.0)
        return self._fan(rows, f"long-wait-{clock}-{need}-{area}", what, scale, None)

    @once
    def within(self, need: str, area: str, standard: str) -> Chart | None:
        """Draw the share seen within a standard, with the share that it asks."""
        one = self.scenario.standards[standard]
        rows = self._cell("share_within_completed", need=need, area=area, clock=one.clock,
                          standard=standard)  # fmt: skip
        what = f"{one.label or standard}, {self._where(need, area)}"
        line = None if one.share is None else Line(one.share, f"{one.share:.0%} asked")
        return self._fan(rows, f"within-{standard}-{need}-{area}", what, SHARE, line)

    def most_moved(self, need: str, area: str) -> str:
        """Return the standard that the options move furthest in the last year, or the first."""
        today, *_ = self.titles
        furthest = {}
        for name in self.standards(need):
            rows = self._shares(need, area, name)
            rows = rows[rows["period"].isin(self._last_year)]
            share = rows.groupby(rows["option"].astype(str))["mean"].mean()
            if today in share:
                furthest[name] = float((share - share[today]).abs().max())
        return max(furthest, key=furthest.__getitem__, default="")

    def asks_no_share(self, need: str) -> bool:
        """Whether a standard of a need sets no share that is to be reached."""
        return any(self.scenario.standards[name].share is None for name in self.standards(need))

    def met(self, need: str, area: str, share: float) -> pd.DataFrame:
        """Say of each standard and option from when it is met; ``share`` counts where none is set.

        Met is as for the board: in nine of ten futures, that period and the two after it.
        """
        found = {name: self._shares(need, area, name) for name in self.standards(need)}
        return pd.DataFrame([
            {"Standard": self.scenario.standards[name].label or name,
             "Share asked": _asked(self.scenario.standards[name], share),
             **{title: _from_when(rows[rows["option"] == option],
                                  self.scenario.standards[name].share or share)
                for option, title in self.titles.items()}}
            for name, rows in found.items() if len(rows)
        ])  # fmt: skip

    def _shares(self, need: str, area: str, standard: str) -> pd.DataFrame:
        clock = self.scenario.standards[standard].clock
        rows = self._cell("share_within_completed", need=need, area=area, clock=clock,
                          standard=standard)  # fmt: skip
        return over_time(rows)

    @once
    def lists(self, need: str, area: str) -> Chart | None:
        """Draw how many children wait."""
        rows = self._cell("list_size", need=need, area=area)
        what = f"children waiting, {self._where(need, area)}"
        return self._fan(rows, f"list-{need}-{area}", what, COUNT, None)

    @once
    def ages(self, need: str, area: str) -> tuple[Chart, ...]:
        """Draw, option by option and to one scale, how long those not yet seen have waited."""
        return tuple(self._ages(need, area))

    def _ages(self, need: str, area: str) -> Iterator[Chart]:
        cell = self._cell("open_waits", need=need, area=area, clock="first_contact", band=None)
        for option, title in self.titles.items():
            rows = cell[cell["option"] == option]
            if len(rows):
                what = f"children not yet seen, {self._where(need, area)}, {title}"
                yield bands(rows, name=f"ages-{option}-{need}-{area}", what=what, beside=cell)

    @once
    def between_areas(self, need: str, clock: str) -> Chart | None:
        """Draw the median wait at the end by area, the options beside each other."""
        rows = self._cell("wait_completed_p50", need=need, area=None, clock=clock)
        rows = rows[rows["period"] == self._periods[-1]]
        if not len(rows):
            return None
        days = rows["mean"].to_numpy()
        unit, divisor = ("days", 1.0) if days.max() < FEW_DAYS else ("weeks", 7.0)
        data = pd.DataFrame({
            "row": [self.labels.of("area", str(key)) for key in rows["area"]],
            "column": [self.titles[str(key)] for key in rows["option"]],
            "value": days / divisor,
        })  # fmt: skip
        what = (
            f"median wait {self._clock(clock)}, {self.labels.of('need', need)}, "
            f"{spoken_period(self._periods[-1])}"
        )
        return heat(data, name=f"areas-{clock}-{need}", what=what, unit=unit)

    @once
    def staff(self) -> Chart | None:
        """Draw how much of the time that each team offers is used, in the last year."""
        used, offered = (self._minutes(name) for name in ("minutes_used", "minutes_offered"))
        share = (used / offered).dropna().reset_index(name="value")
        if not len(share):
            return None
        data = pd.DataFrame({
            "row": [self.labels.of("team", str(key)) for key in share["team"]],
            "column": [self.titles[str(key)] for key in share["option"]],
            "value": share["value"],
        })  # fmt: skip
        what = f"share of clinicians' appointment time that is used, {_span(self._last_year)}"
        return heat(data, name="staff", what=what, unit="of the minutes offered", form=".0%")

    @once
    def causes(self) -> tuple[Chart, ...]:
        """Draw, option by option, why children waited."""
        return tuple(self._causes())

    def _causes(self) -> Iterator[Chart]:
        for option, title in self.titles.items():
            what = f"why children waited, {title}"
            days = days_waited(self._summary, option)
            chart = why_waited(days, self.labels, name=f"causes-{option}", what=what,
                               over=f"from {_span(self._periods)}")  # fmt: skip
            if chart is not None:
                yield chart

    @property
    def _last_year(self) -> list[str]:
        return self._periods[-YEAR[self.scenario.calendar.period] :]

    def _minutes(self, measure: str) -> pd.Series:
        rows = self._cell(measure, team=None, role=None)
        rows = rows[rows["period"].isin(self._last_year)]
        one = rows.assign(option=rows["option"].astype(str), team=rows["team"].astype(str))
        return one.groupby(["option", "team"], sort=False)["mean"].sum()

    def _fan(
        self, rows: pd.DataFrame, name: str, what: str, scale: Scale, line: Line | None
    ) -> Chart | None:
        if not len(rows):
            return None
        return fan(rows, name=name, what=what, scale=scale, options=self.titles, line=line)

    def _cell(self, measure: str, **dimensions: str | None) -> pd.DataFrame:
        return self._cells.of(measure, **dimensions)

    def _clock(self, clock: str) -> str:
        """Return a clock inside a sentence: from referral to the first contact."""
        words = self.labels.of("clock", clock)
        return words if words[1:2].isupper() else f"{words[:1].lower()}{words[1:]}"

    def _where(self, need: str, area: str) -> str:
        place = "" if area == ALL else f", {self.labels.of('area', area)}"
        return f"{self.labels.of('need', need)}{place}"

    def _limit(self, need: str, clock: str, most: float, scale: Scale) -> Line | None:
        """Return the limit of the strictest standard on a clock that can be drawn."""
        limits = [
            (one.limit * IN_DAYS[one.unit], one)
            for one in self.scenario.standards.values()
            if one.clock == clock and one.applies and one.unit in IN_DAYS
            and (not one.needs or need in one.needs)
        ]  # fmt: skip
        drawn = [(days, one) for days, one in limits if days <= most]
        if not drawn:
            return None
        days, one = min(drawn, key=lambda pair: pair[0])
        return Line(days / scale.divisor, one.label or opened(limit_words(one)))


def _asked(standard: Standard, share: float) -> str:
    return f"{share:.0%} (none is set)" if standard.share is None else f"{standard.share:.0%}"


def _from_when(rows: pd.DataFrame, share: float) -> str:
    """Return from when one option meets a share, or how far it comes."""
    if not len(rows):
        return "nobody timed"
    met, last = held(rows, share), float(rows["mean"].iloc[-1])
    if met.first and not met.last and last >= share:
        return met.words
    if met.first:
        then = ", then not surely" if last >= share else ""
        return f"{met.words}{then}; {last:.0%} at the end, on average"
    short = "not met" if last < share else "not surely met"
    return f"{short}: {last:.0%} at the end, on average"


def _span(periods: list[str]) -> str:
    """Return periods next to each other as people say them: July 2027 to June 2028."""
    return f"{spoken_period(periods[0])} to {spoken_period(periods[-1])}"
