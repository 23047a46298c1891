"""Published figures a scenario is held against, read from the ``targets.toml`` beside it.

A target keeps apart what was published (figure, year, population, source) and what of our
results stands beside it, and says whether the scenario was set by it: agreement is then no test.
"""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from sim.settings import BadInput, Problem
from sim.settings.files import library, tuples
from sim.settings.problems import reworded
from sim.settings.setting import Month, Name, Setting
from sim.settings.toml_file import read_toml

FILE = "targets.toml"
Text = Annotated[str, Field(min_length=1, max_length=500)]
Take = Literal["average", "total", "number", "first", "last"]


class Measured(Setting):
    """Some cells of the measures, put together to one number in each replication."""

    measure: Name
    """Name of the measure, as in docs/measures.md."""
    where: dict[Name, str | tuple[str, ...]] = {}
    """Column to the word, or words taken together; a column left out must be a total."""
    from_month: Month
    """First month."""
    to_month: Month
    """Last month."""
    take: Take = "average"
    """average: of the months, weighted by the number behind each where there is one; total:
    their sum; number: how many waits lie behind them; first and last: the value of that
    month."""


class Target(Setting):
    """One published figure and what it is compared with."""

    label: Text
    """What was measured."""
    published: float | None = None
    """The figure; left out when a range or nothing but words was published."""
    published_low: float | None = None
    """Lower end of a published range."""
    published_high: float | None = None
    """Upper end of a published range."""
    unit: Literal["days", "share", "children", "children a week", "children a month", "years"]
    """Unit of the figure and of the model's number."""
    as_published: str = ""
    """The figure in the words of the source, where scaling or units changed it."""
    period: Text
    """Year or month of the figure."""
    population: Text
    """Whom it counts, and by what definition."""
    source: Text
    """Keys of the scenario's sources."""
    use: Literal["input", "setting", "test"]
    """input: the model was given it; setting: teams or lists were sized by it; test: neither."""
    tolerance: Annotated[float, Field(gt=0)] | None = None
    """Share of the figure by which the model may differ; left out, the figure is for scale only."""
    difference: str = ""
    """How what the model counts differs from what was published."""
    model: Measured | None = None
    """What is compared; left out, nothing in the model can be."""
    divided_by: Measured | None = None
    """Divides the first number."""
    less: float = 0.0
    """Taken off afterwards: 1 makes growth of a ratio."""
    times: float = 1.0
    """Multiplies the result, for example from days to years."""

    @model_validator(mode="after")
    def _says_what_was_published(self) -> Self:
        range_given = self.published_low is not None and self.published_high is not None
        if (self.published is not None) == range_given:
            raise ValueError("give published, or both published_low and published_high")
        if self.model is None and (self.tolerance or self.divided_by):
            raise ValueError("tolerance and divided_by need model")
        return self

    def ends(self) -> tuple[float, float]:
        """Return the lower and upper end of the published figure."""
        low = self.published if self.published_low is None else self.published_low
        high = self.published if self.published_high is None else self.published_high
        return float(low or 0.0), float(high or 0.0)


class Targets(Setting):
    """The file of targets."""

    targets: dict[Name, Target]
    """Targets by name, in the order shown."""


def read_targets(scenario_or_file: str | Path) -> dict[str, Target]:
    """Read the targets of a shipped scenario by its name, or a file of targets by its path.

    Raises:
    BadInput
        With every problem found, or when the scenario has no targets.
    """
    shipped = library() / str(scenario_or_file) / FILE
    path = shipped if shipped.is_file() else Path(scenario_or_file)
    if not path.is_file():
        remedy = f"Give a file of targets; shipped ones: {', '.join(scenarios_with_targets())}."
        raise BadInput([Problem(str(scenario_or_file), "", "has no targets", remedy)])
    try:
        return Targets.model_validate(tuples(read_toml(path))).targets
    except ValidationError as error:
        raise BadInput(reworded(error, Targets, {}, path.name)) from error


def scenarios_with_targets() -> list[str]:
    """Return the shipped scenarios that have targets."""
    return sorted(path.parent.name for path in library().glob(f"*/{FILE}"))
