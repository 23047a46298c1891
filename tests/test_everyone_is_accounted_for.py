"""Nobody is lost: arrived = in the system + every way out, in every replication.

The register, the stays, the trace, the waiting lists and the caseloads are five accounts of
the same children, written in different places; they must agree for each area, need and
priority. Where they do not, suspect a change of state that forgets its list
(`leave_list`, `leave_due`) or its stay (`end_stay`), or a held second episode.
"""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from tiny import change, run, waits, whole_service

from sim.pathway.codes import (
    CLOSED,
    DUE,
    HELD,
    HOW_EXIT,
    HOW_OPEN,
    N_ARRIVED,
    N_EXIT,
    NOT_ARRIVED,
    WAITING,
)
from sim.settings.words import EXITS

KEYS = ("area", "need", "first_prio")


@pytest.fixture(scope="module", params=range(4))
def history(request):
    return run(whole_service(), replication=request.param, trace=True)


def tally(rows) -> Counter:
    """How many rows of the register by area, need and presenting priority."""
    return Counter(zip(*(rows[key].tolist() for key in KEYS), strict=True))


def test_the_case_shows_every_way_in_and_out(history):
    """A conservation check says nothing about what does not happen."""
    r = history.register
    assert len(history.opening) and set(r["second"]) == {0, 1, 2}
    assert len(r) > len(history.cohort) + len(history.opening), "nobody came back"
    found = {EXITS[code] for code in r["exit"] if code >= 0}
    assert found >= set(EXITS) - {"gone_elsewhere", "turned_18"}


def test_arrived_is_in_system_plus_every_exit(history):
    """By area, need and priority; arrivals and exits are counted from the trace."""
    r = history.register
    arrived, gone = (history.trace["row"][history.trace["event"] == n] for n in (N_ARRIVED, N_EXIT))
    seconds = np.flatnonzero((r["second"] > 0) & np.isin(r["partner"], arrived))
    came = np.concatenate((np.arange(len(history.opening)), arrived, seconds))
    inside = np.flatnonzero((r["state"] != CLOSED) & (r["state"] != NOT_ARRIVED))
    assert len(set(came.tolist())) == len(came), "somebody arrived twice"
    assert len(set(gone.tolist())) == len(gone), "somebody left twice"
    assert tally(r[came]) == tally(r[inside]) + tally(r[gone])


def test_everyone_due_before_the_horizon_has_arrived(history):
    r = history.register
    late = r["state"] == NOT_ARRIVED
    assert not np.any(late & (r["ref"] < history.blueprint.days.last))


def test_only_the_closed_have_a_way_out(history):
    r = history.register
    assert np.array_equal(r["state"] == CLOSED, r["exit"] >= 0)


def test_waiting_lists_hold_who_is_waiting(history):
    check_lists(history)


def check_lists(history) -> None:
    """Counts and heaps of every line and priority against the register."""
    r, state = history.register, history.state
    for heads, code in ((state.heads, WAITING), (state.due, DUE)):
        for line in range(len(state.lines)):
            for prio in range(3):
                here = (r["state"] == code) & (r["line"] == line) & (r["prio"] == prio)
                on_heap = sorted(members(r, heads[line, prio]))
                assert on_heap == np.flatnonzero(here).tolist()
                if code == WAITING:
                    assert state.waiting[line, prio] == here.sum()


def members(register, root: int) -> list:
    """Everyone on a pairing heap."""
    found, ahead = [], [root]
    while ahead:
        i = ahead.pop()
        while i >= 0:
            found.append(int(i))
            ahead.append(register["h_child"][i])
            i = register["h_next"][i]
    return found


def test_list_sizes_from_stays_are_the_lists(history):
    """Waits still going on, less those in a delay, are who is on a list at the end."""
    r, found = history.register, history.stays
    open_waits = found["row"][(found["how"] == HOW_OPEN) & (found["kind"] == 0)]
    on_list = open_waits[r["state"][open_waits] == WAITING]
    assert len(on_list) == history.state.waiting.sum()
    assert np.all(r["state"][on_list] == WAITING)


def test_caseloads_are_who_is_in_care(history):
    check_caseloads(history)


def check_caseloads(history) -> None:
    r = history.register
    nodes = history.state.nodes["kind"][r["node"]]
    in_care = (r["seen"] == 1) & (r["state"] != CLOSED) & (nodes == 1)
    found = np.bincount(r["line"][in_care], minlength=len(history.state.lines))
    assert found.tolist() == history.state.caseload.tolist()


