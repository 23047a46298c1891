"""Rules laid out: triage, waiting, coming back, events, the calendar and luck."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.days import Days, day_after
from sim.pathway import codes
from sim.pathway.names import Durations, Names
from sim.pathway.state import TRIAGE
from sim.settings.scenario import Scenario
from sim.settings.waiting import Waiting
from sim.settings.words import EVENTS, EXITS, LATEST_EVENTS, PRIORITIES, SOURCES
from sim.streams import luck_offsets

NEVER = 1e6
"""An age nobody reaches."""
WHOLE_REFERRAL = "the whole referral"
ALWAYS_KEPT = ("accepted", "first_contact", "second_contact")


class RuleTables(Names):
    """The tables of rules; each method fills one group of them."""

    def __init__(self, scenario: Scenario, days: Days, durations: Durations) -> None:
        super().__init__(scenario, days)
        self.durations = durations
        self.t: dict[str, NDArray[Any]] = {}
        self.validations = [
            (need, name)
            for need, waiting in scenario.waiting.items()
            for name in waiting.validations
        ]
        self._triage()
        self._waiting()
        self._returns()
        self._events()
        self._calendar()
        self._luck()

    def _triage(self) -> None:
        shape = (max(1, len(self.points)), len(self.needs))
        rules = np.zeros((*shape, len(TRIAGE)))
        rules[:, :, 0] = 1.0
        to = np.full((*shape, 5), -1, np.int32)
        to[:, :, 2:] = 0
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
                to[where][2] = self.durations.number(triage.information_delay_days)
                to[where][4] = triage.information_in_term_only
                for source, multiplier in triage.accepted_by_source.items():
                    by_source[where][SOURCES.index(source)] = multiplier
                for priority, multiplier in triage.accepted_by_priority.items():
                    by_priority[where][PRIORITIES.index(priority)] = multiplier
                for given, chances in triage.regraded.items():
                    regraded[where][PRIORITIES.index(given)] = _regrade(given, chances)
        self.t |= {"triage": rules, "triage_to": to, "by_source": by_source,
                   "by_priority": by_priority,
                   "regrade_cum": regraded}  # fmt: skip

    def _waiting(self) -> None:
        rules = [self.s.waiting.get(need, Waiting()) for need in self.needs]
        bands = max(1, *(len(w.leaving) for w in rules)) if rules else 1
        ends = 1 + max((len(w.destinations) for w in rules), default=0)
        rises = max(1, *(len(w.escalation) for w in rules)) if rules else 1
        leave_from = np.full((len(rules), bands), np.inf)
        leave_rate = np.zeros((len(rules), bands))
        destination_cum = np.ones((len(rules), len(self.nodes), ends))
        destination_to = np.full((len(rules), ends), -1 - codes.X_LEFT, np.int32)
        shape = (len(rules), 3, len(self.nodes))
        esc_rate = np.zeros(shape)
        esc_cum = np.ones((*shape, rises))
        esc_to = np.zeros((*shape, rises, 4), np.int32)
        by_need = np.zeros((len(rules), 4))
        for n, waiting in enumerate(rules):
            for k, band in enumerate(waiting.leaving):
                leave_from[n, k] = band.from_week * 7
                leave_rate[n, k] = band.per_week / 7
            if waiting.destinations:
                for k, name in enumerate(self.nodes):
                    shares = _shares_at(waiting, name)
                    destination_cum[n, k] = 0.0
                    if any(shares):
                        destination_cum[n, k, : len(shares)] = np.cumsum(shares)
                        destination_cum[n, k, len(shares) - 1 :] = 1.0
                for k, d in enumerate(waiting.destinations.values()):
                    destination_to[n, k] = self.goal(d.to, d.exit)
            support = waiting.support
            by_need[n] = (support.reach_share, support.escalation_multiplier,
                          support.leaving_multiplier, waiting.leaves_at_age)  # fmt: skip
            if self.needs[n] not in self.s.waiting:
                by_need[n, 3] = NEVER
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
                    back = self.nodes.index(e.returns_to) if e.returns_to else -1
                    to[p, k, j] = (node, PRIORITIES.index(e.to_priority), e.keeps_place, back)

    def _returns(self) -> None:
        returns = np.zeros((len(self.s.demand), 3))
        after = np.zeros(len(self.s.demand), np.int64)
        for k, demand in enumerate(self.s.demand.values()):
            rule = demand.re_referral
            delay = self.durations.number(rule.delay_days)
            returns[k] = (rule.share, rule.raised_share, delay)
            if rule.share > 0:
                after[k] = sum(1 << EXITS.index(name) for name in rule.after)
        self.t |= {"returns": returns, "returns_after": after}

    def _events(self) -> None:
        clocks = self.s.clocks.values()
        restarting = {event for clock in clocks for event in clock.restarts_on}
        restarting |= {e for standard in self.s.standards.values()
                       for e in standard.exceptions.events}  # fmt: skip
        if any(waiting.transfer == "restart" for waiting in self.s.waiting.values()):
            restarting.add("provider_changed")
        used = {*ALWAYS_KEPT, *restarting}
        for clock in clocks:
            used |= {clock.start, *(e for any_of in clock.stop for e in any_of)}
        self.columns = [event for event in EVENTS if event in used - {"referral", "closed"}]
        columns = [self.columns.index(e) if e in self.columns else -1 for e in EVENTS]
        self.t["columns"] = np.array(columns, np.int32)
        self.t["latest"] = np.array([event in LATEST_EVENTS for event in EVENTS], np.int8)
        self.t["restarting"] = np.array([event in restarting for event in EVENTS], np.int8)

    def _calendar(self) -> None:
        worked_before, worked_day = day_after(self.days.working)
        term_before, term_day = day_after(self.days.term)
        self.t |= {"period": self.days.period, "worked_before": worked_before,
                   "worked_day": worked_day, "term_before": term_before,
                   "term_day": term_day}  # fmt: skip

    def _luck(self) -> None:
        """Offsets by luck name and decision; a dated check of the list has its own decision."""
        extra = [f"list check {need} {name}" for need, name in self.validations]
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


def _regrade(given: str, chances: dict[Any, float]) -> NDArray[np.float64]:
    """Return cumulative chances of each triaged priority; the rest keep the one given."""
    row = np.array([chances.get(priority, 0.0) for priority in PRIORITIES])
    row[PRIORITIES.index(given)] = 1 - (row.sum() - row[PRIORITIES.index(given)])
    return np.asarray(np.cumsum(row))
