"""Variants: the same options under other assumptions that nobody can settle from data.

*As funded* stands beside *as likely recruited*: every post of an option is filled on its date
and stays filled. *Re-grading* stands at zero, low and high: how often waiting children become
more urgent is published nowhere.
"""

from collections.abc import Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import partial

from sim.settings import (
    Altering,
    Loaded,
    Option,
    Scenario,
    option_of,
    with_values,
)
from sim.settings.team import Post, Role, Team

AS_FUNDED = "@as_funded"
"""Added to the name of an option whose every post is filled on its date."""
REGRADING = ("zero", "low", "high")
"""Rates of re-grading while waiting at which options are shown besides the scenario's own."""
HALF, DOUBLE = 0.5, 2.0
"""Where no low and high are given with the evidence (assumption)."""


def as_funded(asked: str | Altering, loaded: Loaded) -> Altering | None:
    """Return the option with every post it changes filled on its date; None if it has none."""
    option = option_of(loaded, asked)
    unsure = _unsure_posts(loaded.scenario, option.scenario)
    return partial(_filled, asked) if unsure else None


def _filled(asked: str | Altering, loaded: Loaded) -> Option:
    option = option_of(loaded, asked)
    posts = _unsure_posts(loaded.scenario, option.scenario)
    teams = {
        name: team.model_copy(update={"roles": _filled_roles(name, team, posts)})
        for name, team in option.scenario.teams.items()
    }
    scenario = option.scenario.model_copy(update={"teams": teams})
    title = f"{option.title}, as funded"
    return replace(option, name=option.name + AS_FUNDED, title=title, scenario=scenario)


Place = tuple[str, str, str]
"""Team, role and post."""


def _unsure_posts(baseline: Scenario, option: Scenario) -> set[Place]:
    """Return posts that the option adds or changes and that may be filled late or not at all."""
    before = _posts(baseline)
    return {
        place
        for place, post in _posts(option).items()
        if post.wte > 0 and post != before.get(place) and post != _certain(post)
    }


def _posts(scenario: Scenario) -> dict[Place, Post]:
    return {
        (team, role, name): post
        for team, its in scenario.teams.items()
        for role, one in its.roles.items()
        for name, post in one.posts.items()
    }


def _certain(post: Post) -> Post:
    """Return a post that is filled on its date and stays filled; induction still takes its time."""
    sure = {"fill_chance": 1.0, "months_to_fill_low": 0.0, "months_to_fill_high": 0.0,
            "turnover_per_year": 0.0}  # fmt: skip
    return post.model_copy(update=sure)


def _filled_roles(team: str, its: Team, posts: set[Place]) -> dict[str, Role]:
    roles = dict(its.roles)
    for role, one in its.roles.items():
        filled = {
            name: _certain(post) if (team, role, name) in posts else post
            for name, post in one.posts.items()
        }
        roles[role] = one.model_copy(update={"posts": filled})
    return roles


def regraded(loaded: Loaded, rate: str) -> Loaded | None:
    """Return the scenario at another rate of re-grading while waiting; None if it has none.

    ``rate`` is zero, low or high. Low and high are those given with the scenario's evidence;
    where none are, half and double, which is an assumption.
    """
    values = {path: _at(loaded.scenario, path, own, rate) for path, own in _rates(loaded).items()}
    return with_values(loaded, values, f"re-grading {rate}") if values else None


def _rates(loaded: Loaded) -> Mapping[str, float]:
    return {
        f"waiting.{need}.escalation.{name}.per_week": rule.per_week
        for need, waiting in loaded.scenario.waiting.items()
        for name, rule in waiting.escalation.items()
    }


def _at(scenario: Scenario, path: str, own: float, rate: str) -> float:
    if rate == "zero":
        return 0.0
    for entry in scenario.evidence:
        given = entry.low if rate == "low" else entry.high
        if given is not None and any(fnmatchcase(path, pattern) for pattern in entry.settings):
            return min(given, 1.0)
    return min(own * (HALF if rate == "low" else DOUBLE), 1.0)
