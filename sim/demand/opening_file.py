"""The opening list as a CSV file: one row for each child waiting, in treatment or under review."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.opening import OpeningList, opening_cohort, with_second_needs
from sim.demand.opening_row import EVENT_COLUMNS, NEED_COLUMNS, RowReader
from sim.demand.referrals import COLUMNS
from sim.settings.lengths import DAYS_PER_YEAR
from sim.settings.problems import BadInput, Problem, did_you_mean
from sim.settings.scenario import Scenario
from sim.streams import Streams

NEEDED = ("area", "need", "stage", "referral_date")
OPTIONAL = ("id", "priority", "stage_entry_date", "contacts_done", "next_due_date", "birth_date",
            "age", "in_contact")  # fmt: skip
MORNING = 0.4
"""Part of the day at which what is known by its date is taken to have happened."""
MOST_PROBLEMS = 50
LARGEST_FILE_BYTES = 45_000_000


@dataclass
class _Read:
    """Columns as they are read, and what is wrong with them."""

    columns: dict[str, list[Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, name: str, value: Any) -> None:
        self.columns.setdefault(name, []).append(value)


def opening_from_file(scenario: Scenario, streams: Streams) -> OpeningList:
    """Return the opening list of the scenario's file.

    Raises:
    BadInput
        With up to fifty problems, each with its line, when the file cannot be used.
    """
    path = Path(scenario._folder) / scenario.opening.file
    read = read_opening_file(path, scenario)
    columns = read.columns
    count = len(columns.get("need", []))
    uniforms = streams.uniforms((count, len(COLUMNS)), "opening file")
    known_age = np.array(columns.get("age", []), float)
    band = 6 + 11 * uniforms[:, COLUMNS.index("age")]
    age_now = np.where(np.isnan(known_age), band, known_age)
    referred = np.array(columns.get("referral_date", []), float)
    cohort = opening_cohort(
        scenario,
        uniforms,
        time=referred + MORNING,
        need=np.array(columns.get("need", []), np.int64),
        area=np.array(columns.get("area", []), np.int64),
        priority=np.array(columns.get("priority", []), np.int64),
        age=np.maximum(0.0, age_now + (referred + MORNING) / DAYS_PER_YEAR),
    )
    entry = np.array(columns.get("stage_entry_date", []), float)
    one_need = OpeningList(
        cohort,
        columns.get("stage", []),
        np.where(np.isnan(entry), cohort.time, entry + MORNING),
        ~np.isnan(entry),
        np.array(columns.get("contacts_done", []), np.int64),
        np.array(columns.get("in_contact", []), bool),
        np.array(columns.get("next_due_date", []), float),
        filled_in(columns),
        {name.removesuffix("_date"): np.array(columns[name], float) + MORNING
         for name in EVENT_COLUMNS if name in columns},
    )  # fmt: skip
    second = np.array(columns["second_need"], np.int64)
    return with_second_needs(_one_child(one_need, columns["id"], second >= 0), second, streams)


def _one_child(listed: OpeningList, ids: list[str], two: NDArray[np.bool_]) -> OpeningList:
    """Let rows of one id be one child; two needs referred on one day are one referral.

    ``two`` tells the rows that hold two needs already.
    """
    child, partner = np.arange(len(ids)), np.full(len(ids), -1)
    first: dict[str, int] = {}
    cohort = listed.cohort
    for row, name in enumerate(ids):
        child[row] = first.setdefault(name, row) if name else row
        other = child[row]
        same_day = cohort.time[row] == cohort.time[other] and cohort.need[row] != cohort.need[other]
        if same_day and partner[other] < 0 and not (two[row] or two[other]):
            partner[row], partner[other] = other, row
    return replace(listed, cohort=replace(cohort, child=child, partner=partner))


def read_opening_file(path: Path, scenario: Scenario) -> _Read:
    """Read and check the file; raise every problem together."""
    rows = _rows(path)
    read = _Read()
    header = next(rows, None)
    if header is None:
        raise BadInput([Problem(path.name, "", "is empty", "See `pathways template opening`.")])
    names = [name.strip().lower() for name in header]
    read.problems += _header_problems(path.name, names)
    if read.problems:
        raise BadInput(read.problems)
    row_reader = RowReader(path.name, names, scenario)
    line_of: dict[tuple[Any, ...], int] = {}
    for number, values in enumerate(rows, 2):
        if any(value.strip() for value in values):
            row, problems = row_reader.read(number, values)
            read.problems += problems
            first = line_of.setdefault(_who(row, number), number)
            if first != number:
                text = f"is the same child, need, stage and date of referral as line {first}"
                place = f"line {number}, id"
                read.problems.append(Problem(path.name, place, text, "Keep one of them."))
            for column, value in row.items():
                read.add(column, value)
        if len(read.problems) >= MOST_PROBLEMS:
            more = Problem(path.name, "", f"stopped after {MOST_PROBLEMS} problems", "")
            raise BadInput([*read.problems, more])
    if not read.problems and not read.columns:
        text = "holds a header and no children"
        read.problems.append(Problem(path.name, "", text, 'Use opening.source = "empty".'))
    if read.problems:
        raise BadInput(read.problems)
    return read


def _who(row: dict[str, Any], line: int) -> tuple[Any, ...]:
    """Return what tells one row from others; without an id every row is a child of its own."""
    same = ("id", "need", "second_need", "stage", "referral_date")
    return tuple(row[name] for name in same) if row["id"] else (line,)


def filled_in(columns: dict[str, list[Any]]) -> tuple[str, ...]:
    """Return what the rows do not say and how it is filled in, with how many children it is."""
    begun = np.array(columns["in_contact"], bool)
    blank = {
        "priority, taken to be routine": ~np.array(columns["priority_known"], bool),
        "stage_entry_date, taken to be the date of referral": _unknown(columns["stage_entry_date"]),
        "age or birth_date, drawn between 6 and 17": _unknown(columns["age"]),
        "in_contact, taken not to have begun": ~np.array(columns["begun_known"], bool),
        "contacts_done of children in contact, drawn": begun
        & (np.array(columns["contacts_done"]) < 0),
        "next_due_date of children in contact, drawn": begun & _unknown(columns["next_due_date"]),
    }
    told = [
        f"{what} ({'every child' if missing.all() else f'{missing.sum():,} of {len(begun):,}'})"
        for what, missing in blank.items()
        if missing.any()
    ]
    if not any(name in columns for name in EVENT_COLUMNS):
        told.append("dates of events so far, taken to be the date of referral (every child)")
    return tuple(told)


def _unknown(numbers: list[float]) -> NDArray[np.bool_]:
    return np.asarray(np.isnan(np.array(numbers, float)))


@lru_cache(maxsize=4)
def _text(path: Path, size: int, changed: float) -> str:
    return path.read_bytes().decode("utf-8-sig")


def _rows(path: Path) -> Iterator[list[str]]:
    name = path.name
    if not path.is_file():
        remedy = "Put the file beside the scenario."
        raise BadInput([Problem(name, "opening.file", "there is no such file", remedy)])
    status = path.stat()
    if status.st_size > LARGEST_FILE_BYTES:
        text = f"is too large ({status.st_size / 1e6:.0f} MB)"
        raise BadInput([Problem(name, "", text, "Keep one row for each open referral.")])
    try:
        text = _text(path, status.st_size, status.st_mtime)
    except UnicodeDecodeError as error:
        problem = Problem(name, "", "is not UTF-8 text", "Save it as CSV UTF-8.")
        raise BadInput([problem]) from error
    if "\x00" in text:
        raise BadInput([Problem(name, "", "is not a text file", "Save it as CSV UTF-8.")])
    try:
        yield from csv.reader(io.StringIO(text))
    except csv.Error as error:
        problem = Problem(name, "", f"is not CSV ({error})", "Save it as CSV UTF-8.")
        raise BadInput([problem]) from error


def _header_problems(file: str, names: list[str]) -> list[Problem]:
    known = (*NEEDED, *NEED_COLUMNS, *OPTIONAL, *EVENT_COLUMNS)
    given = {NEED_COLUMNS[0] if name in NEED_COLUMNS else name for name in names}
    problems = [
        Problem(file, name, "this column is missing", "Add it.")
        for name in NEEDED
        if name not in given
    ]
    if set(NEED_COLUMNS) <= set(names):
        problems.append(Problem(file, "needs", "stands beside need", "Keep one of the two."))
    for number, name in enumerate(names, 1):
        if name not in known:
            near = did_you_mean(name, known)
            remedy = near or f"Columns are: {', '.join(known)}."
            shown = name if near else f"column {number}"
            problems.append(Problem(file, shown, "is not a column of an opening list", remedy))
    repeated = sorted({name for name in names if names.count(name) > 1})
    return problems + [Problem(file, name, "stands twice", "Keep one.") for name in repeated]
