"""The fit file: which scenario, which figures, what is unknown."""

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from calibration.fit.budget import Budget
from calibration.fit.case import Case, check_figures
from calibration.fit.figure import Figure
from calibration.fit.from_observed import Rows, from_observed
from calibration.fit.from_targets import from_targets
from calibration.fit.space import space_of
from calibration.fit.unknown import Unknown
from calibration.observed import read_observed
from calibration.targets import read_targets
from sim.settings import BadInput, Loaded, Problem, load
from sim.settings.files import tuples
from sim.settings.problems import reworded
from sim.settings.setting import Name, Setting, Text


class FitFile(Setting):
    """What a user writes to have settings inferred."""

    title: Text = ""
    """What the fit is about."""
    scenario: Annotated[Text, Field(min_length=1)]
    """A shipped scenario by name, or a path, from this file's folder."""
    note: Text = ""
    """What readers of the result should know."""
    observed: Text = ""
    """An observed-waits table, made by `pathways import`; a path from this file's folder."""
    figures: dict[Name, Rows] = {}
    """Rows of the observed table to fit to."""
    targets: tuple[Name, ...] | None = None
    """Names of the scenario's own targets to fit to; an empty list means all with a tolerance."""
    unknowns: Annotated[dict[Name, Unknown], Field(min_length=1)]
    """What is to be inferred."""
    budget: Budget = Budget()
    """How many runs may be used."""
    seed: Annotated[int, Field(ge=0)] = 1
    """Same seed, same result."""


def read_fit(path: Path) -> tuple[FitFile, Case]:
    """Read a fit file and everything it names.

    Raises:
    BadInput
        With every problem found, in the file or in how it meets its scenario and its table.
    """
    asked = _read(path)
    loaded = _scenario(asked.scenario, path)
    problems: list[Problem] = []
    try:
        space_of(loaded, asked.unknowns, path.name)
    except BadInput as refused:
        problems += refused.problems
    try:
        figures = _figures(asked, loaded, path)
        check_figures(figures, loaded.scenario, path.name)
    except BadInput as refused:
        problems += refused.problems
    if problems:
        raise BadInput(problems)
    space = space_of(loaded, asked.unknowns, path.name)
    return asked, Case(loaded, space, tuple(figures), asked.title or loaded.scenario.title)


def _read(path: Path) -> FitFile:
    if not path.is_file():
        remedy = "Give the path of a fit file; `pathways template fit` writes one."
        raise BadInput([Problem(str(path), "", "there is no such file", remedy)])
    try:
        values = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        remedy = "`pathways template fit` writes one that can be read."
        raise BadInput([Problem(path.name, "", f"is not TOML ({error})", remedy)]) from error
    try:
        return FitFile.model_validate(tuples(values))
    except ValidationError as error:
        raise BadInput(reworded(error, FitFile, {}, path.name)) from error


def _scenario(name: str, path: Path) -> Loaded:
    beside = path.parent / name
    return load(beside) if beside.exists() else load(name)


def _figures(asked: FitFile, loaded: Loaded, path: Path) -> list[Figure]:
    figures: list[Figure] = []
    if asked.targets is not None:
        figures += from_targets(read_targets(loaded.name), asked.targets, path.name)
    if asked.figures:
        if not asked.observed:
            text = "figures need the table they stand in"
            raise BadInput([Problem(path.name, "observed", text, "Name it: `observed = …`.")])
        table = read_observed(path.parent / asked.observed)
        figures += from_observed(table, asked.figures, loaded.scenario, path.name)
    return figures
