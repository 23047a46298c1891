"""A board reads one screen for each question: the answer, how sure, what it rests on, what next."""

import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from calibration.observed import observed, write_observed
from scenarios.project import project
from scenarios.report.guesses import guesses, in_plain_words
from scenarios.report.milestones import NOT_YET, milestone_sentences, milestones
from scenarios.report.promises import promises
from scenarios.report.screens import UNCHANGED, reading_of, screen, screens_of
from sim.runs.folder import read_run
from sim.settings import library_names, load
from tests.reading_age import reading_age

MORE = """
title = "One more clinician"
question = "If one more clinician is funded, who waits less?"
[set.teams.clinic.roles.clinician.posts.new]
wte = 1.0
[milestones.funded]
label = "The money is released"
owner = "commissioner"
due = 2026-05-01
done = 2026-05-11
drives = ["teams.clinic.roles.clinician.posts.new.funded_from"]
"""
MONTHS = pd.period_range("2025-04", periods=12, freq="M")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("runs")
    option = home / "one_more.toml"
    option.write_text(MORE, encoding="utf-8")
    out = home / "both"
    project("single_clinic", options=[str(option)], replications=4, out=out, workers=1)
    return out


@pytest.fixture(scope="module")
def reading(folder):
    return reading_of(read_run(folder))


def seen_months():
    rows = pd.DataFrame({
        "period_start": MONTHS.start_time, "period_end": MONTHS.end_time.normalize(),
        "need": "camhs", "population": "received", "statistic": "received",
        "value": np.resize([40.0, 43.0, 45.0, 41.0], len(MONTHS)), "source": "invented",
    })  # fmt: skip
    return observed(rows)


def test_every_question_has_an_answer_how_sure_what_it_rests_on_and_what_would_change_it(reading):
    for name in screens_of(reading):
        shown = screen(reading, name)
        assert shown.question.endswith("?")
        assert all((shown.answer, shown.sure, shown.rests, shown.change)), name


def test_options_have_a_screen_only_where_there_are_some(reading):
    assert "options" in screens_of(reading)
    alone = replace(reading, run=replace(reading.run, manifest={"options": ["baseline"]}))
    assert "options" not in screens_of(alone)


@pytest.mark.parametrize("name", ["waits", "standards", "areas"])
def test_a_board_is_told_whose_figures_it_reads_where_a_run_holds_options(reading, name):
    alone = replace(reading, run=replace(reading.run, manifest={
        **reading.run.manifest, "options": ["baseline"]}))  # fmt: skip
    assert UNCHANGED in screen(reading, name).answer
    assert UNCHANGED not in screen(alone, name).answer


def test_a_step_counts_once_though_its_option_is_also_looked_at_as_funded(reading):
    about = reading.run.manifest["about"]
    twin = {f"{name}@as_funded": words for name, words in about.items() if name != "baseline"}
    assert twin
    once = milestones(reading.run.manifest)
    assert milestones({**reading.run.manifest, "about": {**about, **twin}}).equals(once)


def test_milestones_tell_the_day_planned_the_day_it_happened_and_the_delay(reading):
    row = milestones(reading.run.manifest).iloc[0]
    assert (row["Planned"], row["Happened"], row["Standing"]) == (
        "1 May 2026", "11 May 2026", "10 days late",
    )  # fmt: skip
    assert "1 is late or overdue" in " ".join(screen(reading, "on-time").answer)


def run_of(step, **facts):
    """What a run records whose one step is not done; made on the last day of 2026."""
    whole = {"label": "", "owner": "gp", "planned": "2026-08-01", "due": "2026-08-01", "done": None}
    about = {"a": {"title": "A", "milestones": {"post_funded": whole | step}}}
    return {"about": about, "as_at": "2026-06-30", "created": "2026-12-31T09:00:00+00:00"} | facts


