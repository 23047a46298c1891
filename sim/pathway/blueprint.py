"""A scenario laid out for the engine: every name becomes a position, every rule a table.

Made once for a scenario and used by all its replications.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.cohort import needs_of
from sim.demand.days import Days, day_after, days_of
from sim.pathway import codes
from sim.pathway.capacity import Pool, extra_by_day, pools_of
from sim.pathway.durations import contacts_table, quantile_table
from sim.pathway.groups import Groups, joined
from sim.pathway.state import LINE, NODE, POOL, SERVER, SLOT, TRIAGE
from sim.settings.calendar import Dates
from sim.settings.distribution import as_contacts, as_duration
from sim.settings.routes import boundaries, points_for, serves_stage, teams_for
from sim.settings.scenario import Scenario
from sim.settings.stage import Stage
from sim.settings.waiting import Waiting
from sim.settings.words import EVENTS, EXITS, LATEST_EVENTS, PRIORITIES, SOURCES
from sim.streams import luck_offsets

KINDS = {"clinic_day": codes.CLINIC, "continuous": codes.CONTINUOUS, "delay": codes.DELAY}
WHOLE_REFERRAL = "the whole referral"
ALWAYS_KEPT = ("accepted", "first_contact", "second_contact")


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
    calls: list[float]
    """Opening times, as a part of the day, at which teams begin work."""
    era_days: list[int]
    """Days on which services change hands; the first holds from the beginning."""
    validations: list[tuple[str, str]]
    """(need, name) of dated checks of the list; each has its own luck."""
    tables: dict[str, NDArray[Any]] = field(repr=False)

    def node(self, name: str) -> int:
        """Return the position of a stage or access point."""
        return self.nodes.index(name)


def blueprint_of(scenario: Scenario, *, warm_up: bool = False) -> Blueprint:
    """Lay a scenario out for the engine; with ``warm_up``, from the warm-up's first day."""
    return _Drawing(scenario, warm_up=warm_up).finished()


