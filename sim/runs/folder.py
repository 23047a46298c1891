"""The run folder: everything a run leaves on disk, written whole or not at all."""

import datetime as dt
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.measures.table import CHECKED, PARQUET, SCHEMA, SEALED
from sim.runs.beside import a_pen, one_ahead
from sim.runs.damage import AGAIN, damage_told
from sim.runs.executor import Progress
from sim.runs.gathered import Gathered
from sim.runs.place import MANIFEST, read_manifest
from sim.runs.question import (
    SCHEMA_VERSION,
    Asked,
    UncertainQuestion,
    answered,
    input_hashes,
    library_versions,
)
from sim.runs.replicate import Answers
from sim.runs.summary import Summary, SummarySheet, keep_summary, kept_summary
from sim.runs.turned import FILE, Turned, TurnedFile, turned
from sim.settings import BadInput, Change, Problem, Scenario

MEASURES = "measures.parquet"
KEPT = (
    "{} was not finished and is as it was before. Every answer is kept in the store: the same "
    "command writes it without simulating again."
)


@dataclass(frozen=True)
class Run:
    """A run as read back from its folder."""

    folder: Path
    manifest: dict[str, Any]

    def summary(
        self, options: str | Collection[str] = (), measures: str | Collection[str] = ()
    ) -> pd.DataFrame:
        """Return the summary, or only one or some options and measures of it, which is quicker."""
        return kept_summary(self.folder / "summary.parquet", options, measures)

    def measures(self) -> pa.Table:
        """Return the measures of every replication."""
        path = self.folder / MEASURES
        with damage_told(path):
            return pq.read_table(path, **CHECKED)

    def turned(self, options: Collection[str], measures: Collection[str]) -> Iterator[Turned]:
        """Yield some measures of some options, their replications side by side; much quicker.

        Raises:
        BadInput
            When the folder has none.
        """
        path = self.folder / FILE
        if not path.is_file():
            raise BadInput([Problem(str(self.folder), FILE, "is missing", AGAIN)])
        return turned(path, options, measures)

    def changes(self) -> pd.DataFrame:
        """Return what each option changes."""
        return pd.read_csv(self.folder / "changes.csv", keep_default_na=False)

    def scenario(self) -> dict[str, Any]:
        """Return the resolved settings of the scenario, as plain tables."""
        return dict(json.loads((self.folder / "scenario.json").read_text(encoding="utf-8")))


