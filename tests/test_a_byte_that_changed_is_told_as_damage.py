"""A byte of a kept table that changed is told as damage, or changes nothing that is read."""

import pytest

from scenarios.compare.reader import pieces
from sim.runs.folder import MEASURES, read_run
from sim.runs.store import Store
from sim.runs.summary import kept_summary
from sim.runs.turned import FILE, turned
from sim.settings import BadInput, load
from tests.the_command import pathways

PLACES = 40
"""Bytes that are changed, one at a time, evenly over the pages of a file."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("run")
    done = pathways("run", "single_clinic", "--replications", 2, "--quiet", "--workers", 1,
                    "--store", place / "store", "--out", place / "run")  # fmt: skip
    assert done.returncode == 0, done.stderr
    return place


def summary(path):
    return kept_summary(path, "baseline", ["list_size", "seen"]).to_csv()


def side_by_side(path):
    some = turned(path, ["baseline"], ["list_size", "wait_completed_mean"])
    return [(one.words.to_pydict(), one.values.tolist()) for one in some]


def one_by_one(path):
    return [piece.to_pydict() for piece in pieces(path.parent)]


def answer(path):
    return Store(path.parent.parent).read(path.stem).to_pydict()


def told_or_the_same(path, read):
    """Change bytes one at a time; return how many were told, having met no other number."""
    whole, told = path.read_bytes(), 0
    right = str(read(path))
    pages = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    for k in range(PLACES):
        at = 4 + k * (pages - 4) // PLACES
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        try:
            assert str(read(path)) == right, f"byte {at} of {path.name} changed and was not told"
        except BadInput as damage:
            assert "damaged" in str(damage)
            told += 1
    path.write_bytes(whole)
    return told


@pytest.mark.parametrize(
    ("file", "read"),
    [("summary.parquet", summary), (FILE, side_by_side), (MEASURES, one_by_one)],
)
def test_in_a_run_folder(folder, file, read):
    assert told_or_the_same(folder / "run" / file, read) > 0
    assert read_run(folder / "run").manifest["scenario"] == load("single_clinic").name


def test_in_the_store(folder):
    (path, _) = (folder / "store").rglob("*.parquet")
    assert told_or_the_same(path, answer) > PLACES / 2
