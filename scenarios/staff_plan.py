"""Staff of a team month by month: a table to edit, and the option that its edits make."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pandas as pd

from scenarios.labels import spaced
from scenarios.levers.staffing import RECRUITMENT
from sim.settings import BadInput, Problem, Scenario
from sim.settings.milestone import later
from sim.settings.tables import merged, nested
from sim.settings.team import Staff

MOST_WTE = 200.0
"""Beyond so many in a role, a number is taken for a slip of the pen."""


def plan(scenario: Scenario, team: str) -> pd.DataFrame:
    """Return the WTE funded in each role on the first day of each month of the run.

    One row a role (its key is the index), columns such as ``2026-04``.
    """
    months = months_of(scenario)
    roles = {key: role for key, role in scenario.teams[team].roles.items() if _own(role)}
    rows = [[_funded(role, month) for month in months] for role in roles.values()]
    columns = [f"{month:%Y-%m}" for month in months]
    return pd.DataFrame(rows, index=pd.Index(list(roles), name="role"), columns=columns)


def months_of(scenario: Scenario) -> list[dt.date]:
    """Return the first day of every month of the run; the first may be later in its month."""
    first, end = scenario.calendar.start_date, scenario.calendar.end_date
    months = [first]
    while (after := later(first.replace(day=1), len(months))) < end:
        months.append(after)
    return months


def plan_option(
    scenario: Scenario, team: str, edited: pd.DataFrame, *, recruited: bool = True
) -> dict[str, Any]:
    """Return the option that makes the funded WTE those of an edited plan.

    ``recruited`` True lets a lasting post be filled as posts usually are, with months until
    somebody is there and some never filled (assumptions); False puts people in post on the day.

    Raises:
    BadInput
        With every cell that is no number of WTE, or when nothing was edited.
    """
    before = plan(scenario, team)
    problems = list(_unusable(before, edited))
    if problems:
        raise BadInput(problems)
    posts = [
        nested(("teams", team, "roles", role, "posts", f"plan_{number}"), post)
        for role in before.index
        for number, post in enumerate(_posts(scenario, before.loc[role], edited.loc[role],
                                             recruited=recruited), 1)
    ]  # fmt: skip
    if not posts:
        raise BadInput([Problem("staffing", "", "nothing differs from today's plan",
                                "Change a number of staff in some month.")])  # fmt: skip
    return {"set": merged(*posts)}


def _unusable(before: pd.DataFrame, edited: pd.DataFrame) -> Iterator[Problem]:
    for role in before.index:
        for month in before.columns:
            value = edited.loc[role, month] if role in edited.index else None
            usable = isinstance(value, int | float) and 0 <= value <= MOST_WTE
            if not usable:
                text = f"must be a number of WTE from 0 to {MOST_WTE:g}"
                yield Problem("staffing", f"{spaced(str(role))}, {month}", text, "Correct it.")


def _posts(
    scenario: Scenario, before: pd.Series, edited: pd.Series, *, recruited: bool
) -> Iterator[dict[str, Any]]:
    """Yield a post for each stretch of months that has the same difference from today's plan."""
    months = months_of(scenario)
    extra = [round(float(a) - float(b), 4) for a, b in zip(edited, before, strict=True)]
    start = 0
    for k in range(1, len(extra) + 1):
        if k < len(extra) and extra[k] == extra[start]:
            continue
        if extra[start]:
            post: dict[str, Any] = {"wte": extra[start], "funded_from": months[start]}
            if k < len(extra):
                post["until"] = months[k] - dt.timedelta(days=1)
            elif recruited and extra[start] > 0:
                post |= RECRUITMENT
            yield post
        start = k


def _own(role: Staff) -> bool:
    """Return whether a role has staff of its own, counted in WTE."""
    return not getattr(role, "shared_from", "") and not role.minutes_by_weekday


def _funded(role: Staff, month: dt.date) -> float:
    posts = [p.wte for p in role.posts.values()
             if p.funded_from <= month and (p.until is None or month <= p.until)]  # fmt: skip
    return round(role.wte + sum(posts), 4)
