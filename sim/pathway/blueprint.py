"""A scenario laid out for the engine: every name becomes a position, every rule a table.

Made once for a scenario and used by all its replications.
"""

from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from sim.demand.days import Days, days_of
from sim.pathway.capacity import Pool
from sim.pathway.durations import Quantile, quantile_of
from sim.pathway.names import Durations
from sim.pathway.roster import Roster, roster_of
from sim.pathway.route_tables import RouteTables
from sim.pathway.rule_tables import RuleTables
from sim.pathway.stage_tables import StageTables
from sim.pathway.team_tables import TeamTables
from sim.settings.distribution import as_duration
from sim.settings.routes import events_of
from sim.settings.scenario import Scenario


@dataclass(frozen=True)
class Blueprint:
    """Names by position, and the tables that no replication changes."""

    scenario: Scenario
    days: Days
    needs: list[str]
    areas: list[str]
    streams: list[str]
    nodes: list[str]
    points: list[str]
    servers: list[str]
    pools: list[Pool]
    lines: list[tuple[int, int]]
    """(node, server) of each line."""
    slots: list[tuple[int, int]]
    """(pool, node) of each slot."""
    columns: list[str]
    """Events that have a milestone column."""
    marked: list[set[str]]
    """For each need, the events that its pathway can mark."""
    calls: list[float]
    """Opening times, as a part of the day, at which teams begin work."""
    era_days: list[int]
    """Days on which services change hands; the first holds from the beginning."""
    validations: list[tuple[str, str]]
    """(need, name) of dated checks of the list; each has its own luck."""
    rosters: dict[int, Roster] = field(repr=False)
    """Responders of the servers that have shifts."""
    services: dict[int, Quantile] = field(repr=False)
    """Minutes with a responder at the continuous nodes, for a chance."""
    tables: dict[str, NDArray[Any]] = field(repr=False)

    def node(self, name: str) -> int:
        """Return the position of a stage or access point."""
        return self.nodes.index(name)


def blueprint_of(scenario: Scenario, days: Days | None = None) -> Blueprint:
    """Lay a scenario out for the engine, for its own days or for others."""
    days, durations = days or days_of(scenario.calendar), Durations()
    teams = TeamTables(scenario, days)
    routes = RouteTables(teams)
    stages = StageTables(scenario, days, durations)
    rules = RuleTables(scenario, days, durations)
    tables = {**teams.t, **routes.t, **stages.t, **rules.t, "quantiles": durations.table()}
    rosters = {
        teams.servers.index(name): roster_of(team, days)
        for name, team in scenario.teams.items()
        if team.shifts
    }
    services = {
        teams.nodes.index(name): quantile_of(as_duration(stage.service_minutes or 0.0))
        for name, stage in scenario.stages.items()
        if stage.service == "continuous"
    }
    marked = [events_of(scenario, need) for need in teams.needs]
    return Blueprint(
        scenario, days, teams.needs, teams.areas, list(scenario.demand), teams.nodes,
        teams.points, teams.servers, teams.pools, teams.lines, teams.slots, rules.columns, marked,
        teams.calls, routes.era_days, rules.validations, rosters, services, tables,
    )  # fmt: skip
