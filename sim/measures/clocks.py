"""Clocks: from which date to which date each wait is measured.

A clock is a start event, a stop rule over events, restarts and pauses, and the unit counted.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.days import Days
from sim.measures.spells import joined_spells
from sim.pathway.history import History
from sim.settings.routes import events_of
from sim.settings.standard import Clock, Standard
from sim.settings.words import PRIORITIES

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

BUILT_IN = {
    "first_contact": Clock(label="referral to first contact", stop=(("first_contact",),)),
    "second_contact": Clock(label="referral to second contact", stop=(("second_contact",),)),
}
"""Clocks every scenario has, unless it defines its own of the same name."""


@dataclass(frozen=True)
class Timed:
    """One clock read for every unit it counts."""

    start: FloatArray
    """Start date in days; NaN when the clock never started."""
    stop: FloatArray
    """Stop date in days; NaN when it has not stopped."""
    end: FloatArray
    """When the unit left the system; infinite while it is there."""
    paused: FloatArray
    """Days taken off."""
    row: IntArray
    """The episode from which area, need, priority and age are read."""

    def wait(self) -> FloatArray:
        """Return the measured wait in days of those that stopped; NaN otherwise."""
        return np.asarray(self.stop - self.start - self.paused)


def clocks_of(history: History) -> dict[str, Clock]:
    """Return the scenario's clocks and the built-in ones."""
    return {**BUILT_IN, **history.blueprint.scenario.clocks}


def read_clock(history: History, clock: Clock) -> Timed:
    """Read one clock for every episode, referral or provider spell."""
    timed = _episodes(history, clock)
    if clock.unit_counted == "referral":
        return _referrals(history, timed)
    if clock.unit_counted == "provider_spell":
        return joined_spells(history, clock, timed)
    return timed


def needs_read(history: History, clock: Clock) -> list[int]:
    """Return the needs for which a clock is read: those named, else those that can stop it."""
    blueprint = history.blueprint
    if clock.needs:
        return [blueprint.needs.index(need) for need in clock.needs]
    return [
        number
        for number, need in enumerate(blueprint.needs)
        if all(set(any_of) & events_of(blueprint.scenario, need) for any_of in clock.stop)
    ]


def _event(history: History, event: str) -> FloatArray:
    """Return the dates of an event, NaN when it has not happened."""
    register = history.register
    if event == "referral":
        return np.asarray(register["ref"], np.float64)
    if event == "closed":
        return np.where(register["exit"] >= 0, register["ready"], np.nan)
    column = history.blueprint.columns.index(event)
    return np.asarray(history.milestones[:, column], np.float64)


def restarts(history: History, clock: Clock) -> list[tuple[str, Any]]:
    """Return the events that set a clock back to zero, each with the episodes concerned.

    Where the rule of a need says that a change of provider restarts clocks, it does.
    """
    register, blueprint = history.register, history.blueprint
    found: list[tuple[str, Any]] = [(event, True) for event in clock.restarts_on]
    needs = np.flatnonzero(blueprint.tables["restart"])
    if len(needs):
        found.append(("provider_changed", np.isin(register["need"], needs)))
    return found


def stop_of(history: History, clock: Clock) -> FloatArray:
    """Return when the stop rule is met: all of its lists, each by its first event."""
    parts = []
    for any_of in clock.stop:
        dates = np.stack([_event(history, event) for event in any_of])
        none = np.isnan(dates).all(axis=0)
        parts.append(
            np.where(none, np.nan, np.nanmin(np.where(np.isnan(dates), np.inf, dates), axis=0))
        )
    return np.asarray(np.max(np.stack(parts), axis=0))


