"""Every option shipped with Suffolk asks a question, changes something and moves a result."""

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from scenarios.compare import compare, contenders_of
from scenarios.project import project
from sim.measures.measure import measured
from sim.pathway.blueprint import blueprint_of
from sim.pathway.simulate import simulate
from sim.settings import load, load_option, option_names
from sim.settings.evidence import evidence_of

SUFFOLK = load("suffolk")
NAMES = option_names(SUFFOLK)


@cache
def option(name: str):
    return load_option(SUFFOLK, name)


@cache
def results(name: str | None):
    """The measures of one replication of the scenario or of an option."""
    scenario = SUFFOLK.scenario if name is None else option(name).scenario
    return measured(simulate(blueprint_of(scenario), 1, 0), "", 0)


def test_there_are_at_least_a_dozen_and_a_plan_made_of_others():
    assert len(NAMES) >= 12
    assert set(option("combined_plan").parts) < set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_opens_with_its_question(name):
    path = SUFFOLK.folder / "options" / f"{name}.toml"
    first, second, *_ = path.read_text(encoding="utf-8").splitlines()
    assert first.startswith("title = ") and second.startswith("question = ")
    assert option(name).question.endswith("?")
    assert option(name).note.endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_its_numbers_rest_on(name):
    changed = option(name)
    unsourced = [
        change.setting
        for change in changed.changes
        if isinstance(change.new, float) and evidence_of(changed.scenario, change.setting) is None
    ]
    assert changed.changes
    assert not unsourced


@pytest.mark.parametrize("name", NAMES)
def test_it_has_milestones_with_owner_and_date_unless_nobody_decides_it(name):
    milestones = option(name).milestones
    calendar = SUFFOLK.scenario.calendar
    last = calendar.start_date + dt.timedelta(days=calendar.horizon_days)
    assert bool(milestones) == (not option(name).unknown)
    for milestone in milestones.values():
        assert milestone.label
        assert calendar.start_date <= milestone.due < last


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_it_moves_a_result(name):
    assert not results(name).equals(results(None))


@pytest.mark.slow
def test_the_combined_plan_breaks_no_guard_rail_and_helps_with_every_need(tmp_path):
    """What a part takes from others another part gives back."""
    done = project("suffolk", options=["combined_plan"], replications=12, out=tmp_path / "run")
    (plan,) = compare(contenders_of([done.run])).options
    assert not plan.broken
    table = plan.differences
    whole = (table[["area", "priority", "stage", "standard"]] == ["all", "all", "all", "none"]).all(
        axis=1
    )
    lists = table[whole & (table["measure"] == "list_size")].set_index("need")
    assert (lists.loc[["camhs", "asd", "adhd", "ehc"], "high"] < 0).all()


def test_the_page_of_options_names_every_one():
    page = (Path(__file__).parents[1] / "docs" / "options.md").read_text(encoding="utf-8")
    assert not [name for name in NAMES if f"| `{name}` | {option(name).title} |" not in page]
