"""Milestones: the dates an option depends on, who keeps them, and what it means if they slip."""

import calendar
import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, ValidationError

from sim.settings.problems import Problem, did_you_mean, reworded
from sim.settings.setting import DESCRIPTIVE, Label, Name, Setting
from sim.settings.words import Owner

EVERY = "all"
"""The word for every milestone, in place of a name."""
Months = Annotated[int, Field(ge=-60, le=120)]


class Milestone(Setting):
    """A date by which something has to happen for an option to work as written."""

    label: Label = ""
    """What has happened by then."""
    owner: Owner = Field(json_schema_extra=DESCRIPTIVE)
    """Who keeps it: commissioner, provider, council or gp."""
    due: dt.date
    """The day on which it is expected; what it drives takes this day."""
    planned: dt.date | None = Field(default=None, json_schema_extra=DESCRIPTIVE)
    """The day first planned, where due has moved since; left out, due."""
    done: dt.date | None = None
    """The day it happened, once it has: what it drives takes this day, and what follows it
    and has not happened moves by as many days."""
    drives: tuple[str, ...] = ()
    """Settings that take this date, such as funded_from of a post; a star stands for any one
    name that the option sets."""
    follows: str = ""
    """Another milestone of the option; when that slips, this one slips as much."""


class Plan(Setting):
    """The milestones of one option file, and by how many months each slips."""

    milestones: dict[Name, Milestone] = {}
    """Milestones, by name."""
    slip: dict[Name, Months] = {}
    """Months by which a milestone slips, by name; all slips every one. Negative is early."""


def read_plan(option: Mapping[str, Any], file: str) -> tuple[Plan, list[Problem]]:
    """Read the milestones and slips of an option file; the problems come back beside them."""
    given = {key: option[key] for key in ("milestones", "slip") if key in option}
    try:
        return Plan.model_validate(_frozen(given)), []
    except ValidationError as error:
        return Plan(), reworded(error, Plan, {}, file)


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _frozen(item) for key, item in value.items()}
    return tuple(value) if isinstance(value, list) else value


def slipped(
    milestones: Mapping[str, Milestone], slip: Mapping[str, int], file: str
) -> tuple[dict[str, Milestone], list[Problem]]:
    """Return the milestones on the dates to which they slip, and every problem with the slips."""
    problems = _slip_problems(milestones, slip, file)
    if problems:
        return dict(milestones), problems
    moved = {
        name: one.model_copy(
            update={"due": _expected(name, milestones, slip), "planned": one.planned or one.due}
        )
        for name, one in milestones.items()
    }
    return moved, []


def _expected(name: str, milestones: Mapping[str, Milestone], slip: Mapping[str, int]) -> dt.date:
    """Return the day it happened, or is now expected."""
    one = milestones[name]
    if one.done is not None:
        return one.done
    ahead = (milestones[other] for other in _ahead(name, milestones))
    delay = next((other.done - other.due for other in ahead if other.done), dt.timedelta())
    return later(one.due, _months(name, milestones, slip)) + delay


def _slip_problems(
    milestones: Mapping[str, Milestone], slip: Mapping[str, int], file: str
) -> list[Problem]:
    known = list(milestones)
    problems = [
        Problem(file, f"milestones.{name}.follows", f"there is no milestone {one.follows}",
                did_you_mean(one.follows, known))
        for name, one in milestones.items() if one.follows and one.follows not in milestones
    ]  # fmt: skip
    problems += [
        Problem(file, f"milestones.{name}.follows", "goes in a circle", "Break it.")
        for name in milestones
        if not problems and name in _ahead(name, milestones)
    ]
    for name in slip:
        if name != EVERY and name not in milestones:
            remedy = did_you_mean(name, known) or f"Milestones: {', '.join(known) or 'none'}."
            problems.append(Problem(file, f"slip.{name}", "there is no such milestone", remedy))
        elif not problems and not _driven(name, milestones):
            remedy = "Only a milestone that drives a date can slip."
            problems.append(Problem(file, f"slip.{name}", "drives no date of a setting", remedy))
        elif name != EVERY and milestones[name].done is not None:
            text = "has happened, so it cannot slip"
            problems.append(Problem(file, f"slip.{name}", text, "Take the slip out."))
    return problems


def _ahead(name: str, milestones: Mapping[str, Milestone]) -> list[str]:
    """Return what a milestone follows, and what that follows, until it ends or turns round."""
    chain: list[str] = []
    while (name := milestones[name].follows) and name not in chain:
        chain.append(name)
    return chain


def _driven(name: str, milestones: Mapping[str, Milestone]) -> bool:
    """Return whether a slip of a milestone moves the date of any setting."""
    return any(
        one.drives and (name in (EVERY, other) or name in _ahead(other, milestones))
        for other, one in milestones.items()
    )


def _months(name: str, milestones: Mapping[str, Milestone], slip: Mapping[str, int]) -> int:
    own = [name, *_ahead(name, milestones)]
    return slip.get(EVERY, 0) + sum(slip.get(one, 0) for one in own)


def later(date: dt.date, months: int) -> dt.date:
    """Return the same day so many calendar months later, or the last day of a shorter month."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(date.day, last))
