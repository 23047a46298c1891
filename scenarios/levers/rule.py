"""A rule: a kind of setting that is a lever, its family, owner and sensible range."""

from collections.abc import Callable
from dataclasses import dataclass

from scenarios.levers.handles import Handle, Value
from sim.settings.distribution import as_contacts
from sim.settings.stage import Stage
from sim.settings.words import Owner

Spread = Callable[[float], tuple[float, float]]


def times(low: float, high: float) -> Spread:
    """Return a range around today's value, by factors."""
    return lambda today: (today * low, today * high)


def within(low: float, high: float) -> Spread:
    """Return a fixed range, widened where today's value lies outside."""
    return lambda today: (min(low, today), max(high, today))


@dataclass(frozen=True)
class Rule:
    """A kind of lever."""

    family: str
    owner: Owner
    what: str
    """Plain words for the setting; the labels of where it is are added."""
    handle: Handle
    spread: Spread | None
    """The sensible range from today's value; None for words."""
    why: str
    choices: tuple[Value, ...] = ()
    documented: str = ""
    """The setting whose unit and help are shown; left out, the handle's own."""
    unit: str = ""
    """The unit, where the name of the setting does not tell it."""
    when: Callable[[Stage], bool] | None = None
    """For settings of stages: where moving it can matter."""


def by_clinic_day(stage: Stage) -> bool:
    """Return whether the stage uses clinicians' minutes."""
    return stage.service == "clinic_day"


def in_contacts(stage: Stage) -> bool:
    """Return whether children come to the stage more than once."""
    return by_clinic_day(stage) and as_contacts(stage.contacts).average > 1


def keeping_time(stage: Stage) -> bool:
    """Return whether some of the stage's time is kept for a priority."""
    return bool(stage.carve_out)


def missable(stage: Stage) -> bool:
    """Return whether an appointment can be missed or cancelled."""
    return by_clinic_day(stage) and stage.missed_share + stage.cancelled_by_provider_share > 0
