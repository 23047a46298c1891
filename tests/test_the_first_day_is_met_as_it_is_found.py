"""Children there on the first day have left what is left at a random moment, not a fresh start.

Held against a service that has run long enough to forget its beginning: whom it holds on a day,
and what then becomes of them, is what the opening list must draw.
"""

import numpy as np
import pytest
from tiny import change, events, exits, listed, run, scenario, stays, team, waits, whole_service

from sim.pathway.blueprint import blueprint_of
from sim.pathway.returning import returns_to_come
from sim.pathway.simulate import simulate
from sim.runs.answer import history_of
from sim.runs.question import Question
from sim.settings import from_values
from sim.streams import Streams

LIMIT = 4.0
PLENTY = [90000.0] * 5
SHARES = {"shape": "shares", "shares": {"1": 0.3, "2": 0.3, "8": 0.4}}


def treated(count: int = 0, per_year: float = 0.0, **more) -> dict:
    """Treatment of one, two or eight contacts a week apart, with time for everyone."""
    values = change(scenario(teams__team=team({"see": 1.0}, PLENTY)), {
        "calendar.horizon_days": 400, "calendar.working_weekdays": 7,
        "stages.see.contacts": SHARES, "stages.see.drop_out_share": 0.4,
        "teams.team.hours": {"opens": 0.0, "closes": 24.0, "every_day": True},
        "teams.team.roles.nurse.minutes_by_weekday": [90000.0] * 7,
        "demand.calls.referrals_per_year": {"here": per_year},
    })  # fmt: skip
    values = listed(values, a=waits(count, in_contact=True)) if count else values
    return change(values, more)


def left_and_dropped(history, rows) -> tuple[np.ndarray, float]:
    """Contacts still attended by each of some children, and the share who dropped out."""
    more = np.array([len(events(history, "attended", row)) for row in rows])
    return more, exits(history).get("dropped_out", 0) / len(rows)


def test_what_is_left_of_treatment_and_who_drops_out_is_what_a_steady_service_holds():
    """By hand: of those who begin, who has m contacts and drops out, or m and does not, times
    m - 1 stretches between contacts; any stretch alike, so after it 1 to m - 1 are left."""
    planned = {1: 0.3, 2: 0.3, 8: 0.4}
    weight = {}
    for number, share in planned.items():
        drops = 0.4 if number > 1 else 0.0
        weight[number, False] = weight.get((number, False), 0.0) + share * (1 - drops)
        for short in range(1, number):
            weight[short, True] = weight.get((short, True), 0.0) + share * drops / (number - 1)
    total = sum(w * (m - 1) for (m, _), w in weight.items())
    dropping = sum(w * (m - 1) for (m, drops), w in weight.items() if drops) / total
    mean = sum(w * (m - 1) * m / 2 for (m, _), w in weight.items()) / total
    count = 4000
    more, dropped = left_and_dropped(run(treated(count), trace=True), range(count))
    assert more.mean() == pytest.approx(mean, abs=LIMIT * more.std() / np.sqrt(count))
    assert dropped == pytest.approx(dropping, abs=LIMIT * np.sqrt(dropping / count))


def test_with_contacts_done_known_only_longer_treatments_are_possible(tmp_path):
    """After three contacts of one, two or eight, five are left, or fewer for those who drop."""
    rows = "\n".join("here,camhs,see,2025-11-01,3" for _ in range(1000))
    (tmp_path / "list.csv").write_text("area,need,stage,referral_date,contacts_done\n" + rows)
    values = treated() | {"opening": {"source": "file", "file": "list.csv"}}
    found = from_values(values)
    found._folder = str(tmp_path)
    history = simulate(blueprint_of(found), 1, 0, trace=True)
    more, dropped = left_and_dropped(history, range(1000))
    assert set(more) == {1, 2, 3, 4, 5}
    assert np.all(more[history.register["exit"][:1000] == 0] == 5)
    expected = 0.4 * 4 / 7 / (0.4 * 4 / 7 + 0.6)
    assert dropped == pytest.approx(expected, abs=LIMIT * np.sqrt(0.21 / 1000))


