"""Who goes where, laid out: access point and team by date, area, need and age."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.pathway.team_tables import TeamTables
from sim.settings.lengths import DAYS_PER_YEAR
from sim.settings.routes import boundaries, points_for, takes, teams_at
from sim.settings.words import PRIORITIES


class RouteTables:
    """The tables of routes."""

    def __init__(self, teams: TeamTables) -> None:
        self.teams = teams
        self.t: dict[str, NDArray[Any]] = {}
        self._routes()

    def _routes(self) -> None:
        """Fill in who goes where, by era, area, need and age band."""
        names, s = self.teams, self.teams.s
        ages, dates = boundaries(s, "teams")
        more_ages, more_dates = boundaries(s, "access_points")
        leaving = {waiting.leaves_at_age for waiting in s.waiting.values()}
        edges = sorted({0.0, *ages, *more_ages, *leaving})
        eras = sorted({*dates, *more_dates})
        working = {stage: teams_at(s, stage) for stage in s.stages}
        shape = (len(eras), len(names.areas), len(names.needs), len(edges))
        route = np.full((*shape, len(names.nodes)), -1, np.int32)
        point = np.full(shape, -1, np.int32)
        route[..., : len(names.points)] = np.arange(len(names.points))
        for where in np.ndindex(shape):
            child = (names.areas[where[1]], names.needs[where[2]], edges[where[3]])
            found = points_for(s, *child, eras[where[0]])
            if found:
                point[where] = names.nodes.index(found[0])
            for stage, teams in working.items():
                on = eras[where[0]]
                team = next((one for one in teams if takes(s.teams[one].serves, *child, on)), None)
                if team is not None:
                    route[(*where, names.nodes.index(stage))] = self._place(stage, team)
        self.era_days = [min(max(names.days.day(date), names.days.first), 10**6) for date in eras]
        era = np.zeros(names.days.size, np.int32)
        for e, day in enumerate(self.era_days):
            era[max(0, day - names.days.first) :] = e
        entry = np.zeros((len(names.needs), 3), np.int32)
        for n, pathway in enumerate(s.pathways.values()):
            stage = pathway.entry["routine"]
            for p in (2, 1, 0):
                stage = pathway.entry.get(PRIORITIES[p], stage)  # type: ignore[call-overload]
                entry[n, p] = names.nodes.index(stage)
        self.t |= {"route": route, "point": point, "era": era, "entry": entry,
                   "bands": np.array(edges) * DAYS_PER_YEAR}  # fmt: skip

    def _place(self, stage: str, team: str) -> int:
        names = self.teams
        server = names.servers.index(team)
        if names.s.stages[stage].service == "continuous":
            return server
        return names.line_of[(names.nodes.index(stage), server)]
