"""The same question gives the same bytes, however it is run.

Workers, Python's hashing, the order in which options are named and interruptions leave no
trace in measures.parquet, summary.csv, changes.csv and events.parquet.
"""

import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.settings import library

GOOD = (library() / "single_clinic" / "scenario.toml").read_text(encoding="utf-8")
OPTIONS = {
    "more_staff": "[set]\nteams.clinic.roles.clinician.wte = 2.0\n",
    "fewer_missed": "[multiply]\nstages.choice.missed_share = 0.5\n",
}
FILES = ("measures.parquet", "summary.csv", "summary.parquet", "changes.csv", "events.parquet")
NAMED = ("--option", "more_staff", "--option", "fewer_missed", "--trace")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("bytes") / "clinic"
    (home / "options").mkdir(parents=True)
    (home / "scenario.toml").write_text(GOOD, encoding="utf-8")
    for name, text in OPTIONS.items():
        (home / "options" / f"{name}.toml").write_text(text, encoding="utf-8")
    return home


def run(folder, out: str, *arguments: str, store: str = "", hashing: str = "0") -> Path:
    """Run the installed command with a store of its own; return the run folder."""
    path = folder.parent / out
    result = subprocess.run(
        [sys.executable, "-m", "scenarios", "run", str(folder), "--quiet", "--out", str(path),
         "--store", str(folder.parent / f"store-{store or out}"), *arguments],
        env={**os.environ, "PYTHONHASHSEED": hashing}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return path


@pytest.fixture(scope="module")
def reference(folder) -> Path:
    return run(folder, "reference", *NAMED, "--workers", "1", "--replications", "4")


def contents(path: Path) -> dict[str, bytes]:
    return {name: (path / name).read_bytes() for name in FILES}


def by_option(path: Path, option: str, replications: int):
    rows = pq.read_table(path / "measures.parquet").to_pandas()
    chosen = rows[(rows["option"] == option) & (rows["replication"] < replications)]
    return chosen.astype(str).reset_index(drop=True)


def test_two_workers_give_the_bytes_of_one(folder, reference):
    path = run(folder, "workers", *NAMED, "--workers", "2", "--replications", "4")
    assert contents(path) == contents(reference)


def test_python_s_hashing_leaves_no_trace(folder, reference):
    path = run(folder, "hashing", *NAMED, "--workers", "1", "--replications", "4", hashing="4242")
    assert contents(path) == contents(reference)


def test_a_run_that_finds_half_its_answers_gives_the_same_bytes(folder, reference):
    run(folder, "half", "--workers", "1", "--replications", "2", store="resumed")
    path = run(folder, "resumed", *NAMED, "--workers", "2", "--replications", "4")
    assert contents(path) == contents(reference)


def test_options_in_another_order_give_each_option_the_same_rows(folder, reference):
    order = ("--option", "fewer_missed", "--option", "more_staff")
    path = run(folder, "order", *order, "--workers", "1", "--replications", "4")
    for option in ("baseline", *OPTIONS):
        assert by_option(path, option, 4).equals(by_option(reference, option, 4))


def test_a_replication_is_the_same_among_few_and_among_many(folder, reference):
    path = run(folder, "more", "--workers", "1", "--replications", "6")
    assert by_option(path, "baseline", 4).equals(by_option(reference, "baseline", 4))


def test_another_seed_gives_another_history(folder, reference):
    path = run(folder, "seed", *NAMED, "--workers", "1", "--replications", "4", "--seed", "2")
    differ = {name for name in FILES if contents(path)[name] != contents(reference)[name]}
    assert differ == {"measures.parquet", "summary.csv", "summary.parquet", "events.parquet"}


def test_replications_differ_from_each_other(reference):
    rows = pq.read_table(reference / "measures.parquet").to_pandas()
    rows = rows[rows["option"] == "baseline"].drop(columns="replication")
    first = pq.read_table(reference / "measures.parquet")["replication"].to_pandas()
    values = [rows[first[rows.index] == k]["value"].to_numpy().tobytes() for k in range(4)]
    assert len(set(values)) == 4
