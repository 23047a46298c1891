"""Clocks: from which date to which date each wait is measured.

A clock is a start event, a stop rule over events, restarts and pauses, and the unit counted.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.days import Days
from sim.measures.hours import next_opening
from sim.measures.spells import joined_spells
from sim.measures.timed import Timed
from sim.pathway.codes import HOW_DONE, NOT_ARRIVED, SCREENING, STAY_DELAY
from sim.pathway.history import History
from sim.settings.lengths import DAYS_PER_YEAR
from sim.settings.standard import Clock, Standard
from sim.settings.words import PRIORITIES

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

BUILT_IN = {
    "first_contact": Clock(label="referral to first contact", stop=(("first_contact",),)),
    "second_contact": Clock(label="referral to second contact", stop=(("second_contact",),)),
}
"""Clocks every scenario has, unless it defines its own of the same name."""
SLACK = 1e-9
"""A limit is inclusive, whatever the rounding of a difference."""


def clocks_of(history: History) -> dict[str, Clock]:
    """Return the scenario's clocks and the built-in ones."""
    return {**BUILT_IN, **history.blueprint.scenario.clocks}


def read_clock(history: History, clock: Clock, provider: IntArray) -> Timed:
    """Read one clock for every episode, referral or provider spell in which it started.

    ``provider`` is the number of each episode's provider.
    """
    timed = _episodes(history, clock, episodes_read(history, clock))
    if clock.unit_counted == "referral":
        timed = _referrals(history, timed)
    timed = timed.take(np.flatnonzero(~np.isnan(timed.start)))
    if clock.unit_counted == "provider_spell":
        events = _stops(history, clock, timed.row)
        return joined_spells(history, timed, events, provider)
    return timed


def episodes_read(history: History, clock: Clock) -> IntArray:
    """Return the episodes that a clock concerns, by need and triaged priority."""
    register = history.register
    wanted = np.zeros(len(history.blueprint.needs), bool)
    wanted[needs_read(history, clock)] = True
    counted = (register["state"] != NOT_ARRIVED) & wanted[register["need"]]
    if clock.priorities:
        counted &= _chosen(register["triaged"], PRIORITIES, clock.priorities)
    return np.flatnonzero(counted)


def _chosen(codes: Any, words: Sequence[str], wanted: Sequence[str]) -> NDArray[np.bool_]:
    """Return where a code stands for one of the words wanted."""
    table = np.array([word in wanted for word in words], bool)
    return np.asarray(table[codes])


def needs_read(history: History, clock: Clock) -> list[int]:
    """Return the needs for which a clock is read: those named, else those that can stop it."""
    blueprint = history.blueprint
    if clock.needs:
        return [blueprint.needs.index(need) for need in clock.needs]
    return [
        number
        for number, marked in enumerate(blueprint.marked)
        if all(marked.intersection(any_of) for any_of in clock.stop)
    ]


def _event(history: History, event: str, rows: IntArray) -> FloatArray:
    """Return the dates of an event, NaN when it has not happened."""
    register = history.register
    if event == "referral":
        return np.asarray(register["ref"][rows], np.float64)
    if event == "closed":
        return np.where(register["exit"][rows] >= 0, register["ready"][rows], np.nan)
    column = history.blueprint.columns.index(event)
    return np.asarray(history.milestones[rows, column], np.float64)


def _restarts(history: History, clock: Clock, rows: IntArray) -> list[tuple[str, Any]]:
    """Return the events that set a clock back to zero, each with the episodes concerned.

    Where the rule of a need says that a change of provider restarts clocks, it does.
    """
    found: list[tuple[str, Any]] = [(event, True) for event in clock.restarts_on]
    rule = history.blueprint.tables["restart"]
    if rule.any():
        found.append(("provider_changed", rule[history.register["need"][rows]] == 1))
    return found


def _stops(history: History, clock: Clock, rows: IntArray) -> FloatArray:
    """Return when each list of the stop rule is met by its first event, shape (lists, rows)."""
    met = []
    for any_of in clock.stop:
        dates = _event(history, any_of[0], rows)
        for event in any_of[1:]:
            dates = np.fmin(dates, _event(history, event, rows))
        met.append(dates)
    return np.array(met)


def _latest_until(history: History, event: str, rows: IntArray, until: FloatArray) -> FloatArray:
    """Return the last time an event that restarts clocks happened up to a moment; NaN for never.

    Where a clock has not stopped (NaN), every time counts.
    """
    limit, latest = np.full((2, len(history.register)), -np.inf)
    limit[rows] = np.where(np.isnan(until), np.inf, until)
    of, times = history.restarts(event)
    counts = times <= limit[of]
    np.maximum.at(latest, of[counts], times[counts])
    return np.where(np.isinf(latest[rows]), np.nan, latest[rows])


