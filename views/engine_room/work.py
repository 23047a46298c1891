"""What the engine does for a job: the same calls as the commands, with the telling of progress."""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from scenarios.cli import OUT_OF_MEMORY
from scenarios.compare.study import study
from scenarios.explain import Outcome, Trying, drivers, keep_drivers, loaded_of, ranges
from scenarios.interrupted import Interrupted
from scenarios.levers import as_toml
from scenarios.project import project
from scenarios.seek import Wish, bench_of, seek
from scenarios.seek.words import answer_sentences, search_table, target_sentence
from sim.pathway.compiled import is_compiled
from sim.runs.folder import Run, read_run
from sim.settings import Loaded, load
from views.engine_room.job import Job, JobFolder, Kind, Phase, State
from views.engine_room.pool import Share

LOOKS = (2, 8)
"""Futures after which a first look is given, before all are done."""
TELL_SECONDS = 0.3
STORE = ".store"


class Telling:
    """Tells how far a job is, not more often than anybody can read."""

    def __init__(self, folder: JobFolder) -> None:
        self._folder = folder
        self._began: tuple[float, int] | None = None
        self._told = 0.0
        self._state = State("preparing" if not is_compiled() else "running")
        folder.tell(self._state)
        self.of = 0
        self.shown = 0

    def progress(self, done: int, total: int) -> None:
        """Take note of replications done, of all that there will be."""
        now, of = time.monotonic(), max(self.of, total)
        left = None
        if self._began is not None:
            since, first = self._began
            left = (now - since) / (done - first) * (of - done) if done > first else None
        elif done:  # the first takes longer: workers start, or the engine is compiled
            self._began = (now, done)
        phase: Phase = "running" if done or is_compiled() else "preparing"
        self._state = State(phase, done, of, self.shown, left)
        if now - self._told > TELL_SECONDS or done == total:
            self._told = now
            self._folder.tell(self._state)

    def tried(self) -> None:
        """Take note that a search has tried one more value."""
        self.shown += 1
        self._began = None

    def end(self, phase: Phase, words: tuple[str, ...] = ()) -> None:
        """Say how it ended."""
        self._folder.tell(State(phase, self._state.done, self._state.of, self.shown, None, words))

    def interrupted(self, *, asked: bool) -> None:
        """Say that it was stopped: as somebody asked, or because workers were ended."""
        self.end(*(("stopped", ()) if asked else ("failed", (OUT_OF_MEMORY,))))

    def keep(self, answer: dict[str, object]) -> None:
        """Keep what a search found."""
        self._folder.keep_answer(answer)


def work_through(job: Job, runs: Path, share: Share, telling: Telling) -> None:
    """Run a scenario beside its options; the run folder deepens from look to look."""
    loaded, out = load(job.scenario), runs / job.name
    looks = [number for number in LOOKS if 2 * number <= job.replications]
    for number in (*looks, job.replications):
        run, interrupted = _look(job, loaded, number, out, share, telling)
        telling.shown = 0 if run is None else int(run.manifest["replications"])
        if interrupted:
            telling.interrupted(asked=share.stopped.is_set())
            return
    telling.end("done")


def _look(
    job: Job, loaded: Loaded, number: int, out: Path, share: Share, telling: Telling
) -> tuple[Run | None, bool]:
    """Run so many futures; return the run and whether it was interrupted."""
    telling.of = 0

    def progress(done: int, total: int) -> None:
        telling.of = total * job.replications // number
        telling.progress(done, total)

    settings: dict[str, Any] = {
        "out": out, "store": out.parent / STORE, "executor": share, "seed": job.seed,
        "replications": number, "progress": progress,
    }  # fmt: skip
    if job.options:
        done = study(loaded, job.options, **settings)
        return done.run, done.interrupted
    alone = project(loaded, **settings)
    return alone.run, alone.interrupted


def explain(job: Job, runs: Path, share: Share, telling: Telling) -> None:
    """Find what drives a result of a run; it is kept beside the run."""
    asked = job.explained
    assert asked is not None
    run = read_run(runs / asked.run)
    loaded = loaded_of(run) if Path(job.scenario) == run.folder else load(job.scenario)
    trying = Trying(runs / STORE, job.replications, seed=job.seed, executor=share)
    counted = _Counted(telling, trying.futures(len(ranges(loaded)[0])))
    outcome = Outcome(asked.measure, asked.need, clock=asked.clock)
    try:
        found = drivers(loaded, outcome, replace(trying, progress=counted.progress))
    except Interrupted:
        telling.interrupted(asked=share.stopped.is_set())
        return
    keep_drivers(found, read_run(run.folder))
    telling.end("done")


class _Counted:
    """Counts the futures of work that is done in several goes, as one."""

    def __init__(self, telling: Telling, of: int) -> None:
        self._telling, self._of = telling, of
        self._before, self._going = 0, 0

    def progress(self, done: int, total: int) -> None:
        """Take note of futures done in the present go, which has another total than the last."""
        if total != self._going:
            self._before += self._going
            self._going = total
        self._telling.progress(self._before + done, self._of)


def search(job: Job, runs: Path, share: Share, telling: Telling) -> None:
    """Look for the smallest change that meets a standard; the answer is kept in words."""
    wanted = job.wanted
    assert wanted is not None
    wish = Wish(wanted.standard, dt.date.fromisoformat(wanted.by), wanted.share, wanted.area,
                wanted.need)  # fmt: skip
    bench = bench_of(
        load(job.scenario), wanted.levers, wish, sure=wanted.sure,
        start=dt.date.fromisoformat(wanted.start) if wanted.start else None,
        most=job.replications, executor=share, store=runs / STORE, progress=telling.progress,
        told=lambda _: telling.tried(),
    )  # fmt: skip
    try:
        sought = seek(bench)
    except Interrupted:
        telling.interrupted(asked=share.stopped.is_set())
        return
    changed = sought.found is not None and sought.found is not sought.today
    telling.keep({
        "target": target_sentence(bench),
        "sentences": list(answer_sentences(bench, sought)),
        "tried": search_table(bench, sought).to_dict("list"),
        "met": sought.found is not None and not sought.broken,
        "option": as_toml(bench.option(sought.found.values)) if changed and sought.found else "",
    })  # fmt: skip
    telling.end("done")


WORK: dict[Kind, Callable[[Job, Path, Share, Telling], None]] = {
    "study": work_through,
    "search": search,
    "drivers": explain,
}
"""Kind of a job to what does it."""
