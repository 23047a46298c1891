"""Work sent to a Dask cluster gives the same files, outlives a lost worker, and stays private."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import fitting
import numpy as np
import pytest

from calibration.backtest import origins_of
from calibration.fit import engine_of
from calibration.forecast import Projection, may_come
from sim.runs.answer import Task
from sim.runs.cluster import Certificates, Cluster, _check_version
from sim.runs.executor import Serial
from sim.runs.question import Question
from sim.settings import BadInput, load
from tests.invented_board import board

SCENARIO = "single_clinic"
FILES = ("measures.parquet", "summary.csv", "summary.parquet",
          "replications.parquet", "changes.csv")  # fmt: skip


def command(*words, **more):
    return subprocess.Popen([sys.executable, "-m", *words], start_new_session=True, **more)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cluster")
    file = folder / "scheduler.json"
    started = [command("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
                       "--no-dashboard", "--scheduler-file", str(file),
                       stderr=subprocess.DEVNULL)]  # fmt: skip
    wait_for(file.is_file)
    address = json_address(file)
    for _ in range(2):
        started.append(command(
            "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard",
            "--no-nanny", "--local-directory", str(folder), stderr=subprocess.DEVNULL,
        ))  # fmt: skip
    yield address, started
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def json_address(file):
    import json

    wait_for(lambda: file.read_text().strip().endswith("}"))
    return json.loads(file.read_text())["address"]


def wait_for(ready, seconds=60):
    ends = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < ends, "it did not start"
        time.sleep(0.1)


def run(folder, *more, replications=6):
    words = [sys.executable, "-m", "scenarios", "run", SCENARIO, "--out", str(folder), "--quiet",
             "--replications", str(replications), *more]  # fmt: skip
    return subprocess.run(words, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes_also_when_a_worker_is_killed_in_mid_run(cluster, tmp_path):
    address, started = cluster
    here = run(tmp_path / "here" / "run", "--workers", "1", replications=60)
    assert here.returncode == 0, here.stderr
    words = [sys.executable, "-m", "scenarios", "run", SCENARIO, "--quiet", "--replications", "60",
             "--out", str(tmp_path / "there" / "run"), "--scheduler", address]  # fmt: skip
    running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    store = tmp_path / "there" / ".store"
    wait_for(lambda: len(list(store.rglob("*.parquet"))) > 5, 120)
    os.killpg(started[2].pid, signal.SIGKILL)
    _, said = running.communicate(timeout=300)
    assert running.returncode == 0, said
    for name in FILES:
        one, two = (tmp_path / where / "run" / name for where in ("here", "there"))
        assert one.read_bytes() == two.read_bytes(), name


@pytest.mark.slow
def test_years_of_a_backtest_and_runs_of_a_fit_can_be_sent_too(cluster, tmp_path):
    address, _ = cluster
    kept = []
    for place, executor in (("here", Serial()), ("there", Cluster(address))):
        store = tmp_path / place
        here = list(origins_of(board(), 12))[-1]
        years = Projection.of(here.now, may_come(here.now, 12, 10, 1), 1, store)
        engine = engine_of(fitting.case_of(), store, executor=executor)
        assert list(executor.run([years])) == [years.key]
        engine(np.array([[95.0, 0.015], [80.0, 0.02]]), 0)
        kept.append({path.name: path.read_bytes() for path in store.rglob("*.parquet")})
    assert len(kept[0]) == 3
    assert kept[0] == kept[1]


def test_a_worker_of_another_version_is_refused():
    with pytest.raises(BadInput, match="another version"):
        _check_version({"engine": "another"})


def test_a_scheduler_that_is_not_there_is_said_plainly(tmp_path):
    done = run(tmp_path / "run", "--scheduler", "tcp://127.0.0.1:9", replications=2)
    assert done.returncode == 2
    assert "no scheduler answers at tcp://127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("tcp://10.1.2.3:8786", "without encryption"),
        ("tls://host:8786", "needs --tls-ca"),
        ("nonsense", "is no address"),
    ],
)
def test_work_is_never_sent_unencrypted_over_a_network(address, says):
    with pytest.raises(BadInput, match=says):
        Cluster(address)


def test_certificates_that_cannot_be_read_are_named(tmp_path):
    missing = Certificates(*(tmp_path / name for name in ("ca.pem", "own.pem", "key.pem")))
    with pytest.raises(BadInput) as refused:
        Cluster("tls://host:8786", missing)
    assert len(refused.value.problems) == 3


def test_an_opening_list_of_children_stays_on_this_machine(tmp_path):
    (tmp_path / "opening.csv").write_text(
        "area,need,stage,referral_date\ntown,camhs,choice,2026-01-05\n"
    )
    (tmp_path / "scenario.toml").write_text(
        'extends = "single_clinic"\n[opening]\nsource = "file"\nfile = "opening.csv"\n'
    )
    scenario = load(tmp_path / "scenario.toml").scenario
    task = Task(Question("baseline", scenario, 1, scenario), 0, Path(tmp_path))
    with pytest.raises(BadInput, match="stays on this machine"):
        next(Cluster("tcp://127.0.0.1:9").run([task]))
