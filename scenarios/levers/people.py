"""Handles on who comes, where they go, and what is bought by activity."""

import datetime as dt
from dataclasses import dataclass

from scenarios.levers.handles import Changes, Place, Value, at, beginning, found
from sim.settings import Scenario
from sim.settings.tables import nested


@dataclass(frozen=True)
class Growth:
    """Growth of demand, with its range moved as far as its average."""

    setting: str
    dated: bool = False

    def places(self, scenario: Scenario) -> list[Place]:
        """Return the growth of every stream of referrals."""
        return [("demand", name, "growth_per_year") for name in scenario.demand]

    def today(self, scenario: Scenario, place: Place) -> Value:
        """Return growth a year."""
        return float(at(scenario, place))

    def option(
        self, scenario: Scenario, place: Place, value: Value, start: dt.date | None
    ) -> Changes:
        """Set the average, and the least and most growth as far from it as they were."""
        demand = scenario.demand[place[1]]
        moved = {"growth_per_year": float(value)}
        shift = float(value) - demand.growth_per_year
        if demand.growth_low is not None and demand.growth_high is not None:
            moved["growth_low"] = round(demand.growth_low + shift, 12)
            moved["growth_high"] = round(demand.growth_high + shift, 12)
        return {"set": nested(place[:2], moved)}


@dataclass(frozen=True)
class OutcomeShare:
    """Share of a stage's children who go one way, out of the outcome that takes the rest."""

    setting: str
    dated: bool = False

    def places(self, scenario: Scenario) -> list[Place]:
        """Return ways that lead out of specialist care to early help, schools or charities."""
        helping = _helping_stages(scenario)
        return [
            ("stages", stage, "outcomes", name, "share")
            for stage, settings in scenario.stages.items()
            for name, outcome in settings.outcomes.items()
            if outcome.to in helping
            and outcome.share is not None
            and self.rest(scenario, ("stages", stage)) > 0
        ]

    def limits(self, scenario: Scenario, place: Place) -> tuple[float, float]:
        """Return what the outcome that takes what is left can give and take."""
        return 0.0, float(self.today(scenario, place)) + self.rest(scenario, place)

    def rest(self, scenario: Scenario, place: Place) -> float:
        """Return the share of the outcome that takes what is left."""
        settings = scenario.stages[place[1]]
        shares = settings.outcome_shares()
        return sum(shares[name] for name, one in settings.outcomes.items() if one.share is None)

    def today(self, scenario: Scenario, place: Place) -> Value:
        """Return the share."""
        return float(at(scenario, place))

    def option(
        self, scenario: Scenario, place: Place, value: Value, start: dt.date | None
    ) -> Changes:
        """Set the share; the outcome without a share takes what is left."""
        return {"set": nested(place, float(value))}


def _helping_stages(scenario: Scenario) -> list[str]:
    """Return stages at which early help, schools or charities see children."""
    helpers = [
        t for t in scenario.teams.values() if t.kind in ("early_help", "school", "voluntary")
    ]
    planned = {s for team in helpers for role in team.roles.values() for s in role.job_plan}
    return [stage for stage in scenario.stages if stage in planned]


@dataclass(frozen=True)
class SignpostedTo:
    """The stage to which children who are not accepted are sent."""

    setting: str
    dated: bool = False

    def places(self, scenario: Scenario) -> list[Place]:
        """Return needs for which early help, a school or a charity could take them."""
        helping = _helping_stages(scenario)
        needs = {p.need for p in scenario.pathways.values() if set(p.stages) & set(helping)}
        form = tuple(self.setting.split("."))
        return [place for place, _ in found(scenario, form) if place[3] in needs]

    def choices(self, scenario: Scenario, place: Place) -> tuple[Value, ...]:
        """Return the stages it may be; nothing is nowhere known."""
        return ("", *_helping_stages(scenario))

    def today(self, scenario: Scenario, place: Place) -> Value:
        """Return the stage."""
        return str(at(scenario, place))

    def option(
        self, scenario: Scenario, place: Place, value: Value, start: dt.date | None
    ) -> Changes:
        """Set the stage."""
        return {"set": nested(place, value)}


@dataclass(frozen=True)
class WeeklyMinutes:
    """Slot minutes given outright by weekday, moved as a whole."""

    setting: str
    dated: bool = False

    def places(self, scenario: Scenario) -> list[Place]:
        """Return every role whose minutes are given outright."""
        form = tuple(self.setting.split("."))
        return [place for place, value in found(scenario, form) if sum(value) > 0]

    def today(self, scenario: Scenario, place: Place) -> Value:
        """Return minutes a week."""
        return float(sum(at(scenario, place)))

    def option(
        self, scenario: Scenario, place: Place, value: Value, start: dt.date | None
    ) -> Changes:
        """Set the minutes of each weekday, in the proportions they have."""
        old = at(scenario, place)
        factor = float(value) / sum(old)
        return {"set": nested(place, [round(minutes * factor, 6) for minutes in old])}


@dataclass(frozen=True)
class ListCheck:
    """A dated check of the list that takes off children who no longer wait."""

    setting: str
    dated: bool = True

    def places(self, scenario: Scenario) -> list[Place]:
        """Return a check for every need whose waiting is described."""
        return [("waiting", need, "validations", "new") for need in scenario.waiting]

    def today(self, scenario: Scenario, place: Place) -> Value:
        """Return 0: no such check is planned."""
        return 0.0

    def option(
        self, scenario: Scenario, place: Place, value: Value, start: dt.date | None
    ) -> Changes:
        """Remove the share on a day, of everybody on the list."""
        check = {"removed_share": float(value)}
        milestone = {
            "label": "The list is checked",
            "owner": "provider",
            "due": beginning(scenario, start),
            "drives": [".".join((*place, "date"))],
        }
        return {"set": nested(place, check), "milestones": {"checked": milestone}}
