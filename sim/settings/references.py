"""Every name that one setting uses of another."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.settings.scenario import Scenario
    from sim.settings.team import Staff


Reference = tuple[str, str, str]
"""(setting, kind of thing, name)."""


def references(s: "Scenario") -> Iterator[Reference]:
    """Yield every name that one setting uses of another."""
    yield from _demand_references(s)
    yield from _point_references(s)
    yield from _team_references(s)
    yield from _role_references(s)
    yield from _stage_references(s)
    yield from _waiting_references(s)
    yield from _standard_references(s)
    for name, band in s.opening.bands.items():
        yield f"opening.bands.{name}.area", "area", band.area
        yield f"opening.bands.{name}.need", "need", band.need
        yield f"opening.bands.{name}.stage", "place", band.stage
    yield from ((f"opening.reported.{need}", "need", need) for need in s.opening.reported)


def _waiting_references(s: "Scenario") -> Iterator[Reference]:
    for name, waiting in s.waiting.items():
        at = f"waiting.{name}"
        yield at, "need", name
        for key, destination in waiting.destinations.items():
            if destination.to:
                yield f"{at}.destinations.{key}.to", "stage", destination.to
            for place in destination.from_stages:
                yield f"{at}.destinations.{key}.from_stages", "place", place
        for key, escalation in waiting.escalation.items():
            named = filter(None, (escalation.to_stage, escalation.returns_to))
            for stage in (*escalation.from_stages, *named):
                yield f"{at}.escalation.{key}", "stage", stage


def _standard_references(s: "Scenario") -> Iterator[Reference]:
    for name, clock in s.clocks.items():
        for stage in clock.excludes_stages:
            yield f"clocks.{name}.excludes_stages", "stage", stage
        yield from ((f"clocks.{name}.needs", "need", need) for need in clock.needs)
    for name, standard in s.standards.items():
        yield f"standards.{name}.clock", "clock", standard.clock
        yield from ((f"standards.{name}.needs", "need", need) for need in standard.needs)
        yield from ((f"standards.{name}.areas", "area", area) for area in standard.areas)


def _demand_references(s: "Scenario") -> Iterator[Reference]:
    for name, demand in s.demand.items():
        yield f"demand.{name}.need", "need", demand.need
        if demand.second_need:
            yield f"demand.{name}.second_need", "need", demand.second_need
        for area in (*demand.referrals_per_year, *demand.observed_counts):
            yield f"demand.{name}.referrals_per_year", "area", area


def _point_references(s: "Scenario") -> Iterator[Reference]:
    for name, point in s.access_points.items():
        at = f"access_points.{name}"
        for serves in point.serves:
            yield from ((f"{at}.serves", "area", area) for area in serves.areas)
            yield from ((f"{at}.serves", "need", need) for need in serves.needs)
        for need, triage in point.triage.items():
            yield f"{at}.triage.{need}", "need", need
            if triage.signposted_to:
                yield f"{at}.triage.{need}.signposted_to", "stage", triage.signposted_to
            if triage.passed_to or triage.passed_share > 0:
                yield f"{at}.triage.{need}.passed_to", "access point", triage.passed_to


def _team_references(s: "Scenario") -> Iterator[Reference]:
    for name, team in s.teams.items():
        at = f"teams.{name}"
        for serves in team.serves:
            yield from ((f"{at}.serves", "area", area) for area in serves.areas)
            yield from ((f"{at}.serves", "need", need) for need in serves.needs)
        yield from ((f"{at}.takes_from", "team", other) for other in team.takes_from)
        yield from ((f"{at}.works_at", "stage", stage) for stage in team.works_at)
        for key, extra in team.extra_minutes.items():
            yield f"{at}.extra_minutes.{key}.stage", "stage", extra.stage
            yield f"{at}.extra_minutes.{key}.role", "role", f"{name}.{extra.role}"


def _role_references(s: "Scenario") -> Iterator[Reference]:
    for name, team in s.teams.items():
        for role_name, role in team.roles.items():
            at = f"teams.{name}.roles.{role_name}"
            yield from ((f"{at}.job_plan", "stage", stage) for stage in role.job_plan)
            if role.shared_from:
                yield f"{at}.shared_from", "role", role.shared_from
            yield from _staff_references(s, at, role)
    for name, point in s.access_points.items():
        for role_name, staff in point.roles.items():
            yield from _staff_references(s, f"access_points.{name}.roles.{role_name}", staff)


def _staff_references(s: "Scenario", at: str, staff: "Staff") -> Iterator[Reference]:
    if staff.band and s.costs.salary_gbp:
        yield f"{at}.band", "band", staff.band
    for place in staff.observed_contacts:
        yield f"{at}.observed_contacts", "place", place
    for key, post in staff.posts.items():
        if post.drawn_from:
            yield f"{at}.posts.{key}.drawn_from", "role", post.drawn_from


def _stage_references(s: "Scenario") -> Iterator[Reference]:
    for name, stage in s.stages.items():
        yield from ((f"stages.{name}.minutes", "role in any team", role) for role in stage.minutes)
        for key, outcome in stage.outcomes.items():
            if outcome.to:
                yield f"stages.{name}.outcomes.{key}.to", "stage", outcome.to
        if stage.when_closed:
            yield f"stages.{name}.when_closed", "stage", stage.when_closed
        if stage.borrows_from:
            yield f"stages.{name}.borrows_from", "role", stage.borrows_from
    for name, pathway in s.pathways.items():
        yield from ((f"pathways.{name}.stages", "stage", stage) for stage in pathway.stages)
        yield from (
            (f"pathways.{name}.entry.{priority}", "stage", stage)
            for priority, stage in pathway.entry.items()
        )
