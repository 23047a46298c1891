"""One row of an opening list, read into columns; messages give the line, never a child's values."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sim.demand.cohort import needs_of
from sim.settings.lengths import DAYS_PER_YEAR
from sim.settings.problems import Problem, did_you_mean
from sim.settings.scenario import Scenario
from sim.settings.words import EVENTS, PRIORITIES

OLDEST_YEARS = 25
EVENT_COLUMNS = tuple(f"{event}_date" for event in EVENTS if event not in ("referral", "closed"))
"""Dates of events so far: they start, restart and stop clocks."""
NEED_COLUMNS = ("need", "needs")
BOTH = "+"
"""Between two needs of one referral; the second is held until the first ends."""
ANSWERS = {"yes": True, "y": True, "true": True, "1": True,
           "no": False, "n": False, "false": False, "0": False}  # fmt: skip
Wrong = list[tuple[str, str, str]]


class RowReader:
    """Reads rows of one file against one scenario."""

    def __init__(self, file: str, names: list[str], scenario: Scenario) -> None:
        self.file = file
        self.names = names
        self.scenario = scenario
        self.start = scenario.calendar.start_date
        listed = [name for name, stage in scenario.stages.items() if stage.service != "continuous"]
        self.places = [*listed, *scenario.access_points]
        self.needs = needs_of(scenario)
        self.areas = list(scenario.areas)
        self.events = [name for name in EVENT_COLUMNS if name in names]

    def read(self, line: int, values: list[str]) -> tuple[dict[str, Any], list[Problem]]:
        """Return one row's columns, and everything wrong with it."""
        cells = dict(zip(self.names, (value.strip() for value in values), strict=False))
        wrong: Wrong = []
        if len(values) != len(self.names):
            count = "1 cell" if len(values) == 1 else f"{len(values)} cells"
            wrong.append(("", f"has {count}", f"Give {len(self.names)}."))
        needs = self._needs(cells, wrong)
        row: dict[str, Any] = {
            "area": self._one_of(cells, "area", self.areas, wrong),
            "id": cells.get("id", ""),
            "need": needs[0],
            "second_need": needs[1] if len(needs) > 1 else -1,
            "priority": self._priority(cells, wrong),
            "priority_known": bool(cells.get("priority")),
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
        if started and started not in ANSWERS:
            wrong.append(("in_contact", "is neither yes nor no", "Write yes or no."))
        row["begun_known"] = bool(started) or row["contacts_done"] >= 0
        row["in_contact"] = ANSWERS.get(started, False) or row["contacts_done"] > 0
        row |= {name: self._day(cells, name, wrong, past=True) for name in self.events}
        for name in ("stage_entry_date", *self.events):
            if row[name] < row["referral_date"]:
                wrong.append((name, "is before the referral", "Correct the dates."))
        if row["referral_date"] < self._born(cells) <= 0:
            wrong.append(("birth_date", "is after the referral", "Correct the dates."))
        return row, [self._problem(line, *what) for what in wrong]

    def _born(self, cells: dict[str, str]) -> float:
        """Return the day of birth, in days from the start date; NaN when not known."""
        date = _parsed(cells.get("birth_date", ""))
        return float("nan") if date is None else float((date - self.start).days)

    def _problem(self, line: int, setting: str, problem: str, remedy: str) -> Problem:
        place = f"line {line}, {setting}" if setting else f"line {line}"
        return Problem(self.file, place, problem, remedy)

    def _needs(self, cells: dict[str, str], wrong: Wrong) -> tuple[int, ...]:
        """Return one need or two, as numbers."""
        column = NEED_COLUMNS[0] if NEED_COLUMNS[0] in cells else NEED_COLUMNS[1]
        named = [need.strip() for need in cells.get(column, "").split(BOTH)]
        if len(named) > 2 or len(set(named)) < len(named):
            wrong.append(
                (column, "is not one need or two unlike ones", "Write camhs or camhs+asd.")
            )
        return tuple(self._one_of({column: need}, column, self.needs, wrong) for need in named[:2])

    def _one_of(self, cells: dict[str, str], name: str, known: list[str], wrong: Wrong) -> int:
        value = cells.get(name, "")
        if value in known:
            return known.index(value)
        remedy = did_you_mean(value, known) or f"Use one of: {', '.join(known)}."
        wrong.append((name, "is not known", remedy))
        return 0

    def _priority(self, cells: dict[str, str], wrong: Wrong) -> int:
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

    def _day(self, cells: dict[str, str], name: str, wrong: Wrong, *, past: bool) -> float:
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
        if abs(day) > OLDEST_YEARS * 366:
            side = "ago" if day < 0 else "ahead"
            wrong.append((name, f"is more than {OLDEST_YEARS} years {side}", "Correct the date."))
        return float(day)

    def _number(
        self, cells: dict[str, str], name: str, low: float, high: float,
        wrong: Wrong, missing: float,
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

    def _age(self, cells: dict[str, str], wrong: Wrong) -> float:
        """Return the age on the start date; NaN when not known."""
        age = self._number(cells, "age", 0, 25, wrong, float("nan"))
        born = cells.get("birth_date", "")
        if not born:
            return age
        date = _parsed(born)
        if date is None:
            wrong.append(("birth_date", "is not a date", "Write 2015-04-01."))
            return age
        years = (self.start - date).days / DAYS_PER_YEAR
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
