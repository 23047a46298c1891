"""A study: a scenario, its options, and the variants under which they are looked at again.

Every variant is an ordinary run folder beside the first, so that each can be opened, and every
answer comes from the store when it is there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.compare.variants import AS_FUNDED, REGRADING, as_funded, regraded
from scenarios.project import project
from scenarios.questions import checked
from sim.runs.damage import AGAIN
from sim.runs.folder import Run, read_run
from sim.settings import Altering, BadInput, Loaded, Problem, load, option_names

BESIDE = "-regrading-"
"""Between the name of a run folder and the rate of a variant."""
MUST_MATCH = ("seed", "replications", "options", "version", "accepted_file", "result_schema")


@dataclass(frozen=True)
class Study:
    """A run of options, and runs of the same options at other rates of re-grading."""

    run: Run | None
    """None when nothing had finished before an interruption."""
    regrading: Mapping[str, Run]
    """Rate (zero, low, high) to its run."""
    interrupted: bool = False
    notes: tuple[str, ...] = ()


def study(
    scenario: str | Path | Loaded,
    options: Sequence[str],
    *,
    out: Path,
    full: bool = False,
    funded: bool = True,
    **settings: Any,
) -> Study:
    """Run a scenario, its options and their variants.

    ``funded`` adds each option with posts again as funded; ``full`` runs everything at zero,
    low and high re-grading too, which costs three times the first run. ``settings`` are those
    of :func:`scenarios.project.project`: replications, seed, workers, store, progress…

    Raises:
    BadInput
        When there are no options, or one cannot be used.
    """
    loaded = scenario if isinstance(scenario, Loaded) else load(scenario)
    loaded = checked(loaded, settings.pop("accepted", None))
    if not options:
        raise BadInput([_no_options(loaded)])
    asked: list[str | Altering] = list(options)
    if funded:
        twins = [as_funded(option, loaded) for option in options]
        asked += [twin for twin in twins if twin is not None]
    first = project(loaded, options=asked, out=out, **settings)
    runs: dict[str, Run] = {}
    interrupted = first.interrupted
    for rate in REGRADING if full and not interrupted else ():
        varied = regraded(loaded, rate)
        if varied is None or interrupted:
            continue
        done = project(varied, options=list(options), out=beside(out, rate), **settings)
        interrupted = done.interrupted
        if done.run is not None and not interrupted:
            runs[rate] = done.run
    return Study(first.run, runs, interrupted)


def beside(folder: Path, rate: str) -> Path:
    """Return the folder of a variant, beside that of the run."""
    return folder.parent / f"{folder.name}{BESIDE}{rate}"


def study_of(run: Run) -> Study:
    """Return a run that is there with its variants; one that does not belong to it is left out."""
    runs, notes = {}, []
    for rate in REGRADING:
        folder = beside(run.folder, rate)
        if not (folder / "manifest.json").is_file():
            continue
        try:
            variant = read_run(folder)
        except BadInput as error:
            faults = "; ".join(f"{one.setting} {one.problem}".strip() for one in error.problems)
            notes.append(f"{folder.name} is left out: {faults}. {AGAIN}")
            continue
        differs = [word for word in MUST_MATCH if not _alike(run, variant, word)]
        if differs:
            notes.append(f"{folder.name} is left out: it has another {', '.join(differs)}.")
        else:
            runs[rate] = variant
    return Study(run, runs, notes=tuple(notes))


def _alike(run: Run, variant: Run, word: str) -> bool:
    one, two = (side.manifest.get(word) for side in (run, variant))
    if word == "options":
        one, two = ([n for n in side if not n.endswith(AS_FUNDED)] for side in (one, two))  # type: ignore[union-attr]
    return bool(one == two)


def _no_options(loaded: Loaded) -> Problem:
    known = option_names(loaded)
    remedy = f"Options of {loaded.name}: {', '.join(known)}." if known else "Write an option."
    return Problem(loaded.name, "--option", "there is nothing to compare it with", remedy)
