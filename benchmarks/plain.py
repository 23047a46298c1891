"""The reference workload in plain SimPy, as a careful analyst would write it.

A process for each child, a priority resource for each clinic, ``request | timeout`` for
leaving and getting worse. A slot is held until the next clinic opens. Children who come
between openings ask at the next one; slots are given back a moment after, so that everyone
who is there by then is considered together.
"""

import math
import random
from collections.abc import Generator
from typing import Any

import numpy as np
import simpy
from luck import Children, Pages
from outcome import Outcome
from workload import (
    AREAS,
    BEFORE_TREATMENT_DAYS,
    CLOSES,
    CONTACT_MINUTES,
    CONTACTS,
    DECISION_DAYS,
    ESCALATION_PER_DAY,
    LEAVING_PER_DAY,
    MISSED,
    NEEDS,
    OPENS,
    REBOOK_DAYS,
    ROUTINE,
    SCREENING_MINUTES,
    SPACING_DAYS,
    TEAMS,
    TREATED_SHARE,
    URGENT,
    URGENT_SHARE,
    Workload,
)

Process = Generator[Any, Any, Any]
NEVER, NAN = math.inf, math.nan
MOMENT = 1e-6
FAR = 1e6
"""More than any date: priority times this, plus a date, sorts by priority and then date."""
CLOSED = -1.0
"""Priority with which a clinic keeps its own slots closed overnight."""


def next_opening(now: float) -> float:
    """Return the first opening of a working day at or after now."""
    day = math.floor(now)
    if now > day + OPENS:
        day += 1
    if day % 7 >= 5:
        day += 7 - day % 7
    return day + OPENS


class Child:
    """One referral."""

    __slots__ = ("area", "assessed", "attended", "escalates", "escalation", "finished", "left",
                 "leaves", "leaving", "need", "number", "presented", "priority", "referred",
                 "screened", "started", "team")  # fmt: skip

    def __init__(self, number: int, referred: float, team: int, priority: int) -> None:
        self.number, self.referred, self.team = number, referred, team
        self.area, self.need = divmod(team, len(NEEDS))
        self.presented = self.priority = priority
        self.leaving = self.escalation = 0.0
        self.leaves = self.escalates = NEVER
        self.screened = self.assessed = self.started = self.finished = self.left = NAN
        self.attended = 0


class OwnLuck:
    """Chance drawn as it is needed."""

    def __init__(self, workload: Workload, seed: int) -> None:
        self.chance = random.Random(seed)
        self.mean_gap = 365.25 / workload.referrals_per_year
        self.area_shares, self.need_shares = list(AREAS.values()), list(NEEDS.values())

    def children(self) -> Generator[Child, None, None]:
        """Yield children in order of arrival, for ever."""
        chance, now, number = self.chance, 0.0, 0
        areas, needs = range(len(AREAS)), range(len(NEEDS))
        while True:
            now += chance.expovariate(1 / self.mean_gap)
            area = chance.choices(areas, self.area_shares)[0]
            need = chance.choices(needs, self.need_shares)[0]
            priority = URGENT if chance.random() < URGENT_SHARE else ROUTINE
            child = Child(number, now, area * len(NEEDS) + need, priority)
            child.leaving, child.escalation = chance.expovariate(1), chance.expovariate(1)
            yield child
            number += 1

    def attends_assessment(self, _child: Child, _occurrence: int) -> bool:
        return self.chance.random() >= MISSED

    def attends_treatment(self, _child: Child, _occurrence: int) -> bool:
        return self.chance.random() >= MISSED

    def goes_on(self, _child: Child) -> bool:
        return self.chance.random() < TREATED_SHARE


class GivenLuck:
    """The same questions answered with the luck of this engine's children."""

    def __init__(self, children: Children, pages: Pages) -> None:
        self.given, self.pages = children, pages

    def children(self) -> Generator[Child, None, None]:
        given = self.given
        for i in range(len(given.time)):
            child = Child(i, float(given.time[i]), int(given.team[i]), int(given.priority[i]))
            child.leaving, child.escalation = float(given.leaving[i]), float(given.escalation[i])
            yield child

    def _uniform(self, child: Child, places: Any, occurrence: int) -> float:
        return self.pages.uniform(self.given.words[child.number], places[child.need], occurrence)

    def attends_assessment(self, child: Child, occurrence: int) -> bool:
        return self._uniform(child, self.pages.assessment, occurrence) >= MISSED

    def attends_treatment(self, child: Child, occurrence: int) -> bool:
        return self._uniform(child, self.pages.treatment, occurrence) >= MISSED

    def goes_on(self, child: Child) -> bool:
        return self._uniform(child, self.pages.goes_on, 0) < TREATED_SHARE


class Day:
    """How far a team's clinic day has been used up; it says when a contact begins."""

    def __init__(self, minutes: float) -> None:
        self.minutes, self.used, self.number = minutes, 0.0, -1

    def contact(self, now: float, minutes: float) -> float:
        day = math.floor(now)
        if day != self.number:
            self.number, self.used = day, 0.0
        begins = day + OPENS + (CLOSES - OPENS) * min(self.used / self.minutes, 1.0)
        self.used += minutes
        return begins


class Clinic(simpy.PriorityResource):
    """So many slots each working day; a slot that is granted says when its contact begins."""

    def __init__(self, env: simpy.Environment, slots: int, day: Day, minutes: float) -> None:
        super().__init__(env, slots)
        self.day, self.minutes = day, minutes
        self.seen: list[Any] = []
        self.clock = env
        env.process(self._days())

    def _do_put(self, slot: Any) -> None:
        super()._do_put(slot)
        if slot.triggered and slot.priority > CLOSED:
            slot.begins = self.day.contact(self.clock.now, self.minutes)
            self.seen.append(slot)

    def _days(self) -> Process:
        """Keep slots nobody used closed overnight; give all back when the next day opens."""
        env = self.clock
        while True:
            closed = [self.request(priority=CLOSED) for _ in range(self.capacity - self.count)]
            used, self.seen = self.seen + closed, []
            yield env.timeout(next_opening(env.now) + MOMENT - env.now)
            for slot in used:
                self.release(slot)
            yield env.timeout(math.floor(env.now) + CLOSES - env.now)


