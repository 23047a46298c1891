"""Cost year by year, and cost for what is had: a ratio only where there is one."""

import numpy as np
import pytest

from scenarios.compare import compare, contenders_of
from scenarios.value import ratio_of_means, value
from tests.hand_runs import MONTHS, hand_run, row

POST = "teams.team.roles.nurse.posts.extra"


def history(spend, helped, waiting=50.0, refused=0.0):
    rows = [row("spend", spend / 3, month) for month in MONTHS]
    rows += [row("list_size", waiting, month) for month in MONTHS]
    return [*rows, row("exits_helped", helped), row("exits_refused", refused)]


def valued(folder, baseline, option, **manifest):
    run = hand_run(folder, {"baseline": baseline, "option": option}, **manifest)
    contenders = contenders_of([run])
    return value(compare(contenders, over="whole_run"), contenders)


def says(found, effect):
    rows = found.ratios[found.ratios["effect"] == effect]
    return rows["says"].iloc[0]


def worth_saying(found, effect):
    return bool(found.ratios.loc[found.ratios["effect"] == effect, "worth_saying"].iloc[0])


SIX = range(6)
SAME_COST = [history(30_000, 100 + k) for k in SIX]


def test_a_ratio_has_the_interval_within_which_no_ratio_can_be_told_from_it():
    """Fieller: at either end of the interval, mean cost less ratio times mean effect is just
    told from zero, by a paired t test of those differences."""
    from scipy import stats

    cost = np.array([100.0, 120, 90, 110, 105, 95])
    effect = np.array([10.0, 11, 9, 12, 10, 9])
    found = ratio_of_means(cost, effect)
    assert found.value == pytest.approx(cost.mean() / effect.mean())
    for end in (found.low, found.high):
        assert stats.ttest_1samp(cost - end * effect, 0).pvalue == pytest.approx(0.05)


def test_a_ratio_by_an_effect_that_does_not_vary_is_the_mean_cost_by_it():
    found = ratio_of_means(np.array([10.0, 20.0, 30.0]), np.full(3, 4.0))
    half = 4.302653 * 10 / 3**0.5
    assert (found.value, found.low, found.high) == pytest.approx(
        (5.0, (20 - half) / 4, (20 + half) / 4)
    )


def test_an_effect_that_may_be_nothing_gives_no_ratio():
    assert not ratio_of_means(np.full(4, 10.0), np.array([1.0, -1.0, 2.0, -2.0])).has_meaning


def test_cost_for_each_child_helped_is_extra_cost_over_extra_children(tmp_path):
    dearer = [history(36_000, 110 + k + (k % 2)) for k in SIX]  # 6,000 for 10 or 11 more
    found = valued(tmp_path / "run", SAME_COST, dearer)
    row_ = found.ratios.set_index("effect").loc["children helped"]
    assert row_["ratio"] == pytest.approx(6000 / 10.5)
    assert says(found, "children helped").startswith("£571 for each child helped (£")


def test_weeks_of_waiting_avoided_are_counted_by_the_length_of_each_month(tmp_path):
    shorter = [history(36_000, 120 + k, waiting=43.0) for k in SIX]  # 7 fewer for 90 days
    found = valued(tmp_path / "run", SAME_COST, shorter)
    gained = found.ratios.set_index("effect").loc["weeks of waiting avoided"]
    assert gained["extra_effect"] == pytest.approx(90.0)
    assert gained["ratio"] == pytest.approx(6000 / 90)


def test_no_ratio_is_given_where_children_were_lost(tmp_path):
    emptied = [history(36_000, 100 + k, waiting=43.0, refused=7.0) for k in SIX]
    found = valued(tmp_path / "run", SAME_COST, emptied)
    said = says(found, "weeks of waiting avoided")
    assert not worth_saying(found, "weeks of waiting avoided")
    assert said == "no meaningful ratio: children were lost, not seen"


def test_an_effect_that_cannot_be_told_from_none_gives_no_ratio(tmp_path):
    same = [history(36_000, 100 + k + (-1) ** k) for k in SIX]
    said = says(valued(tmp_path / "run", SAME_COST, same), "children helped")
    assert said == "no meaningful ratio: the effect cannot be told from none"


def test_money_is_not_divided_by_a_handful_of_children(tmp_path):
    one_more = [history(36_000, 101 + k) for k in SIX]
    found = valued(tmp_path / "run", SAME_COST, one_more)
    assert says(found, "children helped") == "no meaningful ratio: too few to divide by"
    assert not worth_saying(found, "children helped")


def test_more_for_less_money_needs_no_ratio(tmp_path):
    found = valued(tmp_path / "run", SAME_COST, [history(28_000, 120 + k) for k in SIX])
    assert says(found, "children helped") == "more for less money"
    assert worth_saying(found, "children helped")


def test_a_few_pounds_are_no_price_by_which_value_is_told(tmp_path):
    """A group programme for £34 over three years was told as £0 for each week of waiting."""
    found = valued(tmp_path / "run", SAME_COST, [history(30_034, 120 + k) for k in SIX])
    assert says(found, "children helped") == "more for the same money"


def test_what_has_no_price_is_said_to_have_none(tmp_path):
    found = valued(tmp_path / "run", SAME_COST, [history(30_000, 120 + k) for k in SIX])
    assert says(found, "children helped") == "nothing that differs has a price in this scenario"


def test_recruiting_and_minutes_bought_for_a_while_are_one_off(tmp_path):
    changes = [
        ("option", f"{POST}.wte", "", "1.5"),
        ("option", f"{POST}.funded_from", "", '"2026-02-01"'),
        ("option", f"{POST}.one_off_cost_gbp", "", "3000.0"),
        ("option", "teams.team.extra_minutes", "{}",
         '{"push": {"start": "2026-03-20", "end": "2026-04-08", "minutes_per_week": 420.0, '
         '"cost_gbp_per_hour": 50.0}}'),
    ]  # fmt: skip
    # a whole person and a half one are recruited;
    # 20 days of 60 minutes a day at 50 GBP an hour; 12 of them fall before the run ends
    found = valued(tmp_path / "run", SAME_COST, [history(36_000, 110 + k) for k in SIX],
                   changes=changes)  # fmt: skip
    year = found.costs.iloc[0]
    assert year["extra_cost"] == pytest.approx(6000)
    assert year["one_off"] == pytest.approx(2 * 3000 + 12 * 50)
    assert year["recurrent"] == pytest.approx(6000 - 6600)
