"""Accepted sets: draws of fitted settings that a run goes through, one a replication.

A scenario may name its own; ``--accepted`` names others, or none. What is stated nearer than
where they are named stands: by a file that extends the one that names them, or by a variant of
the scenario.
"""

import csv
import hashlib
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sim.settings import BadInput, Loaded, Problem
from sim.settings.evidence import covers
from sim.settings.files import NONE
from sim.settings.tables import expanded

MOST_SETS = 2000
NOTE = "#"
"""How lines begin that say, above the header of a CSV, how the sets were made."""


@dataclass(frozen=True)
class AcceptedSets:
    """Rows of settings; columns are setting paths."""

    file: str
    hash: str
    """Hash of the file."""
    rows: tuple[dict[str, float], ...]

    def as_csv(self) -> str:
        """Return the sets as the text of a file that ``--accepted`` reads."""
        text = io.StringIO()
        writer = csv.DictWriter(text, list(self.rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return text.getvalue()


def resting_on(loaded: Loaded, asked: str | Path | None) -> Loaded:
    """Return a scenario with other accepted sets; ``none`` for none, None for its own."""
    if asked is None:
        return loaded
    path = None if str(asked) == NONE else Path(asked)
    return replace(loaded, accepted=path, nearer=frozenset())


def accepted_sets(loaded: Loaded) -> AcceptedSets | None:
    """Return the accepted sets of a scenario, without the settings that are stated nearer.

    None where it has none, or where everything they hold is stated nearer.

    Raises:
    BadInput
        With everything that is wrong with their file.
    """
    if loaded.accepted is None:
        return None
    sets = read_accepted(loaded.accepted)
    left = {name: _left(loaded, name) for name in sets.rows[0]}
    if all(paths is None for paths in left.values()):
        return sets
    rows = tuple(
        {path: value for name, value in row.items() for path in _or(left[name], name)}
        for row in sets.rows
    )
    return AcceptedSets(sets.file, sets.hash, rows) if rows[0] else None


def not_fitted(loaded: Loaded) -> tuple[str, ...]:
    """Return a sentence for each setting that the sets hold and the scenario states nearer."""
    rows = () if loaded.accepted is None else read_accepted(loaded.accepted).rows
    return tuple(
        f"{path} is stated by the scenario itself and is the same in every future; the accepted "
        f"sets hold {min(held):.4g} to {max(held):.4g}."
        for name in (rows[0] if rows else ())
        for path in _stated(loaded, name)
        for held in [[row[name] for row in rows]]
    )


def _stated(loaded: Loaded, name: str) -> list[str]:
    """Return the settings of a column that are stated nearer."""
    paths = [".".join(path) for path in expanded(loaded.values, tuple(name.split(".")))]
    return [path for path in paths if _stands(loaded, path)]


def _or(paths: list[str] | None, name: str) -> list[str]:
    return [name] if paths is None else paths


def _left(loaded: Loaded, name: str) -> list[str] | None:
    """Return what is left of a column where some of it is stated nearer; None for all of it."""
    paths = [".".join(path) for path in expanded(loaded.values, tuple(name.split(".")))]
    left = [path for path in paths if not _stands(loaded, path)]
    if left == paths and (paths or not _stands(loaded, name)):
        return None
    return left


def _stands(loaded: Loaded, path: str) -> bool:
    """Return whether a setting, or a table it belongs to, is stated nearer."""
    starred = [near for near in loaded.nearer if "*" in near]
    return any(
        one in loaded.nearer or any(covers(near, one) for near in starred)
        for one in _upwards(path)
    )  # fmt: skip


def _upwards(path: str) -> Iterator[str]:
    words = path.split(".")
    return (".".join(words[:k]) for k in range(len(words), 0, -1))


def read_accepted(path: Path) -> AcceptedSets:
    """Read accepted sets from CSV or Parquet; raise every problem together."""
    if not path.is_file():
        remedy = f"Give its path, or {NONE}."
        raise BadInput([Problem(path.name, "", "there is no such file", remedy)])
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
        lines = io.StringIO(content.decode("utf-8-sig"))
        rows = list(csv.reader(line for line in lines if not line.startswith(NOTE)))
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
