"""Cross-checks: settings that are each fine but make no sense together.

Each check returns lines 'setting | problem | remedy'.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sim.settings.problems import did_you_mean
from sim.settings.references import references
from sim.settings.routes import (
    boundaries,
    plan_owner,
    points_for,
    serves_stage,
    stages_ahead,
    stages_from,
    teams_for,
)

if TYPE_CHECKING:
    from sim.settings.scenario import Scenario


def cross_check(scenario: "Scenario") -> list[str]:
    """Return every problem found, as lines 'setting | problem | remedy'."""
    problems = list(_unknown_names(scenario))
    if problems:
        return problems
    checks = (
        _lenders,
        _job_plans,
        _reachable,
        _ways_out,
        _endless_delays,
        _everyone_is_served,
        _minutes,
        _continuous,
        _opening,
    )
    return [line for check in checks for line in check(scenario)]


def _line(setting: str, problem: str, remedy: str = "") -> str:
    return f"{setting} | {problem} | {remedy}"


def _missing(setting: str, what: str, name: str, known: Iterable[str]) -> str:
    known = list(known)
    remedy = did_you_mean(name, known) or f"Known: {', '.join(known) or 'none'}."
    return _line(setting, f"there is no {what} called {name}", remedy)


def _unknown_names(s: "Scenario") -> Iterator[str]:
    """Yield every reference to something that does not exist."""
    needs = {pathway.need for pathway in s.pathways.values()}
    roles = {f"{t}.{r}" for t, team in s.teams.items() for r in team.roles}
    for setting, what, name in references(s):
        things: dict[str, Iterable[str]] = {
            "area": s.areas,
            "stage": s.stages,
            "team": s.teams,
            "role": roles,
            "access point": s.access_points,
            "clock": s.clocks,
            "need": needs,
            "place": [*s.stages, *s.access_points],
            "band": s.costs.salary_gbp,
        }
        if name not in things[what]:
            yield _missing(setting, what, name, sorted(things[what]))


def _job_plans(s: "Scenario") -> Iterator[str]:
    """Yield a problem for every job plan line that no work could use."""
    for name, team in s.teams.items():
        for role_name, role in team.roles.items():
            at = f"teams.{name}.roles.{role_name}"
            if role.shared_from and (role.job_plan or role.wte or role.posts):
                text = "a role shared from another team has no wte, posts or job_plan of its own"
                yield _line(at, text, f"Set them on {role.shared_from}.")
            if (
                role.shared_from
                and s.teams[role.shared_from.split(".")[0]]
                .roles[role.shared_from.split(".")[1]]
                .shared_from
            ):
                yield _line(at, "is shared from a role that is itself shared", "Name the owner.")
            for stage in role.job_plan:
                users = _users(s, name, role_name)
                if not any(user in s.stages[stage].minutes for user in users):
                    text = f"plans time for {stage}, which needs no minutes of this role"
                    yield _line(f"{at}.job_plan", text, f"Add it to stages.{stage}.minutes.")
    needs = [pathway.need for pathway in s.pathways.values()]
    for need in sorted({n for n in needs if needs.count(n) > 1}):
        yield _line("pathways", f"two pathways serve the need {need}", "Keep one for each need.")


def _lenders(s: "Scenario") -> Iterator[str]:
    """Yield a problem where minutes or people are taken from a role that only shares others'."""
    for setting, what, name in references(s):
        if what != "role" or not setting.endswith(("borrows_from", "drawn_from")):
            continue
        owner, role_name = name.split(".")
        if s.teams[owner].roles[role_name].shared_from:
            text = f"{name} has no minutes of its own"
            yield _line(setting, text, "Name the role that it shares.")


def _users(s: "Scenario", team: str, role: str) -> set[str]:
    """Return the role names under which a role's minutes are used."""
    shared = {
        other_role
        for other in s.teams.values()
        for other_role, settings in other.roles.items()
        if settings.shared_from == f"{team}.{role}"
    }
    return {role, *shared}


