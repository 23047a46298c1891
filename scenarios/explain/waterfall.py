"""Why a projection changed: what differs between two scenarios, one part at a time.

Every part is first tried alone on the earlier scenario. The strongest are then changed one
after the other, the strongest first, and what is left in one last step, so that the steps add
up exactly from the earlier result to the later. What a step adds depends on what was changed
before it; the order is stated, and another would divide the same total differently.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from scenarios.compare.contender import settings_of
from scenarios.compare.paired import FloatArray, paired
from scenarios.explain.outcome import Outcome
from scenarios.explain.parts import Part, changed, parts_between, telling, together
from scenarios.explain.side import Side
from scenarios.explain.trial import Trying, check, outcomes
from sim.runs.folder import Run
from sim.runs.question import Asked, Question, UncertainQuestion
from sim.settings import BadInput, Problem, Scenario

SETS_DIFFER = "other accepted sets"
AGAIN = "the same settings under this program (its version, libraries, seed or accepted sets)"


@dataclass(frozen=True)
class Waterfall:
    """From the earlier result to the later, step by step."""

    table: pd.DataFrame
    """step, difference, low, high, total (after the step), settings, replications."""
    before: float
    after: float
    names: tuple[str, str]
    outcome: Outcome


def waterfall(before: Side, after: Side, outcome: Outcome, trying: Trying) -> Waterfall:
    """Return which changed settings account for the change of an outcome.

    Raises:
    BadInput
        When nothing differs, or the outcome is in one of the two not to be found.
    Interrupted
        When the work was stopped; what finished is kept.
    """
    number = min([trying.replications, *(_kept(side) for side in (before, after))])
    way = _Way(before, after, trying)
    for question in (way.asked("before", []), way.asked("after", None)):
        check(question, outcome, trying)
    steps, stops = way.path(_ordered(way, _parts(before, after), outcome))
    questions = [way.asked(f"step {k}", one) for k, one in enumerate(stops)]
    values = list(outcomes(questions, number, outcome, trying))
    words = [(part.words, part.settings) for part in steps]
    found = _with_recorded(before, after, values, words, outcome)
    if not found:
        text = f"{before.name} and {after.name} have the same settings and the same result"
        raise BadInput([Problem("explain", "", text, "Give two that differ.")])
    table = pd.DataFrame(found)
    start, end = float(found[0]["from"]), float(found[-1]["total"])
    return Waterfall(table.drop(columns="from"), start, end, (before.name, after.name), outcome)


def _kept(side: Side) -> int:
    return int(side.run.manifest["replications"]) if side.run else 2**31


def _parts(before: Side, after: Side) -> list[Part]:
    """Return what differs; what only accepted sets say otherwise is a part of its own."""
    parts = parts_between(before.scenario, after.scenario)
    told = {change.setting for part in parts for change in part.changes}
    between = telling(before.in_replication(0), after.in_replication(0))
    fitted = [change for change in between if change.setting not in told]
    if before.at is None and after.at is None:
        return parts
    return [*parts, Part(SETS_DIFFER, tuple(fitted))] if fitted else parts


@dataclass(frozen=True)
class _Way:
    """The scenarios between two sides, set by set where they have accepted sets."""

    before: Side
    after: Side
    trying: Trying

    def asked(self, name: str, parts: Sequence[Part] | None) -> Asked:
        """Ask about the earlier side with some parts changed; None is the later side.

        The earlier settings rule before the first day, so that all meet the same list.
        """

        def question(earlier: Scenario, later: Scenario) -> Question:
            made = later if parts is None else changed(earlier, later, parts) or later
            return Question(name, made, self.trying.seed, earlier)

        def in_replication(number: int) -> Question:
            return question(*(side.in_replication(number) for side in (self.before, self.after)))

        own = question(self.before.scenario, self.after.scenario)
        if self.before.at is None and self.after.at is None:
            return own
        order = tuple(range(self.trying.replications))  # a side's own: by replication
        return UncertainQuestion(name, own, order, "", (), "", cache(in_replication))

    def path(self, ordered: Sequence[Part]) -> tuple[list[Part], list[list[Part] | None]]:
        """Return the steps, and what has changed at every stop, both ends included.

        A part that makes no sound scenario after those before it is put off to the last step.
        """
        stops: list[list[Part] | None] = [[]]
        done, late = list[Part](), list[Part]()
        for part in ordered[:-1]:
            if changed(self.before.scenario, self.after.scenario, [*done, part]) is None:
                late.append(part)
            else:
                done.append(part)
                stops.append(list(done))
        last = [*late, *ordered[-1:]]
        return ([*done, together(last)], [*stops, None]) if last else (done, stops)


def _ordered(way: _Way, parts: Sequence[Part], outcome: Outcome) -> list[Part]:
    """Return the parts in the order they are changed: strongest alone first, the rest as one."""
    if len(parts) < 2:
        return list(parts)
    questions = [way.asked(f"part {k}", one) for k, one in enumerate([[], *([p] for p in parts)])]
    trying = way.trying
    values = outcomes(questions, trying.screening, outcome, trying).mean(axis=1)
    order = np.argsort(-np.abs(np.nan_to_num(values[1:] - values[0])), kind="stable")
    ranked = [parts[place] for place in order]
    top, rest = ranked[: trying.top], ranked[trying.top :]
    return [*top, together(rest)] if rest else top


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
