"""Seek finds the smallest change, says so when there is none, and shows what it tried."""

import datetime as dt
import json

import pytest

from scenarios.compare.catalogue import guard_rails
from scenarios.compare.rails import BROKEN, RailVerdict
from scenarios.seek import Bench, Trial, Wish, bench_of, seek
from scenarios.seek.words import answer_sentences
from sim.settings import BadInput, load, load_option
from tests.the_command import pathways

POSTS = "teams.clinic.roles.clinician.wte"
MISSED = "stages.choice.missed_share"
BY = dt.date(2026, 10, 1)
FUTURES = 20


class Formula(Bench):
    """A bench on which the share reached is a formula of the levers, so that answers are known."""

    def trial(self, values):
        values = tuple(round(float(v), 6) for v in values)
        known = next((one for one in self.trials if one.values == values), None)
        if known is None:
            posts, missed = values if len(values) == 2 else (*values, 0.1)
            share = 0.2 * posts - 2.0 * (missed - 0.1)
            cost = 50_000 * (posts - 1.2) + 4_000 * (0.1 - missed)
            met = FUTURES if share >= 0.5 - 1e-9 else 0
            known = Trial(values, (share,) * FUTURES, met, cost)
            self.trials.append(known)
        return known

    def rails(self, values):
        return []


def bench(*settings):
    made = bench_of("single_clinic", settings, Wish("four_weeks", BY), sure=0.8, store=None)
    return Formula(made.loaded, made.levers, made.target, made.sure, made.store)


def test_one_lever_moves_as_far_as_it_must_and_not_a_step_further():
    formula = bench(f"{POSTS}=1.2:5.2")
    found = seek(formula).found
    assert found.values[0] == pytest.approx(2.5)
    assert not formula.trial([2.4]).meets(0.8)


def test_a_rail_that_the_change_breaks_is_told_with_its_place_and_by_how_much():
    formula = bench(f"{POSTS}=1.2:5.2")
    worst = next(rail for rail in guard_rails() if rail.words == "the worst-served area")
    formula.rails = lambda _: [
        RailVerdict("found", worst, BROKEN, "wait_open_mean", "all", "camhs", unit="days",
                    standard="none", baseline=30.0, value=41.0, worsening=11.0, low=9.0, high=13.0,
                    tolerance=2.0)
    ]  # fmt: skip
    first = next(answer_sentences(formula, seek(formula)))
    assert first.startswith("BREAKS A GUARD RAIL: the worst-served area. ")
    assert "CAMHS: 30 to 41; worse by 11 (9 to 13), where 2 is tolerated." in first


def test_a_lever_that_helps_when_it_falls_is_moved_down():
    formula = bench(f"{POSTS}=1.2:2.4", f"{MISSED}=0:0.2")
    sought = seek(formula)
    assert sought.found.values[1] < 0.1


def test_of_two_levers_the_dearer_is_taken_back_first():
    formula = bench(f"{POSTS}=1.2:5.2", f"{MISSED}=0:0.2")
    found = seek(formula).found
    assert found.values[1] == pytest.approx(0.0)
    assert found.values[0] == pytest.approx(1.5)
    assert not formula.trial([1.4, 0.0]).meets(0.8)


def test_where_nothing_within_the_limits_meets_it_the_nearest_is_told():
    sought = seek(bench(f"{POSTS}=1.2:2.4"))
    assert sought.found is None
    assert sought.nearest.values == (2.4,)


def test_a_budget_is_kept_and_what_would_do_for_more_is_told():
    sought = seek(bench(f"{POSTS}=1.2:5.2"), budget_per_year=60_000)
    assert sought.found is None
    assert sought.over_budget.extra_cost_per_year == pytest.approx(65_000)
    assert sought.nearest.extra_cost_per_year <= 60_000


def test_a_plan_that_meets_it_already_needs_no_change():
    formula = bench(f"{POSTS}=1:5", MISSED)
    formula.trials.append(Trial(formula.today, (0.9,) * FUTURES, FUTURES, 0.0))
    sought = seek(formula)
    assert sought.found is sought.today
    assert len(sought.trials) == 1


