"""Days are told whole from ten on: a tenth of a day says nothing of a wait of years."""

import pandas as pd
import pytest

from scenarios.compare.words import amount, change


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
