"""Where replications are run: in this process, or in worker processes.

An executor takes tasks and yields keys as they finish; what is stored does not depend on
which executor did the work.
"""

import concurrent.futures as cf
import logging
import multiprocessing as mp
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Protocol, Self

from sim.pathway.compiled import is_compiled
from sim.runs.answer import Work

START_SECONDS = 2.0
"""What the start of worker processes costs: less work than that is done sooner without them."""
LOG = logging.getLogger(__name__)


LOST = (
    "Worker processes were ended from outside before they finished anything, often for lack of "
    "memory. What finished before is kept; try again with fewer workers."
)


class WorkersLost(RuntimeError):
    """Worker processes were ended from outside before they finished anything."""

    def __init__(self, words: str = LOST) -> None:
        super().__init__(words)


class Executor(Protocol):
    """Runs tasks; the keys come in any order."""

    def run(self, tasks: Sequence[Work]) -> Iterator[str]:
        """Yield the key of each task as it finishes."""
        ...


class Serial:
    """Runs tasks here, one after the other."""

    def run(self, tasks: Sequence[Work]) -> Iterator[str]:
        """Yield the key of each task as it finishes."""
        for task in tasks:
            yield task.answer()


class Processes:
    """Runs tasks in worker processes.

    An interruption ends them and keeps what is stored. When one of them is ended from outside,
    as systems do that run out of memory, new ones take up what is not finished. Used in a
    ``with`` statement, the same workers serve every run until its end. When ``sparing``, none
    is started before there has been work enough to make up for it.
    """

    def __init__(self, workers: int, *, sparing: bool = False) -> None:
        self.workers = workers
        self.sparing = sparing
        self._asked_seconds = 0.0
        self._pool: cf.ProcessPoolExecutor | None = None
        self._kept = False

    def limit(self, workers: int) -> None:
        """Take at most so many workers from now on."""
        if workers < self.workers:
            self.workers = workers
            if self._pool is not None:
                self._pool.shutdown()
                self._pool = None

    def __enter__(self) -> Self:
        """Keep the workers between runs: starting them costs seconds."""
        self._kept = True
        return self

    def __exit__(self, *_: object) -> None:
        """Let the workers go."""
        self._kept = False
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def run(self, tasks: Sequence[Work]) -> Iterator[str]:
        """Yield the key of each task as it finishes.

        What is not worth workers is done here. A new version of the engine is compiled once, by
        doing the first task here, and not by every worker at the same time.

        Raises:
        WorkersLost
            When workers are ended from outside again before any task is finished.
        """
        unfinished = dict(enumerate(tasks))
        for number in range(self._done_here(tasks)):
            yield unfinished.pop(number).answer()
        while unfinished:
            left = len(unfinished)
            try:
                yield from self._finishing(unfinished)
            except BrokenProcessPool as error:
                if len(unfinished) == left:
                    raise WorkersLost from error
                LOG.warning(
                    "A worker process was ended from outside, often for lack of memory. "
                    "What finished is kept; new workers take up the other %d replications.",
                    len(unfinished),
                )

    def _done_here(self, tasks: Sequence[Work]) -> int:
        """Return how many tasks are done in this process: all that is brief, or one to compile."""
        if self._pool is None and self._is_brief(tasks):
            return len(tasks)
        return min(len(tasks), int(not is_compiled()))

    def _is_brief(self, tasks: Sequence[Work]) -> bool:
        """Return whether all of this is better done here than by workers not started yet.

        Work of earlier runs counts, so that many short ones get workers too.
        """
        self._asked_seconds += sum(task.seconds for task in tasks)
        saved = self._asked_seconds * (1 - 1 / self.workers)
        return len(tasks) == 1 or (self.sparing and saved < START_SECONDS)

    def _finishing(self, unfinished: dict[int, Work]) -> Iterator[str]:
        """Yield the keys of tasks as new workers finish them; take each out."""
        pool = self._pool or cf.ProcessPoolExecutor(
            self.workers, mp_context=mp.get_context("spawn"), initializer=begin_worker
        )
        self._pool = pool if self._kept else None
        try:
            number_of = _submitted(pool, unfinished)
            for future in cf.as_completed(number_of):
                key = future.result()
                del unfinished[number_of[future]]
                yield key
        except BaseException:
            self._pool = None
            for process in list(pool._processes.values()):
                process.terminate()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        if not self._kept:
            pool.shutdown()


def _submitted(pool: cf.ProcessPoolExecutor, tasks: dict[int, Work]) -> dict[cf.Future[str], int]:
    """Hand tasks to a pool; return the number of each by its future.

    Raises:
    BrokenProcessPool
        Also when a worker is ended while it is being started: its pipe then breaks, which would
        otherwise look like a file that cannot be written.
    """
    try:
        return {pool.submit(task.answer): k for k, task in tasks.items()}
    except (BrokenPipeError, ConnectionResetError, EOFError) as error:
        raise BrokenProcessPool("A worker was ended while it was being started.") from error


@contextmanager
def kept_executor(workers: int | None) -> Iterator[Serial | Processes]:
    """Give an executor whose workers serve many runs; they go at the end of the ``with``."""
    number = workers or os.cpu_count() or 1
    if number <= 1:
        yield Serial()
        return
    with Processes(number, sparing=workers is None) as executor:
        yield executor


def executor_for(workers: int | None, tasks: int) -> Serial | Processes:
    """Return an executor for a number of tasks.

    Workers default to the machine's processors, where the work is worth their start.
    """
    number = min(workers or os.cpu_count() or 1, tasks)
    return Serial() if number <= 1 else Processes(number, sparing=workers is None)


def begin_worker() -> None:
    """Leave interruptions to the parent, and end when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = mp.parent_process()
    if parent is not None:
        mp.connection.wait([parent.sentinel])
        os._exit(1)


Progress = Callable[[int, int], None]
"""Called with (finished, of how many)."""
