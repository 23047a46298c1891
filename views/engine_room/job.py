"""A job: what is asked of the engine and how far it is, as files that both sides read."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from views.json_files import read_json, write_json

Phase = Literal["waiting", "preparing", "running", "done", "stopped", "failed"]
Kind = Literal["study", "search", "drivers"]
OPEN: tuple[Phase, ...] = ("waiting", "preparing", "running")
"""Phases in which there is still something to do."""
JOBS = ".jobs"
BEAT = "engine.beat"
"""Touched by an engine that is at work."""
REQUEST, STATE, STOP, ANSWER = "request.json", "state.json", "stop", "answer.json"


@dataclass(frozen=True)
class Wanted:
    """What a search is to reach, in plain values."""

    levers: tuple[str, ...]
    standard: str
    by: str
    """ISO date."""
    sure: float
    share: float | None = None
    area: str = "all"
    need: str = ""
    start: str = ""
    """ISO date on which dated changes begin; empty for the usual one."""


@dataclass(frozen=True)
class Explained:
    """Which result of a run is explained, in plain values."""

    run: str
    """Name of its folder."""
    measure: str = "list_size"
    need: str = "all"
    clock: str = "none"


@dataclass(frozen=True)
class Job:
    """What is asked: a scenario beside some options, a search, or what drives a result."""

    name: str
    """Its name in links, and of the run folder it leaves. The same question, the same name."""
    title: str
    scenario: str
    """A shipped scenario, or a path; the run folder itself where its result is explained."""
    options: tuple[str, ...] = ()
    """Names from the scenario's library, or paths."""
    replications: int = 20
    seed: int = 1
    wanted: Wanted | None = None
    explained: Explained | None = None
    asked_by: str = ""
    """Whose turn it counts as: readers take turns, not jobs."""
    asked_at: float = 0.0

    @property
    def kind(self) -> Kind:
        """What kind of work it is."""
        if self.wanted is not None:
            return "search"
        return "study" if self.explained is None else "drivers"


@dataclass(frozen=True)
class State:
    """How far a job is."""

    phase: Phase
    done: int = 0
    of: int = 0
    """Replications of every option together."""
    shown: int = 0
    """Futures that can already be looked at."""
    seconds_left: float | None = None
    words: tuple[str, ...] = field(default=())
    """What went wrong, in the reader's words."""

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.phase in OPEN


class JobFolder:
    """The files of one job."""

    def __init__(self, runs: Path, name: str) -> None:
        self.path = runs / JOBS / name

    def ask(self, job: Job) -> None:
        """Write what is asked, and that it waits."""
        self.path.mkdir(parents=True, exist_ok=True)
        (self.path / STOP).unlink(missing_ok=True)
        self.tell(State("waiting"))
        write_json(self.path / REQUEST, asdict(job))

    def request(self) -> Job | None:
        """Return what is asked; None when it is not there or was written by another version."""
        found = read_json(self.path / REQUEST)
        try:
            wanted, explained = (found.pop(name, None) for name in ("wanted", "explained"))
            job = Job(**found, wanted=Wanted(**_tuples(wanted)) if wanted else None,
                      explained=Explained(**explained) if explained else None)  # fmt: skip
            return replace(job, options=tuple(job.options))
        except TypeError:
            return None

    def state(self) -> State | None:
        """Return how far it is; None when nobody has asked."""
        try:
            return State(**_tuples(read_json(self.path / STATE)))
        except TypeError:
            return None

    def tell(self, state: State) -> None:
        """Say how far it is."""
        write_json(self.path / STATE, asdict(state))

    def stop(self) -> None:
        """Ask that it be stopped; what finished is kept."""
        if self.path.is_dir():
            (self.path / STOP).touch()

    def is_to_stop(self) -> bool:
        """Return whether somebody asked that it be stopped."""
        return (self.path / STOP).exists()

    def answer(self) -> dict[str, Any]:
        """Return what a search found; empty when there is nothing."""
        return read_json(self.path / ANSWER)

    def keep_answer(self, answer: Mapping[str, Any]) -> None:
        """Keep what a search found."""
        write_json(self.path / ANSWER, answer)


def job_folders(runs: Path) -> list[JobFolder]:
    """Return the folder of every job."""
    place = runs / JOBS
    if not place.is_dir():
        return []
    return [JobFolder(runs, path.name) for path in place.iterdir() if path.is_dir()]


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}