def _episodes(history: History, clock: Clock) -> Timed:
    register = history.register
    start = _event(history, clock.start)
    stop = stop_of(history, clock)
    for event, concerned in restarts(history, clock):
        again = np.where(concerned, _event(history, event), np.nan)
        later = again > start
        before_stop = np.isnan(stop) | (again <= stop)
        start = np.where(later & before_stop, again, start)
    if clock.starts_at_next_opening:
        start = next_opening(start, history.blueprint.days)
    counted = register["state"] != 0
    counted &= ~(stop < start)
    counted &= np.isin(register["need"], needs_read(history, clock))
    if clock.priorities:
        wanted = [PRIORITIES.index(priority) for priority in clock.priorities]
        counted &= np.isin(register["triaged"], wanted)
    if clock.excludes_stages:
        nodes = [history.blueprint.node(stage) for stage in clock.excludes_stages]
        visits = history.state.visits[: len(register)]
        counted &= ~(visits[:, nodes] > 0).any(axis=1)
    start = np.where(counted, start, np.nan)
    end = np.where(register["exit"] >= 0, register["ready"], np.inf)
    paused = np.asarray(register["paused"], np.float64) * clock.pauses_for_information
    return Timed(start, stop, end, paused, np.arange(len(register)))


def _referrals(history: History, timed: Timed) -> Timed:
    """Count a referral with two needs once: whichever episode stops first."""
    register = history.register
    partner = register["partner"].astype(np.int64)
    first = np.flatnonzero(register["second"] == 0)
    other = partner[first]
    has = other >= 0
    stop, end = timed.stop[first], timed.end[first]
    stop = np.where(has, np.fmin(stop, timed.stop[other]), stop)
    end = np.where(has, np.maximum(end, timed.end[other]), end)
    return Timed(timed.start[first], stop, end, timed.paused[first], first)


def next_opening(
    start: FloatArray, days: Days, opens: float = 9.0, closes: float = 17.0
) -> FloatArray:
    """Return starts moved to the next working opening when out of hours."""
    moved = start.copy()
    known = ~np.isnan(start)
    day = np.floor(start[known]).astype(np.int64)
    hour = (start[known] - day) * 24
    index = np.clip(day - days.first, 0, days.size - 2)
    worked = days.working
    in_hours = worked[index] & (hour >= opens) & (hour < closes)
    today = worked[index] & (hour < opens)
    following = np.array([np.argmax(worked[k + 1 :]) + k + 1 for k in index]) + days.first
    opening = np.where(today, day, following) + opens / 24
    moved[known] = np.where(in_hours, start[known], opening)
    return moved


def waited_in_unit(
    start: FloatArray, stop: FloatArray, paused: FloatArray, unit: str, days: Days
) -> FloatArray:
    """Return a wait in the unit of a standard: hours, civil days, working days or weeks."""
    if unit == "hours":
        return np.asarray((stop - start - paused) * 24)
    whole = np.floor(stop) - np.floor(start) - np.floor(paused)
    if unit == "weeks":
        return np.asarray(whole / 7)
    if unit == "days":
        return np.asarray(whole)
    before = np.concatenate(([0], np.cumsum(days.working)))

    def worked(moment: FloatArray) -> FloatArray:
        filled = np.nan_to_num(moment, nan=float(days.first))
        place = np.clip(np.floor(filled).astype(np.int64) + 1 - days.first, 0, days.size)
        outside = np.minimum(np.floor(filled) + 1 - days.first, 0) * (5 / 7)
        return np.asarray(before[place] + outside)

    return np.where(np.isnan(stop - start), np.nan, worked(stop) - worked(start))


def covered(history: History, standard: Standard, row: IntArray) -> NDArray[np.bool_]:
    """Return which episodes a standard covers, by need, priority, age and area."""
    register, blueprint = history.register, history.blueprint
    keep = np.ones(len(row), bool)
    if standard.needs:
        keep &= np.isin(register["need"][row], [blueprint.needs.index(n) for n in standard.needs])
    if standard.priorities:
        keep &= np.isin(
            register["triaged"][row], [PRIORITIES.index(p) for p in standard.priorities]
        )
    if standard.areas:
        keep &= np.isin(register["area"][row], [blueprint.areas.index(a) for a in standard.areas])
    age = (register["ref"][row] - register["birth"][row]) / 365.25
    return keep & (age >= standard.age_from) & (age < standard.age_to)
