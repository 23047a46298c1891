"""A run folder or a store that could not be written, or would destroy something, is refused
before any work is done; what readers keep beside a run stays; damage is found."""

import json
import shutil

import pytest

from scenarios.cli import main
from sim.runs.folder import read_run
from sim.settings import BadInput


def run(folder, *arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["run", "single_clinic", "--replications", "1", "--workers", "1", "--quiet",
              "--out", str(folder / "run"), *arguments])  # fmt: skip
    return end.value.code


PLACES = {
    "a file": ("taken", "store", "taken: --out: is a file."),
    "under a file": ("taken/run", "store", "run: --out: lies under taken, which is a file."),
    "a folder of something else": ("other", "store", "other: --out: is a folder that holds"),
    "a store that is a file": ("run", "taken", "taken: --store: is a file."),
    "a store that would be replaced": ("run", "run/store", "store: --store: lies in the run"),
}


@pytest.mark.parametrize("out, store, expected", PLACES.values(), ids=PLACES)
def test_a_place_that_cannot_be_used_is_refused_first(tmp_path, capsys, out, store, expected):
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "manifest.json").write_text('{"name": "a web page"}', encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    assert run(tmp_path, "--out", str(tmp_path / out), "--store", str(tmp_path / store)) == 2
    assert expected in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    assert run(folder) == 0
    return folder


@pytest.fixture
def folder(made, tmp_path):
    shutil.copytree(made, tmp_path / "copy")
    return tmp_path / "copy"


def test_what_readers_keep_in_a_run_folder_stays_when_it_is_replaced(folder):
    (folder / "run" / "notes.txt").write_text("ours", encoding="utf-8")
    assert run(folder) == 0
    assert (folder / "run" / "notes.txt").read_text(encoding="utf-8") == "ours"
    assert "notes.txt" not in read_run(folder / "run").manifest["files"]


@pytest.mark.parametrize("file", ["replications.parquet", "summary.parquet", "scenario.json"])
def test_a_file_that_was_cut_short_is_found_at_opening(folder, file):
    path = folder / "run" / file
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(BadInput, match=f"{file}: has .* as written: damaged or changed"):
        read_run(folder / "run")


def test_a_manifest_that_is_no_table_is_found_at_opening(folder):
    for text in ("[]", "3", json.dumps("result_schema"), "[" * 10_000):
        (folder / "run" / "manifest.json").write_text(text, encoding="utf-8")
        with pytest.raises(BadInput, match="manifest.json: is damaged"):
            read_run(folder / "run")


def test_an_answer_cut_short_is_worked_out_anew(folder):
    (held,) = (folder / ".store").rglob("*.parquet")
    whole = held.read_bytes()
    held.write_bytes(whole[: len(whole) // 2])
    assert run(folder) == 0
    assert held.read_bytes() == whole


def test_an_answer_damaged_inside_is_removed_and_said(folder, capsys):
    (held,) = (folder / ".store").rglob("*.parquet")
    whole = held.read_bytes()
    held.write_bytes(whole[:4] + bytes(len(whole) - 8) + whole[-4:])
    assert run(folder) == 2
    assert "was damaged and has been removed from the store" in capsys.readouterr().err
    assert run(folder) == 0
