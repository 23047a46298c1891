"""Access points accept, refuse, re-grade, ask and pass on in the shares that settings state.

Each case has time for everyone and a few thousand referrals; shares are held within four
standard errors, dates exactly. What comes back comes back as a new referral of the child.
"""

import numpy as np
import pytest
from tiny import MONDAY, events, exits, priority, run, scenario, stays

LIMIT = 4.0
NEVER_CLOSED = {"hours": {"opens": 0.0, "closes": 24.0, "every_day": True}}


def spa(triage: dict | None = None, **more) -> dict:
    """About two thousand referrals to one access point, screened at the next midnight."""
    point = {
        "serves": [{"areas": ["here"]}],
        "roles": {"admin": {"minutes_by_weekday": [1e6] * 7}},
        "triage": {"camhs": triage or {}},
    } | NEVER_CLOSED
    values = scenario(calendar__horizon_days=400, access_points={"spa": point | more})
    values["teams"]["team"]["roles"]["nurse"]["minutes_by_weekday"] = [1e6] * 5
    values["demand"]["calls"]["referrals_per_year"] = {"here": 2000.0}
    return values


def close(found: float, expected: float, count: int) -> bool:
    return abs(found - expected) <= LIMIT * np.sqrt(expected * (1 - expected) / count) + 1e-12


def screened(history) -> int:
    return len(np.unique(stays(history, "wait", "seen", "spa")["row"]))


def accepted(history):
    """Rows that were accepted."""
    column = history.blueprint.columns.index("accepted")
    return ~np.isnan(history.milestones[:, column])


def test_acceptance_refusal_and_signposting():
    history = run(spa({"accepted_share": 0.6, "signposted_share": 0.25}))
    n = screened(history)
    left = exits(history)
    assert n > 1800
    assert close(accepted(history).sum() / n, 0.6, n)
    assert close(left["signposted"] / n, 0.1, n)
    assert close(left["refused"] / n, 0.3, n)


def test_acceptance_by_source_and_by_group():
    values = spa({"accepted_share": 0.5, "accepted_by_source": {"school": 0.6}})
    values["demand"]["calls"] |= {
        "source_shares": {"gp": 0.5, "school": 0.5},
        "groups": {"sex": {"f": {"share": 0.5, "acceptance": 1.5}, "m": {"share": 0.5}}},
    }
    history = run(values)
    rows = np.unique(stays(history, "wait", "seen", "spa")["row"])
    r = history.register[rows]
    for source, by_source in ((0, 1.0), (1, 0.6)):
        for group in (1.0, 1.5):
            here = (r["source"] == source) & np.isclose(r["m_accept"], group)
            found = accepted(history)[rows][here].mean()
            assert close(found, 0.5 * by_source * group, here.sum())


@pytest.mark.parametrize("given", ["urgent", "routine"])
def test_triage_raises_and_lowers_priority_in_the_stated_shares(given):
    table = {"urgent": {"routine": 0.3}, "routine": {"urgent": 0.2, "crisis": 0.05}}
    values = spa({"regraded": table})
    values["demand"]["calls"]["priority_shares"] = {given: 1.0}
    history = run(values)
    first = stays(history, "wait", None, "see")
    n = len(first)
    for rank, name in enumerate(("crisis", "urgent", "routine")):
        kept = 1 - sum(table[given].values()) if name == given else 0.0
        expected = table[given].get(name, kept)
        assert close((first["prio"] == rank).mean(), expected, n), name


def test_information_comes_back_after_its_delay_or_lapses():
    values = spa({
        "information_missing_share": 0.4, "information_lapse_share": 0.3,
        "information_delay_days": 5.5, "information_lapse_days": 14.25,
    })  # fmt: skip
    history = run(values, trace=True)
    asked = events(history, "information asked")
    n = screened(history)
    assert close(len(asked) / n, 0.4, n)
    lapsed = exits(history)["information_lapsed"]
    early = sum(moment < 400 - 14.25 for moment in asked)
    assert close(lapsed / early, 0.3, early)
    for row in range(200):
        moments = events(history, "information asked", row)
        if not moments:
            continue
        later = events(history, "joined", row)
        if len(later) > 1:
            assert later[1] - moments[0] == pytest.approx(5.5)
        elif events(history, "exit", row):
            assert events(history, "exit", row)[0] - moments[0] == pytest.approx(14.25)


def test_a_decision_takes_effect_after_its_days():
    history = run(spa(decision_delay_days=6.5), trace=True)
    for row in range(50):
        decided, joined = events(history, "accepted", row), events(history, "joined", row)
        assert joined[1] - decided[0] == pytest.approx(6.5)


def test_referrals_passed_on_are_decided_elsewhere():
    values = spa({"passed_share": 0.35, "passed_to": "other"})
    other = values["access_points"]["spa"] | {"triage": {}, "serves": [{"areas": ["there"]}]}
    values["access_points"]["other"] = other
    values["areas"]["there"] = {}
    history = run(values)
    n = screened(history)
    passed = len(np.unique(stays(history, "wait", "seen", "other")["row"]))
    assert close(passed / n, 0.35, n)


