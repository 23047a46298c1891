"""Backtests are honest: no forecast sees what comes, nothing is lost, losses are said first."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from calibration.backtest import backtest, baselines, error_table, findings, origins_of
from calibration.backtest.outcome import FLOWS, NOTHING, interval_score
from calibration.cases import three_boards
from calibration.forecast import Projection, Spread, as_happened, may_come
from calibration.forecast.ageing import aged
from calibration.forecast.case import board_case
from calibration.forecast.outlook import outlook_of
from calibration.forecast.spread import weighted_quantile
from sim.settings import BadInput, from_values
from tests.invented_board import BANDS, board

LAST = pd.Period("2021-12", "M")


def origin(**changes):
    """The last origin of an invented board."""
    return list(origins_of(board(**changes), 12))[-1]


def test_a_forecast_does_not_change_when_later_months_do(tmp_path):
    series, other = board(), board(seen_late=40.0)
    keys = [
        Projection.of(o.now, may_come(o.now, 12, 10, 1), 1, tmp_path).key
        for o in (list(origins_of(one, 12))[-1] for one in (series, other))
    ]
    assert keys[0] == keys[1]


def test_a_known_rate_of_leaving_is_found():
    now = outlook_of(board(leaving=0.05))
    assert now.leaving == pytest.approx(0.05, abs=0.004)
    assert now.accepted_share == pytest.approx(0.8)
    assert now.missed_share == pytest.approx(0.1)


def test_half_the_lists_lie_above_the_expected_one_when_nothing_is_known():
    now = origin().now
    futures = may_come(now, 12, 400, 1)
    middle = np.median(futures.lists()[:, 1:], axis=0)
    assert middle == pytest.approx(now.expected_list(12), rel=0.02)


def test_half_the_lists_lie_above_the_one_left_at_the_recent_rate_when_the_flows_are_given():
    here = origin()
    futures = as_happened(here.now, here.then, 400, 1)
    lists, course = futures.lists(), here.now.waiting
    for k, (came, went) in enumerate(zip(here.then["accepted"], here.then["seen"], strict=True)):
        course = (course + came) * (1 - here.now.leaving) - went
        assert np.median(lists[:, k + 1]) == pytest.approx(course, rel=0.02)
    assert lists[:, -1].std() > 5


def test_children_whom_a_correction_adds_are_not_turned_away_at_the_door():
    """A month in which a tenth joins: of those referred, the share accepted is the whole tenth."""
    calm = may_come(origin().now, 2, 3, 1)
    still = replace(calm, leaving=np.zeros((3, 2)))
    joined = replace(calm, leaving=np.full((3, 2), -0.1))
    more = joined.settings() - still.settings()
    expected = 0.1 * (joined.lists()[:, :-1] + calm.accepted)
    counts = more[[name for name in more.columns if ".observed_counts." in name]].to_numpy()
    assert counts * calm.accepted_share == pytest.approx(expected, abs=1.0)
    assert calm.accepted_share < 1


def test_a_list_checked_once_in_the_past_may_be_checked_again():
    calm, checked = board(), board()
    flows = checked.flows.copy()
    flows.iloc[50:, flows.columns.get_loc("waiting")] -= 120.0  # a third is taken off, once
    widest = [
        may_come(outlook_of(one), 12, 200, 1).leaving.max()
        for one in (calm, replace(checked, flows=flows))
    ]
    assert widest[1] > widest[0] + 0.15


def test_a_rare_month_comes_up_in_about_as_many_futures_as_it_should():
    """One of sixty past months lost a third of the list: so does one future in sixty, monthly."""
    checked = board()
    flows = checked.flows.copy()
    flows.iloc[50:, flows.columns.get_loc("waiting")] -= 120.0
    now = outlook_of(replace(checked, flows=flows))
    rare = (may_come(now, 12, 64, 1).leaving > 0.25).sum(axis=0)
    assert set(rare) <= {1, 2}


def test_each_list_goes_back_towards_the_expected_one(monkeypatch):
    now = origin().now
    back = may_come(now, 12, 400, 1).lists()[:, -1].std()
    monkeypatch.setattr("calibration.forecast.futures.REVERSION", 0.0)
    assert back < 0.95 * may_come(now, 12, 400, 1).lists()[:, -1].std()


def test_the_engine_s_lists_go_as_the_futures_say(tmp_path):
    """Three in ten leave in one month and none in the next, of the list and the newly accepted."""
    now = origin().now
    ahead = replace(may_come(now, 2, 20, 1), leaving=np.tile([0.3, 0.0], (20, 1)))
    projection = Projection.of(now, ahead, 1, tmp_path)
    projection.answer()
    apart = Spread.of(projection.result()).waiting - ahead.lists()[:, 1:]
    assert np.abs(apart.mean(axis=0)).max() < 5


def test_children_whom_the_door_turns_away_are_on_no_list(tmp_path):
    """One in five is accepted instead of all: five times as many at the door, the same list."""
    now = origin().now
    ends = []
    for share in (1.0, 0.2):
        ahead = replace(may_come(now, 2, 20, 1), accepted_share=share)
        projection = Projection.of(now, ahead, 1, tmp_path)
        projection.answer()
        ends.append(Spread.of(projection.result()).waiting[:, 0].mean())
    assert ends[1] == pytest.approx(ends[0], abs=8)


def test_given_the_flows_the_list_follows_where_staying_as_it_is_does_not(tmp_path):
    here = origin(seen_late=15.0)
    futures = as_happened(here.now, here.then, 20, 1)
    projection = Projection.of(here.now, futures, 1, tmp_path)
    projection.answer()
    spread = Spread.of(projection.result(), here.then["seen"])
    came = here.then["waiting"]
    assert abs(spread.quantile(0.5)[-1] - came[-1]) < abs(here.now.waiting - came[-1]) / 2
    assert spread.seen.mean(axis=0) == pytest.approx(here.then["seen"], rel=0.1)


def test_replications_that_could_not_see_as_many_as_were_seen_count_less():
    result = pd.DataFrame(
        {"replication": [0, 1], "month": [0, 0], "from_0": [40.0, 5.0], "seen": [100.0, 60.0]}
    )
    spread = Spread.of(result, np.array([100.0]))
    assert spread.weights[0, 0] > 0.9
    assert Spread.of(result).weights[0, 0] == 0.5


def test_scores_are_those_worked_by_hand():
    assert interval_score(10, 20, 15) == 10
    assert interval_score(10, 20, 8) == pytest.approx(10 + 10 * 2)
    spread = Spread(np.array([[[10.0]], [[20.0]]]), np.ones((2, 1)), np.full((2, 1), 0.5))
    assert spread.crps(np.array([15.0])) == pytest.approx([5 - 2.5])
    assert weighted_quantile(np.array([1.0, 3.0]), np.array([0.5, 0.5]), 0.5) == 2.0


def test_simple_forecasts_are_those_worked_by_hand():
    here = origin()
    known, then = here.now.known, here.then
    assert (baselines.persistence(here) == known["waiting"][-1]).all()
    step = (known["waiting"][-1] - known["waiting"][-13]) / 12
    assert baselines.drift(here)[5] == pytest.approx(max(known["waiting"][-1] + 6 * step, 0))
    rate = baselines.last_year_rate(here)
    first = known["waiting"][-1] * (1 - rate) + then["accepted"][0] - then["seen"][0]
    assert baselines.bookkeeping(here)[0] == pytest.approx(first)


def test_a_list_seen_in_turn_is_younger_than_one_seen_out_of_turn():
    here = origin()
    in_turn, out_of_turn = (aged(here.now.known, here.then, 0.05, share) for share in (0.0, 0.5))
    assert in_turn.shape == (12, len(BANDS))
    assert in_turn.sum(axis=1) == pytest.approx(1.0)
    assert in_turn[-1, 0] > out_of_turn[-1, 0]


def test_months_after_a_break_in_the_series_are_not_scored():
    series = board()
    broken = replace(series, breaks=(series.months[-6],))
    assert list(origins_of(broken, 12))[-1].comparable == 6


def test_months_with_a_figure_missing_are_no_origin():
    series = board()
    flows = series.flows.copy()
    flows.iloc[-3, flows.columns.get_loc("seen")] = np.nan
    gap = replace(series, flows=flows)
    ends = {one.month for one in origins_of(gap, 1)}
    assert ends
    assert max(ends) + 12 < series.months[-3]


def test_a_short_series_is_refused_with_what_is_needed():
    with pytest.raises(BadInput, match="four years"):
        outlook_of(board(months=30))


def test_what_finished_is_kept_and_an_interrupted_test_goes_on(tmp_path, monkeypatch):
    origins = list(origins_of(board(), 12))[-2:]
    done, whole = [], Projection._read

    def stopped(self):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(self)
        return whole(self)

    asked = {"replications": 10, "seed": 1, "store": tmp_path, "workers": 1}
    monkeypatch.setattr(Projection, "_read", stopped)
    first = backtest(origins, **asked)
    assert first.interrupted
    assert first.forecasts["origin"].nunique() == 1
    monkeypatch.setattr(Projection, "_read", lambda self: done.append(self) or whole(self))
    second = backtest(origins, **asked)
    assert len(done) == 4
    assert second.forecasts["origin"].nunique() == 2
    table = error_table(second)
    assert set(table["given"]) == {NOTHING, FLOWS}
    said = findings(table)
    order = ["worse" in sentence for sentence in said]
    assert order == sorted(order, reverse=True)


@pytest.mark.slow
def test_any_number_of_workers_gives_the_same_tables(tmp_path):
    origins = list(origins_of(board(), 12))[-2:]
    one, two = (
        backtest(origins, replications=10, seed=1, store=tmp_path / str(n), workers=n)
        for n in (1, 2)
    )
    assert not two.interrupted
    for name in ("forecasts", "profiles"):
        assert getattr(one, name).to_csv() == getattr(two, name).to_csv()


def test_a_case_holds_a_scenario_that_every_set_fits():
    case = board_case(outlook_of(board()), 12, 15, 1)
    scenario = from_values(case.values)
    assert scenario.opening.bands["list"].count == board()["waiting"][-1]
    assert len(case.sets) == 15
    assert case.sets.to_csv() == board_case(outlook_of(board()), 12, 15, 1).sets.to_csv()


def test_three_boards_are_chosen_by_rule():
    boards = [
        board(place="falling", waiting=900.0, leaving=0.02, seen_late=60.0),
        board(place="rising", waiting=300.0, leaving=0.02, seen_late=-60.0),
        board(place="small", waiting=50.0, leaving=0.15),
        board(place="steady", waiting=300.0),
    ]
    assert three_boards(boards) == {
        "large, shrinking": "falling", "growing": "rising", "small": "small",
    }  # fmt: skip
