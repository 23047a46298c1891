"""Which access point and which team serve a child, by area, need, age and date."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.settings.place import Serves
from sim.settings.team import Role
from sim.settings.words import LATEST_EVENTS

if TYPE_CHECKING:
    from sim.settings.scenario import Scenario


def boundaries(scenario: "Scenario", what: str) -> tuple[list[float], list[dt.date]]:
    """Return the ages and the dates at which service may change, each from its start.

    ``what`` is ``teams`` or ``access_points``.
    """
    services = getattr(scenario, what)
    ages = {0.0}
    dates = {scenario.calendar.start_date - dt.timedelta(days=scenario.calendar.warm_up_days)}
    for service in services.values():
        for serves in service.serves:
            ages |= {serves.age_from, serves.age_to}
            if serves.from_date:
                dates.add(serves.from_date)
            if serves.to_date:
                dates.add(serves.to_date + dt.timedelta(days=1))
    first = min(dates)
    within = {date for date in dates if date < scenario.calendar.end_date}
    return sorted(age for age in ages if age < 25), sorted(within or {first})


def takes(serves: tuple[Serves, ...], area: str, need: str, age: float, date: dt.date) -> bool:
    """Return whether a service takes such a child on a date."""
    return any(
        area in one.areas
        and (not one.needs or need in one.needs)
        and one.age_from <= age < one.age_to
        and (one.from_date is None or one.from_date <= date)
        and (one.to_date is None or date <= one.to_date)
        for one in serves
    )


def points_for(scenario: "Scenario", area: str, need: str, age: float, date: dt.date) -> list[str]:
    """Return the access points that take such a child; a sound scenario has one."""
    return [
        name
        for name, point in scenario.access_points.items()
        if takes(point.serves, area, need, age, date)
    ]


def plan_owner(scenario: "Scenario", team: str, role: str) -> Role:
    """Return the role whose minutes and job plan count: its own, or the one it shares."""
    settings = scenario.teams[team].roles[role]
    if not settings.shared_from:
        return settings
    owner_team, owner_role = settings.shared_from.split(".")
    return scenario.teams[owner_team].roles[owner_role]


def serves_stage(scenario: "Scenario", team: str, stage: str, *, whole: bool = True) -> list[str]:
    """Return the team's roles with time planned for a stage.

    With ``whole``, an empty list unless every role the stage needs is among them.
    """
    needed = scenario.stages[stage].minutes
    roles = [
        role
        for role in scenario.teams[team].roles
        if role in needed and stage in plan_owner(scenario, team, role).job_plan
    ]
    return roles if not whole or len(roles) == len(needed) else []


def teams_at(scenario: "Scenario", stage: str) -> list[str]:
    """Return the teams that work at a stage, whomever they take."""
    continuous = scenario.stages[stage].service == "continuous"
    return [
        name
        for name, team in scenario.teams.items()
        if (stage in team.works_at if continuous else serves_stage(scenario, name, stage))
    ]


def teams_for(
    scenario: "Scenario", area: str, need: str, age: float, stage: str, date: dt.date
) -> list[str]:
    """Return the teams that would see such a child at a stage; a sound scenario has one."""
    return [
        name
        for name in teams_at(scenario, stage)
        if takes(scenario.teams[name].serves, area, need, age, date)
    ]


def stages_ahead(scenario: "Scenario", stage: str) -> set[str]:
    """Return the stages to which a stage's outcomes, or its being closed, lead."""
    settings = scenario.stages[stage]
    ahead = {outcome.to for outcome in settings.outcomes.values() if outcome.to}
    return ahead | ({settings.when_closed} if settings.when_closed else set())


def stages_from(scenario: "Scenario", first: set[str]) -> set[str]:
    """Return some stages and every stage that can follow them."""
    reached: set[str] = set()
    ahead = set(first)
    while ahead:
        reached |= ahead
        ahead = {n for stage in ahead for n in stages_ahead(scenario, stage)} - reached
    return reached


def first_stages(scenario: "Scenario", need: str) -> set[str]:
    """Return the stages at which access points let children of a need in."""
    return {s for p in scenario.pathways.values() if p.need == need for s in p.entry.values()}


def events_of(scenario: "Scenario", need: str) -> set[str]:
    """Return the events that the pathway of a need can mark."""
    events = {"referral", "accepted", "closed", *LATEST_EVENTS}
    for name in stages_from(scenario, first_stages(scenario, need)):
        stage = scenario.stages[name]
        events |= {*stage.events, *stage.end_events}
        events |= {outcome.event for outcome in stage.outcomes.values() if outcome.event}
        if stage.counts_as_contact and stage.service != "delay":
            events |= {"first_contact", "second_contact"}
    return events


def _onward(scenario: "Scenario", name: str, met: set[str]) -> Iterator[tuple[str, set[str]]]:
    """Yield where a stage leads, each with the events met by then by who came with some."""
    stage = scenario.stages[name]
    done = met | {*stage.events, *stage.end_events}
    for outcome in stage.outcomes.values():
        if outcome.to:
            yield outcome.to, done | ({outcome.event} if outcome.event else set())
    if stage.when_closed:
        yield stage.when_closed, met


def _met_on_every_way(scenario: "Scenario", need: str) -> dict[str, set[str]]:
    """Return, for each stage that a need's pathway leads to, the events that no way leaves out."""
    first = first_stages(scenario, need)
    met = {name: {"accepted"} for name in first}
    unsettled = list(first)
    while unsettled:
        name = unsettled.pop()
        for to, events in _onward(scenario, name, met[name]):
            if to not in met or not met[to] <= events:
                met[to] = met.get(to, events) & events
                unsettled.append(to)
    return met


def events_behind(scenario: "Scenario", need: str, place: str, *, begun: bool) -> set[str]:
    """Return the events that a child at a stage (or access point) has certainly met.

    An event lies behind when every way of the need to the place marks it, at whatever stage; as
    many contacts lie behind as the way with the fewest has. Where no way leads, a rise in
    priority did, from anywhere: then only acceptance is certain.

    ``begun`` adds the events of the first contact at the stage itself.
    """
    if place not in scenario.stages:
        return set()
    events = set(_met_on_every_way(scenario, need).get(place, {"accepted"}))
    contacts = _fewest_contacts(scenario, first_stages(scenario, need), place)
    here = scenario.stages[place]
    if begun:
        events |= set(here.events)
        contacts += 2 * here.counts_as_contact
    names = ("first_contact", "second_contact")[: min(contacts, 2)]
    return events | set(names)


def _fewest_contacts(scenario: "Scenario", first: set[str], place: str) -> int:
    """Return at how many stages a child is seen on the way to a place that has the fewest."""
    fewest = dict.fromkeys(first, 0)
    ahead = list(first)
    while ahead:
        name = ahead.pop()
        stage = scenario.stages[name]
        seen = fewest[name] + (stage.counts_as_contact and stage.service != "delay")
        onward = [(outcome.to, seen) for outcome in stage.outcomes.values() if outcome.to]
        onward += [(stage.when_closed, fewest[name])] if stage.when_closed else []
        for to, contacts in onward:
            if to not in fewest or contacts < fewest[to]:
                fewest[to] = contacts
                ahead.append(to)
    return fewest.get(place, 0)
