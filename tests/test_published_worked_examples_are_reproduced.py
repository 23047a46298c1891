"""Head to head: the worked examples that other tools publish come out here, to their own digits.

Two of them are also simulated. `docs/head_to_head.md` lists every example with its source.
"""

import datetime as dt

import numpy as np
import pytest

from sim.measures.arithmetic import arithmetic, capa_balance, relief_capacity, right_sized_list
from sim.measures.arithmetic.capa import HALF_DAY_MINUTES, QUARTER_WEEKS, WORKED_WEEKS, multiplier
from sim.settings import from_values
from tests import tiny

WEEKDAYS = 2e-3
"""A year has not quite 365.25 x 5 / 7 weekdays."""
SIX_POINT_THREE = {"shape": "shares", "shares": {"6": 0.7, "7": 0.3}}
SEVEN_AND_A_HALF = {"shape": "shares", "shares": {"7": 0.5, "8": 0.5}}
YEAR_WEEKS = 365.25 / 7
JANUARY = dt.date(2026, 1, 1)
MONTHS = [f"{2026 + k // 12}-{k % 12 + 1:02d}" for k in range(24)]
FIRSTS = [dt.date(2026 + k // 12, k % 12 + 1, 1) for k in range(25)]
ENDS = np.array([(first - JANUARY).days for first in FIRSTS], float)
"""Days from which each month begins; the last is the horizon."""
MOST_MONTHS = 12


# NHSRwaitinglist: vignette "Walkthrough of waiting list functions" (CRAN, 0.1.2), after Fong and
# others, medRxiv 2022.08.23.22279117: 30 referrals a week, 1,200 waiting, a limit of 52 weeks.


def test_relief_capacity_brings_the_simulated_list_to_nhsrwaitinglists_target():
    target = right_sized_list(30, 52, 1 - np.exp(-4))
    relief = relief_capacity(30, 1200, target, 26)
    assert (round(target), round(relief, 2)) == (390, 61.15)
    history = tiny.run(
        tiny.listed(
            tiny.scenario(
                calendar__horizon_days=26 * 7,
                demand__calls=_observed({"2026-02": 30 * 26}),
                teams__team=_steady(relief * 60 / 5),
            ),
            waiting=tiny.waits(1200, weeks=63.0),
        )
    )
    assert _standing(history.stays, 26 * 7 - 0.1) == pytest.approx(390, abs=1)


def test_a_load_of_thirty_over_twenty_seven_is_called_a_list_that_grows():
    demand = {"referrals_per_year": {"here": 30 * YEAR_WEEKS}}
    line = _arithmetic(demand, minutes_a_week=27 * 60)
    assert line["load"] == pytest.approx(30 / 27, rel=WEEKDAYS)
    assert line["flag"] == "the list will grow"


# CReST, NHS England's planning tool for these services: slides "CReST: a brief example" (NHS
# England and NHS Improvement), 250 accepted referrals a year, 6.3 sessions for each.


def test_crest_appointments_a_week_are_referrals_times_sessions():
    line = _arithmetic({"referrals_per_year": {"here": 250.0}}, contacts=SIX_POINT_THREE)
    assert round(line["children_per_week"], 1) == 4.8
    assert line["minutes_needed_per_week"] / 60 == pytest.approx(250 / YEAR_WEEKS * 6.3)
    assert round(line["minutes_needed_per_week"] / 60, 1) == 30.2


def test_crest_appointments_that_are_missed_are_planned_on_top():
    kept = _arithmetic({"referrals_per_year": {"here": 250.0}}, contacts=SIX_POINT_THREE)
    missed = _arithmetic(
        {"referrals_per_year": {"here": 250.0}}, contacts=SIX_POINT_THREE, missed_share=0.1
    )
    planned = missed["minutes_needed_per_week"]
    assert planned == pytest.approx(kept["minutes_needed_per_week"] / 0.9)


# CAPA: camhsnetwork.co.uk, "Calculate new Core Partnership activity for each clinician",
# "How many Choice appointments do you need", "Step 6: Are you in balance?"; capa.co.uk, "Step 4".


@pytest.mark.parametrize(
    ("clinician", "hours", "partnerships"),
    [("Karen Peters", 11.0, 9.4), ("Andrew Down", 10.5, 9.0), ("one hour", 1.0, 0.86)],
)
def test_capas_clinicians_start_the_partnerships_it_works_out_for_them(
    clinician, hours, partnerships
):
    row = capa_balance(_capa(accepted=11.0, partnership_hours=hours)).iloc[0]
    assert row["half_days_per_week"] == pytest.approx(hours / 3.5, rel=WEEKDAYS), clinician
    assert row["partnership_capacity_per_quarter"] == pytest.approx(partnerships, abs=0.05)


def test_anywhere_camhs_needs_as_many_choice_appointments_as_it_accepts():
    lines = arithmetic(_capa(accepted=11.0, partnership_hours=11.0)).set_index("stage")
    assert lines.loc["choice", "minutes_needed_per_week"] / 105 == pytest.approx(11)


@pytest.mark.parametrize("transfer", [0.66, 0.70])
def test_capas_rule_of_eight_to_nine_times_is_its_transfer_times_a_quarter(transfer):
    row = capa_balance(_capa(11.0, 11.0, transfer)).iloc[0]
    assert 8.5 < row["new_partnerships_per_quarter"] / row["accepted_per_week"] < 9.2


def test_a_team_in_capa_balance_keeps_its_list_level():
    """The closed form and the simulation agree: in balance, the wait for partnership is level."""
    needed = 11 * 0.68 * QUARTER_WEEKS
    hours = needed / multiplier(7.5, 105) * 3.5
    balanced = _capa(11.0, hours, opening=40)
    assert abs(capa_balance(balanced).iloc[0]["balance_per_quarter"]) < 0.5
    begin, end = _partnership_waiting(balanced)
    assert abs(end - begin) < 0.3 * needed
    short = _capa(11.0, 0.7 * hours, opening=40)
    begin, end = _partnership_waiting(short)
    assert end - begin > 0.6 * -capa_balance(short).iloc[0]["balance_per_quarter"] * 8


# RTT Planner: github.com/nhs-bnssg-analytics/NHSRtt (MIT), tests/testthat/test-modelling.R, and
# the method as its exercise sheet tells it: inflow by months waited, shares of it treated
# (scaled to the capacity) and leaving, the rest is next month's inflow.


def test_the_projection_here_called_rtt_planners_gives_the_figures_it_publishes():
    projected = _rtt_planner(
        [338, 330, 372, 335], [322, 494, 436, 360], [197, 121, 143, 331, 0],
        leaving=[0.37640166060088, -2.06558994698596, -4.2180808626746, -4.25999018821329,
                 -4.32030318523386],
        treated=[0.5196652828326, 2.55465828915496, 4.3484007188955, 4.38332515684441,
                 4.43358598769489],
    )  # fmt: skip
    published = [208.760643857993, 707.501812930386, 3189.96529975838, 15788.2579199025,
                 499124.260608735]  # fmt: skip
    assert projected[-1] == pytest.approx(published, rel=1e-9)


def test_without_leaving_the_simulation_is_rtt_planners_projection_to_the_child():
    months = _months_of(waiting=600, referrals=[40 + 7 * (k % 5) for k in range(24)], seen=45)
    projected = _rtt_planner(
        months["referred"], months["seen"].sum(axis=1), [600, 0], [0, 0], [1, 1]
    )
    assert months["waiting"].sum(axis=1) == pytest.approx(projected.sum(axis=1))


def test_with_leaving_the_simulation_follows_rtt_planner_calibrated_on_its_own_first_year():
    """A year is watched, as the planner watches published figures; the next is projected with
    a tenth more capacity, and held against what the simulation gives."""
    seen = [460] * 12 + [506] * 12
    months = _months_of(2000, [520 + 20 * (k % 3) for k in range(24)], seen, leaving=0.01)
    inflow = sum(months[part] for part in ("seen", "left", "waiting"))
    shares = [_mean_share(months[part][:12], inflow[:12]) for part in ("left", "seen")]
    able = months["seen"][12:].sum(axis=1)
    projected = _rtt_planner(months["referred"][12:], able, months["waiting"][11], *shares)
    simulated = months["waiting"][12:].sum(axis=1)
    assert simulated[-1] < 0.95 * simulated[0]
    assert np.abs(projected.sum(axis=1) / simulated - 1).max() < 0.03


def _arithmetic(demand, minutes_a_week=3000.0, **stage):
    values = tiny.scenario(
        demand__calls=tiny.scenario()["demand"]["calls"] | demand,
        teams__team=tiny.team({"see": 1.0}, [minutes_a_week / 5] * 5),
        stages__see=tiny.stage(60.0, **stage),
    )
    return arithmetic(from_values(values)).iloc[0]


def _capa(accepted, partnership_hours, transfer=0.68, opening=0):
    """A team whose weekdays offer CAPA's hours, in a year of which 45 weeks are worked."""
    worked = WORKED_WEEKS / QUARTER_WEEKS
    roles = {
        "chooser": _nurse(accepted * 105 / 5 * 1.3, "choice"),
        "nurse": _nurse(partnership_hours * 60 / 5 * worked, "core"),
    }
    on = {"to": "core", "share": transfer}
    core = {"minutes": {"nurse": HALF_DAY_MINUTES / 2}, "contacts": SEVEN_AND_A_HALF,
            "outcomes": tiny.DONE}  # fmt: skip
    choice = {"minutes": {"chooser": 105.0},
              "outcomes": {"on": on, "done": {"exit": "helped"}}}  # fmt: skip
    values = tiny.scenario(
        calendar__horizon_days=728,
        demand__calls__referrals_per_year={"here": accepted * YEAR_WEEKS},
        teams__team={"serves": [{"areas": ["here"]}], "roles": roles},
        stages={"choice": choice, "core": core},
        pathways={"camhs": {"need": "camhs", "stages": ["choice", "core"],
                            "entry": {"routine": "choice"}}},
    )  # fmt: skip
    return from_values(tiny.listed(values, core=tiny.waits(opening, stage="core")))


def _nurse(minutes, stage):
    return {"minutes_by_weekday": [minutes] * 5, "job_plan": {stage: 1.0}}


def _partnership_waiting(scenario):
    """Children waiting for partnership after 16 weeks (caseload full) and after two years."""
    from sim.pathway.blueprint import blueprint_of
    from sim.pathway.simulate import simulate

    found = []
    for replication in range(3):
        history = simulate(blueprint_of(scenario), 1, replication)
        waits = tiny.stays(history, "wait", node="core")
        found.append([_standing(waits, day) for day in (112.0, 727.9)])
    return np.mean(found, axis=0)


def _standing(waits, day):
    return int(((waits["start"] <= day) & (waits["end"] > day)).sum())


def _observed(counts):
    """Children who are referred in a month, as many as were counted."""
    calls = {"need": "camhs", "referrals_per_year": {"here": 0.0}, "ages": tiny.YOUNG}
    return calls | {"mode": "observed", "observed_counts": {"here": counts}}


def _steady(minutes):
    return tiny.team({"see": 1.0}, [minutes] * 5, role={"carry_over_minutes": 60.0})


def _months_of(waiting, referrals, seen, leaving=0.0):
    """Two years of a simulated clinic: referred, seen, left and waiting, month by month.

    All but the first have a column for each month waited, as RTT Planner counts it: 0 in the
    month of referral, up to MOST_MONTHS and more.
    """
    able = np.broadcast_to(seen, len(MONTHS))
    role = {"observed_minutes": {m: 60.0 * able[k] for k, m in enumerate(MONTHS)}}
    values = tiny.scenario(
        calendar={"start_date": JANUARY, "horizon_days": int(ENDS[-1]), "country": "none"},
        demand__calls=_observed(dict(zip(MONTHS, referrals, strict=True))),
        teams__team=tiny.team({"see": 1.0}, [0.0] * 5, role=role),
    )
    if leaving:
        values = tiny.change(values, {"waiting.camhs": {"leaving": [{"per_week": leaving}]}})
        out_of_turn = {"discipline": "skew", "skew_share": 0.6, "skew_days": 120.0}
        values["stages"]["see"] |= out_of_turn
    history = tiny.run(
        tiny.listed(values, waiting=tiny.waits(waiting, weeks=1.0 + 20 * (leaving > 0)))
    )
    stays = tiny.stays(history)
    referred = np.searchsorted(ENDS, stays["start"], "right") - 1
    ended = np.searchsorted(ENDS, stays["end"], "right") - 1
    by = {"seen": stays["how"] == 0, "left": stays["how"] >= 10}
    table = {name: _by_month_waited(ended[how], referred[how]) for name, how in by.items()}
    standing = [_months_waited(referred[(referred <= k) & (ended > k)], k) for k in range(24)]
    return table | {"waiting": np.array(standing, float), "referred": referrals}


def _by_month_waited(ended, referred):
    return np.array([_months_waited(referred[ended == k], k) for k in range(24)], float)


def _months_waited(referred, month):
    return np.bincount(np.minimum(month - referred, MOST_MONTHS), minlength=MOST_MONTHS + 1)


def _rtt_planner(referrals, capacity, waiting, leaving, treated):
    """The planner's projection: the list by months waited at the end of each month."""
    rows, waiting = [], np.array(waiting, float)
    for arriving, able in zip(referrals, capacity, strict=True):
        inflow = np.concatenate(([arriving], waiting[:-1]))
        inflow[-1] += waiting[-1]
        weight = np.array(treated) * inflow
        waiting = inflow * (1 - np.array(leaving)) - able * weight / weight.sum()
        rows.append(waiting)
    return np.array(rows)


def _mean_share(part, inflow):
    """The mean over months of the share of inflow; 0 where nobody ever waited so long."""
    shares = np.divide(part, inflow, out=np.zeros(part.shape), where=inflow > 0)
    return shares.sum(axis=0) / np.maximum((inflow > 0).sum(axis=0), 1)
