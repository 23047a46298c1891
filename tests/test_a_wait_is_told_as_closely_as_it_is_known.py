"""Days are told whole from ten on: a tenth of a day says nothing of a wait of years."""

import pandas as pd
import pytest

from scenarios.compare.words import amount, change, more_or_fewer, range_of


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (1102.34, "1,102"),
        (10.0, "10"),
        (9.96, "10"),
        (9.44, "9.4"),
        (-78.96, "-79"),
        (9.0, "9"),
        (0.0, "0"),
    ],
)
def test_a_wait_in_days_has_a_decimal_below_ten_alone(days, told):
    assert amount(days, "days") == told


def test_a_difference_and_its_interval_are_told_alike():
    row = pd.Series({"difference": -9.0, "low": -10.8, "high": -7.3, "unit": "days"})
    assert change(row) == "-9 (-11 to -7)"


def test_both_ends_of_a_range_are_rounded_as_the_largest_number_beside_them():
    """A range of futures of -12 to -6.6 had one end to a tenth and the other not."""
    row = pd.Series({"difference": -9.2, "low": -9.9, "high": -8.4, "p10": -12.3, "p90": -6.6,
                     "unit": "days"})  # fmt: skip
    assert change(row) == "-9 (-10 to -8)"
    assert range_of(row) == "-12 to -7"
    few = pd.Series({"difference": 3.0, "low": 2.0, "high": 4.1, "p10": 1.0, "p90": 5.2,
                     "unit": "days"})  # fmt: skip
    assert (change(few), range_of(few)) == ("+3.0 (2.0 to 4.1)", "1.0 to 5.2")


def test_an_average_and_its_interval_in_words_are_rounded_alike():
    assert more_or_fewer((2651.0, 251.4, 5063.0)) == "2,650 more (250 to 5,060)"
    assert more_or_fewer((-41.2, -60.0, 12.7)) == "41 fewer (60 fewer to 13 more)"
    assert more_or_fewer((0.2, -3.0, 4.0)) == "no more and no fewer (3 fewer to 4 more)"
