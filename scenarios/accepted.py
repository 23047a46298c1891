"""Accepted sets: draws of fitted settings that a run goes through, one a replication."""

import csv
import hashlib
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.runs import Question, UncertainQuestion
from sim.settings import Altering, BadInput, Loaded, Problem, option_of, with_values
from sim.streams import seeded_order

MOST_SETS = 2000


@dataclass(frozen=True)
class AcceptedSets:
    """Rows of settings; columns are setting paths."""

    file: str
    hash: str
    rows: tuple[dict[str, float], ...]


def read_accepted(path: Path) -> AcceptedSets:
    """Read accepted sets from CSV or Parquet; raise every problem together."""
    if not path.is_file():
        raise BadInput([Problem(path.name, "", "there is no such file", "Give its path.")])
    content = path.read_bytes()
    header, lines = _parquet(path) if path.suffix == ".parquet" else _csv(path, content)
    rows = []
    problems = [
        Problem(path.name, name, "stands twice", "Keep one.")
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    for number, line in enumerate(lines, 2):
        row = {}
        for name, text in zip(header, line, strict=False):
            try:
                value = float(text)
            except ValueError:
                value = math.nan
            if not math.isfinite(value):
                problems.append(Problem(path.name, f"row {number}, {name}", "is not a number", ""))
            row[name] = value
        if len(line) != len(header):
            text = f"has {len(line)} values for {len(header)} settings"
            problems.append(Problem(path.name, f"row {number}", text, "Complete the row."))
        rows.append(row)
    if not rows:
        problems.append(Problem(path.name, "", "holds no accepted sets", "Fit again."))
    if len(rows) > MOST_SETS:
        problems.append(Problem(path.name, "", f"holds more than {MOST_SETS} sets", "Thin it."))
    if problems:
        raise BadInput(problems[:50])
    digest = hashlib.blake2b(content, digest_size=16).hexdigest()
    return AcceptedSets(path.name, digest, tuple(rows))


def _csv(path: Path, content: bytes) -> tuple[list[str], list[list[str]]]:
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    except csv.Error as error:
        raise BadInput([Problem(path.name, "", f"is not CSV ({error})", "Fit again.")]) from error
    except UnicodeDecodeError as error:
        problem = Problem(path.name, "", "is not UTF-8 text", "Save it as CSV UTF-8.")
        raise BadInput([problem]) from error
    if not rows:
        raise BadInput([Problem(path.name, "", "is empty", "Fit again.")])
    return rows[0], [row for row in rows[1:] if any(cell.strip() for cell in row)]


def _parquet(path: Path) -> tuple[list[str], list[list[str]]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except pa.ArrowInvalid as error:
        raise BadInput([Problem(path.name, "", "is not a Parquet file", "")]) from error
    columns = [column.to_pylist() for column in table.columns]
    return table.column_names, [[str(value) for value in row] for row in zip(*columns, strict=True)]


def uncertain_questions(
    loaded: Loaded, options: Sequence[str | Altering], sets: AcceptedSets, seed: int
) -> list[UncertainQuestion]:
    """Return the baseline and options, each with every accepted set.

    The order is scenario, then accepted row, then option; replication r uses the same row in
    every option.
    """
    fitted = [with_values(loaded, row, sets.file) for row in sets.rows]
    order = tuple(int(k) for k in seeded_order(seed, "accepted sets", len(fitted)))
    baseline = tuple(Question("baseline", one.scenario, seed, one.scenario) for one in fitted)
    questions = [UncertainQuestion("baseline", baseline, order, sets.hash)]
    for name in options:
        changed = [option_of(one, name) for one in fitted]
        asked = tuple(
            Question(option.name, option.scenario, seed, one.scenario)
            for option, one in zip(changed, fitted, strict=True)
        )
        questions.append(UncertainQuestion(changed[0].name, asked, order, sets.hash))
    return questions
