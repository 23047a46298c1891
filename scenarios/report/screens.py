"""The screens of a board: one for each question, made from a run folder and nothing else.

Each question is a function of a :class:`Reading`; what takes time, such as the comparison of
options, is worked out only for the screen that shows it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from scenarios.charts import Chart
from scenarios.compare.contender import settings_of
from scenarios.evidence.entries import rests_on, sources
from scenarios.evidence.traced import for_readers
from scenarios.observed_months import observed_months
from scenarios.project import TODAY
from scenarios.report.answer import answer
from scenarios.report.exact_words import clocks, standards
from scenarios.report.milestones import milestone_sentences, milestones
from scenarios.report.moved import moved_charts, moved_of, moved_sentences, moved_tables
from scenarios.report.observed import observed_of
from scenarios.report.options import Options, options_of
from scenarios.report.paper import Sheet
from scenarios.report.projection import Projection
from scenarios.report.promises import (
    Promise,
    promise_chart,
    promise_sentences,
    promise_table,
    promises,
)
from scenarios.report.screen import Screen
from scenarios.report.sureness import how_sure, would_change
from sim.runs.folder import Run
from sim.settings import Scenario

NOTHING_OBSERVED = (
    "No observed months stand beside this run, so nobody can say yet whether the real months "
    "follow the projection."
)


UNCHANGED = "All figures here are for today's plan, with no option added."
"""Said where a run holds options, and is named after them, and today's plan is what is shown."""


@dataclass(frozen=True)
class Reading:
    """A run as a board reads it."""

    run: Run
    scenario: Scenario
    projection: Projection
    """What is projected if nothing changes."""
    compared: Callable[[], Options]
    """Compares the options with today's plan, which takes a while."""

    @cached_property
    def options(self) -> Options:
        """The comparison of the options with today's plan."""
        return self.compared()

    @cached_property
    def promises(self) -> list[Promise]:
        """The standards and how they fare."""
        return promises(self.projection)

    @property
    def compares(self) -> bool:
        """Whether the run holds options beside today's plan."""
        return len(self.run.manifest["options"]) > 1

    @property
    def whose(self) -> tuple[str, ...]:
        """Whose figures are shown, where there are others in the run."""
        return (UNCHANGED,) if self.compares else ()

    def would_change(self, options: Options | None = None) -> tuple[str, ...]:
        """Say what would change the answer, with what was found to move results."""
        moved = moved_sentences(moved_of(self.run), self.scenario.calendar)
        return would_change(self.scenario, options, moved)

    @property
    def sure(self) -> tuple[str, ...]:
        """How sure the run is, in words."""
        return how_sure(self.run.manifest, self.projection)


def reading_of(run: Run) -> Reading:
    """Return a run as a board reads it, from its folder alone."""
    scenario, today = settings_of(run), run.manifest["options"][0]
    projection = Projection.read(run, scenario, today, TODAY)
    return Reading(run, scenario, projection, lambda: options_of(run))


def waits(reading: Reading) -> Screen:
    """Where lists and waits are heading, need by need."""
    projection = reading.projection
    charts = [
        chart for pair in zip(projection.lists(), projection.waits(), strict=False)
        for chart in pair
    ]  # fmt: skip
    return Screen(
        "How long do children wait, and where is that heading?",
        (*projection.sentences(), *reading.whose),
        reading.sure, rests_on(reading.scenario), reading.would_change(), tuple(charts),
        (projection.table(),),
    )  # fmt: skip


def kept(reading: Reading) -> Screen:
    """Whether the standards are met, and from when."""
    found = reading.promises
    judged = [one for one in found if one.share is not None] or found[:2]
    return Screen(
        "Will the standards be met, and when?", (*promise_sentences(found), *reading.whose),
        ("A standard counts as met when 9 in 10 futures reach it three "
         f"{reading.scenario.calendar.period}s in a row.",
         *reading.sure),
        ("Each standard is timed by its own clock. The exact words are below.",),
        reading.would_change(),
        tuple(promise_chart(one, reading.projection) for one in judged),
        (promise_table(found, reading.projection), clocks(reading.scenario),
         standards(reading.scenario)),
    )  # fmt: skip


