"""The run folders of a batch: one for each scenario, with every finished cell as an option."""

import json
import time
from pathlib import Path
from typing import Any

from scenarios.batch.work import Batch, Job
from scenarios.project import about, sets_beside
from scenarios.questions import BASELINE
from sim.runs.executor import Progress
from sim.runs.folder import Run, read_run, write_run
from sim.runs.question import answered
from sim.runs.replicate import replicate
from sim.settings import BadInput, Option

MARK = "batch.json"
"""The file by which the folder of a batch is known."""


def is_batch(folder: Path) -> bool:
    """Return whether a folder is that of a batch, finished or not."""
    return (folder / MARK).is_file()


def mark(batch: Batch, status: str, finished: int) -> None:
    """Say whose folder it is, before there is anything else in it and when it is done."""
    batch.out.mkdir(parents=True, exist_ok=True)
    told: dict[str, Any] = {
        "title": batch.plan.title, "status": status, "cells": len(batch.jobs),
        "finished": finished, "replications": batch.plan.replications, "seed": batch.plan.seed,
        "plan": batch.plan.model_dump(mode="json"),
    }  # fmt: skip
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    name = MARK.replace(".json", f"{batch.shard.suffix}.json")
    for path in {batch.out / MARK, batch.out / name}:
        part = path.with_name(f".{path.name}.part")
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)


def write_folders(
    batch: Batch, finished: list[Job], progress: Progress | None = None
) -> dict[str, Run]:
    """Write a run folder for each scenario with finished cells; those that stand are kept."""
    return {
        name: _standing(batch, name, jobs) or _write(batch, name, jobs, progress)
        for name, jobs in batch.by_scenario(finished).items()
    }


def folder_of(batch: Batch, name: str) -> Path:
    """Return the run folder of a scenario."""
    return batch.out / f"{name}{batch.shard.suffix}"


def _write(batch: Batch, name: str, jobs: list[Job], progress: Progress | None) -> Run:
    began = time.perf_counter()
    questions = _questions(jobs)
    answers = replicate(questions, batch.plan.replications, batch.store, workers=1)
    answers.interrupted = False
    options = _options(jobs)
    return write_run(
        folder_of(batch, name), name=name, questions=questions,
        changes={option.name: option.changes for option in options}, answers=answers,
        seconds=time.perf_counter() - began, about=_about(batch, jobs),
        extras=lambda _: sets_beside(jobs[0].asking), progress=progress,
    )  # fmt: skip


def _about(batch: Batch, jobs: list[Job]) -> dict[str, dict[str, object]]:
    """Return the words of the options, with the cells that each answers too.

    The question of the whole is the plan's, if it has one.
    """
    told = about(jobs[0].loaded, _options(jobs))
    told[BASELINE]["question"] = batch.plan.question or told[BASELINE]["question"]
    told[BASELINE]["ranked_by"] = batch.plan.ranked_by
    for words in told.values():
        words["also"] = []
    for job in (job for job in jobs if job.same_as):
        told[job.same_as]["also"].append(job.cell.name)  # type: ignore[attr-defined]
    return told


def _options(jobs: list[Job]) -> list[Option]:
    """Return the option of each cell; of those that ask the same, the first."""
    return [job.option for job in jobs if job.option is not None and not job.same_as]


def _questions(jobs: list[Job]) -> list[Any]:
    """Return the baseline's question and then each cell's; of those that are the same, one."""
    apart = [job for job in jobs if not job.same_as]
    return [jobs[0].questions[0], *(question for job in apart for question in job.questions[1:])]


def _standing(batch: Batch, name: str, jobs: list[Job]) -> Run | None:
    """Return the folder that is there, if it answers these very questions, in these words."""
    try:
        run = read_run(folder_of(batch, name))
    except BadInput:
        return None
    number = batch.plan.replications
    asked = {question.option: answered(question, number) for question in _questions(jobs)}
    same = run.manifest["questions"] == asked and run.manifest["about"] == _about(batch, jobs)
    return run if same else None
