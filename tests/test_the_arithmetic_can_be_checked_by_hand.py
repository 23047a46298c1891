"""The arithmetic of one clinic is what a manager works out on paper."""

import datetime as dt
import math

import numpy as np
import pytest

from scenarios.commands.check import CAPA_COLUMNS, _short
from sim.measures.arithmetic import (
    COLUMNS,
    arithmetic,
    capa_balance,
    relief_capacity,
    right_sized_list,
    target_mean_wait,
)
from sim.measures.arithmetic.capa import multiplier
from sim.settings import from_values, load

WEEKS = 365.25 / 7


def clinic(**changes):
    """The shipped clinic with no bank holidays, so that every number has few digits."""
    values = {**load("single_clinic").values}
    values["calendar"] = {**values["calendar"], "country": "none"}
    for path, value in changes.items():
        *above, last = path.split("__")
        table = values
        for key in above:
            table[key] = {**table[key]}
            table = table[key]
        table[last] = value
    return from_values(values)


def line(scenario, stage, **options):
    return arithmetic(scenario, **options).set_index("stage").loc[stage]


def test_every_column_is_explained():
    assert list(arithmetic(clinic())) == list(COLUMNS)


def test_demand_at_choice_is_referrals_times_the_share_accepted():
    choice = line(clinic(), "choice")
    assert choice["children_per_week"] == pytest.approx(520 / WEEKS * 0.75)
    assert choice["seen_per_week"] == pytest.approx(520 / WEEKS * 0.75 * (1 - 0.1**2))


def test_a_missed_first_appointment_is_booked_once_more_and_then_given_up():
    assert line(clinic(), "choice")["slots_per_child"] == pytest.approx(1 + 0.1)


def test_slots_are_contacts_over_the_share_kept_where_nobody_is_discharged():
    treatment = line(clinic(stages__treatment__cancelled_by_provider_share=0.05), "treatment")
    assert treatment["slots_per_child"] == pytest.approx(6 / (1 - 0.1 - 0.05))


def test_minutes_offered_are_posts_times_hours_times_the_clinical_share():
    a_week = 1.2 * 37.5 * 60 * 0.55 * 45 / WEEKS
    choice = line(clinic(), "choice")
    assert choice["minutes_offered_per_week"] == pytest.approx(a_week * 0.4, rel=0.002)


def test_load_is_needed_over_offered_and_capacity_is_seen_over_load():
    for _, row in arithmetic(clinic()).iterrows():
        needed = row["children_per_week"] * row["minutes_per_child"]
        assert row["minutes_needed_per_week"] == pytest.approx(needed)
        assert row["load"] == pytest.approx(needed / row["minutes_offered_per_week"])
        assert row["capacity_per_week"] == pytest.approx(row["seen_per_week"] / row["load"])


def test_a_load_above_one_says_that_the_list_will_grow():
    assert line(clinic(), "choice")["flag"] == "the list will grow"
    assert "the list will grow" in line(clinic(), "choice")["says"]


def test_a_load_below_six_tenths_says_that_time_is_spare():
    assert line(clinic(), "front_door")["flag"] == "much time is spare"


def test_minutes_that_a_stage_does_not_need_flow_to_the_next_in_the_plan():
    roomy = clinic(teams__clinic__roles__clinician__wte=6.0)
    choice, treatment = line(roomy, "choice"), line(roomy, "treatment")
    left = choice["minutes_offered_per_week"] - choice["minutes_needed_per_week"]
    assert treatment["minutes_flowing_in_per_week"] == pytest.approx(left)
    rigid = clinic(
        teams__clinic__roles__clinician__wte=6.0, teams__clinic__roles__clinician__flex=False
    )
    assert line(rigid, "treatment")["minutes_flowing_in_per_week"] == 0


def test_a_stage_behind_a_bottleneck_is_told_from_the_bottleneck():
    plan = {"choice": 0.1, "treatment": 0.9}
    held = clinic(
        teams__clinic__roles__clinician__job_plan=plan, teams__clinic__roles__clinician__wte=1.9
    )
    choice, treatment = line(held, "choice"), line(held, "treatment")
    assert choice["flag"] == "the list will grow"
    assert treatment["load"] > 1 > treatment["load_now"]
    assert treatment["flag"] == "held up before it"
    assert treatment["children_now_per_week"] == pytest.approx(choice["seen_now_per_week"] * 0.68)


