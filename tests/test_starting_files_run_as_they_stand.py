"""Every starting file is one that the real loader takes, and that a newcomer can run."""

import csv
import io

import pytest

from scenarios.template import KINDS, template
from sim.demand.opening_file import NEEDED, OPTIONAL, read_opening_file
from sim.pathway.blueprint import blueprint_of
from sim.pathway.simulate import simulate
from sim.settings import load, load_option


@pytest.fixture
def folder(tmp_path):
    for kind, name in KINDS.items():
        (tmp_path / name).write_text(template(kind), encoding="utf-8")
    return tmp_path


def test_the_scenario_is_sound_and_sees_children(folder):
    loaded = load(folder / "scenario.toml")
    history = simulate(blueprint_of(loaded.scenario), 1, 0)
    assert (history.state.contacts.sum(axis=(1, 2, 3)) > 0).all()


def test_the_option_uses_every_kind_of_difference(folder):
    loaded = load(folder / "scenario.toml")
    option = load_option(loaded, str(folder / "option.toml"))
    changed = {change.setting: (change.old, change.new) for change in option.changes}
    assert changed["stages.treatment.contacts"] == (6, 7)
    assert changed["stages.choice.discharge_after_missed"] == (2, 3)
    assert changed["stages.choice.missed_share"] == (0.12, pytest.approx(0.09))
    assert changed["teams.clinic.roles.clinician.posts.new_clinician.wte"][1] == 1.0
    assert "remove = [" in template("option")


def test_the_opening_list_fits_the_scenario(folder):
    loaded = load(folder / "scenario.toml")
    read = read_opening_file(folder / "opening.csv", loaded.scenario)
    assert read.columns["stage"] == ["front_door", "choice", "treatment"]
    assert read.columns["in_contact"] == [False, False, True]


def test_the_opening_list_shows_every_column():
    header = next(csv.reader(io.StringIO(template("opening"))))
    assert set(header) == {*NEEDED, *OPTIONAL}


def test_the_scenario_may_take_the_opening_list(folder):
    text = template("scenario")
    start = text.index('source = "bands"')
    (folder / "with_file.toml").write_text(
        text[:start] + 'source = "file"\nfile = "opening.csv"\n', encoding="utf-8"
    )
    loaded = load(folder / "with_file.toml")
    history = simulate(blueprint_of(loaded.scenario), 1, 0)
    assert len(history.opening) == 3


def test_every_line_fits_a_narrow_window():
    for kind in ("scenario", "option"):
        assert max(map(len, template(kind).splitlines())) <= 105
