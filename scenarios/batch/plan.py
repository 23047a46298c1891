"""A plan: which scenarios, options, sweeps, grids and samples a batch runs."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from scenarios.compare.terms import ranking_problem
from sim.settings import BadInput, Problem
from sim.settings.problems import reworded
from sim.settings.setting import Name, Setting
from sim.settings.toml_file import not_finite, read_toml

Number = float | int
Value = str | bool | float | int


class Axis(Setting):
    """One thing varied: a setting, the slip of a milestone, or which option is built on."""

    setting: str = ""
    """The path of a setting; a star stands for any one name."""
    set: tuple[Value, ...] = ()
    """Values it takes."""
    add: tuple[Number, ...] = ()
    """Numbers added to it."""
    multiply: tuple[Number, ...] = ()
    """Numbers by which it is multiplied."""
    slip: str = ""
    """A milestone, or all."""
    months: tuple[int, ...] = ()
    """Months by which it slips."""
    options: tuple[str, ...] = ()
    """Options of which each cell is built on one."""

    @model_validator(mode="after")
    def _varies_one_thing(self) -> Self:
        forms = [bool(self.setting), bool(self.slip), bool(self.options)]
        if sum(forms) != 1:
            raise ValueError("an axis names one of setting, slip or options")
        ways = [way for way in ("set", "add", "multiply") if getattr(self, way)]
        if len(ways) != int(bool(self.setting)):
            raise ValueError("a setting needs values under one of set, add or multiply")
        if bool(self.slip) != bool(self.months):
            raise ValueError("slip and months go together")
        return self

    @property
    def way(self) -> str:
        """How it is varied: set, add, multiply, slip or include."""
        if self.setting:
            return next(way for way in ("set", "add", "multiply") if getattr(self, way))
        return "slip" if self.slip else "include"

    @property
    def levels(self) -> tuple[Value, ...]:
        """The values it goes through."""
        found: tuple[Value, ...] = (
            self.months if self.slip else self.options or getattr(self, self.way)
        )
        return found

    @property
    def label(self) -> str:
        """What is varied, for tables."""
        return {"slip": f"slip.{self.slip}", "include": "option"}.get(self.way, self.setting)


class Block(Setting):
    """Axes, and options that every cell of the block is built on."""

    include: tuple[str, ...] = ()
    """Options that every cell is built on."""
    axes: Annotated[tuple[Axis, ...], Field(min_length=1)]
    """What is varied."""
    unknown: bool = False
    """True where it is varied because nobody knows it: no cell is then called the best option."""


class Range(Setting):
    """A setting that is drawn from a range."""

    setting: str
    """The path of a setting."""
    low: Number
    """Least value."""
    high: Number
    """Most value."""
    way: Literal["set", "add", "multiply"] = "set"
    """Whether the value is set, added or multiplied by."""
    whole: bool = False
    """True to draw whole numbers."""

    @model_validator(mode="after")
    def _goes_up(self) -> Self:
        if self.high <= self.low:
            raise ValueError("high must be above low")
        return self


class Samples(Setting):
    """A Latin hypercube: each range is cut into as many strata as there are cells."""

    include: tuple[str, ...] = ()
    """Options that every cell is built on."""
    cells: Annotated[int, Field(ge=2, le=1_000_000)]
    """How many cells."""
    ranges: Annotated[tuple[Range, ...], Field(min_length=1)]
    """What is drawn."""
    unknown: bool = False
    """True where it is drawn because nobody knows it: no cell is then called the best option."""


class Plan(Setting):
    """Everything a batch runs."""

    title: str = ""
    """Name for readers."""
    question: str = ""
    """The question it answers."""
    ranked_by: str = ""
    """The measure by which its best option is chosen, such as re_graded_while_waiting; left out,
    wait_weeks. docs/comparing.md."""
    scenarios: Annotated[tuple[str, ...], Field(min_length=1)]
    """Scenarios, by name or path (beside the plan)."""
    replications: Annotated[int, Field(ge=1, le=100_000)] = 20
    """Replications of every cell."""
    seed: Annotated[int, Field(ge=0)] = 1
    """Same seed, same results."""
    options: tuple[str, ...] = ()
    """Options, each a cell of its own."""
    sweeps: dict[Name, Block] = {}
    """Axes varied one at a time."""
    grids: dict[Name, Block] = {}
    """Axes varied together, in every combination."""
    samples: dict[Name, Samples] = {}
    """Ranges drawn from."""
    whole_table: bool = False
    """True to keep every row of the summaries in the table, not only totals at year ends."""

    @model_validator(mode="after")
    def _ranks_by_what_can_be_better(self) -> Self:
        problem = ranking_problem(self.ranked_by) if self.ranked_by else None
        if problem:
            raise ValueError(" | ".join(("ranked_by", *problem)))
        return self

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [*self.options, *self.sweeps, *self.grids, *self.samples]
        twice = sorted({name for name in names if names.count(name) > 1})
        twice += sorted({name for name in self.scenarios if self.scenarios.count(name) > 1})
        if twice:
            raise ValueError(f"named twice: {', '.join(twice)}")
        return self


def read_plan(path: Path) -> Plan:
    """Read a plan file.

    Raises:
    BadInput
        With every problem found.
    """
    values = read_toml(path, kind="plan", finite=False)
    endless = [Problem(path.name, *fault) for fault in not_finite(values)]
    try:
        plan = Plan.model_validate(_frozen(values))
    except ValidationError as error:
        told = reworded(error, Plan, {}, path.name)
        raise BadInput([*endless, *(one for one in told if not _said(one, endless))]) from error
    if endless:
        raise BadInput(endless)
    return plan


def _said(problem: Problem, already: list[Problem]) -> bool:
    """Whether a problem is one of a number, or of what holds it, that is told already."""
    return any(f"{one.setting}.".startswith(f"{problem.setting}.") for one in already)


def _frozen(value: Any) -> Any:
    """Plans are frozen, so lists become tuples."""
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