def opening(count):
    band = {"need": "camhs", "stage": "choice", "area": "town", "count": count}
    return {"source": "bands", "bands": {"waiting": band}}


def test_the_right_sized_list_is_the_mean_wait_that_keeps_the_standard_times_throughput():
    choice = line(clinic(opening=opening(100)), "choice")
    mean = 4 / -math.log(1 - 0.8)  # 28 days, 80%
    assert choice["standard"] == "four_weeks"
    assert choice["target_mean_wait_weeks"] == pytest.approx(mean)
    assert choice["right_sized_list"] == pytest.approx(mean * choice["seen_per_week"])


def test_relief_capacity_clears_the_excess_in_the_weeks_asked():
    choice = line(clinic(opening=opening(100)), "choice", relief_weeks=13)
    excess = 100 - choice["right_sized_list"]
    assert choice["relief_capacity_per_week"] == pytest.approx(
        choice["seen_per_week"] + excess / 13
    )


def test_the_mean_wait_is_the_list_over_the_children_seen_a_week():
    choice = line(clinic(opening=opening(100)), "choice")
    assert choice["mean_wait_weeks"] == pytest.approx(100 / choice["capacity_per_week"])
    assert choice["weeks_to_clear"] == math.inf
    roomy = clinic(opening=opening(100), teams__clinic__roles__clinician__wte=6.0)
    choice = line(roomy, "choice")
    assert choice["mean_wait_weeks"] == pytest.approx(100 / choice["seen_per_week"])
    gain = choice["capacity_per_week"] - choice["seen_per_week"]
    expected = (100 - choice["right_sized_list"]) / gain
    assert choice["weeks_to_clear"] == pytest.approx(expected)


def test_another_date_has_grown_demand_and_no_known_list():
    later = clinic(demand__camhs__growth_per_year=0.21, opening=opening(100))
    then = line(later, "choice", on=dt.date(2028, 3, 31))
    now = line(later, "choice")
    assert then["children_per_week"] / now["children_per_week"] == pytest.approx(1.21**2, rel=1e-3)
    assert np.isnan(then["waiting"])
    assert np.isnan(then["relief_capacity_per_week"])


def test_a_warm_up_leaves_the_list_unknown_rather_than_empty():
    warm = clinic(opening={"source": "warm_up"}, calendar__warm_up_days=365)
    assert np.isnan(line(warm, "choice")["waiting"])


def test_the_worked_example_of_the_waiting_list_paper_is_reproduced():
    """Fong and others: 30 a week, 52 weeks, 1,200 waiting; a quarter of the limit is 13."""
    share = 1 - math.exp(-4)
    assert target_mean_wait(52, share) == pytest.approx(13)
    assert right_sized_list(30, 52, share) == pytest.approx(390)
    assert relief_capacity(30, 1200, 390, 26) == pytest.approx(61.15385)


def test_a_standard_for_everyone_is_sized_at_a_sixth_of_its_limit():
    assert target_mean_wait(6, 1.0) == 1.0


def test_the_capa_multiplier_is_three():
    assert multiplier(appointments=7.5, minutes=105) == pytest.approx(3.0)


def test_capa_needs_accepted_times_transfer_times_thirteen_partnerships_a_quarter():
    row = capa_balance(clinic()).iloc[0]
    accepted = 520 / WEEKS * 0.75
    assert row["new_partnerships_per_quarter"] == pytest.approx(accepted * 0.68 * 13)
    half_days = 1.2 * 37.5 * 60 * 0.55 * 0.6 * 45 / WEEKS * 13 / 11.25 / 210
    assert row["half_days_per_week"] == pytest.approx(half_days, rel=0.002)
    assert row["multiplier"] == pytest.approx(11.25 * 3.5 / 6)
    capacity = row["half_days_per_week"] * row["multiplier"]
    assert row["balance_per_quarter"] == pytest.approx(
        capacity - row["new_partnerships_per_quarter"]
    )
    assert "short" in row["says"]


def test_the_printed_balance_adds_up_from_its_own_columns():
    row = _short(capa_balance(load("suffolk").scenario), CAPA_COLUMNS).iloc[0]
    assert row["needed"] == pytest.approx(row["accepted a week"] * row["go on"] * 13)
    assert row["balance"] == pytest.approx(row["capacity"] - row["needed"] - row["other starts"])


def test_a_scenario_without_the_need_has_no_capa_balance():
    assert capa_balance(clinic(), need="asd").empty
