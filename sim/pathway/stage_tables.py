"""Stages laid out: one row for each, with their outcomes and numbers of contacts."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.days import Days
from sim.pathway import codes
from sim.pathway.durations import contacts_table
from sim.pathway.names import Durations, Names
from sim.pathway.state import NODE
from sim.settings.distribution import as_contacts
from sim.settings.scenario import Scenario
from sim.settings.stage import Stage
from sim.settings.words import EVENTS, PRIORITIES

KINDS = {"clinic_day": codes.CLINIC, "continuous": codes.CONTINUOUS, "delay": codes.DELAY}


class StageTables(Names):
    """The tables of stages and access points as nodes."""

    def __init__(self, scenario: Scenario, days: Days, durations: Durations) -> None:
        super().__init__(scenario, days)
        self.durations = durations
        self.t: dict[str, NDArray[Any]] = {}
        self._nodes()
        self._outcomes()

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
        node["delay"] = self.durations.number_or_none(stage.delay_days)
        node["group_size"], node["group_minimum"] = stage.group_size, stage.group_minimum
        node["discharge"] = stage.discharge_after_missed or 0
        released = stage.carve_out_release
        node["release"] = {"never": -1, "same_day": 0}.get(str(released), released)
        node["outcomes"] = len(stage.outcomes)
        node["carved"] = any(share > 0 for share in stage.carve_out.values())
        node["whole"] = stage.carve_out_rounding == "whole_contacts"
        node["listed"] = stage.pooling == "listed"
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
                to[k, j] = self.goal(outcome.to, outcome.exit)
                event[k, j] = EVENTS.index(outcome.event) if outcome.event else -1
                prio[k, j] = PRIORITIES.index(outcome.priority) if outcome.priority else -1
        self.t |= {"outcome_cum": cumulative, "outcome_to": to, "outcome_event": event,
                   "outcome_prio": prio}  # fmt: skip


def _bits(events: tuple[str, ...]) -> int:
    return sum(1 << EVENTS.index(event) for event in set(events))
