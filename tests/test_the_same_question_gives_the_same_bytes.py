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
from tests.the_command import pathways

GOOD = (library() / "single_clinic" / "scenario.toml").read_text(encoding="utf-8")
OPTIONS = {
    "more_staff": "[set]\nteams.clinic.roles.clinician.wte = 2.0\n",
    "fewer_missed": "[multiply]\nstages.choice.missed_share = 0.5\n",
}
FILES = ("measures.parquet", "summary.csv", "summary.parquet",
         "replications.parquet", "changes.csv", "events.parquet")  # fmt: skip
NAMED = ("--option", "more_staff", "--option", "fewer_missed", "--trace")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("bytes") / "clinic"
    (home / "options").mkdir(parents=True)
    (home / "scenario.toml").write_text(GOOD, encoding="utf-8")
    for name, text in OPTIONS.items():
        (home / "options" / f"{name}.toml").write_text(text, encoding="utf-8")
    return home


def words(folder, out: str, *arguments: str, store: str = "") -> list[str]:
    """Return the command line of a run with a store of its own."""
    home = folder.parent
    return ["run", str(folder), "--quiet", "--out", str(home / out),
            "--store", str(home / f"store-{store or out}"), *arguments]  # fmt: skip


def run(folder, out: str, *arguments: str, store: str = "") -> Path:
    """Run the command; return the run folder."""
    done = pathways(*words(folder, out, *arguments, store=store))
    assert done.returncode == 0, done.stderr
    return folder.parent / out


@pytest.fixture(scope="module")
def reference(folder) -> Path:
    return run(folder, "reference", *NAMED, "--workers", "1", "--replications", "3")


def contents(path: Path) -> dict[str, bytes]:
    return {name: (path / name).read_bytes() for name in FILES}


def by_option(path: Path, option: str, replications: int):
    rows = pq.read_table(path / "measures.parquet").to_pandas()
    chosen = rows[(rows["option"] == option) & (rows["replication"] < replications)]
    return chosen.astype(str).reset_index(drop=True)


def test_two_workers_give_the_bytes_of_one(folder, reference):
    path = run(folder, "workers", *NAMED, "--workers", "2", "--replications", "3")
    assert contents(path) == contents(reference)


def test_python_s_hashing_leaves_no_trace(folder, reference):
    command = words(folder, "hashing", *NAMED, "--workers", "1", "--replications", "3")
    subprocess.run(
        [sys.executable, "-m", "scenarios", *command], env={**os.environ, "PYTHONHASHSEED": "4242"},
        check=True,
    )  # fmt: skip
    assert contents(folder.parent / "hashing") == contents(reference)


def test_a_run_that_finds_some_of_its_answers_gives_the_same_bytes(folder, reference):
    run(folder, "some", "--workers", "1", "--replications", "1", store="resumed")
    path = run(folder, "resumed", *NAMED, "--workers", "1", "--replications", "3")
    assert contents(path) == contents(reference)


def test_options_in_another_order_give_each_option_the_same_rows(folder, reference):
    order = ("--option", "fewer_missed", "--option", "more_staff")
    path = run(folder, "order", *order, "--workers", "1", "--replications", "3")
    for option in ("baseline", *OPTIONS):
        assert by_option(path, option, 3).equals(by_option(reference, option, 3))


def test_a_replication_is_the_same_among_few_and_among_many(folder, reference):
    path = run(folder, "more", "--workers", "1", "--replications", "5")
    assert by_option(path, "baseline", 3).equals(by_option(reference, "baseline", 3))


def test_another_seed_gives_another_history(folder, reference):
    path = run(folder, "seed", *NAMED, "--workers", "1", "--replications", "3", "--seed", "2")
    differ = {name for name in FILES if contents(path)[name] != contents(reference)[name]}
    assert differ == set(FILES) - {"changes.csv"}


def test_replications_differ_from_each_other(reference):
    rows = pq.read_table(reference / "measures.parquet").to_pandas()
    rows = rows[rows["option"] == "baseline"].drop(columns="replication")
    first = pq.read_table(reference / "measures.parquet")["replication"].to_pandas()
    values = [rows[first[rows.index] == k]["value"].to_numpy().tobytes() for k in range(3)]
    assert len(set(values)) == 3
