"""Settings of a scenario are recovered from what was observed, and a stopped fit goes on."""

import fitting
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from calibration.fit import engine_of, fitted
from calibration.fit.check import band, coverage, rank_gap, recoveries, within_chance
from calibration.fit.folder import read_manifest, write_fit
from calibration.fit.identify import look
from scenarios.accepted import accepted_sets, resting_on
from scenarios.fitting import check_paper, fit_paper
from scenarios.questions import Questions
from scenarios.report.html import html
from sim.runs.executor import Processes
from sim.streams import Streams

TRUTH = {"minutes": 95.0, "leaving": 0.015}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="module")
def case(store):
    """Figures of one run with known settings."""
    engine = engine_of(fitting.case_of(), store)
    return fitting.case_of(engine(np.array([list(TRUTH.values())]), 10**9)[0])


@pytest.fixture(scope="module")
def fit(case, store):
    return fitted(case, engine_of(case, store), budget=fitting.SMALL)


def test_the_truth_lies_where_the_fit_says(fit):
    for name, truth in TRUTH.items():
        low, high = np.quantile(fit.values[name], (0.01, 0.99))
        assert low < truth < high
    assert fit.values["minutes"].std() < 5


def test_accepted_sets_are_read_by_a_run_as_they_are_written(fit, tmp_path):
    folder = write_fit(tmp_path / "fit", fit, extras={"report.html": html(fit_paper(fit))})
    loaded = resting_on(fit.case.loaded, folder / "accepted.parquet")
    sets = accepted_sets(loaded)
    assert len(sets.rows) == fitting.SMALL.accepted
    settings = [f"teams.team.roles.nurse.minutes_by_weekday.{day}" for day in range(5)]
    assert list(sets.rows[0]) == [*settings, "waiting.camhs.leaving.0.per_week"]
    question = Questions(loaded, 1).baseline
    used = question.asked_of(0).scenario
    row = sets.rows[question.accepted_set(0)]
    assert used.teams["team"].roles["nurse"].minutes_by_weekday == (row[settings[0]],) * 5
    assert used.waiting["camhs"].leaving[0].per_week == row["waiting.camhs.leaving.0.per_week"]


def test_a_folder_half_written_is_no_fit_and_a_whole_one_replaces_it(fit, tmp_path):
    folder = write_fit(tmp_path / "fit", fit)
    (folder / "accepted.parquet").unlink()
    assert read_manifest(folder) is None
    again = write_fit(folder, fit)
    assert read_manifest(again)["accepted_sets"] == fitting.SMALL.accepted
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fit"]


def test_the_report_says_what_is_known_and_draws_it(fit):
    page = html(fit_paper(fit))
    for words in ("accepted sets", "The figures tell: minutes", "Believed before"):
        assert words.lower() in page.lower()
    assert page.count("<svg") >= 3


def test_a_look_beforehand_tells_what_can_be_known_and_costs_no_run_twice(case, store, fit):
    engine = engine_of(case, store)
    found = look(case, engine, runs=fitting.SMALL.pilot)
    assert engine.reused == fitting.SMALL.pilot
    assert found.verdicts[0] == "identified"


def test_two_settings_that_do_the_same_are_never_called_known(store):
    """Minutes offered twice over: only their product acts on the list."""
    missed = fitting.unknown("stages.see.minutes.nurse", prior=fitting.Prior(low=40.0, high=80.0))
    both = fitting.case_of(minutes=fitting.minutes(), length=missed)
    found = look(both, engine_of(both, store), runs=96)
    assert abs(found.correlation.iloc[0, 1]) > 0.5
    assert "identified" not in found.verdicts


def test_a_stopped_fit_goes_on_where_it_stopped_and_ends_the_same(case, store, tmp_path):
    whole = fitted(case, engine_of(case, store), budget=fitting.TINY)
    engine = engine_of(case, tmp_path)

    def stop(done):
        if done == 50:
            raise KeyboardInterrupt

    engine.ran = stop
    with pytest.raises(KeyboardInterrupt):
        fitted(case, engine, budget=fitting.TINY)
    again = engine_of(case, tmp_path)
    found = fitted(case, again, budget=fitting.TINY)
    assert again.reused == 50
    assert found.accepted.to_csv() == whole.accepted.to_csv()


@pytest.mark.slow
def test_any_number_of_workers_gives_the_same_bytes(case, tmp_path, fit):
    with Processes(2) as workers:
        other = fitted(
            case, engine_of(case, tmp_path / "s", executor=workers), budget=fitting.SMALL
        )
    one, two = (write_fit(tmp_path / n, f) for n, f in (("one", fit), ("two", other)))
    for path in one.iterdir():
        assert path.read_bytes() == (two / path.name).read_bytes()
    assert pq.read_table(one / "accepted.parquet").num_rows == fitting.SMALL.accepted


def test_ranks_are_held_against_even_ones_together():
    even = Streams(3, 0).uniforms((300, 50), "even")
    assert 0.9 < np.mean([rank_gap(row) <= band(50) for row in even]) < 0.99
    assert rank_gap(even[0] ** 3) > band(50)
    low, high = within_chance(100)
    assert low < 0.85 and high > 0.94


def test_coverage_is_counted_for_each_unknown():
    rows = pd.DataFrame({
        "case": [0, 1] * 2, "unknown": ["a", "a", "b", "b"], "inside": [True, False, True, True],
        "rank": [0.3, 0.9, 0.5, 0.6], "width": [0.1, 0.2, 0.9, 1.0],
    })  # fmt: skip
    table = coverage(rows).set_index("unknown")
    assert list(table["covered"]) == [0.5, 1.0]
    assert list(table["verdict"]) == ["identified", "not identified"]


@pytest.mark.slow
def test_hidden_truths_are_covered_as_often_as_promised(case, store):
    """Nine intervals in ten hold the truth, within what chance explains of twenty cases."""
    rows = recoveries(case, engine_of(case, store), 20, budget=fitting.SMALL)
    table = coverage(rows)
    assert (table["covered"] >= table["expected_low"]).all()
    assert "<svg" in html(check_paper(case, rows, fitting.SMALL))
