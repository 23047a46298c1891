"""Teams laid out: lines (a team at a stage), slots (a line of a job plan), shops and calls."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.days import Days
from sim.pathway.capacity import extra_by_day, share_by_day
from sim.pathway.groups import Groups, joined
from sim.pathway.names import Names
from sim.pathway.state import LINE, POOL, SERVER, SLOT
from sim.settings.calendar import Dates
from sim.settings.routes import serves_stage
from sim.settings.scenario import Scenario

ABSENT = -1
"""In place of a slot, where a line needs fewer roles than others."""


class TeamTables(Names):
    """The tables of teams; each method fills one group of them."""

    def __init__(self, scenario: Scenario, days: Days) -> None:
        super().__init__(scenario, days)
        self.t: dict[str, NDArray[Any]] = {}
        self._lines()
        self._slots()
        self._extra()
        self._shops()

    def _lines(self) -> None:
        """A line for each access point, and for each team at each stage it works at."""
        s = self.s
        self.lines = [(k, k) for k in range(len(self.points))]
        for server, team in enumerate(s.teams, len(self.points)):
            for stage in s.stages:
                if s.stages[stage].service == "clinic_day" and serves_stage(s, team, stage):
                    self.lines.append((self.nodes.index(stage), server))
        self.line_of = {pair: k for k, pair in enumerate(self.lines)}

    def _pool_of(self, server: int, role: str) -> int:
        owner = self.servers[server]
        if server >= len(self.points):
            shared = self.s.teams[owner].roles[role].shared_from
            if shared:
                owner, role = shared.split(".")
        names = [(pool.owner, pool.role) for pool in self.pools]
        return names.index((owner, role))

    def _needed(self, line: int) -> dict[str, float]:
        """Return role to minutes of a contact at a line."""
        node, server = self.lines[line]
        if node < len(self.points):
            point = self.s.access_points[self.servers[server]]
            return {role: point.minutes_per_screening for role in point.roles}
        return dict(self.s.stages[self.nodes[node]].minutes)

    def _slots(self) -> None:
        """A slot for each line of each pool's job plan, contiguous and in the plan's order."""
        self.slots: list[tuple[int, int]] = []
        share = [np.zeros((0, self.days.size))]
        pools = np.zeros(len(self.pools), POOL)
        for k, pool in enumerate(self.pools):
            pools[k]["first"] = len(self.slots)
            pools[k]["slots"] = len(pool.plan)
            pools[k]["flex"] = pool.flex
            pools[k]["cap"] = pool.settings.carry_over_minutes
            pools[k]["server"] = self.servers.index(pool.owner)
            self.slots += [(k, self.nodes.index(name)) for name in pool.plan]
            share.append(share_by_day(pool, self.days))
        slots = np.zeros(len(self.slots), SLOT)
        slots["pool"] = [pool for pool, _ in self.slots]
        slots["node"] = [node for _, node in self.slots]
        widest = max((len(self._needed(line)) for line in range(len(self.lines))), default=1)
        line_slot = np.full((len(self.lines), widest), ABSENT, np.int32)
        line_minutes = np.zeros((len(self.lines), widest))
        lines = np.zeros(len(self.lines), LINE)
        for line, (node, server) in enumerate(self.lines):
            lines[line]["node"], lines[line]["server"] = node, server
            needed = self._needed(line)
            lines[line]["roles"] = len(needed)
            for place, (role, minutes) in enumerate(needed.items()):
                slot = self.slots.index((self._pool_of(server, role), node))
                line_slot[line, place], line_minutes[line, place] = slot, minutes
                slots[slot]["minutes"] = minutes
                slots[slot]["several"] = len(needed) > 1
            lines[line]["caseload_pool"] = slots[line_slot[line, 0]]["pool"]
            if node >= len(self.points):
                limit = self.s.stages[self.nodes[node]].caseload_per_wte
                lines[line]["caseload_per_wte"] = limit or 0.0
        slots["minutes"][slots["minutes"] == 0] = 1.0
        self.t |= {"lines": lines, "slots": slots, "line_slot": line_slot,
                   "line_minutes": line_minutes, "pools": pools,
                   "share": np.concatenate(share)}  # fmt: skip

    def _extra(self) -> None:
        extra = np.zeros((len(self.slots), self.days.size))
        for server, (name, team) in enumerate(self.s.teams.items(), len(self.points)):
            worked = np.ones(self.days.size, bool) if team.hours.every_day else self.days.working
            for bought in team.extra_minutes.values():
                pool = self._pool_of(server, bought.role)
                slot = (pool, self.nodes.index(bought.stage))
                span = Dates(start=bought.start, end=bought.end)
                if slot in self.slots:
                    extra[self.slots.index(slot)] += extra_by_day(
                        bought.minutes_per_week, span, worked, self.days
                    )
            for span in team.closures:
                low = max(0, self.days.day(span.start) - self.days.first)
                high = max(0, self.days.day(span.end) + 1 - self.days.first)
                mine = [
                    k for k, (pool, _) in enumerate(self.slots) if self.pools[pool].owner == name
                ]
                extra[mine, low:high] = 0.0
        self.t["extra"] = extra

    def _shops(self) -> None:
        """Join lines of a node that share children or minutes; join what shares a pool by day."""
        lines, helpers = len(self.lines), self._helpers()
        pairs = [(home, line) for home, others in enumerate(helpers) for line in others]
        used_by: dict[int, list[int]] = {}
        for line, slots in enumerate(self.t["line_slot"].tolist()):
            for slot in slots:
                if slot != ABSENT:
                    used_by.setdefault(slot, []).append(line)
        pairs += [pair for users in used_by.values() for pair in pairwise(users)]
        shops = joined(lines, pairs)
        self.t["lines"]["shop"] = shops.number
        for line in range(lines):
            for slot in self.t["line_slot"][line][: self.t["lines"][line]["roles"]]:
                self.t["slots"][slot]["shop"] = shops.number[line]
        self.t |= {
            "helper_from": np.cumsum([0, *map(len, helpers)]).astype(np.int32),
            "helpers": np.array([line for others in helpers for line in others], np.int32),
            "shop_from": shops.starts.astype(np.int32),
            "shop_lines": shops.members.astype(np.int32),
        }
        self._calls(shops)

    def _helpers(self) -> list[list[int]]:
        """Return the lines that may serve the queue of each line, its own first."""
        helpers: list[list[int]] = [[line] for line in range(len(self.lines))]
        for (node, server), line in self.line_of.items():
            if server < len(self.points):
                continue
            for other in self.s.teams[self.servers[server]].takes_from:
                home = self.line_of.get((node, self.servers.index(other)))
                if home is not None and home != line:
                    helpers[home].append(line)
        for line, (node, _) in enumerate(self.lines):
            stage = self.s.stages.get(self.nodes[node])
            if stage is not None and stage.pooling == "listed":
                helpers[line].sort()
        return helpers

    def _calls(self, shops: Groups) -> None:
        """Give each group of pools that share work one opening time: its earliest."""
        servers = np.zeros(len(self.servers), SERVER)
        for k, name in enumerate(self.servers):
            hours = (self.s.access_points.get(name) or self.s.teams[name]).hours
            servers[k]["opens"], servers[k]["closes"] = hours.opens / 24, hours.closes / 24
        pairs = [
            (int(a), int(b))
            for shop in range(len(shops.starts) - 1)
            for used in [self._pools_of_shop(shops, shop)]
            for a, b in zip(used, used[1:], strict=False)
        ]
        groups = joined(len(self.pools), pairs)
        opens = servers["opens"][self.t["pools"]["server"]]
        for line, (_, server) in enumerate(self.lines):
            pool = self.t["slots"][self.t["line_slot"][line, 0]]["pool"]
            opens[pool] = min(opens[pool], servers[server]["opens"])
        earliest = [opens[groups.number == groups.number[k]].min() for k in range(len(opens))]
        self.calls = sorted(set(map(float, earliest)))
        calls = np.array([self.calls.index(float(time)) for time in earliest], np.int32)
        self.t["pools"]["call"] = calls
        shop_call = np.zeros(len(shops.starts) - 1, np.int32)
        for shop in range(len(shop_call)):
            shop_call[shop] = calls[self._pools_of_shop(shops, shop)[0]]
        self.t |= {"servers": servers, "shop_call": shop_call}

    def _pools_of_shop(self, shops: Groups, shop: int) -> list[int]:
        members = shops.members[shops.starts[shop] : shops.starts[shop + 1]]
        return sorted(
            {
                int(self.t["slots"][slot]["pool"])
                for line in members
                for slot in self.t["line_slot"][line][: self.t["lines"][line]["roles"]]
            }
        )