def _entries(s: "Scenario") -> set[str]:
    stages = {stage for pathway in s.pathways.values() for stage in pathway.entry.values()}
    for point in s.access_points.values():
        stages |= {t.signposted_to for t in point.triage.values() if t.signposted_to}
    for waiting in s.waiting.values():
        stages |= {d.to for d in waiting.destinations.values() if d.to}
        stages |= {e.to_stage for e in waiting.escalation.values() if e.to_stage}
    stages |= {band.stage for band in s.opening.bands.values() if band.stage in s.stages}
    return stages


def _reachable(s: "Scenario") -> Iterator[str]:
    """Yield a problem for every stage that no child can reach."""
    reached = stages_from(s, _entries(s))
    for stage in s.stages:
        if stage not in reached:
            yield _line(
                f"stages.{stage}",
                "no pathway reaches this stage",
                "Name it in a pathway's entry or in an outcome, or remove it.",
            )
    for name, pathway in s.pathways.items():
        for priority, stage in pathway.entry.items():
            if stage not in pathway.stages and not any(
                stage in other.stages for other in s.pathways.values()
            ):
                yield _line(
                    f"pathways.{name}.entry.{priority}",
                    f"{stage} is in no pathway",
                    f"Add it to pathways.{name}.stages.",
                )
        if "routine" not in pathway.entry:
            yield _line(f"pathways.{name}.entry", "routine is missing", "Say where it enters.")


def _ways_out(s: "Scenario") -> Iterator[str]:
    """Yield a problem for every stage from which no child could ever leave."""
    out = {
        name
        for name, stage in s.stages.items()
        if any(outcome.exit for outcome in stage.outcomes.values())
    }
    grown = True
    while grown:
        more = {name for name in s.stages if name not in out and stages_ahead(s, name) & out}
        out |= more
        grown = bool(more)
    for name in s.stages:
        if name not in out:
            yield _line(
                f"stages.{name}",
                "no way out of the system leads from here",
                "Give an outcome an exit.",
            )


def _endless_delays(s: "Scenario") -> Iterator[str]:
    """Yield a problem where delays of no length follow each other in a circle."""
    instant = {
        name
        for name, stage in s.stages.items()
        if stage.service == "delay" and stage.delay_days == 0
    }
    for name in instant:
        ahead, seen = stages_ahead(s, name) & instant, set[str]()
        while ahead:
            seen |= ahead
            ahead = {n for stage in ahead for n in stages_ahead(s, stage) & instant} - seen
        if name in seen:
            yield _line(
                f"stages.{name}", "delays of no length go in a circle", "Give one a length."
            )


def _everyone_is_served(s: "Scenario") -> Iterator[str]:
    """Yield a problem where a child would find no team, or two, at a stage."""
    for pathway in s.pathways.values():
        areas = {
            area
            for d in s.demand.values()
            if pathway.need in (d.need, d.second_need)
            for area in (*d.referrals_per_year, *d.observed_counts)
        }
        for area in sorted(areas):
            yield from _points_problems(s, area, pathway.need)
            for stage in pathway.stages:
                if s.stages[stage].service != "delay":
                    yield from _team_problems(s, area, pathway.need, stage)


def _points_problems(s: "Scenario", area: str, need: str) -> Iterator[str]:
    if not s.access_points:
        return
    ages, dates = boundaries(s, "access_points")
    for date in dates:
        found = {age: points_for(s, area, need, age, date) for age in ages}
        yield from _coverage("access_points", "access point", f"{need} in {area}", found)


def _team_problems(s: "Scenario", area: str, need: str, stage: str) -> Iterator[str]:
    ages, dates = boundaries(s, "teams")
    for date in dates:
        found = {age: teams_for(s, area, need, age, stage, date) for age in ages}
        yield from _coverage(f"stages.{stage}", "team", f"{need} in {area} at {stage}", found)


