"""Before a run, what its workers will need is held against the memory that is free.

Fewer workers change no result; where not even one fits, the run is refused in plain words.
"""

import pytest
import tiny

from sim.runs import memory
from sim.runs.executor import Processes, Serial
from sim.runs.memory import free_bytes, needed_by, workers_that_fit
from sim.runs.question import Question
from sim.runs.replicate import replicate
from sim.settings import BadInput, from_values

MEGABYTE = 1e6


def service(per_year: float):
    values = tiny.scenario(calendar__horizon_days=365)
    values["demand"]["calls"]["referrals_per_year"] = {"here": per_year}
    return from_values(values)


def test_what_a_worker_needs_grows_with_the_children_it_holds():
    """A worker holds the program, about a third of a gigabyte, and a thousand or two bytes for
    each child."""
    nobody, many = needed_by(service(0.0)), needed_by(service(1e6))
    assert 200e6 < nobody < 500e6
    assert 800 < (many - nobody) / 1e6 < 3000


@pytest.mark.parametrize(("megabytes", "fitting"), [(100_000, 8), (6_000, 2), (3_000, 1)])
def test_as_many_workers_are_taken_as_the_memory_holds(megabytes, fitting):
    """A million referrals need about 2.2 GB a worker; a tenth of what is free is left alone."""
    assert 1.8e9 < needed_by(service(1e6)) < 2.7e9
    assert workers_that_fit(8, [service(1e6)], megabytes * MEGABYTE) == fitting


def test_the_largest_option_decides():
    small, large = service(100.0), service(1e6)
    assert workers_that_fit(8, [small, large], 4e9) == workers_that_fit(8, [large], 4e9) < 8


def test_a_run_that_fits_nowhere_is_refused_in_plain_words():
    with pytest.raises(BadInput) as refused:
        workers_that_fit(2, [service(1e6)], 500 * MEGABYTE)
    said = str(refused.value)
    assert "MB for one replication" in said and "500 MB of memory are free" in said
    assert "Shorten calendar.horizon_days" in said


def test_where_the_system_says_nothing_all_workers_are_taken():
    assert workers_that_fit(8, [service(1e6)], free=0.0) == 8


def test_a_container_s_limit_counts(tmp_path):
    (tmp_path / "memory.max").write_text("3000000000\n")
    (tmp_path / "memory.current").write_text("1500000000\n")
    (tmp_path / "memory.stat").write_text("anon 1000000000\ninactive_file 500000000\n")
    assert memory._left_to_group(str(tmp_path)) == 2e9
    (tmp_path / "memory.max").write_text("max\n")
    assert memory._left_to_group(str(tmp_path)) == 0.0
    assert free_bytes() > 0


def asked(scenario, folder, executor, monkeypatch, free: float, caplog):
    """What a run of four replications tells and does on a machine with so much memory."""
    monkeypatch.setattr(memory, "free_bytes", lambda: free)
    question = Question("baseline", scenario, 1, scenario)
    return replicate([question], 4, folder, executor=executor), caplog.messages


def test_a_run_takes_fewer_workers_says_so_and_gives_the_same(tmp_path, monkeypatch, caplog):
    class Two(Processes):
        """Counts workers, and works here."""

        run = Serial.run

    scenario, executor = service(50.0), Two(2)
    free = 1.5 * needed_by(scenario)
    few, told = asked(scenario, tmp_path / "few", executor, monkeypatch, free, caplog)
    assert executor.workers == 1
    assert any("1 of 2 worker processes" in line and "the same" in line for line in told)
    all_of_them, _ = asked(scenario, tmp_path / "all", Serial(), monkeypatch, 1e12, caplog)
    assert few.keys == all_of_them.keys
    for key in few.keys["baseline"]:
        one, other = few.store.read(key), all_of_them.store.read(key)
        assert one.to_pandas().equals(other.to_pandas())


def test_a_run_for_which_there_is_no_memory_does_not_begin(tmp_path, monkeypatch, caplog):
    with pytest.raises(BadInput, match="MB of memory are free here"):
        asked(service(50.0), tmp_path, Serial(), monkeypatch, 100e6, caplog)
    assert not list(tmp_path.rglob("*.parquet"))