def write_run(
    folder: Path,
    *,
    name: str,
    questions: Sequence[Asked],
    changes: dict[str, Sequence[Change]],
    answers: Answers,
    seconds: float,
    about: Mapping[str, Mapping[str, Any]] | None = None,
    events: pa.Table | None = None,
    extras: Callable[[pd.DataFrame], Mapping[str, str]] | None = None,
    progress: Progress | None = None,
) -> Run:
    """Write a run folder; one that is already there is replaced only when complete.

    ``about`` tells of each option what readers of the folder want to know: title, question,
    milestones.
    ``extras`` makes further text files from the summary: file name to content.
    ``progress`` is told how many answers have been written, and of how many.

    Raises:
    KeyboardInterrupt
        When it is interrupted; its words say what is kept.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        summary, in_sheet = _write_measures(part, answers, progress)
        keep_summary(summary, part / "summary.parquet")
        _write_changes(part / "changes.csv", changes)
        _write_json(part / "scenario.json", questions[0].scenario.model_dump(mode="json"))
        if events is not None:
            pq.write_table(events, part / "events.parquet", **SEALED)
        for file, text in (extras(summary) if extras else {}).items():
            (part / file).write_text(text, encoding="utf-8", newline="\n")
        part.chmod(0o777 & ~_umask())
        files = {path.name: path.stat().st_size for path in sorted(part.iterdir())}
        manifest = _manifest(name, questions, answers, seconds)
        manifest |= {"about": dict(about or {}), "in_summary_csv": in_sheet, "files": files}
        _write_json(part / MANIFEST, manifest)
        _swap(part, folder)
    except KeyboardInterrupt as stop:
        raise KeyboardInterrupt(KEPT.format(folder)) from stop
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Run(folder, manifest)


def read_run(folder: Path) -> Run:
    """Open a run folder.

    Raises:
    BadInput
        When it is not a run folder, is damaged, or comes from another version.
    """
    if not (folder / MANIFEST).is_file():
        text, remedy = f"is not a run folder: {MANIFEST} is missing", "Give a folder of a run."
        raise BadInput([Problem(str(folder), "", text, remedy)])
    manifest = read_manifest(folder)
    if manifest is None:
        raise BadInput([Problem(str(folder), MANIFEST, "is damaged", AGAIN)])
    schema = manifest["result_schema"]
    if schema != SCHEMA_VERSION:
        text = f"was made by another version (result schema {schema}, here {SCHEMA_VERSION})"
        raise BadInput([Problem(str(folder), "", text, AGAIN)])
    problems = [
        Problem(str(folder), file, fault, AGAIN)
        for file, size in manifest.get("files", {}).items()
        if (fault := _fault(folder / file, size))
    ]
    missing = [name for name in ("options", "files") if name not in manifest]
    problems += [Problem(str(folder), MANIFEST, f"lacks {name}", AGAIN) for name in missing]
    if problems:
        raise BadInput(problems)
    return Run(folder, manifest)


def _fault(path: Path, size: int) -> str:
    """Return what is wrong with a file that a run has written, or nothing."""
    if not path.is_file():
        return "is missing"
    if path.stat().st_size != size:
        return f"has {path.stat().st_size:,} bytes, not {size:,} as written: damaged or changed"
    return ""


def _write_measures(
    folder: Path, answers: Answers, progress: Progress | None
) -> tuple[pd.DataFrame, list[str]]:
    """Write all replications, one row group each and turned.

    Return their summary, and the options of it that a spreadsheet has room for.
    """
    with (
        pq.ParquetWriter(folder / MEASURES, SCHEMA, **PARQUET) as writer,
        TurnedFile(folder / FILE) as file,
        (folder / "summary.csv").open("w", encoding="utf-8", newline="\n") as lines,
        a_pen() as write,
    ):
        sheet = SummarySheet(lines)

        def keep(gathered: Gathered, of_option: pd.DataFrame) -> None:
            option = of_option["option"].iloc[0]
            file.add(option, gathered)
            sheet.add(option, of_option)

        summary = Summary(keep)
        total = sum(map(len, answers.keys.values()))
        for done, table in enumerate(one_ahead(answers.tables()), 1):
            write(writer.write_table, table.cast(SCHEMA))
            summary.add(table)
            if progress:
                progress(done, total)
        return summary.frame(), sheet.options


def _write_changes(path: Path, changes: dict[str, Sequence[Change]]) -> None:
    rows = [
        (option, change.setting, _shown(change.old), _shown(change.new))
        for option, made in changes.items()
        for change in made
    ]
    table = pd.DataFrame(rows, columns=["option", "setting", "old", "new"])
    table.to_csv(path, index=False, lineterminator="\n")


def _shown(value: Any) -> str:
    return "" if value is None else json.dumps(value, default=str)


def _write_json(path: Path, value: Any) -> None:
    text = json.dumps(value, indent=1, ensure_ascii=False, default=str)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _manifest(
    name: str, questions: Sequence[Asked], answers: Answers, seconds: float
) -> dict[str, Any]:
    scenario: Scenario = questions[0].scenario
    sets = questions[0] if isinstance(questions[0], UncertainQuestion) else None
    return {
        "scenario": name,
        "title": scenario.title,
        "caveat": scenario.caveat,
        "as_at": scenario.as_at,
        "options": [question.option for question in questions],
        "status": "interrupted" if answers.interrupted else "finished",
        "seed": questions[0].seed,
        "replications": answers.replications,
        "reused_from_store": answers.reused,
        "questions": {
            question.option: answered(question, answers.replications) for question in questions
        },
        "input_hashes": input_hashes(scenario),
        "accepted_file": sets.accepted_file if sets else "",
        "accepted_name": sets.accepted_name if sets else "",
        "accepted_sets": len(sets.order) if sets else 0,
        "version": metadata.version("camhs-pathways"),
        "commit": _commit(),
        "result_schema": SCHEMA_VERSION,
        "libraries": library_versions(),
        "created": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 2),
    }


def _umask() -> int:
    """Return the permissions the user takes away from new files."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _commit() -> str:
    """Return the commit of a checkout, or nothing for an installed package."""
    root = Path(__file__).resolve().parents[2]
    if not (root / ".git").exists():
        return ""
    git = shutil.which("git")
    if git is None:
        return ""
    result = subprocess.run(
        [git, "-C", str(root), "rev-parse", "HEAD"], capture_output=True, text=True, check=False
    )
    return result.stdout.strip() if result.returncode == 0 else ""


def _swap(part: Path, folder: Path) -> None:
    """Put the finished folder in place of an older one; what readers put there stays."""
    if not folder.exists():
        part.replace(folder)
        return
    written = {MANIFEST, *(read_manifest(folder) or {}).get("files", {})}
    old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.old."))
    folder.replace(old / folder.name)
    part.replace(folder)
    for path in (old / folder.name).iterdir():
        if path.name not in written and not (folder / path.name).exists():
            path.replace(folder / path.name)
    shutil.rmtree(old, ignore_errors=True)