def _coverage(setting: str, what: str, whom: str, found: dict[float, list[str]]) -> Iterator[str]:
    none = [age for age, names in found.items() if not names]
    if none and len(none) == len(found):
        yield _line(setting, f"no {what} serves {whom}", f"Let a {what} serve it.")
    elif none and any(age < 18 for age in none) and len(none) < len(found):
        ages = ", ".join(f"{age:g}" for age in none if age < 18)
        yield _line(setting, f"no {what} serves {whom} from age {ages}", "Widen its ages.")
    for age, names in found.items():
        if len(names) > 1:
            text = f"{' and '.join(names)} both serve {whom} from age {age:g}"
            yield _line(setting, text, "Let one of them serve each age.")
            return


def _minutes(s: "Scenario") -> Iterator[str]:
    """Yield a problem for a team or access point with no minutes at all."""
    for name, team in s.teams.items():
        own = [role for role in team.roles.values() if not role.shared_from]
        has = (
            any(r.wte or r.minutes_by_weekday or r.observed_minutes or r.posts for r in own)
            or team.extra_minutes
            or any(role.shared_from for role in team.roles.values())
        )
        if not has and not team.works_at:
            yield _line(f"teams.{name}", "has no minutes", "Give a role wte, or remove the team.")
        for role_name, role in team.roles.items():
            planned = plan_owner(s, name, role_name).job_plan
            if not planned and not role.shared_from:
                yield _line(
                    f"teams.{name}.roles.{role_name}.job_plan",
                    "is missing",
                    "Say at which stages its contact time is spent.",
                )
        for stage in s.stages:
            partly = serves_stage(s, name, stage, whole=False)
            if partly and not serves_stage(s, name, stage) and not _only_lends(s, name, stage):
                lacking = sorted(set(s.stages[stage].minutes) - set(partly))
                yield _line(
                    f"teams.{name}",
                    f"works at {stage} but has no {', '.join(lacking)} with time planned for it",
                    "Add the role, or plan its time.",
                )
    for name, point in s.access_points.items():
        if len(point.roles) != 1:
            yield _line(f"access_points.{name}.roles", "must be one role", "Keep one.")
        if not any(r.wte or r.minutes_by_weekday or r.posts for r in point.roles.values()):
            yield _line(f"access_points.{name}", "has no minutes", "Give its role wte.")


def _only_lends(s: "Scenario", team: str, stage: str) -> bool:
    """Return whether the team plans time for a stage only to lend it to another team."""
    return any(
        role.shared_from.startswith(f"{team}.") and serves_stage(s, other, stage)
        for other, settings in s.teams.items()
        for role in settings.roles.values()
        if role.shared_from
    )


def _continuous(s: "Scenario") -> Iterator[str]:
    for name, team in s.teams.items():
        for stage in team.works_at:
            if s.stages[stage].service != "continuous":
                yield _line(
                    f"teams.{name}.works_at",
                    f"{stage} is not a continuous stage",
                    "Clinic-day stages are planned in a role's job_plan.",
                )
        if team.works_at and not team.shifts:
            yield _line(f"teams.{name}.shifts", "is missing", "Say who is on duty and when.")
    for name in s.stages:
        seen, at = [name], s.stages[name].when_closed
        while at and at not in seen:
            seen.append(at)
            at = s.stages[at].when_closed
        if at == name:
            yield _line(
                f"stages.{name}.when_closed",
                "goes in a circle",
                "End it at a stage that is always open.",
            )


def _opening(s: "Scenario") -> Iterator[str]:
    if s.opening.source == "file" and not s.opening.file:
        yield _line("opening.file", "is missing", "Name the CSV file beside the scenario.")
    if s.opening.source == "bands" and not s.opening.bands:
        yield _line("opening.bands", "is missing", "Give counts by wait band.")
    for name, band in s.opening.bands.items():
        if band.stage in s.stages and s.stages[band.stage].service == "continuous":
            yield _line(
                f"opening.bands.{name}.stage",
                "is a continuous stage, where nobody can be on the first day",
                "Leave the band out.",
            )
    if s.opening.source == "warm_up" and s.calendar.warm_up_days == 0:
        yield _line(
            "calendar.warm_up_days",
            "must be above 0 for an opening list by warm-up",
            "Give the days to run before the start date.",
        )
