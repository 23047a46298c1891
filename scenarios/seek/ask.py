"""Asking: levers, target and limits read together, every problem told at once."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from scenarios.accepted import resting_on
from scenarios.levers import Lever, find_lever
from scenarios.questions import Questions
from scenarios.seek.bench import Bench
from scenarios.seek.target import Target, Wish, target_of
from sim.settings import BadInput, Loaded, Problem, load


def bench_of(
    scenario: str | Path | Loaded,
    settings: Sequence[str],
    wish: Wish,
    *,
    sure: float,
    accepted: str | Path | None = None,
    start: dt.date | None = None,
    budget: float | None = None,
    **running: Any,
) -> Bench:
    """Return the bench on which a search is made.

    ``accepted`` is a file of accepted sets, or ``none``; by default the scenario's own.
    ``running`` are those of :class:`~scenarios.seek.bench.Bench`: store, seed, workers…

    Raises:
    BadInput
        With every problem of levers, target, dates and budget together.
    """
    loaded = resting_on(scenario if isinstance(scenario, Loaded) else load(scenario), accepted)
    problems: list[Problem] = []
    levers = _levers(loaded, settings, problems)
    target = _target(loaded, wish, problems)
    if budget is not None and not (math.isfinite(budget) and budget >= 0):
        problems.append(Problem("seek", "--budget", f"must be 0 or more, not {budget:g}", ""))
    calendar = loaded.scenario.calendar
    last_day = calendar.end_date - dt.timedelta(days=1)
    if start is not None and not calendar.start_date <= start <= last_day:
        text = f"{start} is outside the run, {calendar.start_date} to {last_day}"
        problems.append(Problem("seek", "--from", text, "Give a date within it."))
    if accepted is not None:
        problems += Questions(loaded, 0).problems()
    if problems or target is None:
        raise BadInput(problems)
    return Bench(loaded, levers, target, sure, start=start, **running)


def _levers(loaded: Loaded, settings: Sequence[str], problems: list[Problem]) -> list[Lever]:
    """Return the levers asked for; ``SETTING=LOW:HIGH`` gives limits in place of the usual."""
    found: list[Lever] = []
    for asked in settings:
        setting, limited, limits = asked.partition("=")
        try:
            lever = find_lever(loaded.scenario, setting)
            found.append(_limited(lever, limits) if limited else lever)
        except BadInput as error:
            problems += error.problems
            continue
        problems += _lever_problems(found)
    return found


def _lever_problems(found: Sequence[Lever]) -> list[Problem]:
    """Return what is wrong with the last of some levers."""
    lever = found[-1]
    if lever.choices or lever.low is None:
        text = f"{lever.setting} is a choice of words and has no smallest change"
        return [Problem("seek", "--lever", text, "Compare its values with `pathways batch`.")]
    if lever.setting in [other.setting for other in found[:-1]]:
        return [Problem("seek", "--lever", f"{lever.setting} is given twice", "Once will do.")]
    return []


def _limited(lever: Lever, limits: str) -> Lever:
    low, _, high = limits.partition(":")
    try:
        ends = float(low), float(high)
    except ValueError:
        ends = math.nan, math.nan
    if not all(map(math.isfinite, ends)) or ends[0] >= ends[1]:
        remedy = (
            f"Write {lever.setting}=LOW:HIGH, such as {lever.setting}={lever.low:g}:{lever.high:g}."
        )
        raise BadInput([Problem("seek", "--lever", f"{limits} are no limits", remedy)])
    return replace(lever, low=ends[0], high=ends[1])


def _target(loaded: Loaded, wish: Wish, problems: list[Problem]) -> Target | None:
    try:
        return target_of(loaded.scenario, wish)
    except BadInput as error:
        problems += error.problems
        return None
