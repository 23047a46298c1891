"""An average that a few futures draw out of its range is told so that the two agree."""

import pytest

from scenarios.cells import with_range


@pytest.mark.parametrize(
    ("mean", "low", "high", "told"),
    [
        (0.58, 0.52, 0.67, "58% (52% to 67%)"),
        (0.99, 1.0, 1.0, "99% (most 100%, a few lower)"),
        (0.97, 0.98, 1.0, "97% (most 98% to 100%, a few lower)"),
        (0.04, 0.0, 0.0, "4% (most 0%, a few higher)"),
        (0.999, 1.0, 1.0, "100% (100% to 100%)"),
        (0.0, 0.0, 0.0, "0% (0% to 0%)"),
    ],
)
def test_an_average_outside_most_futures_says_so(mean, low, high, told):
    row = {"mean": mean, "range_p10": low, "range_p90": high}
    assert with_range(row, "{:.0%}".format) == told
