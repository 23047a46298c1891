"""A scenario made from another by what differs is the one that its whole tables describe."""

import pytest

from scenarios.accepted import accepted_sets
from sim.settings import Loaded, from_values, load, option_names, plain, written_option
from sim.settings.options import with_values
from sim.settings.tables import copied

SUFFOLK = load("suffolk")


def made_whole(loaded: Loaded) -> Loaded:
    """The same tables, none of them shared with any other scenario."""
    return Loaded(
        loaded.name, loaded.path, from_values(copied(loaded.values)), copied(loaded.values),
        dict(loaded.file_of),
    )  # fmt: skip


def test_an_accepted_set_gives_what_its_whole_tables_give():
    sets = accepted_sets(SUFFOLK)
    assert sets is not None
    for row in sets.rows[:5]:
        fitted = with_values(SUFFOLK, row, "accepted.csv")
        assert plain(fitted.scenario) == plain(made_whole(fitted).scenario)
        assert fitted.scenario != SUFFOLK.scenario


@pytest.mark.parametrize("name", option_names(SUFFOLK))
def test_an_option_of_a_set_is_what_it_is_where_nothing_is_shared(name: str):
    sets = accepted_sets(SUFFOLK)
    assert sets is not None
    fitted = with_values(SUFFOLK, sets.rows[7], "accepted.csv")
    written = written_option(SUFFOLK, name)
    assert plain(written(fitted).scenario) == plain(written(made_whole(fitted)).scenario)


def test_what_no_change_touches_is_the_very_same():
    moved = with_values(SUFFOLK, {"teams.camhs_west_suffolk.roles.clinician.wte": 30.0}, "file")
    same = {
        name for name, team in moved.scenario.teams.items() if team is SUFFOLK.scenario.teams[name]
    }
    assert set(SUFFOLK.scenario.teams) - same == {"camhs_west_suffolk"}
    assert moved.scenario.stages["choice"] is SUFFOLK.scenario.stages["choice"]


def test_a_change_leaves_the_scenario_that_it_is_made_from_as_it_was():
    before = copied(SUFFOLK.values)
    for name in option_names(SUFFOLK):
        written_option(SUFFOLK, name)(SUFFOLK)
    assert SUFFOLK.values == before
    assert SUFFOLK.scenario == load("suffolk").scenario
