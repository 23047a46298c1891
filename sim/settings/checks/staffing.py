"""Who does the work: time that no work can use, and work that has no time."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.settings.checks.line import line
from sim.settings.problems import did_you_mean
from sim.settings.references import references
from sim.settings.routes import plan_owner, serves_stage

if TYPE_CHECKING:
    from sim.settings.scenario import Scenario
    from sim.settings.team import Role, Staff


def lenders(s: "Scenario") -> Iterator[str]:
    """Yield a problem where minutes or people are taken from a role that only shares others'."""
    for setting, what, name in references(s):
        if what != "role" or not setting.endswith(("borrows_from", "drawn_from")):
            continue
        owner, role_name = name.split(".")
        if s.teams[owner].roles[role_name].shared_from:
            text = f"{name} has no minutes of its own"
            yield line(setting, text, "Name the role that it shares.")


def shared_roles(s: "Scenario") -> Iterator[str]:
    """Yield a problem where a role shared from another has staff or a plan of its own."""
    for at, role in _team_roles(s):
        if not role.shared_from:
            continue
        if role.own_settings:
            text = f"is shared from another team, so its {' and '.join(role.own_settings)} count"
            yield line(at, f"{text} for nothing", f"Set them on {role.shared_from}.")
        owner, owner_role = role.shared_from.split(".")
        if s.teams[owner].roles[owner_role].shared_from:
            yield line(at, "is shared from a role that is itself shared", "Name the owner.")


def _team_roles(s: "Scenario") -> Iterator[tuple[str, "Role"]]:
    for name, team in s.teams.items():
        yield from ((f"teams.{name}.roles.{role}", team.roles[role]) for role in team.roles)


def job_plans(s: "Scenario") -> Iterator[str]:
    """Yield a problem for every job plan line that no work could use."""
    for name, team in s.teams.items():
        for role_name, role in team.roles.items():
            at = f"teams.{name}.roles.{role_name}.job_plan"
            if not role.job_plan and not role.shared_from:
                near = did_you_mean(role_name, team.roles.keys() - {role_name})
                remedy = f"Say at which stages its contact time is spent. {near}".strip()
                yield line(at, "is missing", remedy)
            for stage in role.job_plan:
                if not _users(s, name, role_name) & s.stages[stage].minutes.keys():
                    text = f"plans time for {stage}, which needs no minutes of this role"
                    yield line(at, text, f"Add it to stages.{stage}.minutes.")


def bought_time(s: "Scenario") -> Iterator[str]:
    """Yield a problem for extra minutes that no contact could use."""
    for name, team in s.teams.items():
        for key, extra in team.extra_minutes.items():
            if extra.stage not in plan_owner(s, name, extra.role).job_plan:
                yield line(
                    f"teams.{name}.extra_minutes.{key}",
                    f"buys time of {extra.role} for {extra.stage}, which its job_plan leaves out",
                    f"Plan a share of its time for {extra.stage}; 0 will do.",
                )


def replayed_contacts(s: "Scenario") -> Iterator[str]:
    """Yield a problem for observed contacts of a place at which the role does not work."""
    for at, role in _team_roles(s):
        for stage in role.observed_contacts:
            if stage not in role.job_plan:
                text = f"counts contacts at {stage}, which its job_plan leaves out"
                remedy = f"Plan a share of its time for {stage}; 0 will do."
                yield line(f"{at}.observed_contacts", text, remedy)
    for name, point in s.access_points.items():
        for role_name, staff in point.roles.items():
            if set(staff.observed_contacts) - {name}:
                at = f"access_points.{name}.roles.{role_name}.observed_contacts"
                yield line(at, "counts contacts elsewhere", f"Count the screenings of {name}.")


def _users(s: "Scenario", team: str, role: str) -> set[str]:
    """Return the role names under which a role's minutes are used."""
    shared = {
        other_role
        for other in s.teams.values()
        for other_role, settings in other.roles.items()
        if settings.shared_from == f"{team}.{role}"
    }
    return {role, *shared}


def minutes(s: "Scenario") -> Iterator[str]:
    """Yield a problem for a team or access point with no minutes at all."""
    for name, team in s.teams.items():
        shared = any(role.shared_from for role in team.roles.values())
        has = any(_has_minutes(role) for role in team.roles.values()) or team.extra_minutes
        if not (has or shared or team.works_at):
            yield line(f"teams.{name}", "has no minutes", "Give a role wte, or remove the team.")
    for name, point in s.access_points.items():
        if len(point.roles) != 1:
            yield line(f"access_points.{name}.roles", "must be one role", "Keep one.")
        if not any(_has_minutes(role) for role in point.roles.values()):
            yield line(f"access_points.{name}", "has no minutes", "Give its role wte.")


def _has_minutes(staff: "Staff") -> bool:
    observed = staff.observed_minutes or staff.observed_contacts
    return bool(staff.wte or any(staff.minutes_by_weekday) or observed or staff.posts)


def whole_teams(s: "Scenario") -> Iterator[str]:
    """Yield a problem for a team that has some of the roles a stage needs, and not all."""
    for name in s.teams:
        for stage in s.stages:
            partly = serves_stage(s, name, stage, whole=False)
            if partly and not serves_stage(s, name, stage) and not _only_lends(s, name, stage):
                lacking = sorted(set(s.stages[stage].minutes) - set(partly))
                text = f"works at {stage} but has no {', '.join(lacking)} with time planned for it"
                yield line(f"teams.{name}", text, "Add the role, or plan its time.")


def _only_lends(s: "Scenario", team: str, stage: str) -> bool:
    """Return whether the team plans time for a stage only to lend it to another team."""
    return any(
        role.shared_from.startswith(f"{team}.") and serves_stage(s, other, stage)
        for other, settings in s.teams.items()
        for role in settings.roles.values()
        if role.shared_from
    )


def shifts(s: "Scenario") -> Iterator[str]:
    """Yield a problem where shifts and the continuous stages they serve do not fit."""
    for name, team in s.teams.items():
        for stage in team.works_at:
            if s.stages[stage].service != "continuous":
                remedy = "Clinic-day stages are planned in a role's job_plan."
                yield line(f"teams.{name}.works_at", f"{stage} is not a continuous stage", remedy)
        if team.works_at and not team.shifts:
            yield line(f"teams.{name}.shifts", "is missing", "Say who is on duty and when.")
        if team.shifts and not team.works_at:
            yield line(f"teams.{name}.works_at", "is missing", "Say where its shifts are worked.")
