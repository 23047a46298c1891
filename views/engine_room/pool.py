"""A bounded pool of worker processes in which readers take turns, one replication at a time."""

import concurrent.futures as cf
import multiprocessing as mp
import queue
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any

from sim.pathway.compiled import is_compiled
from sim.runs.answer import Work
from sim.runs.executor import WorkersLost, begin_worker

LOOK_SECONDS = 0.2
"""Between two looks at whether a job is to stop."""
MOST_LOSSES = 3
"""A piece of work whose worker is ended so often is given up."""


@dataclass
class _Piece:
    work: Work
    landed: "queue.SimpleQueue[str | BaseException]"
    losses: int = 0


@dataclass(frozen=True)
class Share:
    """One job's share of the pool; an executor like any other."""

    pool: "FairPool"
    asker: str
    stopped: threading.Event

    def run(self, tasks: Sequence[Work]) -> Iterator[str]:
        """Yield the key of each task as it finishes.

        Raises:
        KeyboardInterrupt
            When the job is to stop; what finished is in the store.
        WorkersLost
            When a worker is ended from outside again and again.
        """
        yield from self.pool.run(tasks, self.asker, self.stopped)


@dataclass
class FairPool:
    """Worker processes for every job; whoever asks, gets as many turns as the others."""

    workers: int
    _lines: dict[str, deque[_Piece]] = field(default_factory=dict)
    _turns: deque[str] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _news: "queue.SimpleQueue[tuple[_Piece, cf.Future[str]] | None]" = field(
        default_factory=queue.SimpleQueue
    )
    _flying: int = 0
    _pool: cf.ProcessPoolExecutor | None = None

    def __post_init__(self) -> None:
        threading.Thread(target=self._feed, daemon=True).start()

    def run(self, tasks: Sequence[Work], asker: str, stopped: threading.Event) -> Iterator[str]:
        """Yield the key of each task as it finishes; see :class:`Share`."""
        landed: queue.SimpleQueue[str | BaseException] = queue.SimpleQueue()
        self._join(asker, [_Piece(task, landed) for task in tasks])
        left = len(tasks)
        try:
            while left:
                try:
                    outcome = landed.get(timeout=LOOK_SECONDS)
                except queue.Empty:
                    outcome = ""
                if stopped.is_set():
                    raise KeyboardInterrupt
                if isinstance(outcome, BaseException):
                    raise outcome
                if outcome:
                    left -= 1
                    yield outcome
        finally:
            self._forget(landed)

    def _join(self, asker: str, pieces: Sequence[_Piece]) -> None:
        with self._lock:
            if asker not in self._lines:
                self._lines[asker] = deque()
                self._turns.append(asker)
            self._lines[asker].extend(pieces)
        self._news.put(None)

    def _forget(self, landed: "queue.SimpleQueue[Any]") -> None:
        """Take what a job has not begun out of the lines."""
        with self._lock:
            for asker, line in self._lines.items():
                self._lines[asker] = deque(p for p in line if p.landed is not landed)

    def _feed(self) -> None:
        """Hand out work as workers become free; the only thread that touches the workers."""
        while True:
            news = self._news.get()
            if news is not None:
                self._flying -= 1
                self._received(*news)
            while self._flying < (self.workers if is_compiled() else 1):
                piece = self._next()
                if piece is None:
                    break
                self._hand_out(piece)

    def _next(self) -> _Piece | None:
        with self._lock:
            for _ in range(len(self._turns)):
                asker = self._turns[0]
                self._turns.rotate(-1)
                if self._lines[asker]:
                    return self._lines[asker].popleft()
                self._turns.remove(asker)
                del self._lines[asker]
        return None

    def _hand_out(self, piece: _Piece) -> None:
        if self._pool is None:
            context = mp.get_context("spawn")
            self._pool = cf.ProcessPoolExecutor(
                self.workers, mp_context=context, initializer=begin_worker
            )
        try:
            future = self._pool.submit(piece.work.answer)
        except BrokenProcessPool:
            self._pool = None
            self._hand_out(piece)
            return
        self._flying += 1
        future.add_done_callback(lambda done: self._news.put((piece, done)))

    def _received(self, piece: _Piece, future: "cf.Future[str]") -> None:
        error = future.exception()
        if isinstance(error, BrokenProcessPool):
            self._pool = None
            piece.losses += 1
            if piece.losses < MOST_LOSSES:
                self._join_first(piece)
                return
            error = WorkersLost()
        piece.landed.put(future.result() if error is None else error)

    def _join_first(self, piece: _Piece) -> None:
        """Put back what a lost worker had begun, before everything else."""
        with self._lock:
            if "" not in self._lines:
                self._lines[""] = deque()
                self._turns.appendleft("")
            self._lines[""].appendleft(piece)
