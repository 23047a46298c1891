"""What a reader asks for, checked before it is handed to the engine."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from scenarios.explain.of_run import settings_of_run
from scenarios.explain.trial import REPLICATIONS
from scenarios.project import TODAY
from scenarios.questions import Questions
from sim.runs.folder import Run
from sim.settings import Loaded, library, option_of
from views.engine_room.job import Explained, Job, Wanted

SEEK = "seek-"
"""How names of searches begin."""
DRIVERS = "drivers-"
"""How names of jobs begin that find what drives a result."""
LETTERS = 10
"""Of the hash that is part of a name."""


def study_job(
    loaded: Loaded, options: Sequence[str], *, replications: int, seed: int = 1, asked_by: str = ""
) -> Job:
    """Return the job that runs a scenario beside some options.

    Its name follows from the question alone, so that who asks it again finds the same run.

    Raises:
    BadInput
        When an option cannot be used.
    """
    chosen = [option_of(loaded, one) for one in options]
    asking = Questions(loaded, seed)
    asked = [asking.baseline, *map(asking.option, (one.name for one in chosen), options)]
    hashes = [question.hash for question in asked]
    titles = [one.title for one in chosen] or [TODAY]
    name = f"{loaded.name}-{_digest([hashes, [one.name for one in chosen]])}"
    return Job(
        name, f"{loaded.scenario.title}: {', '.join(titles)}", scenario_word(loaded),
        tuple(options), replications, seed, asked_by=asked_by,
    )  # fmt: skip


def seek_job(loaded: Loaded, wanted: Wanted, *, most: int, asked_by: str = "") -> Job:
    """Return the job that searches for the smallest change that meets a standard."""
    question = Questions(loaded, 1).baseline.hash
    name = f"{SEEK}{loaded.name}-{_digest([question, asdict(wanted), most])}"
    title = f"What would it take: {wanted.standard} by {wanted.by}"
    return Job(name, title, scenario_word(loaded), (), most, 1, wanted, asked_by=asked_by)


def drivers_job(run: Run, explained: Explained, scenario: str, *, asked_by: str = "") -> Job:
    """Return the job that finds what drives a result of a run; ``scenario`` is as it is found."""
    asked = [settings_of_run(run), asdict(explained)]  # the same while the run deepens
    title = f"What moves it most: {run.manifest.get('title', explained.run)}"
    return Job(
        f"{DRIVERS}{_digest(asked)}", title, scenario, (), REPLICATIONS,
        int(run.manifest["seed"]), explained=explained, asked_by=asked_by,
    )  # fmt: skip


def scenario_word(loaded: Loaded) -> str:
    """Return how the engine finds a scenario: a shipped one by name, others by path."""
    shipped = loaded.path.is_relative_to(library().resolve())
    return loaded.name if shipped else str(Path(loaded.path))


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()[:LETTERS]
