"""A worker process that is ended from outside costs its replication a second try, no more.

Systems that run out of memory end processes so; a run must say it in plain words and go on.
"""

import concurrent.futures as cf
import contextlib
import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import distributed
import pytest

from scenarios.cli import BAD_INPUT, _explain
from sim.runs import executor
from sim.runs.cluster import Cluster
from sim.runs.folder import read_run

MANY = 24
PROC = Path("/proc")
pytestmark = pytest.mark.skipif(not (PROC / "self").exists(), reason="finds workers in /proc")


def workers_of(process: subprocess.Popen) -> list[int]:
    """Return the numbers of the worker processes that are there."""
    found = []
    with contextlib.suppress(OSError):  # a process may end while it is looked at
        for child in (PROC / f"{process.pid}/task/{process.pid}/children").read_text().split():
            if b"spawn_main" in (PROC / child / "cmdline").read_bytes():
                found.append(int(child))
    return found


def begun(folder: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "scenarios", "run", "single_clinic", "--workers", "2",
               "--replications", str(MANY), "--out", str(folder / "run")]  # fmt: skip
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(line: str) -> int:
    """Return how many replications a line of progress says are done; -1 for other lines."""
    first = line.split()[0]
    return int(first) if first.isdigit() else -1


def test_a_scheduler_that_goes_away_is_named_and_memory_is_not_blamed(monkeypatch):
    class Gone(contextlib.nullcontext):
        loop = None

        def submit(self, *_, **__):
            raise distributed.client.FutureCancelledError("one", "scheduler-connection-lost")

    there = Cluster("tcp://127.0.0.1:8786")
    monkeypatch.setattr(Cluster, "_client", lambda _: Gone())
    monkeypatch.setattr(Gone, "__enter__", lambda self: self)
    with pytest.raises(executor.WorkersLost, match=r"scheduler at tcp://127.0.0.1:8786") as lost:
        list(there.run([SimpleNamespace(stays_here=False)]))
    assert "memory" not in str(lost.value)


def test_a_full_disk_is_called_a_full_disk_however_the_writer_puts_it(capsys):
    arrow = OSError("Error writing bytes to file. Detail: [errno 28] No space left on device")
    assert _explain(arrow) == _explain(OSError(errno.ENOSPC, "No space left")) == BAD_INPUT
    assert capsys.readouterr().err.count("The disk is full") == 2


def test_a_run_goes_on_when_a_worker_is_killed_and_says_so(tmp_path):
    process = begun(tmp_path)
    for line in process.stderr:
        if finished(line) >= MANY // 10:
            break
    os.kill(workers_of(process)[0], signal.SIGKILL)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0
    assert "A worker process was ended from outside" in said
    assert "Traceback" not in said
    manifest = read_run(tmp_path / "run").manifest
    assert manifest["status"] == "finished"
    assert manifest["replications"] == MANY


def test_a_run_whose_workers_are_killed_again_and_again_ends_in_plain_words(tmp_path):
    process = begun(tmp_path)
    while process.poll() is None:
        for worker in workers_of(process):
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        time.sleep(0.05)  # a worker takes ten times as long to start
    _, said = process.communicate()
    assert process.returncode == 3
    assert "try again with fewer workers" in said
    assert "Traceback" not in said


class BreaksAsItStarts(cf.ProcessPoolExecutor):
    """A pool whose workers are ended before they could be told what to do."""

    def submit(self, *_, **__):
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")


def test_a_worker_killed_while_it_starts_is_a_lost_worker_not_a_file_that_cannot_be_written(
    monkeypatch,
):
    monkeypatch.setattr(executor.cf, "ProcessPoolExecutor", BreaksAsItStarts)
    monkeypatch.setattr(executor, "is_compiled", lambda: True)
    with pytest.raises(executor.WorkersLost):
        list(executor.Processes(2).run([SimpleNamespace(answer=str, seconds=1.0)] * 2))
