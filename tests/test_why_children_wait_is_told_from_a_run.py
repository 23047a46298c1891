"""Explain: why children wait, stage by stage, from a run folder."""

import pytest

from scenarios.days_waited import days_waited, why_waited
from scenarios.explain import causes
from scenarios.explain.words import cause_sentences, cause_table
from scenarios.labels import Labels
from scenarios.project import project
from scenarios.report.beside import Beside
from scenarios.report.projection import Projection
from sim.settings import Loaded, from_values
from tests import tiny


def projected(tmp_path, values):
    loaded = Loaded("tiny", tmp_path / "tiny.toml", from_values(values), values, {})
    return project(loaded, replications=2, out=tmp_path / "run", workers=1)


def told(tmp_path, values, option="baseline"):
    done = projected(tmp_path, values)
    return causes(done.run.summary(), done.scenario, option)


def test_where_every_minute_is_used_it_is_capacity(tmp_path):
    found = told(tmp_path, tiny.listed(tiny.scenario(), waiting=tiny.waits(200)))
    row = found.table.iloc[0]
    assert (row["stage"], row["no_slot"], row["minutes_used"]) == ("see", 1.0, 1.0)
    said = list(cause_sentences(found))
    assert said[0].endswith("100% no appointment free.")
    assert said[1].endswith("used 100% of their minutes, so it is capacity.")


def test_minutes_kept_for_nobody_are_told_from_capacity(tmp_path):
    values = tiny.scenario(
        teams__team=tiny.team({"see": 1.0}, [240.0] * 5),
        stages__see=tiny.stage(60.0, carve_out={"urgent": 0.5}, carve_out_release="never"),
    )
    found = told(tmp_path, tiny.listed(values, waiting=tiny.waits(400)))
    said = list(cause_sentences(found))[1]
    assert "used only 50% of their minutes: there was time, but" in said
    assert "time is kept (50% for urgent)" in said


def test_lost_slots_are_told(tmp_path):
    values = tiny.scenario(stages__see=tiny.stage(60.0, missed_share=0.3))
    found = told(tmp_path, tiny.listed(values, waiting=tiny.waits(200)))
    assert 0.1 < found.table["slots_lost"].iloc[0] < 0.5
    assert (
        "of slots are lost to missed or cancelled appointments" in list(cause_sentences(found))[1]
    )


def test_shares_add_up_and_stand_in_table_and_chart_alike(tmp_path):
    found = told(tmp_path, tiny.whole_service())
    table = found.table
    assert table["share"].sum() == pytest.approx(1.0)
    assert table[list(found.shares().index)].sum(axis=1).to_numpy() == pytest.approx(1.0)
    assert len(cause_table(found)) == len(table)
    assert table["days_waited"].is_monotonic_decreasing


def test_where_the_right_role_is_missing_the_tightest_is_named(tmp_path):
    plenty, short = [480.0] * 5, [60.0] * 5
    roles = {
        name: {"minutes_by_weekday": minutes, "job_plan": {"see": 1.0}, "carry_over_minutes": 0.0}
        for name, minutes in (("doctor", short), ("nurse", plenty))
    }
    values = tiny.scenario(
        teams__team={"serves": [{"areas": ["here"]}], "roles": roles},
        stages__see=tiny.stage(60.0) | {"minutes": {"doctor": 60.0, "nurse": 60.0}},
    )
    found = told(tmp_path, tiny.listed(values, waiting=tiny.waits(200)))
    assert found.table["no_right_role"].iloc[0] > 0.9
    assert "the tightest is doctor of team, 100%" in list(cause_sentences(found))[1]


def test_paper_and_page_count_delays_that_are_nobody_s_list(tmp_path):
    done = projected(tmp_path, tiny.whole_service())
    summary = done.run.summary()
    days = days_waited(summary, "baseline")
    rows = summary[(summary["measure"] == "days_waited") & (summary["stage"] != "all")]
    at_teams = rows[rows["team"] != "all"]["mean"].sum()
    assert days.to_numpy().sum() == pytest.approx(rows["mean"].sum())
    assert days.to_numpy().sum() > at_teams > 0
    labels = Labels(done.scenario)
    chart = why_waited(days, labels, name="causes", what="why children waited")
    paper = Projection(summary, done.scenario, "baseline", "Today's plan").causes()
    page = Beside(summary, done.scenario, {"baseline": "Today's plan"}).causes()[0]
    assert paper.table.equals(chart.table)
    assert page.table.equals(chart.table)
