"""Tables of options hold what moved, and say whether a standard is met surely or on average."""

from types import SimpleNamespace

import pandas as pd
import pytest
import tiny

from scenarios.compare.verdict import BETTER, SAME
from scenarios.labels import Labels
from scenarios.report.beside import _from_when
from scenarios.report.money import assumed_sheets, money_sheets
from scenarios.report.one_line import cost_of
from scenarios.value.value import WEEKS_AVOIDED, Value
from sim.measures.table import ALL, NONE
from sim.settings import from_values

LABELS = Labels(from_values(tiny.scenario()))


def funded(*verdicts):
    """A row for each pair of verdicts: as likely recruited, and with every post filled."""
    numbers = dict.fromkeys(("difference", "low", "high"), -3.0)
    numbers |= {f"funded_{name}": -4.0 for name in ("difference", "low", "high")}
    where = {"area": ALL, "need": "camhs", "priority": ALL, "stage": ALL, "clock": NONE}
    return pd.DataFrame([
        {"option": "more", "measure": "list_size", "standard": NONE, "unit": "children",
         "verdict": likely, "funded_verdict": filled, **where, **numbers}
        for likely, filled in verdicts
    ])  # fmt: skip


def told(*verdicts):
    return list(assumed_sheets("more", funded(*verdicts), pd.DataFrame(), LABELS))


def test_what_makes_no_real_difference_however_posts_are_filled_is_left_out():
    (sheet,) = told((SAME, SAME), (SAME, BETTER), (BETTER, BETTER))
    assert len(sheet.table) == 2
    assert sheet.title.endswith("(rows where nothing really differs are left out)")


def test_where_nothing_moves_there_is_no_table():
    assert not told((SAME, SAME))


def shares(low, mean):
    months = [f"2026-{month:02d}" for month in range(1, 7)]
    return pd.DataFrame({"period": months, "range_p10": low, "mean": mean})


def test_a_standard_that_is_lost_again_is_not_called_met_from_then_on():
    """Three posts met a standard for half a year: the page said from when, and not until when."""
    months = [str(month) for month in pd.period_range("2026-01", periods=12, freq="M")]

    def told_of(*held):
        low = [0.95 if one else 0.5 for one in held]
        return _from_when(pd.DataFrame({"period": months, "range_p10": low, "mean": low}), 0.92)

    assert told_of(0, *[1] * 5, *[0] * 6) == (
        "from February 2026 to June 2026; 50% at the end, on average")  # fmt: skip
    assert told_of(*[1] * 4, 0, 0, *[1] * 6) == "from January 2026"
    assert told_of(*[1] * 3, *[0] * 3, *[1] * 6) == "from July 2026"
    assert told_of(*[1] * 11, 0) == "from January 2026; 50% at the end, on average"
    low = [*[0.95] * 6, *[0.85] * 6]
    unsure = pd.DataFrame({"period": months, "range_p10": low, "mean": 0.97})
    assert _from_when(unsure, 0.92) == (
        "from January 2026 to June 2026, then not surely; 97% at the end, on average")  # fmt: skip


def test_a_share_reached_on_average_in_too_few_futures_is_not_called_missed_outright():
    assert _from_when(shares(0.95, 0.97), 0.92) == "from January 2026"
    assert _from_when(shares(0.60, 0.97), 0.92) == "not surely met: 97% at the end, on average"
    assert _from_when(shares(0.20, 0.30), 0.92) == "not met: 30% at the end, on average"


def test_weeks_of_waiting_are_told_as_more_or_fewer_and_never_as_less_than_none_avoided():
    costs = pd.DataFrame([{"option": "more", "words": "year 1", "extra_cost": 3610.0, "low": 791.0,
                           "high": 6430.0, "p10": 700.0, "p90": 6900.0, "one_off": 0.0,
                           "recurrent": 3610.0}])  # fmt: skip
    ratios = pd.DataFrame([
        {"option": "more", "effect": WEEKS_AVOIDED, "standard": NONE, "extra_effect": -1200.0,
         "effect_low": -1500.0, "effect_high": -900.0, "worth_saying": True, "says": "more"},
        {"option": "more", "effect": "children helped", "standard": NONE, "extra_effect": 30.0,
         "effect_low": 20.0, "effect_high": 40.0, "worth_saying": True, "says": "more"},
    ])  # fmt: skip
    ratios = ratios.assign(ratio=1.0, low=0.5, high=1.5)
    cost, had = money_sheets("more", Value(costs, ratios), LABELS)
    more = had.numbers[["More of it over the whole run", "More of it, from", "More of it, to"]]
    assert more.to_numpy().tolist() == [[1200, 900, 1500], [30, 20, 40]]
    assert had.table.iloc[0, :2].tolist() == [
        "Weeks waited by all children together", "1,200 more (900 to 1,500)"]  # fmt: skip
    assert had.table.iloc[1, 1] == "30 more (20 to 40)"
    assert cost.table["Extra cost"][0] == "£3,610 (£790 to £6,430)"


@pytest.mark.parametrize(("spent", "said"), [
    ((42.0, -46.0, 131.0), "no more and no less (£46 less to £131 more)"),
    ((42_000.0, -46_000.0, 131_000.0), "£42,000 more (£46,000 less to £131,000 more)"),
    ((42.0, 12.0, 72.0), "hardly more (£12 to £72)"),
    ((4_200.0, 1_200.0, 7_200.0), "£4,200 more (£1,200 to £7,200)"),
])  # fmt: skip
def test_a_few_pounds_that_may_as_well_be_none_are_not_told_as_a_price(spent, said):
    row = dict(zip(("extra_cost", "cost_low", "cost_high"), spent, strict=True))
    ratios = pd.DataFrame([{"option": "calls", "effect": WEEKS_AVOIDED, "says": "more", **row}])
    assert cost_of("calls", SimpleNamespace(value=Value(pd.DataFrame(), ratios))) == said