@pytest.mark.parametrize("shape", [
    {"shape": "exponential", "mean": 50.0}, {"shape": "fixed", "mean": 50.0},
    {"shape": "lognormal", "mean": 50.0, "sd": 40.0},
])  # fmt: skip
def test_a_child_met_in_a_delay_has_the_rest_of_one_as_long_as_those_met(shape):
    """The mean rest is E[d squared] / 2 E[d], by renewal theory."""
    values = change(scenario(), {
        "stages.pack": {"service": "delay", "delay_days": shape,
                        "outcomes": {"done": {"exit": "helped"}}},
        "pathways.camhs.stages": ["pack", "see"], "pathways.camhs.entry": {"routine": "pack"},
        "stages.pack.outcomes": {"done": {"to": "see"}}, "calendar.horizon_days": 2000,
    })  # fmt: skip
    history = run(listed(values, a=waits(3000, stage="pack")))
    rest = stays(history, "delay", "done", "pack")["end"]
    sd = {"exponential": 50.0, "fixed": 0.0, "lognormal": 40.0}[shape["shape"]]
    expected = (50.0**2 + sd**2) / 100.0
    assert rest.mean() == pytest.approx(expected, abs=LIMIT * rest.std() / np.sqrt(3000))


REFUSED = {
    "calendar.horizon_days": 900, "demand.autism.referrals_per_year": {},
    "demand.calls.second_need_share": 0.0, "demand.calls.over_dispersion": 0.0,
    "demand.calls.referrals_per_year": {"here": 900.0, "there": 0.0},
    "demand.calls.re_referral": {"share": 0.6, "delay_days": {"shape": "exponential", "mean": 90.0},
                                 "after": ["refused", "signposted", "information_lapsed"]},
    "access_points.spa.roles.screener.minutes_by_weekday": [9000.0] * 5,
    "teams.team.roles.nurse.wte": 20.0,
}  # fmt: skip


def test_returns_in_the_first_months_are_as_many_as_later():
    """Referrals received from children turned away, first half-year against a later one."""
    early, late = 0, 0
    for replication in range(4):
        history = run(change(whole_service(), REFUSED), replication=replication)
        r = history.register
        came = r[(r["state"] != 0) & (r["ref"] >= 0)]["ref"]
        early += ((came > 0) & (came < 180)).sum()
        late += ((came > 600) & (came < 780)).sum()
    assert early == pytest.approx(late, abs=LIMIT * np.sqrt(early + late))


def test_nobody_comes_back_from_before_when_the_list_says_so():
    with_them = run(change(whole_service(), REFUSED))
    without = run(change(whole_service(), REFUSED | {"opening.returns": "none"}))
    lost = len(with_them.cohort) - len(without.cohort)
    scenario = with_them.blueprint.scenario
    assert lost == len(returns_to_come(blueprint_of(scenario), Streams(1, 0))) > 20


def test_more_demand_moves_nobody_who_comes_back():
    few = from_values(change(whole_service(), REFUSED))
    more = REFUSED | {"demand.calls.referrals_per_year": {"here": 1100.0, "there": 0.0}}
    many = from_values(change(whole_service(), more))
    some, all_of = (returns_to_come(blueprint_of(each), Streams(1, 0)) for each in (few, many))
    assert set(some.time.tolist()) < set(all_of.time.tolist())


def test_what_an_option_changes_turns_nobody_away_before_the_first_day():
    baseline = from_values(change(whole_service(), REFUSED))
    option = from_values(change(whole_service(), REFUSED | {"access_points.spa.triage": {}}))
    asked = [Question("", one, seed=1, baseline=baseline) for one in (baseline, option)]
    before, after = (history_of(one, 0).cohort.time.tolist() for one in asked)
    alone = simulate(blueprint_of(option), 1, 0).cohort.time.tolist()
    assert before == after != alone
    assert asked[1].hash != Question("", option, seed=1, baseline=option).hash