def test_a_step_still_to_come_says_when_it_is_expected():
    row = milestones(run_of({"due": "2026-09-01"})).iloc[0]
    assert (row["Milestone"], row["Happened"], row["Now expected"], row["Standing"]) == (
        "Post funded", NOT_YET, "1 September 2026", "31 days late",
    )  # fmt: skip


def test_a_step_whose_day_has_passed_undone_is_overdue_on_the_day_that_the_settings_describe():
    standing = [milestones(run_of({}, as_at=day))["Standing"].iloc[0]
                for day in ("2026-07-31", "2026-08-01", "2026-08-02", "2026-10-01")]  # fmt: skip
    assert standing == ["not yet due", "not yet due", "overdue by 1 day", "overdue by 61 days"]
    said = milestone_sentences(run_of({}, as_at="2026-10-01"))
    assert said[0].startswith("As at 1 October 2026, 0 of 1 steps")
    assert said[0].endswith("1 is late or overdue.")
    assert said[1] == "Post funded: overdue by 61 days (owner: GP)."


def test_a_step_due_after_the_settings_day_is_not_judged_and_what_nobody_noted_is_said():
    said = milestone_sentences(run_of({}))
    assert said[0].endswith("None are late or overdue.")
    assert said[1] == ("1 fell due between then and 31 December 2026, when this was run; nobody "
                       "has noted whether they happened.")  # fmt: skip


def test_without_a_day_that_the_settings_describe_the_day_of_the_run_counts():
    assert milestones(run_of({}, as_at=None))["Standing"].iloc[0] == "overdue by 152 days"


def test_observed_months_are_drawn_before_the_projection_they_belong_to(folder, reading):
    write_observed(seen_months(), folder / "observed.csv")
    try:
        shown = screen(reading_of(read_run(folder)), "on-time")
    finally:
        (folder / "observed.csv").unlink()
    (chart,) = shown.charts
    kinds = chart.table["Observed or simulated"]
    assert (kinds == "observed").sum() == len(MONTHS)
    assert (kinds == "simulated").sum() == 12
    assert "nobody can say yet" not in " ".join(shown.answer)


def test_a_standard_is_met_from_the_month_that_holds_and_two_more_after(reading):
    found = promises(reading.projection)
    one = next(p for p in found if len(p.rows) > 5)
    held = one.rows.assign(range_p10=[0.9, 0.2, *[0.9] * (len(one.rows) - 2)])
    kept = type(one)(**(vars(one) | {"share": 0.8, "rows": held}))
    assert kept.met_from == one.rows["period"].astype(str).iloc[2]
    assert type(one)(**(vars(one) | {"share": 0.95, "rows": held})).finding == "not met"


def test_a_board_needs_no_more_than_the_reading_of_a_twelve_year_old(reading):
    said = [
        sentence for name in screens_of(reading) if name != "rests"
        for part in (screen(reading, name),)
        for sentence in (part.question, *part.answer, *part.sure, *part.rests, *part.change)
    ]  # fmt: skip
    assert reading_age(" ".join(said)) <= 12.5


@pytest.mark.parametrize("name", library_names())
def test_what_is_guessed_is_told_without_the_name_of_a_setting(name):
    scenario = load(name).scenario
    guessed = [one for one in scenario.evidence
               if one.confidence == "assumption" and one.low is not None]  # fmt: skip
    assert all(in_plain_words(one.settings[0]) for one in guessed)
    said = " ".join(guesses(scenario))
    assert not guessed or ("_" not in said and reading_age(said) <= 12)


def test_nothing_is_simulated_and_a_screen_opens_at_once(folder, monkeypatch):
    def refuse(*_args, **_more):
        raise AssertionError("a board page simulates nothing")

    monkeypatch.setattr("sim.pathway.simulate.simulate", refuse)
    began = time.process_time()
    shown = screen(reading_of(read_run(folder)), "waits")
    assert shown.charts
    assert time.process_time() - began < 1.0
