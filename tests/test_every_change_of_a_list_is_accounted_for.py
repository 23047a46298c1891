"""A list changes by who came onto it less who left it, in every place."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from tiny import change, days_seen, listed, run, scenario, stage, team, waits, whole_service

from sim.measures.measure import measured
from sim.runs.precision import last_list_sizes
from sim.settings.words import EXITS

PLACE = ["area", "need", "priority", "group"]


def rows(history) -> pd.DataFrame:
    table = measured(history).to_pandas()
    words = table.columns[table.dtypes == "category"]
    return table.astype({name: str for name in words})


@pytest.fixture(scope="module")
def busy() -> pd.DataFrame:
    """Every measure of a service in which everything happens."""
    return rows(run(whole_service()))


def by_place(table: pd.DataFrame, *measures: str, **where: str) -> pd.DataFrame:
    """Sum of some measures, by period (rows) and place (columns)."""
    chosen = table[table["measure"].isin(measures) & (table["stage"] == "all")]
    chosen = chosen[(chosen["age_group"] == "all") & (chosen["team"] == "all")]
    for name, word in where.items():
        chosen = chosen[chosen[name] == word]
    periods = sorted(set(table["period"]) - {"all"})
    wide = chosen.pivot_table(index="period", columns=PLACE, values="value", aggfunc="sum")
    return wide.reindex(periods).fillna(0.0)


def test_a_list_changes_by_who_joined_less_who_left(busy):
    joined, left = by_place(busy, "list_joined"), by_place(busy, "list_left")
    size = by_place(busy, "list_size")
    places = size.columns.intersection(joined.columns.union(left.columns))
    assert len(set(places.get_level_values("area"))) > 2 and len(places) > 6
    flow = joined.reindex(columns=places).fillna(0) - left.reindex(columns=places).fillna(0)
    change_of_size = size[places].diff().iloc[1:]
    assert np.array_equal(change_of_size, flow.iloc[1:])


def test_open_referrals_change_by_arrivals_less_every_exit(busy):
    came = by_place(busy, "referrals_received")
    gone = by_place(busy, *(f"exits_{name}" for name in EXITS))
    size = by_place(busy, "open_referrals", priority="all")
    flow = came.reindex(columns=size.columns).fillna(0) - gone.reindex(columns=size.columns).fillna(
        0
    )
    assert np.array_equal(size.diff().iloc[1:], flow.iloc[1:])


def test_councils_and_providers_add_up_to_everyone(busy):
    for measure in ("list_size", "referrals_received", "in_care"):
        found = by_place(busy, measure, area="all", priority="all")
        parts = [c for c in found.columns if c[1] == "camhs" and c[3].startswith("provider: ")]
        whole = found[("all", "camhs", "all", "all")]
        assert parts and np.array_equal(found[parts].sum(axis=1), whole)


def two_weeks(**more) -> dict:
    """Four children wait; one is seen each Monday of two; one period is one week."""
    minutes = [60.0, 0.0, 0.0, 0.0, 0.0]
    values = scenario(teams={"team": team({"see": 1.0}, minutes)})
    values = listed(values, all=waits(4))
    return change(values, {"calendar.horizon_days": 14, "calendar.period": "week"} | more)


def value(table: pd.DataFrame, measure: str, **where: str) -> list[float]:
    """Values of one measure where all other columns are totals, by period."""
    chosen = table[table["measure"] == measure]
    for name in ("area", "need", "priority", "stage", "team", "band", "age_group", "group"):
        chosen = chosen[chosen[name] == where.get(name, "all")]
    for name in ("clock", "standard"):
        chosen = chosen[chosen[name] == where.get(name, "none")]
    return chosen.sort_values("period")["value"].tolist()


def test_who_is_seen_leaves_the_list_by_being_seen():
    history = run(two_weeks())
    assert days_seen(history) == [0, 7]
    table = rows(history)
    assert value(table, "list_size") == [3.0, 2.0]
    assert value(table, "list_left", band="seen") == [1.0, 1.0]
    assert value(table, "open_referrals") == [3.0, 2.0]
    assert value(table, "exits_helped") == [1.0, 1.0]


def test_an_area_that_changes_commissioner_is_counted_under_the_new_one():
    old, new = {"commissioner": "old"}, {"commissioner": "new", "from_date": dt.date(2026, 1, 12)}
    table = rows(run(two_weeks(**{"areas.here.responsible": [old, new]})))
    assert value(table, "list_size", need="camhs", group="commissioner: old") == [3.0]
    assert value(table, "list_size", need="camhs", group="commissioner: new") == [2.0]


def test_a_provider_without_a_name_is_its_own():
    table = rows(run(two_weeks()))
    assert value(table, "list_size", need="camhs", group="provider: team") == [3.0, 2.0]


def test_waits_over_a_year_are_counted_for_themselves():
    values = listed(two_weeks(), all=waits(4, weeks=1.0), long=waits(2, weeks=61.0))
    long = {"waited": [{"from_weeks": 60.0, "to_weeks": 61.0, "share": 1.0}]}
    values["opening"]["bands"]["long"] |= long
    table = rows(run(values))
    where = {"clock": "first_contact", "need": "camhs"}
    assert value(table, "completed_over_52_weeks", **where) == [1.0, 1.0]
    assert value(table, "open_waits", band="52 to 103 weeks", **where) == [1.0]
    assert value(table, "open_waits", band="104 weeks and over", **where) == []


def test_a_child_who_reaches_a_goal_twice_at_one_moment_is_counted_once():
    minutes = [120.0, 0.0, 0.0, 0.0, 0.0]
    values = listed(scenario(teams={"team": team({"see": 1.0}, minutes)}), all=waits(2))
    history = run(change(values, {"calendar.horizon_days": 7, "calendar.period": "week"}))
    first = history.blueprint.columns.index("first_contact")
    history.register["child"][:2] = 0
    history.milestones[:2, first] = history.milestones[0, first]
    table = rows(history)
    journey = table[(table["measure"] == "whole_journey_mean") & (table["area"] == "all")]
    assert journey["n"].tolist() == [1.0]
    completed = table[(table["measure"] == "wait_completed_mean") & (table["area"] == "all")]
    assert completed.loc[completed["clock"] == "first_contact", "n"].iloc[0] == 2.0


def test_the_precision_of_a_run_is_judged_by_whole_lists(busy):
    table = measured(run(whole_service()))
    whole = busy[(busy["measure"] == "list_size") & (busy[PLACE[2:]] == "all").all(axis=1)]
    whole = whole[(whole[["area", "stage", "age_group"]] == "all").all(axis=1)]
    last = whole[(whole["period"] == whole["period"].max()) & (whole["need"] != "all")]
    assert last_list_sizes(table) == dict(zip(last["need"], last["value"], strict=True))


def test_utilisation_is_minutes_used_of_those_offered():
    values = change(two_weeks(), {"teams.team.roles.nurse.minutes_by_weekday": [120.0, 0, 0, 0, 0]})
    values = change(values, {"stages.see": stage(60.0), "opening.bands.all.count": 3})
    table = rows(run(values))
    shares = table[table["measure"] == "utilisation"].sort_values("period")
    assert shares["value"].tolist() == [1.0, 0.5]
    assert shares["n"].tolist() == [120.0, 120.0]
