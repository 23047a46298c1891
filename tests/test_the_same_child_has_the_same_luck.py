"""The same child has the same luck in every option, so differences are due to the option.

A child is known by its luck words. Two services are run with the same seed and compared
child by child: who they are must never change, and what happens to them only where the
option reaches. Suspects when a test fails: a draw whose stream depends on a count or an
order (`cohort.py`, `opening.py`), or a luck offset that depends on position (`luck_offsets`).
"""

import numpy as np
import pytest
from tiny import MONDAY, change, run, scenario, stage, team, waits, whole_service

ATTRIBUTES = ("ref", "birth", "area", "first_prio", "source", "m_accept", "m_missed", "m_leave")


def children(history, what: tuple = ATTRIBUTES) -> dict:
    """Each child's words and need, to what is asked of them at the end of the run."""
    r = history.register
    keys = zip(r["word_1"].tolist(), r["word_2"].tolist(), r["need"].tolist(), strict=True)
    values = zip(*(r[name].tolist() for name in what), strict=True)
    return dict(zip(keys, values, strict=True))


def referred(history) -> dict:
    """Children drawn before the clock started; whether one returns later is an outcome."""
    found = children(history)
    drawn = len(history.opening) + len(history.cohort)
    return {key: found[key] for key in list(found)[:drawn]}


def calm(**changes) -> dict:
    """The whole service with far more time than work, so that children do not meet.

    Delays end a little before an opening: which contact of the day comes first, a matter of
    minutes, then never decides on which day the next one falls.
    """
    ample = {
        "access_points.spa.roles.screener.minutes_by_weekday": [1e5] * 5,
        "teams.team.roles.nurse": plenty("choice", "treatment"),
        "teams.far.roles.nurse": plenty("choice", "treatment"),
        "teams.autism.roles.doctor": plenty("assess"),
        "teams.autism.roles.therapist": plenty("assess"),
        "teams.duty.shifts": [{"servers": 99.0, "opens": 0.0, "closes": 24.0}],
        "stages.treatment.caseload_per_wte": None,
        "access_points.spa.decision_delay_days": 0.9,
        "access_points.spa.triage.camhs.information_delay_days": 4.9,
        "demand.calls.re_referral.delay_days": 39.9,
    }
    ample |= {
        f"stages.{name}.{wait}": 6.9
        for name in ("choice", "treatment", "assess")
        for wait in ("spacing_days", "rebook_days")
    }
    return change(whole_service(), ample | changes)


def plenty(*stages) -> dict:
    share = 1.0 / len(stages)
    return {"wte": 9.0, "minutes_by_weekday": [1e7] * 5, "job_plan": dict.fromkeys(stages, share)}


