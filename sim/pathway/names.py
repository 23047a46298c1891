"""Names by position: what the engine calls by number."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.cohort import needs_of
from sim.demand.days import Days
from sim.pathway.capacity import pools_of
from sim.pathway.durations import quantile_table
from sim.settings.distribution import as_duration
from sim.settings.scenario import Scenario
from sim.settings.words import EXITS


class Names:
    """A scenario's things in order; each one's position is its number in the engine."""

    def __init__(self, scenario: Scenario, days: Days) -> None:
        self.s = scenario
        self.days = days
        self.needs = needs_of(scenario)
        self.areas = list(scenario.areas)
        self.points = list(scenario.access_points)
        self.nodes = [*self.points, *scenario.stages]
        self.servers = [*self.points, *scenario.teams]
        self.pools = pools_of(scenario)

    def goal(self, to: str, exit_name: str | None) -> int:
        """Return a node, or -1 - exit."""
        return self.nodes.index(to) if to else -1 - EXITS.index(str(exit_name))


class Durations:
    """Tables of durations, numbered as they are asked for; number 0 is the unit exponential."""

    def __init__(self) -> None:
        self._tables: list[NDArray[np.float64]] = [quantile_table("unit exponential")]

    def number(self, value: Any) -> int:
        """Return the number of a duration's table."""
        self._tables.append(quantile_table(as_duration(value)))
        return len(self._tables) - 1

    def number_or_none(self, value: Any) -> int:
        """Return the number of a duration's table, or -1 when it has no length."""
        return -1 if as_duration(value).average == 0 else self.number(value)

    def table(self) -> NDArray[np.float64]:
        """Return all tables, shape (durations, places)."""
        return np.array(self._tables)