def sending_on() -> dict:
    """Half of those referred are accepted; the others are sent to a team that sees all."""
    values = spa({"accepted_share": 0.5, "signposted_share": 1.0, "signposted_to": "early"})
    values["stages"]["early"] = values["stages"]["see"]
    values["teams"]["school"] = values["teams"]["team"] | {
        "roles": {"nurse": {"minutes_by_weekday": [1e6] * 5, "job_plan": {"early": 1.0}}}
    }
    values["pathways"]["camhs"]["stages"] = ["see", "early"]
    return values


def test_signposted_children_may_join_another_team():
    history = run(sending_on())
    n = screened(history)
    assert close(len(stays(history, "wait", None, "early")) / n, 0.5, n)
    assert set(exits(history)) == {"helped"}


def test_whoever_is_sent_on_without_being_accepted_joins_as_routine():
    """Referred as urgent and found not to be: no clock of urgent work runs for them."""
    values = sending_on()
    values["demand"]["calls"]["priority_shares"] = {"urgent": 1.0}
    history = run(values)
    sent = [stay["row"] for stay in stays(history, "wait", None, "early")]
    graded = history.register[["prio", "triaged"]]
    assert len(sent) > 100
    assert set(graded[sent].tolist()) == {(priority("routine"), priority("routine"))}
    assert priority("urgent") in history.register["triaged"]


def test_crisis_calls_pass_the_access_point_unless_it_screens_them():
    for screens in (False, True):
        values = spa(crisis_screened=screens)
        values["demand"]["calls"]["priority_shares"] = {"crisis": 1.0}
        assert (screened(run(values)) > 0) == screens


def test_screening_goes_by_priority_unless_it_is_first_come():
    """Eight screened a day where ten come: the routine wait for the urgent, or nobody does."""

    def mean_waits(first_come):
        values = spa(first_come_first_served=first_come)
        values["access_points"]["spa"]["roles"]["admin"]["minutes_by_weekday"] = [75.0] * 7
        values["demand"]["calls"]["priority_shares"] = {"urgent": 0.3, "routine": 0.7}
        found = stays(run(values), "wait", "seen", "spa")
        waited = found["end"] - found["start"]
        return [waited[found["prio"] == rank].mean() for rank in (1, 2)]

    urgent, routine = mean_waits(False)
    assert urgent < 1 < 10 < routine
    urgent, routine = mean_waits(True)
    assert urgent == pytest.approx(routine, rel=0.1)


def returning(**rule) -> dict:
    values = spa({"accepted_share": 0.0})
    values["calendar"]["horizon_days"] = 730
    values["demand"]["calls"]["re_referral"] = rule
    return values


def test_the_stated_share_comes_back_after_the_stated_delay():
    history = run(returning(share=0.4, delay_days=33.5), trace=True)
    first = len(history.cohort)
    gone = [moment for moment in events(history, "exit") if moment + 33.5 < 730]
    back = history.register["ref"][first:]
    back = back[back < 730]  # later ones are kept too, for a run that goes on from here
    assert close(len(back) / len(gone), 0.4, len(gone))
    assert np.all(np.min(np.abs(np.subtract.outer(back - 33.5, gone)), axis=1) < 1e-9)


def test_a_delay_that_varies_has_its_mean():
    delay = {"shape": "gamma", "mean": 40.0, "sd": 20.0}
    history = run(returning(share=0.5, delay_days=delay))
    first, r = len(history.cohort), history.register
    early = r["ref"][first:] < 730 - 200
    parent = {int(child): k for k, child in enumerate(r["child"][:first])}
    waited = [r["ref"][k] - r["ref"][parent[int(r["child"][k])]] for k in range(first, len(r))]
    once = np.bincount(r["child"])[r["child"][first:]] == 2
    sample = np.array(waited)[once & early] - 0.5  # half a day on average to be screened
    assert sample.mean() == pytest.approx(40, abs=LIMIT * 20 / np.sqrt(len(sample)))


def test_some_who_return_are_more_pressing():
    history = run(returning(share=0.5, delay_days=20.0, raised_share=0.25))
    first = len(history.cohort)
    once = np.bincount(history.register["child"])[history.register["child"]] == 2
    back = history.register["first_prio"][first:][once[first:]]
    assert set(back) == {1, 2}
    assert close((back == 1).mean(), 0.25, len(back))


def test_only_the_named_exits_lead_back():
    history = run(returning(share=1.0, after=["dropped_out"], delay_days=10.0))
    assert len(history.register) == len(history.cohort)


def test_a_return_is_a_new_referral_of_the_same_child():
    r = (history := run(returning(share=0.3, delay_days=20.0))).register
    first = len(history.cohort)
    assert np.all(r["child"][first:] < first)
    words = r["word_1"].astype(np.int64) << 32 | r["word_2"]
    assert len(np.unique(words)) == len(words), "a return reads its parent's luck again"
    assert np.array_equal(r["birth"][first:], r["birth"][r["child"][first:]])


def test_nobody_is_screened_while_the_access_point_is_closed():
    shut = [{"start": MONDAY, "end": MONDAY.replace(month=2)}]
    found = stays(run(spa(closures=shut)), "wait", "seen", "spa")
    assert found["end"].min() >= 32