def changed(reading: Reading) -> Screen:
    """What the options change, guard rails first."""
    told = answer(reading.options)
    return Screen(
        "What would each option change?", told.sentences,
        ("Each option is compared with today's plan, child by child and with the same luck. "
         "The range beside a difference is where its average lies, 19 times in 20.",
         *reading.sure),
        rests_on(reading.scenario), reading.would_change(reading.options), told.charts,
        told.tables,
    )  # fmt: skip


def between(reading: Reading) -> Screen:
    """Where waits are longest, and why children wait."""
    projection = reading.projection
    charts = tuple(one for one in (projection.areas(), projection.causes()) if one is not None)
    return Screen(
        "Who waits longest, and why?",
        (*(f"{chart.title}." for chart in charts), *reading.whose),
        reading.sure,
        ("Areas are where the child lives. Gaps between groups of children are shown only where "
         "the scenario knows the groups.",),
        reading.would_change(), (*charts, *projection.ages()),
    )  # fmt: skip


def on_time(reading: Reading) -> Screen:
    """Whether the plan keeps its dates, and whether real months follow the projection."""
    table = milestones(reading.run.manifest)
    charts, said = _observed(reading)
    return Screen(
        "Is the plan on time, and do real months follow it?",
        (*milestone_sentences(reading.run.manifest), *said),
        ("Only observed months are judged for special causes; a simulated month is no evidence.",),
        ("Dates come from the options as they were run; real months from imported figures.",),
        ("A step that comes late moves what it pays for, and everything that follows it.",),
        charts, (Sheet("Steps: planned, happened, expected", table),) if len(table) else (),
    )  # fmt: skip


def _observed(reading: Reading) -> tuple[tuple[Chart, ...], tuple[str, ...]]:
    """Return the control charts of the months beside a run, and what they say."""
    table = observed_of(reading.run)
    if table is None:
        return (), (NOTHING_OBSERVED,)
    months = observed_months(table, reading.scenario)
    today = reading.run.manifest["options"][0]
    rows = reading.run.summary([today], months.measures)
    charts = tuple(months.charts(rows, reading.scenario, today))
    return charts, (months.followed(rows, today), *months.sentences(reading.scenario))


def rested_on(reading: Reading) -> Screen:
    """What the answers rest on, the weakest first."""
    scenario, caveat = reading.scenario, reading.run.manifest["caveat"]
    moved, calendar = moved_of(reading.run), scenario.calendar
    every = Sheet("Every number with its confidence, the weakest first", for_readers(scenario))
    return Screen(
        "What does it rest on, and how far can it be trusted?",
        tuple(filter(None, (caveat, *rests_on(scenario)))), reading.sure,
        ("Each number has a confidence: high, medium, low, or an assumption, which has no source. "
         "The table lists them all.",),
        reading.would_change(), moved_charts(moved, calendar),
        (*moved_tables(moved, calendar), every, Sheet("Sources", sources(scenario))),
    )  # fmt: skip


COMPARED = "options"
"""The screen that compares the options with today's plan, which takes a while."""
SCREENS: dict[str, tuple[str, Callable[[Reading], Screen]]] = {
    "waits": ("Waits", waits),
    "standards": ("Standards", kept),
    COMPARED: ("Options", changed),
    "areas": ("Areas", between),
    "on-time": ("On time", on_time),
    "rests": ("What it rests on", rested_on),
}
"""Name of a screen to its short title and what makes it, in the order of the menu."""


def screens_of(reading: Reading) -> dict[str, str]:
    """Return name to short title of the screens that this run can fill."""
    return {
        name: title for name, (title, _) in SCREENS.items() if name != COMPARED or reading.compares
    }


def screen(reading: Reading, name: str) -> Screen:
    """Return one screen."""
    return SCREENS[name][1](reading)