class Model:
    """Access points, teams, and everyone referred."""

    def __init__(self, workload: Workload, luck: OwnLuck | GivenLuck) -> None:
        self.luck, self.horizon = luck, float(workload.days)
        self.env = env = simpy.Environment()
        self.points = [
            Clinic(env, slots, Day(slots * SCREENING_MINUTES), SCREENING_MINUTES)
            for slots in workload.screening_slots
        ]
        self.assessing, self.treating = [], []
        for k in range(len(TEAMS)):
            assess, treat = workload.assessment_slots[k], workload.treatment_slots[k]
            day = Day((assess + treat) * CONTACT_MINUTES)
            self.assessing.append(Clinic(env, assess, day, CONTACT_MINUTES))
            self.treating.append(Clinic(env, treat, day, CONTACT_MINUTES))
        self.everyone: list[Child] = []

    def run(self) -> list[Child]:
        """Run to the horizon."""
        self.env.process(self.arrivals())
        self.env.run(until=self.horizon)
        return self.everyone

    def arrivals(self) -> Process:
        for child in self.luck.children():
            if child.referred >= self.horizon:
                return
            yield self.env.timeout(child.referred - self.env.now)
            self.everyone.append(child)
            self.env.process(self.pathway(child))

    def pathway(self, child: Child) -> Process:
        """Follow one child from referral to the end."""
        begins = yield from self.wait(child, self.points[child.area], child.referred)
        if begins is None:
            return
        child.screened = begins
        self.stop_hazards(child, child.referred, begins)
        joined = begins + DECISION_DAYS
        yield from self.until(joined)
        if child.priority == ROUTINE:
            child.escalates = joined + child.escalation / ESCALATION_PER_DAY
        seen = yield from self.assessment(child, joined)
        if not seen or not self.luck.goes_on(child):
            return
        yield from self.treatment(child)

    def assessment(self, child: Child, joined: float) -> Process:
        """Wait for and attend the assessment; false when the child left first."""
        child.leaves = joined + child.leaving / LEAVING_PER_DAY
        occurrence = 0
        while True:
            begins = yield from self.wait(child, self.assessing[child.team], None)
            if begins is None:
                return False
            if self.luck.attends_assessment(child, occurrence):
                break
            occurrence += 1
            yield from self.until(math.floor(begins + REBOOK_DAYS))
        child.assessed = begins
        child.attended += 1
        child.escalates = NEVER
        self.stop_hazards(child, joined, begins)
        return True

    def treatment(self, child: Child) -> Process:
        """Wait for treatment, then come again and again until all contacts are attended."""
        child.leaves = child.assessed + child.leaving / LEAVING_PER_DAY
        clinic, done, occurrence = self.treating[child.team], 0, 0
        due = child.assessed + BEFORE_TREATMENT_DAYS
        while done < CONTACTS:
            yield from self.until(due)
            if done == 0:
                begins = yield from self.wait(child, clinic, None)
                if begins is None:
                    return
            else:
                begins = yield from self.follow_up(clinic, due)
            if self.luck.attends_treatment(child, occurrence):
                done += 1
                child.attended += 1
                if done == 1:
                    child.started, child.leaves = begins, NEVER
                due = math.floor(begins + SPACING_DAYS)
            else:
                due = math.floor(begins + REBOOK_DAYS)
            occurrence += 1
        child.finished = begins

    def follow_up(self, clinic: Clinic, due: float) -> Process:
        """Be seen as one already in treatment: before anyone new."""
        yield from self.until(next_opening(self.env.now))
        slot = clinic.request(priority=due)
        yield slot
        return slot.begins

    def wait(self, child: Child, clinic: Clinic, referred: float | None) -> Process:
        """Wait for a slot; return when the contact begins, or None when the child left."""
        env = self.env
        if referred is not None:
            child.leaves = referred + child.leaving / LEAVING_PER_DAY
        yield from self.until(next_opening(env.now))
        slot = None
        while True:
            if child.leaves <= env.now:
                if slot is not None:
                    slot.cancel()
                child.left = child.leaves
                return None
            if child.escalates <= env.now:
                child.priority, child.escalates = URGENT, NEVER
                if slot is not None:
                    slot.cancel()
                    slot = None
            if slot is None:
                slot = clinic.request(priority=child.priority * FAR + child.referred)
            moment = min(child.leaves, child.escalates)
            if moment < self.horizon:
                yield slot | env.timeout(moment - env.now)
            else:
                yield slot
            if slot.triggered:
                return slot.begins

    def until(self, moment: float) -> Process:
        """Let time pass."""
        if moment > self.env.now:
            yield self.env.timeout(moment - self.env.now)

    @staticmethod
    def stop_hazards(child: Child, since: float, now: float) -> None:
        """Keep what is left of the threshold of leaving."""
        child.leaves = NEVER
        child.leaving = max(child.leaving - LEAVING_PER_DAY * (now - since), 0.0)


def outcome_of(everyone: list[Child]) -> Outcome:
    """Return dates by referral."""

    def column(name: str) -> Any:
        return np.array([getattr(child, name) for child in everyone], float)

    return Outcome(
        column("referred"), column("presented"), column("screened"), column("assessed"),
        column("started"), column("finished"), column("left"), column("attended"),
    )  # fmt: skip
