"""The opening list as a CSV file: one row for each child waiting, in treatment or under review."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.demand.cohort import COLUMNS, needs_of
from sim.demand.opening import OpeningList, opening_cohort
from sim.settings.problems import BadInput, Problem, did_you_mean
from sim.settings.scenario import Scenario
from sim.settings.words import PRIORITIES
from sim.streams import Streams

NEEDED = ("area", "need", "stage", "referral_date")
OPTIONAL = ("id", "priority", "stage_entry_date", "contacts_done", "next_due_date", "birth_date",
            "age", "in_contact")  # fmt: skip
MOST_PROBLEMS = 50
LARGEST_FILE_BYTES = 45_000_000
OLDEST_YEARS = 25


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
        time=referred + 0.4,
        need=np.array(columns.get("need", []), np.int64),
        area=np.array(columns.get("area", []), np.int64),
        priority=np.array(columns.get("priority", []), np.int64),
        age=np.maximum(0.0, age_now + (referred + 0.4) / 365.25),
    )
    entry = np.array(columns.get("stage_entry_date", []), float)
    return OpeningList(
        cohort,
        columns.get("stage", []),
        np.where(np.isnan(entry), cohort.time, entry + 0.4),
        np.array(columns.get("contacts_done", []), np.int64),
        np.array(columns.get("in_contact", []), bool),
        np.array(columns.get("next_due_date", []), float),
        tuple(read.columns.get("__imputed__", [])),
    )


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
    row_reader = _RowReader(path.name, names, scenario)
    for number, values in enumerate(rows, 2):
        if any(value.strip() for value in values):
            row_reader.read(read, number, values)
        if len(read.problems) >= MOST_PROBLEMS:
            more = Problem(path.name, "", f"stopped after {MOST_PROBLEMS} problems", "")
            raise BadInput([*read.problems, more])
    if not read.problems and not read.columns:
        text = "holds a header and no children"
        read.problems.append(Problem(path.name, "", text, 'Use opening.source = "empty".'))
    if read.problems:
        raise BadInput(read.problems)
    read.columns["__imputed__"] = [
        f"{name} of every child" for name in OPTIONAL[1:] if name not in names
    ]
    return read


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
    known = (*NEEDED, *OPTIONAL)
    problems = [
        Problem(file, name, "this column is missing", "Add it.")
        for name in NEEDED
        if name not in names
    ]
    for number, name in enumerate(names, 1):
        if name not in known:
            near = did_you_mean(name, known)
            remedy = near or f"Columns are: {', '.join(known)}."
            shown = name if near else f"column {number}"
            problems.append(Problem(file, shown, "is not a column of an opening list", remedy))
    repeated = sorted({name for name in names if names.count(name) > 1})
    return problems + [Problem(file, name, "stands twice", "Keep one.") for name in repeated]


class _RowReader:
    """Reads one row into columns; messages give the line and never a child's values."""

    def __init__(self, file: str, names: list[str], scenario: Scenario) -> None:
        self.file = file
        self.names = names
        self.scenario = scenario
        self.start = scenario.calendar.start_date
        listed = [name for name, stage in scenario.stages.items() if stage.service != "continuous"]
        self.places = [*listed, *scenario.access_points]
        self.needs = needs_of(scenario)
        self.areas = list(scenario.areas)

    def read(self, read: _Read, line: int, values: list[str]) -> None:
        """Read one row; note everything wrong with it."""
        cells = dict(zip(self.names, (value.strip() for value in values), strict=False))
        wrong: list[tuple[str, str, str]] = []
        if len(values) != len(self.names):
            wrong.append(("", f"line {line} has {len(values)} cells", f"Give {len(self.names)}."))
        row: dict[str, Any] = {
            "area": self._one_of(cells, "area", self.areas, wrong),
            "need": self._one_of(cells, "need", self.needs, wrong),
            "priority": self._priority(cells, wrong),
            "referral_date": self._day(cells, "referral_date", wrong, past=True),
            "stage_entry_date": self._day(cells, "stage_entry_date", wrong, past=True),
            "next_due_date": self._day(cells, "next_due_date", wrong, past=False),
            "contacts_done": int(self._number(cells, "contacts_done", 0, 100, wrong, -1)),
            "age": self._age(cells, wrong),
        }
        stage = cells.get("stage", "")
        if stage not in self.places:
            remedy = did_you_mean(stage, self.places) or "Use a stage of the scenario."
            wrong.append(("stage", "is not a stage or access point", remedy))
        row["stage"] = stage
        started = cells.get("in_contact", "").lower()
        row["in_contact"] = started in {"true", "yes", "1"} or row["contacts_done"] > 0
        if row["stage_entry_date"] < row["referral_date"]:
            wrong.append(("stage_entry_date", "is before the referral", "Correct the dates."))
        for setting, problem, remedy in wrong:
            place = f"line {line}, {setting}" if setting else f"line {line}"
            read.problems.append(Problem(self.file, place, problem, remedy))
        for name, value in row.items():
            read.add(name, value)

    def _one_of(
        self, cells: dict[str, str], name: str, known: list[str], wrong: list[tuple[str, str, str]]
    ) -> int:
        value = cells.get(name, "")
        if value in known:
            return known.index(value)
        remedy = did_you_mean(value, known) or f"Use one of: {', '.join(known)}."
        wrong.append((name, "is not known", remedy))
        return 0

    def _priority(self, cells: dict[str, str], wrong: list[tuple[str, str, str]]) -> int:
        value = cells.get("priority", "").lower() or "routine"
        grades = {
            grade.lower(): priority
            for demand in self.scenario.demand.values()
            for grade, priority in demand.recorded_grades.items()
        }
        value = grades.get(value, value)
        if value in PRIORITIES:
            return PRIORITIES.index(value)
        remedy = "Map local grades under demand.NAME.recorded_grades."
        wrong.append(("priority", "is not crisis, urgent, routine or a mapped grade", remedy))
        return 2

    def _day(
        self, cells: dict[str, str], name: str, wrong: list[tuple[str, str, str]], *, past: bool
    ) -> float:
        value = cells.get(name, "")
        if not value:
            if name == "referral_date":
                wrong.append((name, "is missing", "Give the date of referral."))
            return float("nan")
        date = _parsed(value)
        if date is None:
            wrong.append((name, "is not a date", "Write 2026-04-01."))
            return float("nan")
        day = (date - self.start).days
        if past and day > 0:
            wrong.append((name, f"is after the start date {self.start}", "Correct the date."))
        if day < -OLDEST_YEARS * 366:
            wrong.append((name, f"is more than {OLDEST_YEARS} years ago", "Correct the date."))
        return float(day)

    def _number(
        self, cells: dict[str, str], name: str, low: float, high: float,
        wrong: list[tuple[str, str, str]], missing: float,
    ) -> float:  # fmt: skip
        value = cells.get(name, "")
        if not value:
            return missing
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if not low <= number <= high:
            wrong.append((name, f"must be a number from {low:g} to {high:g}", "Correct it."))
            return missing
        return number

    def _age(self, cells: dict[str, str], wrong: list[tuple[str, str, str]]) -> float:
        """Return the age on the start date; NaN when not known."""
        age = self._number(cells, "age", 0, 25, wrong, float("nan"))
        born = cells.get("birth_date", "")
        if not born:
            return age
        date = _parsed(born)
        if date is None:
            wrong.append(("birth_date", "is not a date", "Write 2015-04-01."))
            return age
        years = (self.start - date).days / 365.25
        if not 0 <= years <= 26:
            wrong.append(("birth_date", "gives an age outside 0 to 26", "Correct the date."))
        return years


_FORMS: tuple[Callable[[str], dt.date], ...] = (
    dt.date.fromisoformat,
    lambda text: dt.datetime.strptime(text, "%d/%m/%Y").date(),  # noqa: DTZ007 - a date alone
)


def _parsed(text: str) -> dt.date | None:
    for form in _FORMS:
        try:
            return form(text)
        except ValueError:
            continue
    return None
