"""A comparison reads the replications of a run at once, and finds what it finds one by one."""

import numpy as np
import pytest

from scenarios.compare import Reader, compare, contenders_of, window_of
from scenarios.compare import reader as reader_module
from scenarios.compare.reader import pieces
from scenarios.project import project
from scenarios.report.options import options_of
from scenarios.value import value
from sim.runs.folder import read_run
from sim.runs.turned import FILE, turned
from sim.settings import BadInput, load

MORE = "[add.teams.clinic.roles.clinician]\nwte = 1.0\n"
NAMES = {"one_more": "more", "baseline": "today"}


@pytest.fixture
def folder(tmp_path):
    option = tmp_path / "one_more.toml"
    option.write_text(MORE, encoding="utf-8")
    out = tmp_path / "run"
    project("single_clinic", options=[str(option)], replications=4, out=out, workers=1)
    return out


def reader():
    calendar = load("single_clinic").scenario.calendar
    windows = (window_of(calendar, over) for over in ("final_quarter", "whole_run"))
    return Reader([(window, None) for window in windows])


def test_values_and_pairs_are_the_same(folder):
    at_once, one_by_one = reader(), reader()
    at_once.read(folder, NAMES)
    for table in pieces(folder):
        one_by_one.add(table, NAMES)
    for found, expected in zip(at_once.readings(), one_by_one.readings(), strict=True):
        assert found.cells.equals(expected.cells)
        assert len(found.cells) > 20
        assert found.pairs == expected.pairs
        assert list(found.values) == list(expected.values) == ["today", "more"]
        for name, values in expected.values.items():
            np.testing.assert_array_equal(found.values[name], values)


def test_options_that_are_not_asked_for_are_not_read(folder):
    some = reader()
    some.read(folder, {"one_more": "more"})
    assert list(some.readings()[0].values) == ["more"]


def test_a_folder_without_the_file_is_read_all_the_same(folder):
    run = read_run(folder)
    expected = compare(contenders_of([run])).differences()
    (folder / FILE).unlink()
    assert compare(contenders_of([run])).differences().equals(expected)


def test_comparison_and_value_read_a_folder_once(folder, monkeypatch):
    opened = []

    def counted(path, *asked):
        opened.append(path)
        return turned(path, *asked)

    monkeypatch.setattr(reader_module, "turned", counted)
    found = options_of(read_run(folder))
    assert opened == [folder / FILE]
    contenders = contenders_of([read_run(folder)])
    alone = value(compare(contenders), contenders)
    assert found.value.costs.equals(alone.costs)
    assert found.value.ratios.equals(alone.ratios)


def test_a_file_that_is_no_such_file_is_told_as_damage(folder):
    (folder / FILE).write_bytes(b"PAR1 and nothing else")
    with pytest.raises(BadInput, match="replications.parquet: is damaged"):
        compare(contenders_of([read_run_unchecked(folder)]))


def read_run_unchecked(folder):
    """A run whose files changed after it was opened."""
    from sim.runs.folder import Run
    from sim.runs.place import read_manifest

    return Run(folder, read_manifest(folder))
