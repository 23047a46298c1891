"""Handles on staff: new posts, bought minutes, shifts, pooling."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from scenarios.levers.handles import Changes, Number, Place, Value, at, beginning
from sim.settings import Scenario
from sim.settings.milestone import later
from sim.settings.tables import nested

NEW = "new"
"""The name of what a lever adds."""
RECRUITMENT = {
    "fill_chance": 0.85, "months_to_fill_low": 2.0, "months_to_fill_high": 6.0,
    "induction_weeks": 12.0, "induction_output": 0.5, "supervision_hours_per_week": 1.0,
    "turnover_per_year": 0.12,
}  # fmt: skip
"""How a funded post becomes a filled one; every figure is an assumption, to be replaced."""
INITIATIVE_MONTHS = 12


@dataclass(frozen=True)
class Establishment(Number):
    """Established posts: so many more or fewer than there are, however many that is.

    Where their number is not known exactly (accepted sets), each future keeps its own.
    """

    def option(
        self, scenario: Scenario, place: Place, value: Value, start: dt.date | None
    ) -> Changes:
        """Add what the value is above today's."""
        more = float(value) - float(self.today(scenario, place))
        return {"add": nested(place, round(more, 12))}


class OwnStaff(Number):
    """A number of a role that decides its minutes: neither shared nor given outright."""

    def places(self, scenario: Scenario) -> list[Place]:
        """Return the places of roles whose minutes come from staff of their own."""
        return [place for place in super().places(scenario) if _staffed(_role(scenario, place))]


def _role(scenario: Scenario, place: Place) -> Any:
    return getattr(scenario, place[0])[place[1]].roles[place[3]]


def _staffed(role: Any) -> bool:
    return not getattr(role, "shared_from", "") and not role.minutes_by_weekday


class GroupSize(Number):
    """How many children are seen together."""

    def limits(self, scenario: Scenario, place: Place) -> tuple[float, float]:
        """Return the fewest with whom a group is held, and any number."""
        return scenario.stages[place[1]].group_minimum, float("inf")


def _milestone(place: Place, owner: str, label: str, due: dt.date, setting: str) -> dict[str, Any]:
    drives = [".".join((*place, setting))]
    return {"label": label, "owner": owner, "due": due, "drives": drives}


@dataclass(frozen=True)
class NewPost:
    """Posts added to a role from a date, recruited as RECRUITMENT says."""

    setting: str
    dated: bool = True

    def places(self, scenario: Scenario) -> list[Place]:
        """Return the posts of every role that has staff of its own."""
        top = self.setting.split(".", 1)[0]
        return [
            (top, name, "roles", role, "posts", NEW)
            for name, service in getattr(scenario, top).items()
            for role, settings in service.roles.items()
            if settings.wte > 0 and not settings.minutes_by_weekday and NEW not in settings.posts
        ]

    def today(self, scenario: Scenario, place: Place) -> Value:
        """Return 0: none of them is there yet."""
        return 0.0

    def option(
        self, scenario: Scenario, place: Place, value: Value, start: dt.date | None
    ) -> Changes:
        """Fund the post from its milestone."""
        due = beginning(scenario, start)
        label = "The post is funded"
        return {
            "set": nested(place, {"wte": float(value), **RECRUITMENT}),
            "milestones": {"funded": _milestone(place, "commissioner", label, due, "funded_from")},
            "evidence": [_assumed((*place, "*"))],
        }


def _assumed(place: Place) -> dict[str, Any]:
    return {"settings": [".".join(place)], "source": "assumption", "confidence": "assumption"}


@dataclass(frozen=True)
class BoughtMinutes:
    """Minutes bought for a stage for a year: a waiting-list initiative or insourcing."""

    setting: str
    dated: bool = True

    def places(self, scenario: Scenario) -> list[Place]:
        """Return each stage of each role's job plan; the lever's name is role and stage."""
        return [
            ("teams", name, "extra_minutes", _bought(role, stage))
            for name, team in scenario.teams.items()
            for role, settings in team.roles.items()
            for stage in settings.job_plan
            if role in scenario.stages[stage].minutes and not settings.shared_from
        ]

    def today(self, scenario: Scenario, place: Place) -> Value:
        """Return 0: nothing is bought yet."""
        return 0.0

    def option(
        self, scenario: Scenario, place: Place, value: Value, start: dt.date | None
    ) -> Changes:
        """Buy so many minutes a week from a date, for a year."""
        due = beginning(scenario, start)
        role, stage = _role_and_stage(scenario, place)
        bought = {"role": role, "stage": stage, "minutes_per_week": float(value)}
        begins = _milestone(place, "commissioner", "The extra clinics begin", due, "start")
        last = later(due, INITIATIVE_MONTHS) - dt.timedelta(days=1)
        ends = _milestone(place, "commissioner", "The extra clinics end", last, "end")
        return {
            "set": nested(place, bought),
            "milestones": {"begins": begins, "ends": {**ends, "follows": "begins"}},
            "evidence": [_assumed((*place, "*"))],
        }