def test_twelve_of_twelve_tell_an_assurance_of_four_in_five_and_ten_do_not():
    assert Trial((), (1.0,) * 12, 12, 0.0).told(0.8)
    assert not Trial((), (1.0,) * 10, 10, 0.0).told(0.8)
    assert not Trial((), (1.0,) * 12, 9, 0.0).told(0.8)
    assert Trial((), (0.0,) * 12, 5, 0.0).told(0.8)


def test_a_standard_holds_in_the_month_and_the_two_after_it():
    assert bench(POSTS).target.periods == ("2026-10", "2026-11", "2026-12")


def test_every_problem_is_told_at_once():
    with pytest.raises(BadInput) as refused:
        bench_of("single_clinic", [f"{POSTS}e", f"{POSTS}=3:1"],
                 Wish("four_weks", dt.date(2027, 3, 1), area="twon"), sure=0.8, budget=-1.0,
                 store=None)  # fmt: skip
    said = [problem.problem for problem in refused.value.problems]
    for words in ("is no lever", "are no limits", "no standard four_weks", "no area twon",
                  "outside the run", "must be 0 or more"):  # fmt: skip
        assert any(words in one for one in said), words


def test_a_start_outside_the_run_is_told_the_first_day_and_the_last():
    calendar = bench(POSTS).loaded.scenario.calendar
    with pytest.raises(BadInput) as refused:
        bench_of("single_clinic", [POSTS], Wish("four_weeks", dt.date(2026, 10, 1)), sure=0.8,
                 start=calendar.end_date, store=None)  # fmt: skip
    (problem,) = refused.value.problems
    last_day = calendar.end_date - dt.timedelta(days=1)
    assert problem.problem.endswith(f"outside the run, {calendar.start_date} to {last_day}")


def test_a_standard_without_a_share_asks_for_a_local_ambition(tmp_path):
    file = tmp_path / "scenario.toml"
    file.write_text('extends = "single_clinic"\nremove = ["standards.four_weeks.share"]\n')
    with pytest.raises(BadInput, match="local ambition"):
        bench_of(file, [POSTS], Wish("four_weeks", BY), sure=0.8, store=None)
    asked = bench_of(file, [POSTS], Wish("four_weeks", BY, 0.6), sure=0.8, store=None)
    assert asked.target.ambition


@pytest.fixture(scope="module")
def on_the_engine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("seek")
    done = pathways(
        "seek", "single_clinic", "--lever", f"{POSTS}=1.2:4", "--target", "four_weeks",
        "--by", "2026-10-01", "--replications", 12, "--json", "--store", folder / "store",
        "--out", folder / "found.toml", "--workers", 1,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder, [json.loads(line) for line in done.stdout.splitlines()]


def test_the_engine_meets_it_at_the_value_found_and_not_a_step_below(on_the_engine):
    _, trials = on_the_engine
    value = next(iter(trials[0]))
    tried = {round(one[value], 6): one["meets"] for one in trials}
    least = min(v for v, meets in tried.items() if meets)
    assert max(v for v, meets in tried.items() if not meets) == pytest.approx(least - 0.1)


def test_the_change_found_is_written_as_an_option_that_loads(on_the_engine):
    folder, trials = on_the_engine
    option = load_option(load("single_clinic"), str(folder / "found.toml"))
    assert [change.setting for change in option.changes] == [POSTS]
    value = next(iter(trials[0]))
    assert option.changes[0].new == min(one[value] for one in trials if one["meets"])


def test_a_target_out_of_reach_is_answered_no(tmp_path):
    done = pathways(
        "seek", "single_clinic", "--lever", f"{POSTS}=1.2:1.3", "--target", "four_weeks",
        "--by", "2026-10-01", "--replications", 5, "--quiet", "--store", tmp_path,
        "--workers", 1, "--out", tmp_path / "none.toml",
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "cannot be met within these limits" in done.stdout
    assert "Nearest:" in done.stdout
    assert "Share of futures in which it is met" in done.stdout
    assert f"No change to write: {tmp_path / 'none.toml'} is not written." in done.stdout
