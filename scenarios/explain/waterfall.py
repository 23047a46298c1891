"""Why a projection changed: what differs between two scenarios, one part at a time.

Every part is first tried alone on the earlier scenario. The strongest are then changed one
after the other, the strongest first, and what is left in one last step, so that the steps add
up exactly from the earlier result to the later. What a step adds depends on what was changed
before it; the order is stated, and another would divide the same total differently.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenarios.compare.contender import settings_of
from scenarios.compare.paired import FloatArray, paired
from scenarios.explain.outcome import Outcome
from scenarios.explain.parts import Part, changed, parts_between, together
from scenarios.explain.trial import Trying, check, outcomes
from sim.runs import Question, Run
from sim.settings import BadInput, Problem, Scenario

AGAIN = "the same settings under this program (its version, libraries, seed or accepted sets)"


@dataclass(frozen=True)
class Side:
    """One of two things that are set against each other."""

    name: str
    scenario: Scenario
    run: Run | None = None
    """The run folder whose result is explained; without one, the scenario is run now."""


@dataclass(frozen=True)
class Waterfall:
    """From the earlier result to the later, step by step."""

    table: pd.DataFrame
    """step, difference, low, high, total (after the step), settings, replications."""
    before: float
    after: float
    names: tuple[str, str]
    outcome: Outcome


def side_of(run: Run) -> Side:
    """Return the baseline of a run folder.

    Raises:
    BadInput
        When its opening list stands in a file, which a run folder does not hold.
    """
    scenario = settings_of(run)
    if scenario.opening.source == "file":
        text = f"starts from a file ({scenario.opening.file}), which a run folder does not hold"
        remedy = "Give the two scenario files instead."
        raise BadInput([Problem(str(run.folder), "opening.file", text, remedy)])
    return Side(run.folder.name, scenario, run)


def waterfall(before: Side, after: Side, outcome: Outcome, trying: Trying) -> Waterfall:
    """Return which changed settings account for the change of an outcome.

    Raises:
    BadInput
        When nothing differs, or the outcome is in one of the two not to be found.
    Interrupted
        When the work was stopped; what finished is kept.
    """
    number = min([trying.replications, *(_kept(side) for side in (before, after))])
    for side in (before, after):
        check(_asked(side.name, side.scenario, before, trying), outcome, trying)
    parts = parts_between(before.scenario, after.scenario)
    ordered = _ordered(before, after, parts, outcome, trying)
    steps, scenarios = _path(before.scenario, after.scenario, ordered)
    questions = [_asked(f"step {k}", one, before, trying) for k, one in enumerate(scenarios)]
    values = list(outcomes(questions, number, outcome, trying))
    words = [(part.words, part.settings) for part in steps]
    found = _with_recorded(before, after, values, words, outcome)
    if not found:
        text = f"{before.name} and {after.name} have the same settings and the same result"
        raise BadInput([Problem("explain", "", text, "Give two that differ.")])
    table = pd.DataFrame(found)
    start, end = float(found[0]["from"]), float(found[-1]["total"])
    return Waterfall(table.drop(columns="from"), start, end, (before.name, after.name), outcome)


def _asked(name: str, scenario: Scenario, before: Side, trying: Trying) -> Question:
    """Ask with the earlier settings before the first day, so that both meet the same list."""
    return Question(name, scenario, trying.seed, before.scenario)


def _kept(side: Side) -> int:
    return int(side.run.manifest["replications"]) if side.run else 2**31


def _ordered(
    before: Side, after: Side, parts: Sequence[Part], outcome: Outcome, trying: Trying
) -> list[Part]:
    """Return the parts in the order they are changed: strongest alone first, the rest as one."""
    if len(parts) < 2:
        return list(parts)
    alone = [changed(before.scenario, after.scenario, [part]) or after.scenario for part in parts]
    questions = [
        _asked(f"part {k}", one, before, trying)
        for k, one in enumerate([before.scenario, *alone])
    ]  # fmt: skip
    values = outcomes(questions, trying.screening, outcome, trying).mean(axis=1)
    order = np.argsort(-np.abs(np.nan_to_num(values[1:] - values[0])), kind="stable")
    ranked = [parts[place] for place in order]
    top, rest = ranked[: trying.top], ranked[trying.top :]
    return [*top, together(rest)] if rest else top


def _path(
    before: Scenario, after: Scenario, ordered: Sequence[Part]
) -> tuple[list[Part], list[Scenario]]:
    """Return the steps and the scenarios on the way, both ends included.

    A part that makes no sound scenario after those before it is put off to the last step.
    """
    way, done, late = [before], list[Part](), list[Part]()
    for part in ordered[:-1]:
        made = changed(before, after, [*done, part])
        if made is None:
            late.append(part)
        else:
            done.append(part)
            way.append(made)
    last = [*late, *ordered[-1:]]
    return ([*done, together(last)], [*way, after]) if last else (done, way)


def _with_recorded(
    before: Side, after: Side, values: list[FloatArray], words: list[tuple[str, str]],
    outcome: Outcome,
) -> list[dict[str, float | str]]:  # fmt: skip
    """Return the steps as rows; what the folders recorded stands at either end."""
    number = len(values[0])
    if before.run is not None:
        values, words = [_recorded(before.run, number, outcome), *values], [(AGAIN, ""), *words]
    if after.run is not None:
        values, words = [*values, _recorded(after.run, number, outcome)], [*words, (AGAIN, "")]
    return [
        _row(said, one, two)
        for said, one, two in zip(words, values, values[1:], strict=False)
        if said[1] or not np.array_equal(one, two, equal_nan=True)
    ]


def _recorded(run: Run, number: int, outcome: Outcome) -> FloatArray:
    """Return the outcome as the folder holds it, by replication, of its baseline."""
    import pyarrow.compute as pc

    table, baseline = run.measures(), run.manifest["options"][0]
    own = table.filter(pc.equal(table["option"].cast("string"), baseline))
    period = outcome.period(settings_of(run).calendar)
    return np.array(
        [outcome.of(own.filter(pc.equal(own["replication"], k)), period) for k in range(number)]
    )


def _row(said: tuple[str, str], one: FloatArray, two: FloatArray) -> dict[str, float | str]:
    found = paired(one, two)
    return {
        "step": said[0], "difference": float(found.mean[0]), "low": float(found.low[0]),
        "high": float(found.high[0]), "total": float(np.nanmean(two)), "settings": said[1],
        "replications": len(one), "from": float(np.nanmean(one)),
    }  # fmt: skip
