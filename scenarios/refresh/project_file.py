"""What a monthly routine is about: the files, the place, and what is known better than measured."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator

from calibration.importers.kinds import KINDS
from sim.settings import BadInput, Problem
from sim.settings.files import tuples
from sim.settings.problems import reworded
from sim.settings.setting import Label, Setting, Text
from sim.settings.toml_file import read_toml

FEWEST_LETTERS = 10
"""Of a reason."""


class Data(Setting):
    """Which published files are read each month."""

    kind: str
    """A kind of file that `pathways import` knows."""
    files: tuple[Text, ...]
    """Their paths, from the project file's folder; stars stand for any letters."""
    area: Text
    """The board or place."""
    need: str = ""
    """The need, if the place has several."""


class Forecast(Setting):
    """How the next forecast is made."""

    months: Annotated[int, Field(ge=1, le=60)] = 12
    """Months ahead."""
    sets: Annotated[int, Field(ge=1, le=2000)] = 100
    """Accepted sets, one a replication."""
    seed: Annotated[int, Field(ge=0)] = 1
    """Same seed, same results."""


class Override(Setting):
    """A setting that somebody knows better than the figures say."""

    setting: Text
    """Its path."""
    value: float
    """What is used instead of what was measured."""
    reason: Text
    """Why, in a sentence."""
    by: Label = ""
    """Who says so."""

    @field_validator("reason")
    @classmethod
    def _says_why(cls, reason: str) -> str:
        if len(reason.strip()) < FEWEST_LETTERS:
            raise ValueError("says too little: say in a sentence why it is known better")
        return reason


class ProjectFile(Setting):
    """A monthly routine."""

    title: Label
    """Name for readers."""
    data: Data
    """What is read."""
    forecast: Forecast = Forecast()
    """How it is forecast."""
    overrides: tuple[Override, ...] = ()
    """Exceptions, each with its reason."""


def read_project_file(path: Path) -> ProjectFile:
    """Read a project file; raise every problem together."""
    if not path.is_file():
        raise BadInput([Problem(str(path), "", "there is no such file", "Give its path.")])
    try:
        project = ProjectFile.model_validate(tuples(read_toml(path)))
    except ValidationError as error:
        raise BadInput(reworded(error, ProjectFile, {}, path.name)) from error
    if project.data.kind not in KINDS:
        text, remedy = f"{project.data.kind} is no kind of file", f"Give one: {', '.join(KINDS)}."
        raise BadInput([Problem(path.name, "data.kind", text, remedy)])
    return project


def files_of(project: ProjectFile, folder: Path) -> tuple[Path, ...]:
    """Return the files to read, in order of their names within each pattern."""
    found, problems = [], []
    for pattern in project.data.files:
        where = Path(pattern)
        base, name = (where.parent, where.name) if where.is_absolute() else (folder, pattern)
        hits = sorted(base.glob(name))
        found += hits
        if not hits:
            text = f"no file matches {pattern}"
            problems.append(Problem("data.files", "", text, "Correct the path, from the folder "
                                    "of the project file."))  # fmt: skip
    if problems:
        raise BadInput(problems)
    return tuple(found)
