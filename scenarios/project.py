"""Running a scenario and its options from beginning to end: what ``pathways run`` does."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa

from scenarios.accepted import not_fitted, resting_on
from scenarios.by_hand import by_hand, compared
from scenarios.key_table import key_table
from scenarios.labels import opened
from scenarios.opening_words import opening_lines
from scenarios.questions import BASELINE, Questions
from scenarios.setting_words import setting_words
from sim.pathway.compiled import is_compiled
from sim.runs.executor import Executor, Progress
from sim.runs.folder import Run, write_run
from sim.runs.place import check_places
from sim.runs.precision import Precision
from sim.runs.question import Asked
from sim.runs.replicate import Answers, replicate
from sim.settings import (
    Altering,
    BadInput,
    Loaded,
    Option,
    Problem,
    Scenario,
    load,
    option_of,
)

SETS = "accepted.csv"
"""The file of a run folder that holds its accepted sets."""
TODAY = "Today's plan"
"""What readers are told the baseline is."""
WHICH = "Which of these options helps children most, how sure is that, and what does it cost?"
"""What a run of several options asks, unless a plan asks something else."""
WHAT = "What would \u201c{}\u201d change, how sure is that, and what does it cost?"
"""What a run of one option asks that has no question of its own."""


@dataclass(frozen=True)
class Projection:
    """A finished (or interrupted) run, with what readers are told about it."""

    run: Run | None
    scenario: Scenario
    interrupted: bool
    _flags: tuple[str, ...] = field(default=())

    def key_table(self) -> pd.DataFrame:
        """Return the table printed after a run; empty if nothing finished."""
        return pd.DataFrame() if self.run is None else key_table(self.run, self.scenario)

    def opening_lines(self) -> list[str]:
        """Return a line for each need: the opening list against the reported size."""
        return opening_lines(self.scenario)

    def flags(self) -> tuple[str, ...]:
        """Return notes about the run."""
        return self._flags


def project(
    scenario: str | Path | Loaded,
    *,
    options: Sequence[str | Altering] = (),
    accepted: str | Path | None = None,
    replications: int | None = None,
    seed: int = 1,
    workers: int | None = None,
    executor: Executor | None = None,
    traced: int = 0,
    out: Path | None = None,
    store: Path | None = None,
    progress: Progress | None = None,
    writing: Progress | None = None,
    compiling: Callable[[], None] | None = None,
) -> Projection:
    """Run a scenario and options, write a run folder and return what it says.

    ``accepted`` is a file of accepted sets, or ``none``; by default the scenario's own.
    ``replications`` None means automatic: until the average list of every need is known to
    2 per cent, or to a tenth of the range of futures. ``executor`` runs them elsewhere than in
    ``workers`` processes here.
    ``traced`` is how many replications the event log holds.
    ``progress`` is told of replications run, ``writing`` of answers written into the folder.
    ``compiling`` is called when the engine must be compiled first.
    """
    began = time.perf_counter()
    loaded = resting_on(scenario if isinstance(scenario, Loaded) else load(scenario), accepted)
    asking = Questions(loaded, seed)
    chosen = _options(asking, options, all_sets=accepted is not None)
    _check_names([BASELINE, *(option.name for option in chosen)], options)
    named = zip(chosen, options, strict=True)
    questions = [asking.baseline, *(asking.option(one.name, asked) for one, asked in named)]
    out = out or Path("runs") / loaded.name
    store = store or out.parent / ".store"
    check_places(out, store)
    if compiling is not None and not is_compiled():
        compiling()
    answers = replicate(
        questions, replications or Precision(), store, workers=workers, executor=executor,
        progress=progress,
    )  # fmt: skip
    if answers.replications == 0:
        return Projection(None, loaded.scenario, interrupted=True)
    events = _events(questions, min(traced, answers.replications)) if traced else None
    run = write_run(
        out, name=loaded.name, questions=questions, answers=_even(answers),
        changes={option.name: option.changes for option in chosen},
        seconds=time.perf_counter() - began, events=events, about=about(loaded, chosen),
        extras=partial(_beside, asking), progress=writing,
    )  # fmt: skip
    lost = (str(problem) for option in chosen for problem in option.outside)
    notes = (*not_fitted(loaded), *dict.fromkeys(lost), *_notes(run))
    return Projection(run, loaded.scenario, answers.interrupted, notes)


def _options(
    asking: Questions, options: Sequence[str | Altering], *, all_sets: bool
) -> list[Option]:
    """Return the options, or raise what is wrong with any of them and with the accepted sets.

    Sets that somebody hands over are all looked at before anything runs; a scenario's own, as
    they are used.
    """
    problems = asking.problems() if all_sets else []
    chosen = []
    for asked in options:
        try:
            chosen.append(option_of(asking.loaded, asked))
        except BadInput as refused:
            problems += refused.problems
    if problems:
        raise BadInput(problems)
    return chosen


def _beside(asking: Questions, summary: pd.DataFrame) -> dict[str, str]:
    """Return what stands beside the tables of a run: drawings, arithmetic, accepted sets."""
    scenario = asking.loaded.scenario
    return {**diagrams(scenario), **_by_hand(summary, scenario), **sets_beside(asking)}


def sets_beside(asking: Questions) -> dict[str, str]:
    """Return the accepted sets of a run as a file of its folder."""
    return {} if asking.sets is None else {SETS: asking.sets.as_csv()}


def _by_hand(summary: pd.DataFrame, scenario: Scenario) -> dict[str, str]:
    """Return the arithmetic, and where the simulation disagrees with it, as files."""
    arithmetic = by_hand(scenario)
    apart = compared(arithmetic, summary, BASELINE)
    tables = {"arithmetic.csv": arithmetic, "disagreements.csv": apart}
    return {file: table.to_csv(index=False) for file, table in tables.items()}


def _notes(run: Run) -> tuple[str, ...]:
    """Return whether arithmetic and simulation disagree anywhere."""
    apart = pd.read_csv(run.folder / "disagreements.csv")
    if not len(apart):
        return ()
    return (
        f"arithmetic and simulation differ by more than a quarter at {len(apart)} of the teams' "
        "stages in the first quarter; disagreements.csv says where and what can explain it.",
    )


def about(loaded: Loaded, options: Sequence[Option]) -> dict[str, dict[str, object]]:
    """Return the words of the baseline and of each option, for readers of the run folder."""
    scenario = loaded.scenario
    words: dict[str, dict[str, object]] = {
        BASELINE: {"title": TODAY, "question": _asked(scenario, options), "note": "", "parts": [],
                   "milestones": {}}
    }  # fmt: skip
    for option in options:
        words[option.name] = {
            "title": option.title,
            "question": option.question,
            "note": option.note,
            "parts": list(option.parts),
            "unknown": option.unknown,
            "outside": [
                f"{opened(setting_words(option.scenario, one.setting))} {one.problem}."
                for one in option.outside
            ],
            "milestones": {
                name: milestone.model_dump(mode="json")
                for name, milestone in option.milestones.items()
            },
        }
    return words


def question_of(run: Run, scenario: Scenario) -> str:
    """Return the question that a run folder answers; empty where none was asked."""
    told = run.manifest.get("about", {}).get(BASELINE, {})
    return str(told.get("question") or scenario.question)


def _asked(scenario: Scenario, options: Sequence[Option]) -> str:
    """Return what a run asks: of one option its own question, and of several which to choose."""
    if not options:
        return scenario.question
    same = {option.question or WHAT.format(option.title) for option in options}
    return WHICH if len(same) > 1 else same.pop()


def _check_names(names: Sequence[str], options: Sequence[str | Altering]) -> None:
    """Refuse two options of one name, and one that takes the baseline's."""
    for name, option in zip(names[1:], options, strict=True):
        if names.count(name) > 1:
            remedy = "Give each option a file name of its own."
            raise BadInput([Problem(str(option), "", f"the name {name} is taken", remedy)])


def _even(answers: Answers) -> Answers:
    """Keep the same replications of every option, so that they can be paired."""
    answers.keys = {name: keys[: answers.replications] for name, keys in answers.keys.items()}
    return answers


def _events(questions: Sequence[Asked], replications: int) -> pa.Table:
    from sim.runs.answer import history_of
    from sim.runs.trace import events_table

    tables = [
        events_table(
            history_of(question.asked_of(replication), replication, trace=True), question.option
        )
        for question in questions
        for replication in range(replications)
    ]
    return pa.concat_tables(tables).unify_dictionaries().combine_chunks()


def diagrams(scenario: Scenario) -> dict[str, str]:
    """Return file name to SVG of each pathway."""
    from scenarios.diagram import svg

    return {f"pathway-{name}.svg": svg(scenario, name) for name in scenario.pathways}
