"""Observed months are judged by XmR limits and the usual four rules, worked by hand."""

import numpy as np
import pandas as pd
import pytest

from scenarios.charts.control import control, limits, special

STEADY = np.array([10.0, 12.0, 10.0, 12.0, 10.0, 12.0])


def test_limits_are_the_mean_and_2_66_mean_moving_ranges():
    within = limits(STEADY)
    assert within.mean == 11
    assert within.upper == pytest.approx(11 + 2.66 * 2)
    assert within.lower == pytest.approx(11 - 2.66 * 2)


def test_one_outlying_moving_range_does_not_widen_the_limits():
    spiked = np.array([10.0, 12.0] * 6 + [40.0] + [10.0, 12.0] * 6)
    ranges = np.abs(np.diff(spiked))
    assert ranges.max() > 3.267 * ranges.mean()
    within = limits(spiked)
    assert within.upper - within.mean == pytest.approx(2.66 * 2)


def test_a_value_outside_the_limits_is_a_special_cause():
    values = np.array([10.0, 12.0] * 6 + [40.0])
    marked = special(values, limits(values[:-1]))
    assert marked.tolist() == [False] * 12 + [True]


def test_seven_on_one_side_are_a_special_cause_and_six_are_not():
    within = limits(np.array([10.0, 12.0] * 8))
    seven = np.array([10.0] + [11.5] * 7 + [10.0])
    assert special(seven, within)[1:8].all()
    assert not special(np.array([10.0] + [11.5] * 6 + [10.0]), within).any()


def test_seven_rising_in_a_row_are_a_special_cause_and_six_are_not():
    wide = limits(np.array([6.0, 16.0] * 6))
    seven = np.array([11.0, 10.5, 10.6, 10.7, 10.9, 11.1, 11.2, 11.3, 11.2])
    assert special(seven, wide).tolist() == [False, *[True] * 7, False]
    six = np.array([11.0, 10.5, 10.6, 10.7, 10.9, 11.1, 11.2, 11.1])
    assert not special(six, wide).any()


def test_two_of_three_in_the_outer_third_are_a_special_cause():
    within = limits(np.array([10.0, 12.0] * 8))
    values = np.array([11.0, 15.5, 11.0, 15.5, 10.9])
    assert special(values, within).tolist() == [False, True, False, True, False]


def test_the_table_marks_every_number_observed_or_simulated():
    observed = pd.DataFrame({"period": ["2025-11", "2025-12"], "value": [10.0, 12.0]})
    projected = pd.DataFrame({
        "option": "baseline", "period": ["2026-01"], "mean": [11.0], "range_p10": [9.0],
        "range_p90": [13.0],
    })  # fmt: skip
    table = control(observed, projected, name="c", what="children waiting").table
    assert table["Observed or simulated"].tolist() == ["observed", "observed", "simulated"]
    assert table["Value"].tolist() == [10.0, 12.0, 11.0]