def _bought(role: str, stage: str) -> str:
    return f"{role}_{stage}"[:60]


def _role_and_stage(scenario: Scenario, place: Place) -> tuple[str, str]:
    return next(
        (role, stage)
        for role, settings in scenario.teams[place[1]].roles.items()
        for stage in settings.job_plan
        if _bought(role, stage) == place[3]
    )


@dataclass(frozen=True)
class HoursOpen:
    """Hours a day on which a team's shifts are open, whatever their number."""

    setting: str = "teams.NAME.shifts"
    dated: bool = False

    def places(self, scenario: Scenario) -> list[Place]:
        """Return teams with one shift, whose hours are plain to move."""
        return [
            ("teams", name, "shifts")
            for name, team in scenario.teams.items()
            if _one(team.shifts) and team.responder_cost_gbp_per_hour > 0
        ]

    def today(self, scenario: Scenario, place: Place) -> Value:
        """Return the hours between opening and closing."""
        shift = at(scenario, place)[0]
        return float(shift.closes - shift.opens)

    def option(
        self, scenario: Scenario, place: Place, value: Value, start: dt.date | None
    ) -> Changes:
        """Open as now if there is room before midnight, else so much earlier."""
        shift = at(scenario, place)[0].model_dump()
        opens = min(shift["opens"], 24.0 - float(value))
        moved = {**shift, "opens": opens, "closes": opens + float(value)}
        return {"set": nested(place, [moved])}


@dataclass(frozen=True)
class Responders:
    """Responders on duty in every shift of a team, on average."""

    setting: str = "teams.NAME.shifts[].servers"
    dated: bool = False

    def places(self, scenario: Scenario) -> list[Place]:
        """Return teams with one shift that somebody staffs."""
        return [
            ("teams", name, "shifts", "servers")
            for name, team in scenario.teams.items()
            if _one(team.shifts) and team.responder_cost_gbp_per_hour > 0
        ]

    def today(self, scenario: Scenario, place: Place) -> Value:
        """Return the number on duty."""
        return int(at(scenario, place[:-1])[0].servers)

    def option(
        self, scenario: Scenario, place: Place, value: Value, start: dt.date | None
    ) -> Changes:
        """Set the number on duty."""
        shift = at(scenario, place[:-1])[0].model_dump()
        return {"set": nested(place[:-1], [{**shift, "servers": int(value)}])}


def _one(shifts: tuple[Any, ...]) -> bool:
    return len(shifts) == 1


@dataclass(frozen=True)
class Pooling:
    """Whether a team also sees children from the lists of teams like it elsewhere."""

    setting: str = "teams.NAME.takes_from"
    dated: bool = False

    def places(self, scenario: Scenario) -> list[Place]:
        """Return teams that have one like them elsewhere."""
        return [("teams", n, "takes_from") for n in scenario.teams if _like(scenario, n)]

    def today(self, scenario: Scenario, place: Place) -> Value:
        """Return whether it takes from all of them already."""
        return set(_like(scenario, place[1])) <= set(at(scenario, place))

    def option(
        self, scenario: Scenario, place: Place, value: Value, start: dt.date | None
    ) -> Changes:
        """Take from all of them, or from none."""
        return {"set": nested(place, _like(scenario, place[1]) if value else [])}


def _like(scenario: Scenario, name: str) -> list[str]:
    """Return teams of other areas with time for the same stages, for children of the same age."""
    own, ages = _plans(scenario, name), _ages(scenario, name)
    return [
        other
        for other in scenario.teams
        if other != name and own & _plans(scenario, other) and ages == _ages(scenario, other)
    ]


def _ages(scenario: Scenario, name: str) -> set[tuple[float, float]]:
    return {(one.age_from, one.age_to) for one in scenario.teams[name].serves}


def _plans(scenario: Scenario, name: str) -> set[tuple[str, str]]:
    return {
        (role, stage)
        for role, settings in scenario.teams[name].roles.items()
        for stage in settings.job_plan
    }