def test_stays_follow_each_other_without_overlap(history):
    check_stays(history)


def check_stays(history) -> None:
    """Each child's stretches run forwards in time, and only the open end in an open stay."""
    r, found = history.register, history.stays
    assert np.all(found["end"] >= found["start"] - 1e-9), "a stay ends before it starts"
    order = np.lexsort((np.arange(len(found)), found["row"]))
    found = found[order]
    same = found["row"][1:] == found["row"][:-1]
    assert np.all(found["start"][1:][same] >= found["end"][:-1][same] - 1e-9), "stays overlap"
    last = np.append(~same, True)
    still = found["how"] == HOW_OPEN
    assert not np.any(still & ~last), "something follows a stay that is still open"
    inside = (r["state"] != CLOSED) & (r["state"] != NOT_ARRIVED) & (r["state"] != HELD)
    assert sorted(found["row"][still].tolist()) == np.flatnonzero(inside).tolist()
    left = last & (found["how"] >= HOW_EXIT)
    assert np.array_equal(r["exit"][found["row"][left]], found["how"][left] - HOW_EXIT)


def test_a_held_episode_waits_for_its_partner(history):
    r = history.register
    held = np.flatnonzero(r["state"] == HELD)
    partner = r["partner"][held]
    assert len(held) > 0
    assert np.all(r["state"][partner] != CLOSED), "held although the first episode is over"


def test_minutes_spent_never_exceed_minutes_offered(history):
    """Over the whole run, by pool."""
    state = history.state
    spent = np.zeros(len(state.pools))
    np.add.at(spent, state.slots["pool"], state.spent.sum(axis=1))
    assert np.all(spent <= state.offered.sum(axis=1) + 1e-6)


SERVICES = {
    "demand.calls.referrals_per_year.here": some.floats(0, 500),
    "demand.calls.second_need_share": some.floats(0, 1),
    "demand.calls.second_need_order": some.sampled_from(["parallel", "after"]),
    "access_points.spa.decision_delay_days": some.sampled_from([1.0, 3.0]),
    "access_points.spa.crisis_screened": some.booleans(),
    "teams.far.takes_from": some.sampled_from([[], ["team"]]),
    "teams.team.roles.nurse.wte": some.sampled_from([0.05, 0.5, 5.0]),
    "teams.team.roles.nurse.flex": some.booleans(),
    "stages.choice.discipline": some.sampled_from(["priority_then_longest_wait", "longest_wait"]),
    "stages.choice.carve_out_release": some.sampled_from(["never", "same_day", 3]),
    "stages.choice.missed_share": some.floats(0, 0.9),
    "stages.treatment.group_size": some.sampled_from([1, 4]),
    "stages.treatment.recurrence": some.sampled_from([None, {"every_days": 30.0}]),
    "stages.crisis.when_closed": some.sampled_from(["", "choice"]),
    "waiting.camhs.transfer": some.sampled_from(["keep", "restart"]),
    "waiting.camhs.support": some.sampled_from([{}, {"reach_share": 0.5}]),
    "calendar.horizon_days": some.integers(1, 400),
}


@settings(max_examples=25)
@given(some.fixed_dictionaries(SERVICES), some.integers(0, 1000))
def test_whatever_the_service_nobody_is_lost(service, seed):
    """The same accounts, over services made up by the machine."""
    if service["stages.treatment.recurrence"] is not None:
        service = service | {"stages.treatment.contacts": 1}
    history = run(change(whole_service(), service), seed, trace=True)
    check_lists(history)
    check_caseloads(history)
    check_stays(history)
    test_arrived_is_in_system_plus_every_exit(history)
    test_everyone_due_before_the_horizon_has_arrived(history)


@pytest.mark.slow
def test_a_long_run_of_a_busy_service_loses_nobody():
    history = run(change(whole_service(), {"calendar.horizon_days": 3650}), trace=True)
    for check in (check_lists, check_caseloads, check_stays):
        check(history)
    test_arrived_is_in_system_plus_every_exit(history)


def test_an_opening_list_counts_as_arrived():
    values = change(whole_service(), {"opening.bands": {"a": waits(25, stage="choice")}})
    history = run(values, trace=True)
    assert len(history.opening) == 25
    test_arrived_is_in_system_plus_every_exit(history)
