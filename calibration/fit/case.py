"""A case: a scenario, what is unknown of it, and what was observed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.fit.budget import Budget
from calibration.fit.engine import Engine, Ran
from calibration.fit.figure import Figure
from calibration.fit.infer import Inference, infer
from calibration.fit.simulator import Simulator, Stage
from calibration.fit.space import Space
from calibration.fit.statistic import Counted, clocks, is_known
from sim.measures.hours import HOURS
from sim.measures.waits import BANDS
from sim.runs.executor import Executor, Serial
from sim.settings import BadInput, Loaded, Problem, Scenario
from sim.settings.problems import did_you_mean

FloatArray = NDArray[np.float64]
BANDED = {"open_waits": [name for name, _, _ in BANDS], "share_within_completed": list(HOURS)}
"""Measures that are divided by band, and the bands."""


@dataclass(frozen=True)
class Case:
    """Everything a fit rests on but its budget."""

    loaded: Loaded
    space: Space
    figures: tuple[Figure, ...]
    title: str = ""

    def __post_init__(self) -> None:
        """Refuse figures that the scenario cannot produce."""
        check_figures(self.figures, self.loaded.scenario)


@dataclass(frozen=True)
class Fit:
    """What a case says about its unknowns."""

    case: Case
    inference: Inference
    budget: Budget
    seed: int

    @cached_property
    def values(self) -> pd.DataFrame:
        """Posterior draws: a column for each unknown."""
        return pd.DataFrame(self.inference.values, columns=self.case.space.names)

    @cached_property
    def accepted(self) -> pd.DataFrame:
        """Accepted sets: a column for each setting path, as ``pathways run --accepted`` reads."""
        return self.case.space.sets(self.inference.values)


def fitted(
    case: Case, simulate: Simulator, *, budget: Budget | None = None, seed: int = 1,
    tell: Stage = lambda words: None,
) -> Fit:  # fmt: skip
    """Fit a case with the runs of a simulator, which ``engine_of`` gives.

    Raises:
    BadInput
        When the scenario gives none of the figures.
    KeyboardInterrupt, WorkersLost
        When the work was stopped; runs that finished are in the engine's store, and the same
        call goes on from there.
    """
    budget = budget or Budget()
    found = infer(case.space.priors, case.figures, simulate, budget=budget, seed=seed, tell=tell)
    return Fit(case, found, budget, seed)


def engine_of(
    case: Case, store: Path, *, seed: int = 1, executor: Executor | None = None,
    ran: Ran | None = None,
) -> Engine:  # fmt: skip
    """Return the engine as the simulator of a case."""
    statistics = [one.statistic for one in case.figures if one.statistic is not None]
    return Engine(case.loaded, case.space, statistics, store, seed, executor or Serial(), ran)


def check_figures(figures: Sequence[Figure], scenario: Scenario, file: str = "fit") -> None:
    """Refuse figures that a scenario cannot produce.

    Raises:
    BadInput
        With every one, or when there is none.
    """
    # Of a series each fault is told once, at the first figure that has it.
    faults: dict[tuple[str, str], tuple[str, str, str]] = {}
    for one in figures:
        for text, remedy in _faults(one, scenario):
            where = f"figures.{one.name}"
            faults.setdefault((one.series or one.name, text), (where, text, remedy))
    problems = [Problem(file, *fault) for fault in faults.values()]
    if not figures:
        remedy = "Name targets, or figures of an observed table."
        problems.append(Problem(file, "figures", "there is none to fit to", remedy))
    if problems:
        raise BadInput(problems)


def _faults(figure: Figure, scenario: Scenario) -> list[tuple[str, str]]:
    """Return why a scenario cannot produce a figure, each with its remedy."""
    if figure.statistic is None:
        return []
    both = (figure.statistic.counted, figure.statistic.divided_by)
    return [fault for one in both if one is not None for fault in _why_not(one, scenario)]


def _why_not(counted: Counted, scenario: Scenario) -> list[tuple[str, str]]:
    faults = []
    if not is_known(counted.measure):
        remedy = "docs/calibrating.md lists what can be fitted to."
        faults.append((f"a fit does not count {counted.measure}", remedy))
    known = {**_words(scenario), "band": BANDED.get(counted.measure, [])}
    for column, words in counted.where:
        for word in words if column in known else ():
            if word not in known[column]:
                has = ", ".join(list(known[column])[:12])
                listed = f"The scenario has: {has}." if has else f"Leave {column} out."
                remedy = did_you_mean(word, known[column]) or listed
                faults.append((f"the scenario has no {column} {word}", remedy))
        if column not in known and column not in ("age_group", "priority"):
            faults.append((f"a fit cannot narrow by {column}", f"Use: {', '.join(known)}."))
    named = dict(counted.where)
    for column, measures in (("clock", ("wait_", "share_", "open_waits", "completed")),
                             ("standard", ("share_",))):  # fmt: skip
        if counted.measure.startswith(measures) and column not in named:
            faults.append((f"{counted.measure} needs a {column}", f"Name the {column}."))
    first, last = counted.windows[0][0], counted.windows[-1][1]
    start, end = scenario.calendar.start_date, scenario.calendar.end_date
    if first < start or last >= end:
        text = f"{first} to {last} lies outside the run, which is from {start} until {end}"
        faults.append((text, "Leave it out, or lengthen the run."))
    return faults


def _words(scenario: Scenario) -> dict[str, list[str]]:
    """Return the words of a scenario by which a count may be narrowed."""
    return {
        "area": list(scenario.areas),
        "need": sorted({pathway.need for pathway in scenario.pathways.values()}),
        "stage": [*scenario.access_points, *scenario.stages],
        "clock": clocks(scenario),
        "standard": list(scenario.standards),
        "team": [*scenario.access_points, *scenario.teams],
    }