def _paused(history: History, rows: IntArray, start: FloatArray) -> FloatArray:
    """Return how long each episode waited for information since the clock started.

    Information is asked before acceptance; what is a delay at an access point after it is the
    time a decision takes.
    """
    register, stays = history.register, history.stays
    accepted = history.milestones[:, history.blueprint.columns.index("accepted")]
    begin = np.full(len(register), np.inf)
    begin[rows] = start
    asked = stays[(stays["kind"] == STAY_DELAY) & (stays["how"] == HOW_DONE)]
    at_point = history.blueprint.tables["nodes"]["kind"][asked["node"]] == SCREENING
    asked = asked[at_point & ~(asked["start"] >= accepted[asked["row"]])]
    before = np.zeros(len(register))
    earlier = np.minimum(asked["end"], begin[asked["row"]]) - asked["start"]
    np.add.at(before, asked["row"], np.maximum(earlier, 0.0))
    since = np.maximum(register["paused"][rows].astype(np.float64) - before[rows], 0.0)
    return np.where(accepted[rows] <= start, 0.0, since)


def _episodes(history: History, clock: Clock, rows: IntArray) -> Timed:
    register = history.register
    start = _event(history, clock.start, rows)
    stop = _stops(history, clock, rows).max(axis=0)
    for event, concerned in _restarts(history, clock, rows):
        again = np.where(concerned, _latest_until(history, event, rows, stop), np.nan)
        start = np.where(again > start, again, start)
    if clock.starts_at_next_opening:
        start = next_opening(start, history.blueprint.days)
    counted = ~(stop < start)
    if clock.excludes_stages:
        nodes = [history.blueprint.node(stage) for stage in clock.excludes_stages]
        counted &= ~(history.state.visits[rows][:, nodes] > 0).any(axis=1)
    start = np.where(counted, start, np.nan)
    end = np.where(register["exit"][rows] >= 0, register["ready"][rows], np.inf)
    paused = np.zeros(len(rows))
    if clock.pauses_for_information:
        paused = _paused(history, rows, start)
    return Timed(start, stop, end, paused, rows)


def _referrals(history: History, timed: Timed) -> Timed:
    """Count a referral with two needs once: whichever episode stops first.

    Where the clock is read for one of the needs alone, that episode stands for the referral.
    """
    register = history.register
    partner = register["partner"][timed.row].astype(np.int64)
    place = np.full(len(register), -1)
    place[timed.row] = np.arange(len(timed.row))
    other = np.where(partner >= 0, place[partner], -1)
    units = np.flatnonzero((register["second"][timed.row] == 0) | (other < 0))
    has, other = other[units] >= 0, other[units]
    stop, end = timed.stop[units], timed.end[units]
    stop = np.where(has, np.fmin(stop, timed.stop[other]), stop)
    end = np.where(has, np.maximum(end, timed.end[other]), end)
    return Timed(timed.start[units], stop, end, timed.paused[units], timed.row[units])


def spent_by(moment: FloatArray, unit: str, days: Days) -> FloatArray:
    """Return how far time has come at a moment, counted in the unit of a standard.

    A wait is what is spent by its stop less what is spent by its start: hours exactly, days
    and weeks by date, working days by the working days up to and including the date.
    """
    if unit == "hours":
        return np.asarray(moment * 24)
    if unit == "days":
        return np.asarray(np.floor(moment))
    if unit == "weeks":
        return np.asarray(np.floor(moment) / 7)
    before = np.concatenate(([0], np.cumsum(days.working)))
    place = np.floor(moment).astype(np.int64) + 1 - days.first
    outside = np.minimum(place, 0) * (5 / 7)
    return np.asarray(before[np.clip(place, 0, days.size)] + outside)


def taken_off(paused: FloatArray, unit: str, days: Days) -> FloatArray:
    """Return the time taken off a wait, in the unit of a standard.

    Of working days it is the calendar's share of them in the time taken off, to the nearest.
    """
    if unit == "hours":
        return np.asarray(paused * 24)
    whole = np.floor(paused)
    if unit == "working_days":
        return np.rint(whole * days.working.mean())
    return whole / 7 if unit == "weeks" else whole


def waited_in_unit(
    start: FloatArray, stop: FloatArray, paused: FloatArray, unit: str, days: Days
) -> FloatArray:
    """Return waits counted in the unit of a standard, time taken off left out."""
    spent = spent_by(stop, unit, days) - spent_by(start, unit, days)
    return np.asarray(spent - taken_off(paused, unit, days))


def covered(history: History, standard: Standard, row: IntArray) -> NDArray[np.bool_]:
    """Return which episodes a standard covers, by need, priority, age and area."""
    register, blueprint = history.register, history.blueprint
    keep = np.ones(len(row), bool)
    for column, words, wanted in (
        ("need", blueprint.needs, standard.needs),
        ("triaged", PRIORITIES, standard.priorities),
        ("area", blueprint.areas, standard.areas),
    ):
        if wanted:
            keep &= _chosen(register[column][row], words, wanted)
    age = (register["ref"][row] - register["birth"][row]) / DAYS_PER_YEAR
    return keep & (age >= standard.age_from) & (age < standard.age_to)
