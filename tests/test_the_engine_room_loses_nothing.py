"""The engine room: readers take turns, a stop keeps what finished, and a lost engine loses nothing.

A real engine works in a process of its own, as it does under the page.
"""

import os
import shutil
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from scenarios.explain import Outcome, Trying, drivers_of
from sim.runs.folder import read_run
from sim.settings import load
from tests.test_the_page_opens_in_every_state import BETTER, TINY
from tests.test_what_drives_a_run_is_kept_beside_it import RANGES
from views.engine_room import Explained, Room, drivers_job, seek_job, study_job
from views.engine_room.job import JobFolder, State, Wanted
from views.engine_room.pool import FairPool, Share

PATIENCE = 120
"""Seconds: the machine may be busy, and a new engine is compiled once."""


@dataclass(frozen=True)
class Written:
    """Work that only says that it was done."""

    name: str

    def answer(self) -> str:
        return self.name


@pytest.fixture
def tiny(tmp_path):
    path = tmp_path / "tiny.toml"
    path.write_text(TINY)
    (tmp_path / "options").mkdir()
    (tmp_path / "options" / "better.toml").write_text(BETTER)
    return load(path)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """One engine for all tests: it takes seconds to start."""
    room = Room(tmp_path_factory.mktemp("engine") / "runs")
    yield room
    room.close()


def ended(room: Room, name: str) -> State:
    """Wait until a job has ended."""
    until = time.monotonic() + PATIENCE
    while (state := room.state(name)) is None or state.is_open:
        assert time.monotonic() < until, state
        time.sleep(0.05)
    return state


def test_a_job_leaves_a_run_that_can_be_opened_and_is_not_run_twice(room, tiny):
    job = study_job(tiny, ["better"], replications=4)
    room.ask(job)
    state = ended(room, job.name)
    assert (state.phase, state.shown) == ("done", 4)
    run = read_run(room.runs / job.name)
    assert run.manifest["options"] == ["baseline", "better"]
    room.ask(replace(job, replications=6))
    assert ended(room, job.name).shown == 6
    assert read_run(room.runs / job.name).manifest["reused_from_store"] == 8


def test_the_same_question_has_the_same_name_and_another_has_another(tiny):
    one, again = (study_job(tiny, ["better"], replications=n, asked_by=who)
                  for n, who in ((2, "a"), (9, "b")))  # fmt: skip
    assert one.name == again.name
    assert one.name != study_job(tiny, [], replications=2).name
    assert one.name != study_job(tiny, ["better"], replications=2, seed=5).name


def test_a_search_leaves_its_answer_in_words(room, tiny, tmp_path):
    path = tmp_path / "with_standard.toml"
    path.write_text(
        TINY
        + """
[clocks.first]
start = "referral"
stop = [["first_contact"]]
label = "From referral to first contact"
[standards.soon]
label = "Seen within 20 weeks"
clock = "first"
limit = 20
unit = "weeks"
share = 0.5
status = "local contract"
source = "invented"
"""
    )
    wanted = Wanted(("teams.team.roles.nurse.minutes_by_weekday",), "soon", "2026-02-01", 0.5)
    job = seek_job(load(path), wanted, most=12)
    room.ask(job)
    state = ended(room, job.name)
    assert state.phase == "done", state.words
    assert "Sought: Seen within 20 weeks" in room.answer(job.name)["target"]


def test_what_drives_a_result_is_found_by_the_engine_and_kept_beside_its_run(room, tmp_path):
    path = tmp_path / "with_ranges.toml"
    path.write_text(TINY + RANGES)
    study = study_job(load(path), [], replications=2)
    room.ask(study)
    assert ended(room, study.name).phase == "done"
    run = read_run(room.runs / study.name)
    wanted = Explained(study.name, need="camhs")
    job = drivers_job(run, wanted, str(run.folder))
    room.ask(job)
    state = ended(room, job.name)
    assert state.phase == "done", state.words
    assert state.done == state.of == Trying(tmp_path, job.replications).futures(1)
    found = drivers_of(run, Outcome(need="camhs"))
    assert found is not None
    assert found.table["setting"].tolist() == ["demand.calls.referrals_per_year.*"]
    shutil.rmtree(run.folder)
    room.ask(job)
    state = ended(room, job.name)
    assert (state.phase, run.folder.exists()) == ("failed", False)


def test_bad_input_is_told_in_words_and_the_engine_goes_on(room, tiny):
    job = replace(study_job(tiny, [], replications=2), scenario="nowhere.toml", name="lost")
    room.ask(job)
    state = ended(room, "lost")
    assert state.phase == "failed"
    assert "there is no such scenario" in state.words[0]
    room.ask(study_job(tiny, [], replications=2))
    assert ended(room, study_job(tiny, [], replications=2).name).phase == "done"


def test_a_killed_engine_is_replaced_and_its_job_taken_up(room, tiny):
    job = study_job(tiny, ["better"], replications=3, seed=7)
    room.ask(job)
    until = time.monotonic() + PATIENCE
    while room.state(job.name).phase == "waiting" and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(room._engine.pid, signal.SIGKILL)
    room._engine.wait()
    beat = room.runs / ".jobs" / "engine.beat"
    os.utime(beat, (0, 0))  # as if it had been silent for long
    room.keep_open()
    assert ended(room, job.name).phase == "done"


def test_readers_take_turns_however_much_one_of_them_asked():
    pool = FairPool(1)
    order: list[str] = []

    def ask(who: str, number: int) -> None:
        for key in pool.run([Written(f"{who}{k}") for k in range(number)], who, never):
            order.append(key)

    never = threading.Event()
    pool._flying = 1  # hold everything until both have asked
    askers = [threading.Thread(target=ask, args=case) for case in (("a", 6), ("b", 2))]
    for asker in askers:
        asker.start()
        time.sleep(0.1)
    pool._flying = 0
    pool._news.put(None)
    for asker in askers:
        asker.join(PATIENCE)
    assert order.index("b1") <= 4, order


def test_a_stop_ends_the_wait_for_what_has_not_begun():
    pool, stopped = FairPool(1), threading.Event()
    pool._flying = 1  # no worker ever becomes free
    stopped.set()
    with pytest.raises(KeyboardInterrupt):
        list(Share(pool, "a", stopped).run([Written("never")]))
    assert not pool._lines["a"]


def test_files_of_another_version_or_half_written_are_no_job(tmp_path):
    folder = JobFolder(tmp_path, "old")
    folder.path.mkdir(parents=True)
    (folder.path / "request.json").write_text('{"unknown": 1}')
    (folder.path / "state.json").write_text('{"phase": "runn')
    assert folder.request() is None
    assert folder.state() is None


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc")
def test_the_engine_and_its_workers_give_way_to_the_page(room, tiny):
    job = study_job(tiny, [], replications=2, seed=77)
    room.ask(job)
    assert ended(room, job.name).phase == "done"
    engine, here = room._engine.pid, os.nice(0)
    workers = [pid for pid, parent in parents() if parent == engine]
    assert workers
    for pid in (engine, *workers):
        assert os.getpriority(os.PRIO_PROCESS, pid) > here


def parents():
    """Every process and who started it."""
    for place in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended meanwhile
            yield int(place.parent.name), int(place.read_text().rpartition(")")[2].split()[1])
