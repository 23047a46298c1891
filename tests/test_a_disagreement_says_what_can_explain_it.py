"""Where simulation and arithmetic part, the reader is told, and told why that can be."""

import pandas as pd
import pytest

from sim.measures.arithmetic import arithmetic, disagreements
from sim.measures.arithmetic.disagree import MEASURES
from sim.settings import load


@pytest.fixture(scope="module")
def table():
    return arithmetic(load("suffolk").scenario)


def simulated(measure, value, team="camhs_ipswich_east", stage="choice"):
    row = {"team": team, "stage": stage, "measure": measure, "value": value}
    return pd.DataFrame([row])


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("times", [0.1, 5.0])
def test_each_measure_that_is_far_off_is_named_with_a_reason(table, measure, times):
    same = disagreements(table, simulated(measure, 1e9))["arithmetic"].iloc[0]
    found = disagreements(table, simulated(measure, same * times))
    assert list(found["measure"]) == [measure]
    assert found["ratio"].iloc[0] == pytest.approx(times)
    assert found["why"].iloc[0].endswith(".")


def test_what_lies_within_the_tolerance_is_let_pass(table):
    near = simulated("list_size", 309 * 1.2)
    assert disagreements(table, near).empty
    assert len(disagreements(table, near, tolerance=0.05)) == 1


def test_a_longer_list_at_an_overloaded_line_is_said_to_grow(table):
    found = disagreements(table, simulated("list_size", 900.0))
    assert "grows" in found["why"].iloc[0]


def test_fewer_seen_is_put_down_to_leaving(table):
    found = disagreements(table, simulated("seen_per_week", 15.0))
    assert "leave while waiting" in found["why"].iloc[0]


@pytest.mark.parametrize("stage", ["urgent_assessment", "urgent_follow_up"])
def test_more_seen_than_referred_is_put_down_to_those_re_graded_too(table, stage):
    found = disagreements(table, simulated("seen_per_week", 90.0, stage=stage))
    assert "re-graded" in found["why"].iloc[0]


def test_a_line_that_only_one_side_knows_is_left_out(table):
    assert disagreements(table, simulated("list_size", 9.0, team="elsewhere")).empty


def test_an_unknown_list_raises_no_disagreement(table):
    unknown = table.assign(waiting=float("nan"), mean_wait_weeks=float("nan"))
    assert disagreements(unknown, simulated("list_size", 900.0)).empty
