"""The nouns of a validation: a case, and each figure in it held against one known beforehand."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """One figure of the model beside one that is known without it."""

    figure: str
    """What is compared, in words."""
    unit: str
    expected: float
    """What the formula, the other program or the hand calculation gives."""
    model: float
    """What this program gives."""
    allowed: float
    """How far apart the two may lie, in the unit."""
    allowed_is: str
    """Why so far, in words."""

    @property
    def agrees(self) -> bool:
        """Whether the two lie no farther apart than is allowed."""
        return abs(self.model - self.expected) <= self.allowed


@dataclass(frozen=True)
class Case:
    """Something known beforehand, and how to work out what the program makes of it."""

    title: str
    source: str
    """Where what is expected comes from."""
    held: Callable[[], Iterable[Held]]


EXACT = "rounding of a computer"


def exact(figure: str, unit: str, expected: float, model: float) -> Held:
    """Return a figure that must agree to eight digits."""
    return Held(figure, unit, expected, model, 1e-8 * max(abs(expected), 1.0), EXACT)


def as_printed(figure: str, unit: str, expected: float, model: float, digits: int) -> Held:
    """Return a figure that must agree to the digits its source prints."""
    said = f"half of the last digit printed ({10.0**-digits:g})"
    return Held(figure, unit, expected, model, 0.5 * 10.0**-digits + 1e-9, said)