class _Drawing:
    """The work of laying out; each method fills one group of tables."""

    def __init__(self, scenario: Scenario, *, warm_up: bool) -> None:
        self.s = scenario
        self.days = days_of(scenario.calendar, warm_up=warm_up)
        self.needs = needs_of(scenario)
        self.areas = list(scenario.areas)
        self.points = list(scenario.access_points)
        self.nodes = [*self.points, *scenario.stages]
        self.servers = [*self.points, *scenario.teams]
        self.pools = pools_of(scenario)
        self.t: dict[str, NDArray[Any]] = {}
        self.durations: list[NDArray[np.float64]] = [quantile_table("unit exponential")]

    def finished(self) -> Blueprint:
        self._lines()
        self._slots()
        self._shops()
        self._routes()
        self._nodes()
        self._outcomes()
        self._triage()
        self._waiting()
        self._returns()
        self._events()
        self._calendar()
        validations = [(need, name) for need, w in self.s.waiting.items() for name in w.validations]
        self._luck(validations)
        self.t["quantiles"] = np.array(self.durations)
        return Blueprint(
            self.s, self.days, self.needs, self.areas, list(self.s.demand), self.nodes,
            self.points, self.servers, self.pools, self.lines, self.slots, self.columns,
            self.calls, self.era_days, validations, self.t,
        )  # fmt: skip

    # -- teams, lines, slots ---------------------------------------------------------------

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
        share: list[float] = []
        pools = np.zeros(len(self.pools), POOL)
        for k, pool in enumerate(self.pools):
            point = pool.owner in self.points
            plan = {pool.owner: 1.0} if point else pool.settings.job_plan
            pools[k]["first"] = len(self.slots)
            pools[k]["slots"] = len(plan)
            pools[k]["flex"] = pool.settings.flex
            pools[k]["cap"] = pool.settings.carry_over_minutes
            pools[k]["server"] = self.servers.index(pool.owner)
            self.slots += [(k, self.nodes.index(name)) for name in plan]
            share += list(plan.values())
        slots = np.zeros(len(self.slots), SLOT)
        slots["pool"] = [pool for pool, _ in self.slots]
        slots["node"] = [node for _, node in self.slots]
        slots["share"] = share
        widest = max((len(self._needed(line)) for line in range(len(self.lines))), default=1)
        line_slot = np.full((len(self.lines), widest), -1, np.int32)
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
                   "line_minutes": line_minutes, "pools": pools}  # fmt: skip
        self._extra()

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
        lines = len(self.lines)
        helpers: list[list[int]] = [[line] for line in range(lines)]
        for (node, server), line in self.line_of.items():
            if server < len(self.points):
                continue
            for other in self.s.teams[self.servers[server]].takes_from:
                home = self.line_of.get((node, self.servers.index(other)))
                if home is not None and home != line:
                    helpers[home].append(line)
        pairs = [(home, line) for home, others in enumerate(helpers) for line in others]
        for slot in range(len(self.slots)):
            users = [line for line in range(lines) if slot in self.t["line_slot"][line]]
            pairs += list(zip(users, users[1:], strict=False))
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

    # -- who goes where --------------------------------------------------------------------

    def _routes(self) -> None:
        s = self.s
        ages, dates = boundaries(s, "teams")
        more_ages, more_dates = boundaries(s, "access_points")
        leaving = {waiting.leaves_at_age for waiting in s.waiting.values()}
        edges = sorted({0.0, *ages, *more_ages, *leaving})
        eras = sorted({*dates, *more_dates})
        shape = (len(eras), len(self.areas), len(self.needs), len(edges))
        route = np.full((*shape, len(self.nodes)), -1, np.int32)
        point = np.full(shape, -1, np.int32)
        route[..., : len(self.points)] = np.arange(len(self.points))
        for where in np.ndindex(shape):
            child = (self.areas[where[1]], self.needs[where[2]], edges[where[3]])
            found = points_for(s, *child, eras[where[0]])
            if found:
                point[where] = self.nodes.index(found[0])
            for stage in s.stages:
                teams = teams_for(s, *child, stage, eras[where[0]])
                if teams:
                    place = self._place(stage, teams[0])
                    route[(*where, self.nodes.index(stage))] = place
        self.era_days = [min(max(self.days.day(date), self.days.first), 10**6) for date in eras]
        era = np.zeros(self.days.size, np.int32)
        for e, day in enumerate(self.era_days):
            era[max(0, day - self.days.first) :] = e
        entry = np.zeros((len(self.needs), 3), np.int32)
        for n, pathway in enumerate(s.pathways.values()):
            stage = pathway.entry["routine"]
            for p in (2, 1, 0):
                stage = pathway.entry.get(PRIORITIES[p], stage)  # type: ignore[call-overload]
                entry[n, p] = self.nodes.index(stage)
        self.t |= {"route": route, "point": point, "era": era, "entry": entry,
                   "bands": np.array(edges) * 365.25}  # fmt: skip

    def _place(self, stage: str, team: str) -> int:
        server = self.servers.index(team)
        if self.s.stages[stage].service == "continuous":
            return server
        return self.line_of[(self.nodes.index(stage), server)]

    # -- stages ------------------------------------------------------------------------------

    def _duration(self, value: Any) -> int:
        """Return the number of a duration's table, or -1 when it has no length."""
        duration = as_duration(value)
        if duration.average == 0:
            return -1
        self.durations.append(quantile_table(duration))
        return len(self.durations) - 1

    def _nodes(self) -> None:
        nodes = np.zeros(len(self.nodes), NODE)
        nodes["point"], nodes["delay"], nodes["group_size"] = -1, -1, 1
        contacts = np.zeros((len(self.nodes), 60))
        target = np.full((len(self.nodes), 3), 1e6)
        notice = np.zeros((len(self.nodes), 3), np.int32)
        carve = np.zeros((len(self.nodes), 3))
        contacts[:, :] = 1.0
        for k, name in enumerate(self.points):
            point = self.s.access_points[name]
            nodes[k]["kind"], nodes[k]["point"] = codes.SCREENING, k
            nodes[k]["waiting"] = 1
            nodes[k]["by_priority"] = not point.first_come_first_served
            nodes[k]["from_stage"] = 1
        for k, (name, stage) in enumerate(self.s.stages.items(), len(self.points)):
            self._node(nodes[k], name, stage)
            contacts[k] = contacts_table(as_contacts(stage.contacts))
            for p, priority in enumerate(PRIORITIES):
                target[k, p] = stage.target_days.get(priority, 1e6)  # type: ignore[call-overload]
                notice[k, p] = stage.notice_working_days.get(priority, 0)  # type: ignore[call-overload]
                carve[k, p] = stage.carve_out.get(priority, 0.0)  # type: ignore[call-overload]
        self.t |= {"nodes": nodes, "contacts_cum": contacts, "target": target, "notice": notice,
                   "carve": carve}  # fmt: skip

    def _node(self, node: Any, name: str, stage: Stage) -> None:
        rules = {
            "priority_then_longest_wait": (codes.BY_REFERRAL, 1),
            "longest_wait": (codes.BY_REFERRAL, 0),
            "target_aware": (codes.BY_TARGET, 0),
            "skew": (codes.BY_SKEW, 1),
        }
        node["kind"] = KINDS[stage.service]
        node["waiting"] = stage.waiting
        node["key_rule"], node["by_priority"] = rules[stage.discipline]
        node["from_stage"] = stage.longest_wait_from == "stage"
        node["counts"] = stage.counts_as_contact and stage.service != "delay"
        node["term"] = stage.delay_in_term_only
        node["delay"] = self._duration(stage.delay_days)
        node["group_size"], node["group_minimum"] = stage.group_size, stage.group_minimum
        node["discharge"] = stage.discharge_after_missed or 0
        released = stage.carve_out_release
        node["release"] = {"never": -1, "same_day": 0}.get(str(released), released)
        node["outcomes"] = len(stage.outcomes)
        node["carved"] = any(share > 0 for share in stage.carve_out.values())
        node["spacing"], node["rebook"] = stage.spacing_days, stage.rebook_days
        node["missed"], node["cancelled"] = stage.missed_share, stage.cancelled_by_provider_share
        node["drop_out"] = stage.drop_out_share
        if stage.recurrence:
            node["recurs"] = stage.recurrence.every_days
            node["until_age"] = stage.recurrence.until_age
            node["shared"] = stage.recurrence.shared_care_share
            node["shared_refused"] = stage.recurrence.shared_care_refused_share
        node["skew_share"], node["skew_days"] = stage.skew_share, stage.skew_days
        node["start_events"] = _bits(stage.events)
        node["end_events"] = _bits(stage.end_events)

    def _outcomes(self) -> None:
        widest = max((len(stage.outcomes) for stage in self.s.stages.values()), default=1)
        shape = (len(self.nodes), widest)
        cumulative = np.ones(shape)
        to = np.zeros(shape, np.int32)
        event, prio = np.full(shape, -1, np.int32), np.full(shape, -1, np.int32)
        for k, stage in enumerate(self.s.stages.values(), len(self.points)):
            shares = stage.outcome_shares()
            cumulative[k, : len(shares)] = np.cumsum(list(shares.values()))
            for j, outcome in enumerate(stage.outcomes.values()):
                to[k, j] = self._goal(outcome.to, outcome.exit)
                event[k, j] = EVENTS.index(outcome.event) if outcome.event else -1
                prio[k, j] = PRIORITIES.index(outcome.priority) if outcome.priority else -1
        self.t |= {"outcome_cum": cumulative, "outcome_to": to, "outcome_event": event,
                   "outcome_prio": prio}  # fmt: skip

    def _goal(self, to: str, exit_name: str | None) -> int:
        """Return a node, or -1 - exit."""
        return self.nodes.index(to) if to else -1 - EXITS.index(str(exit_name))

    # -- access points -----------------------------------------------------------------------

    def _triage(self) -> None:
        shape = (max(1, len(self.points)), len(self.needs))
        rules = np.zeros((*shape, len(TRIAGE)))
        rules[:, :, 0] = 1.0
        to = np.full((*shape, 4), -1, np.int32)
        to[:, :, 2], to[:, :, 3] = 0, 0
        by_source = np.ones((*shape, len(SOURCES)))
        by_priority = np.ones((*shape, 3))
        regraded = np.zeros((*shape, 3, 3))
        regraded[:] = np.cumsum(np.eye(3), axis=1)
        for p, point in enumerate(self.s.access_points.values()):
            to[p, :, 3] = point.crisis_screened
            rules[p, :, TRIAGE.index("decision days")] = point.decision_delay_days
            for need, triage in point.triage.items():
                where = (p, self.needs.index(need))
                rules[where][:6] = (
                    triage.accepted_share, triage.signposted_share, triage.passed_share,
                    triage.information_missing_share, triage.information_lapse_share,
                    triage.information_lapse_days,
                )  # fmt: skip
                if triage.signposted_to:
                    to[where][0] = self.nodes.index(triage.signposted_to)
                if triage.passed_to:
                    to[where][1] = self.nodes.index(triage.passed_to)
                self.durations.append(quantile_table(as_duration(triage.information_delay_days)))
                to[where][2] = len(self.durations) - 1
                for source, multiplier in triage.accepted_by_source.items():
                    by_source[where][SOURCES.index(source)] = multiplier
                for priority, multiplier in triage.accepted_by_priority.items():
                    by_priority[where][PRIORITIES.index(priority)] = multiplier
                for given, chances in triage.regraded.items():
                    regraded[where][PRIORITIES.index(given)] = _regrade(given, chances)
        self.t |= {"triage": rules, "triage_to": to, "by_source": by_source,
                   "by_priority": by_priority,
                   "regrade_cum": regraded}  # fmt: skip

    # -- waiting, returning, events ------------------------------------------------------------

    def _waiting(self) -> None:
        rules = [self.s.waiting.get(need, Waiting()) for need in self.needs]
        bands = max(1, *(len(w.leaving) for w in rules)) if rules else 1
        ends = max(1, *(len(w.destinations) for w in rules)) if rules else 1
        rises = max(1, *(len(w.escalation) for w in rules)) if rules else 1
        leave_from = np.full((len(rules), bands), np.inf)
        leave_rate = np.zeros((len(rules), bands))
        destination_cum = np.ones((len(rules), len(self.nodes), ends))
        destination_to = np.full((len(rules), ends), -1 - codes.X_LEFT, np.int32)
        shape = (len(rules), 3, len(self.nodes))
        esc_rate = np.zeros(shape)
        esc_cum = np.ones((*shape, rises))
        esc_to = np.zeros((*shape, rises, 3), np.int32)
        by_need = np.zeros((len(rules), 4))
        for n, waiting in enumerate(rules):
            for k, band in enumerate(waiting.leaving):
                leave_from[n, k] = band.from_week * 7
                leave_rate[n, k] = band.per_week / 7
            if waiting.destinations:
                for k, name in enumerate(self.nodes):
                    shares = _shares_at(waiting, name)
                    destination_cum[n, k, : len(shares)] = np.cumsum(shares)
                for k, d in enumerate(waiting.destinations.values()):
                    destination_to[n, k] = self._goal(d.to, d.exit)
            support = waiting.support
            by_need[n] = (support.reach_share, support.escalation_multiplier,
                          support.leaving_multiplier, waiting.leaves_at_age)  # fmt: skip
            self._escalation(waiting, esc_rate[n], esc_cum[n], esc_to[n])
        self.t |= {
            "leave_from": leave_from, "leave_rate": leave_rate,
            "destination_cum": destination_cum, "destination_to": destination_to,
            "esc_rate": esc_rate, "esc_cum": esc_cum, "esc_to": esc_to, "by_need": by_need,
            "restart": np.array([w.transfer == "restart" for w in rules], np.int8),
        }  # fmt: skip

    def _escalation(self, waiting: Waiting, rate: Any, cumulative: Any, to: Any) -> None:
        for k, name in enumerate(self.nodes):
            for p, priority in enumerate(PRIORITIES):
                here = [
                    e for e in waiting.escalation.values()
                    if e.from_priority == priority and (not e.from_stages or name in e.from_stages)
                ]  # fmt: skip
                total = sum(e.per_week for e in here)
                if total == 0:
                    continue
                rate[p, k] = total / 7
                cumulative[p, k, : len(here)] = np.cumsum([e.per_week / total for e in here])
                for j, e in enumerate(here):
                    node = self.nodes.index(e.to_stage) if e.to_stage else -1
                    to[p, k, j] = (node, PRIORITIES.index(e.to_priority), e.keeps_place)

    def _returns(self) -> None:
        returns = np.zeros((len(self.s.demand), 3))
        after = np.zeros(len(self.s.demand), np.int64)
        for k, demand in enumerate(self.s.demand.values()):
            rule = demand.re_referral
            self.durations.append(quantile_table(as_duration(rule.delay_days)))
            returns[k] = (rule.share, rule.raised_share, len(self.durations) - 1)
            if rule.share > 0:
                after[k] = sum(1 << EXITS.index(name) for name in rule.after)
        self.t |= {"returns": returns, "returns_after": after}

    def _events(self) -> None:
        used = {*ALWAYS_KEPT}
        for clock in self.s.clocks.values():
            used |= {clock.start, *clock.restarts_on, *(e for any_of in clock.stop for e in any_of)}
        self.columns = [event for event in EVENTS if event in used - {"referral", "closed"}]
        columns = [self.columns.index(e) if e in self.columns else -1 for e in EVENTS]
        self.t["columns"] = np.array(columns, np.int32)
        self.t["latest"] = np.array([event in LATEST_EVENTS for event in EVENTS], np.int8)

    def _calendar(self) -> None:
        worked_before, worked_day = day_after(self.days.working)
        term_before, term_day = day_after(self.days.term)
        self.t |= {"period": self.days.period, "worked_before": worked_before,
                   "worked_day": worked_day, "term_before": term_before,
                   "term_day": term_day}  # fmt: skip

    def _luck(self, validations: list[tuple[str, str]]) -> None:
        """Offsets by luck name and decision; a dated check of the list has its own decision."""
        extra = [f"list check {need} {name}" for need, name in validations]
        decisions = [*codes.DECISIONS, *extra]
        owners = [
            *self.points,
            *(stage.luck or name for name, stage in self.s.stages.items()),
            WHOLE_REFERRAL,
        ]
        offsets = luck_offsets([f"{owner}\x1f{what}" for owner in owners for what in decisions])
        self.t["offsets"] = offsets.reshape(len(owners), len(decisions), 2)


def _shares_at(waiting: Waiting, node: str) -> list[float]:
    """Return the shares of destinations at a node: those not open from it go to the others."""
    destinations = waiting.destinations.values()
    shares = [d.share * (not d.from_stages or node in d.from_stages) for d in destinations]
    total = sum(shares)
    return [share / total for share in shares] if total > 0 else [0.0] * len(shares)


def _bits(events: tuple[str, ...]) -> int:
    return sum(1 << EVENTS.index(event) for event in set(events))


def _regrade(given: str, chances: dict[Any, float]) -> NDArray[np.float64]:
    """Return cumulative chances of each triaged priority; the rest keep the one given."""
    row = np.array([chances.get(priority, 0.0) for priority in PRIORITIES])
    row[PRIORITIES.index(given)] = 1 - (row.sum() - row[PRIORITIES.index(given)])
    return np.asarray(np.cumsum(row))