def journeys(history) -> dict:
    """Child to the days of every stay and event, and the way out."""
    r = history.register
    found = {}
    for i, key in enumerate(children(history)):
        found[key] = [int(r["exit"][i]), np.nan_to_num(history.milestones[i] // 1, nan=-1).tolist()]
    order = {i: key for i, key in enumerate(children(history))}
    for row, node, kind, how, start, end in history.stays[
        ["row", "node", "kind", "how", "start", "end"]
    ].tolist():
        name = history.blueprint.nodes[node]
        found[order[row]].append((name, kind, how, int(start), int(end)))
    return found


NEW_AREA = {
    "areas.beyond": {},
    "demand.more": {"need": "camhs", "referrals_per_year": {"beyond": 200.0}},
    "access_points.spa.serves": [{"areas": ["here", "there", "beyond"]}],
    "teams.far.serves": [{"areas": ["there", "beyond"]}],
    "teams.duty.serves": [{"areas": ["here", "there", "beyond"]}],
}
NEW_STAGE = {
    "stages.early": stage(30.0) | {"outcomes": {"on": {"to": "choice"}}},
    "teams.early": team({"early": 1.0}, [1e7] * 5) | {"serves": [{"areas": ["here", "there"]}]},
    "pathways.camhs.stages": ["early", "choice", "treatment", "crisis"],
    "pathways.camhs.entry": {"urgent": "early", "routine": "choice", "crisis": "crisis"},
}
OPTIONS = {
    "an area more": NEW_AREA,
    "a stage more": NEW_STAGE,
    "half the nurses": {"teams.team.roles.nurse.minutes_by_weekday": [100.0] * 5},
    "a third more referrals": {"demand.calls.referrals_per_year": {"here": 350.0, "there": 180.0}},
    "no triage": {"access_points.spa.triage": {}},
    "no leaving": {"waiting": {}},
    "another opening band": {
        "opening.bands.more": waits(9, stage="choice"),
    },
    "weekly reports": {"calendar.period": "week"},
}


@pytest.fixture(scope="module")
def baseline():
    return run(calm())


@pytest.mark.parametrize("name", [name for name in OPTIONS if "more referrals" not in name])
def test_no_option_changes_who_is_referred(baseline, name):
    before, after = (
        referred(baseline),
        referred(run(calm(**OPTIONS[name]), past=baseline.blueprint)),
    )
    changed = [key for key in before if before[key] != after.get(key)]
    assert not changed, f"{len(changed)} of {len(before)} children are not who they were"


def test_more_referrals_keep_every_earlier_child(baseline):
    more = referred(run(calm(**OPTIONS["a third more referrals"])))
    before = referred(baseline)
    assert before.keys() <= more.keys(), "raising demand replaced children: see thinning"
    assert all(before[key] == more[key] for key in before)
    assert len(more) > 1.15 * len(before)


@pytest.mark.parametrize("factor", [1.0, 1.01, 1.7, 4.0, 30.0])
def test_raising_demand_step_by_step_only_adds(factor):
    """Across the edges of the layers in which heights are drawn."""

    def drawn(per_year):
        values = change(scenario(), {"demand.calls.referrals_per_year": {"here": per_year}})
        return referred(run(values))

    fewer, more = drawn(300.0), drawn(300.0 * factor)
    assert fewer.keys() <= more.keys()
    assert all(fewer[key][:2] == more[key][:2] for key in fewer)


@pytest.mark.parametrize("name", ["an area more", "another opening band", "weekly reports"])
def test_what_does_not_reach_a_child_changes_nothing_for_them(baseline, name):
    """With time for everyone, the whole journey is the same, to the day."""
    before, after = journeys(baseline), journeys(run(calm(**OPTIONS[name])))
    changed = [key for key in before if before[key] != after.get(key)]
    assert not changed, f"{len(changed)} of {len(before)} journeys changed"


def test_a_stage_more_leaves_those_who_do_not_pass_it_as_they_were():
    """Only urgent children pass the new stage; other episodes of theirs may start later."""
    fresh = {"opening": {"source": "empty"}}
    baseline, history = run(calm(**fresh)), run(calm(**NEW_STAGE, **fresh))
    child, stays = history.register["child"], history.stays
    passed = child[stays["row"][stays["node"] == history.blueprint.node("early")]]
    reached = {key for key, c in zip(children(history), child, strict=True) if c in set(passed)}
    before, after = journeys(baseline), journeys(history)
    changed = [k for k in before if k not in reached and before[k] != after.get(k)]
    assert 20 < len(reached) < len(before) / 2
    assert not changed, f"{len(changed)} of {len(before)} journeys changed"


def test_with_fewer_minutes_children_come_later_and_end_the_same():
    """Nobody leaves while waiting here, so only the dates differ."""
    stays_a_child = {"leaves_at_age": 25.0}
    quiet = {"waiting": {"camhs": stays_a_child, "asd": stays_a_child}}
    ample = outcomes(run(calm(**quiet)))
    tight = outcomes(run(calm(**quiet, **OPTIONS["half the nurses"])))
    both = [k for k in ample if k in tight and ample[k][0] >= 0 and tight[k][0] >= 0]
    assert len(both) > 100
    assert all(ample[key] == tight[key] for key in both)


def outcomes(history) -> dict:
    """Child to the way out and the number of contacts."""
    return children(history, ("exit", "total"))


def test_a_stage_that_takes_another_s_luck_has_its_outcomes():
    """The same stage under a new name, with `luck` set to the old one: nothing changes."""
    renamed = calm()
    renamed["stages"]["first_meeting"] = renamed["stages"].pop("choice") | {"luck": "choice"}
    renamed = change(
        renamed,
        {
            "pathways.camhs.stages": ["first_meeting", "treatment", "crisis"],
            "pathways.camhs.entry.routine": "first_meeting",
            "teams.team.roles.nurse": plenty("first_meeting", "treatment"),
            "teams.far.roles.nurse": plenty("first_meeting", "treatment"),
            "opening.bands.waiting.stage": "first_meeting",
        },
    )
    before, after = outcomes(run(calm())), outcomes(run(renamed))
    assert before == after


def test_a_stage_under_its_own_new_name_has_luck_of_its_own():
    """The counterpart: without `luck`, some outcomes must differ."""
    renamed = calm()
    renamed["stages"]["choice"]["luck"] = "something_else"
    assert outcomes(run(calm())) != outcomes(run(renamed))


def test_raising_a_chance_only_adds_to_those_it_concerns():
    """Uniforms are inverted through the option's own table: more misses, same missers."""

    def missers(share):
        values = change(scenario(calendar__horizon_days=200), {"stages.see.missed_share": share})
        values["demand"]["calls"]["referrals_per_year"] = {"here": 150.0}
        values["stages"]["see"]["discharge_after_missed"] = 1
        values["teams"]["team"]["roles"]["nurse"]["minutes_by_weekday"] = [1e5] * 5
        left = children(run(values), ("exit",))
        return {key for key, (code,) in left.items() if code == 5}

    some, more = missers(0.2), missers(0.4)
    assert some < more


@pytest.mark.parametrize("change_of", ["seed", "replication"])
def test_another_seed_or_replication_is_other_children(change_of):
    one = children(run(whole_service()))
    other = children(run(whole_service(), **{change_of: 7}))
    assert not one.keys() & other.keys()


def test_staff_luck_belongs_to_the_role_and_the_date():
    """A new team does not change anybody's sickness."""
    before = run(whole_service()).staff.minutes
    later = {"areas": ["there"], "from_date": MONDAY.replace(year=2090)}
    newcomer = team({"choice": 1.0}, [9.0] * 5, role={"sickness_share": 0.4}, serves=[later])
    extra = {"teams.aaa": newcomer}
    history = run(change(whole_service(), extra))
    names = [pool.name for pool in history.blueprint.pools]
    old = [pool.name for pool in run(whole_service()).blueprint.pools]
    kept = history.staff.minutes[[names.index(name) for name in old]]
    assert np.array_equal(before, kept)
