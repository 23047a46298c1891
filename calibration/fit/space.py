"""The space of unknowns: a cube in which every prior is even, and the settings at each point."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.fit.prior import Prior
from calibration.fit.unknown import Unknown
from sim.settings import BadInput, Loaded, Problem, with_values
from sim.settings.tables import expanded, matches, nowhere

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Space:
    """Unknowns of a scenario, and what each setting they move is stated as."""

    unknowns: Mapping[str, Unknown]
    today: Mapping[str, Mapping[str, float]]
    """Unknown to setting path to the scenario's own number."""

    def __len__(self) -> int:
        return len(self.unknowns)

    @property
    def names(self) -> list[str]:
        """Names of the unknowns."""
        return list(self.unknowns)

    @property
    def priors(self) -> list[Prior]:
        """Their priors."""
        return [unknown.prior for unknown in self.unknowns.values()]

    def values(self, points: FloatArray) -> FloatArray:
        """Return values of the unknowns at points of the cube, shape (points, unknowns)."""
        return values_of(self.priors, points)

    def settings(self, values: Iterable[float]) -> dict[str, float]:
        """Return setting path to number for one value of each unknown."""
        found: dict[str, float] = {}
        for (name, unknown), value in zip(self.unknowns.items(), values, strict=True):
            today = self.today[name]
            new = unknown.moved(np.array(list(today.values())), float(value))
            found.update(zip(today, new.tolist(), strict=True))
        return found

    def sets(self, values: FloatArray) -> pd.DataFrame:
        """Return accepted sets: a row for each row of values, a column for each setting path."""
        return pd.DataFrame([self.settings(row) for row in values])


def values_of(priors: Iterable[Prior], points: FloatArray) -> FloatArray:
    """Return values of unknowns at points of the cube, by their priors."""
    columns = [prior.values(points[:, k]) for k, prior in enumerate(priors)]
    return np.column_stack(columns)


def space_of(loaded: Loaded, unknowns: Mapping[str, Unknown], file: str = "fit") -> Space:
    """Return the space of some unknowns of a scenario.

    Raises:
    BadInput
        With every unknown that points at nothing, at words, or at what another moves, and every
        end of a prior that the scenario refuses.
    """
    problems: list[Problem] = []
    today = {name: _stated(loaded, name, one, file, problems) for name, one in unknowns.items()}
    problems += _clashes(today, file)
    if not unknowns:
        problems.append(Problem(file, "unknowns", "there are none", "Name what is to be fitted."))
    if problems:
        raise BadInput(problems)
    space = Space(unknowns, today)
    _ends_are_allowed(loaded, space, file)
    return space


def _stated(
    loaded: Loaded, name: str, unknown: Unknown, file: str, problems: list[Problem]
) -> dict[str, float]:
    """Return what the scenario states for the settings of an unknown; note what is wrong."""
    found: dict[str, float] = {}
    where = f"unknowns.{name}.settings"
    for text in unknown.settings:
        paths = expanded(loaded.values, tuple(text.split(".")))
        if not paths:
            fault = nowhere(loaded.values, text, file, "set")
            problems.append(Problem(file, where, f"{text}: {fault.problem}", fault.remedy))
        for path in paths:
            [(table, key)] = matches(loaded.values, path)
            value = table[key]
            if isinstance(value, bool) or not isinstance(value, int | float):
                remedy = "Point at a number; entries of a list are counted from 0."
                text = f"{'.'.join(path)} is not a number"
                problems.append(Problem(file, where, text, remedy))
                continue
            found[".".join(path)] = float(value)
    return found


def _clashes(today: Mapping[str, Mapping[str, float]], file: str) -> list[Problem]:
    problems, owner = [], dict[str, str]()
    for name, settings in today.items():
        for path in settings:
            if owner.setdefault(path, name) != name:
                text = f"{path} is moved by {owner[path]} as well"
                problems.append(Problem(file, f"unknowns.{name}.settings", text, "Keep one."))
    return problems


def _ends_are_allowed(loaded: Loaded, space: Space, file: str) -> None:
    """Refuse priors that reach where the scenario may not go, one unknown at a time."""
    middle = space.values(np.full((1, len(space)), 0.5))[0]
    problems: list[Problem] = []
    for k, (name, unknown) in enumerate(space.unknowns.items()):
        for end in ("low", "high"):
            values = middle.copy()
            values[k] = getattr(unknown.prior, end)
            try:
                with_values(loaded, space.settings(values), file)
            except BadInput as refused:
                fault = refused.problems[0]
                text = f"at {values[k]:.6g} the scenario is refused: {fault.setting}"
                text += f" {fault.problem}"
                problems.append(Problem(file, f"unknowns.{name}.prior.{end}", text, _remedy(fault)))
    if problems:
        raise BadInput(problems)


def _remedy(fault: Problem) -> str:
    whole = "Give the unknown whole = true." if "whole number" in fault.problem else ""
    return whole or fault.remedy or "Narrow the prior."
