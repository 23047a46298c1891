"""An automatic number of replications comes to an end, says how far it is, and loses nothing."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import tiny

from sim.runs.executor import Serial
from sim.runs.precision import Looks, Precision
from sim.runs.question import Question
from sim.runs.replicate import replicate
from sim.settings import from_values


@dataclass
class Lists:
    """A store whose answers are whole lists: one need, sizes as given."""

    sizes: dict[str, float]

    def read(self, key: str) -> pa.Table:
        from hand_runs import row, table_of

        return table_of("baseline", 0, [row("list_size", self.sizes[key], need="camhs")])


def needed(sizes: list[float]) -> int:
    store = Lists({str(k): size for k, size in enumerate(sizes)})
    return Looks(store, Precision()).needed([list(store.sizes)])  # type: ignore[arg-type]


def spread(share: float, number: int = 20) -> list[float]:
    """Sizes about 1,000 whose standard deviation is that share of their mean."""
    steps = np.linspace(-1.0, 1.0, number)
    return list(1000.0 + 1000.0 * share * steps / steps.std(ddof=1))


def service(**changes) -> Question:
    calls = tiny.scenario(demand__calls__referrals_per_year={"here": 300.0}, **changes)
    scenario = from_values(calls)
    return Question("baseline", scenario, 1, scenario)


def test_lists_that_hardly_differ_need_no_more_than_the_least():
    assert needed(spread(0.01)) <= Precision().least


def test_the_number_follows_from_the_spread_of_the_lists_in_whole_batches():
    assert (1.96 * 0.06 / 0.02) ** 2 == pytest.approx(34.6, abs=0.1)
    assert needed(spread(0.06)) == 40


def test_however_far_futures_differ_sixty_are_enough():
    assert needed(spread(0.5)) == Precision().most == 60


def test_an_average_of_sixty_is_known_ten_times_better_than_the_future():
    futures = np.random.default_rng(1).normal(1000.0, 300.0, 100_000)
    half = 1.96 * futures.std() / math.sqrt(Precision().most)
    low, high = np.quantile(futures, [0.1, 0.9])
    assert half <= 0.1 * (high - low)


def test_a_run_goes_on_in_batches_until_it_is_enough(tmp_path: Path):
    told: list[tuple[int, int]] = []
    answers = replicate([service()], Precision(), tmp_path, executor=Serial(),
                        progress=lambda done, of: told.append((done, of)))  # fmt: skip
    assert 20 < answers.replications <= 60
    assert answers.replications % 10 == 0
    assert told[-1] == (answers.replications, answers.replications)


def test_after_the_first_batch_progress_is_towards_the_number_that_will_be_needed(tmp_path: Path):
    told: list[tuple[int, int]] = []
    replicate([service()], Precision(share=0.001), tmp_path, executor=Serial(),
              progress=lambda done, of: told.append((done, of)))  # fmt: skip
    assert {of for done, of in told if done > 20} == {60}
    assert told[-1] == (60, 60)


def test_an_interruption_between_two_batches_keeps_what_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(Looks, "needed", interrupted)
    answers = replicate([service()], Precision(), tmp_path, executor=Serial())
    assert answers.interrupted
    assert answers.replications == 20
