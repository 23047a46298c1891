"""Worker processes take seconds to start: by default only work that repays it has them."""

import subprocess
import sys
from concurrent.futures import Future
from types import SimpleNamespace

import pytest

from sim.runs import executor
from sim.runs.answer import history_of, seconds_expected
from sim.runs.executor import START_SECONDS, executor_for, kept_executor
from sim.runs.question import Question
from sim.settings import load


@pytest.fixture
def started(monkeypatch):
    """How many pools of worker processes were started; theirs is done at once."""
    pools = []

    class Pool:
        _processes = {}

        def __init__(self, *_, **__):
            pools.append(self)

        def submit(self, work):
            done = Future()
            done.set_result(work())
            return done

        def shutdown(self, *_, **__):
            pass

    monkeypatch.setattr(executor.cf, "ProcessPoolExecutor", Pool)
    monkeypatch.setattr(executor, "is_compiled", lambda: True)
    monkeypatch.setattr(executor.os, "cpu_count", lambda: 2)
    return pools


def work(count: int, seconds: float) -> list:
    """So many tasks that would take so long each."""
    return [SimpleNamespace(answer=lambda k=k: str(k), seconds=seconds) for k in range(count)]


def finished(machine, tasks) -> list[str]:
    return sorted(machine.run(tasks), key=int)


def test_brief_work_is_done_here(started):
    tasks = work(8, START_SECONDS / 8)
    assert finished(executor_for(None, 8), tasks) == [str(k) for k in range(8)]
    assert not started


def test_work_that_repays_their_start_has_workers(started):
    tasks = work(8, START_SECONDS)
    assert finished(executor_for(None, 8), tasks) == [str(k) for k in range(8)]
    assert len(started) == 1


def test_workers_asked_for_are_started_whatever_the_work(started):
    finished(executor_for(2, 8), work(8, 0.0))
    assert len(started) == 1


def test_many_brief_runs_have_workers_once_they_would_have_paid(started):
    with kept_executor(None) as machine:
        runs = [len(started) for _ in range(12) if finished(machine, work(4, START_SECONDS / 8))]
    assert runs == [0] * 3 + [1] * 9


def test_suffolk_has_workers_and_the_smallest_service_none():
    """40 replications of one take a minute, of the other a second."""
    assert 40 * seconds_expected(load("suffolk").scenario) > 10 * START_SECONDS
    assert 40 * seconds_expected(load("single_clinic").scenario) < START_SECONDS


def test_a_worker_does_its_work_without_what_it_does_not_need(tmp_path):
    """Pandas, and what numba compiles with, take longer to start than many a replication."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from sim.runs.answer import Task\n"
        "from sim.runs.question import Question\n"
        "from sim.settings import load\n"
        "clinic = load('single_clinic').scenario\n"
        "Task(Question('baseline', clinic, 1, clinic), 0, Path(sys.argv[1])).answer()\n"
        "assert not {'pandas', 'scipy.sparse', 'numba.np.arraymath'} & set(sys.modules)\n"
    )
    clinic = load("single_clinic").scenario
    history_of(Question("baseline", clinic, 1, clinic), 0)  # the engine is compiled
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    assert list(tmp_path.glob("*/*.parquet"))
