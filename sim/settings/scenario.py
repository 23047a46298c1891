"""A scenario: a full set of settings."""

from typing import Annotated, Self

from pydantic import Field, PrivateAttr, model_validator

from sim.settings.access import AccessPoint
from sim.settings.calendar import Calendar
from sim.settings.cost import Costs
from sim.settings.demand import Demand
from sim.settings.opening import Opening
from sim.settings.place import Area
from sim.settings.setting import DESCRIPTIVE, Day, Label, Name, Setting, Text
from sim.settings.stage import Pathway, Stage
from sim.settings.standard import Clock, Standard
from sim.settings.team import Team
from sim.settings.waiting import Waiting
from sim.settings.words import Confidence


class Evidence(Setting):
    """Where some numbers come from and how far they can be trusted."""

    settings: tuple[str, ...] = Field(json_schema_extra=DESCRIPTIVE)
    """Setting paths it covers; a star stands for any one name."""
    source: Label
    """Keys of sources, or the word assumption, with the page or table."""
    confidence: Confidence = Field(json_schema_extra=DESCRIPTIVE)
    """high, medium, low, or assumption."""
    low: float | None = Field(default=None, json_schema_extra=DESCRIPTIVE)
    """Least plausible value."""
    high: float | None = Field(default=None, json_schema_extra=DESCRIPTIVE)
    """Most plausible value."""
    period: Label = ""
    """Year and population the number belongs to."""
    note: Label = ""
    """How it was worked out, and conflicts between sources."""


class Scenario(Setting):
    """Everything a run needs to know."""

    title: Label
    """Name for readers."""
    question: Label = ""
    """The question it answers."""
    as_at: Annotated[Day | None, Field(json_schema_extra=DESCRIPTIVE)] = None
    """The date the numbers describe."""
    caveat: Label = ""
    """Shown wherever results are shown."""
    calendar: Calendar
    """The period simulated and the days worked."""
    areas: dict[Name, Area]
    """Localities."""
    demand: dict[Name, Demand]
    """Streams of referrals."""
    access_points: dict[Name, AccessPoint] = {}
    """Single points of access."""
    teams: dict[Name, Team]
    """Teams."""
    stages: dict[Name, Stage]
    """Stages."""
    pathways: dict[Name, Pathway]
    """Pathways, by name."""
    waiting: dict[Name, Waiting] = {}
    """What happens while waiting, by need; for a need left out, nobody leaves, deteriorates or
    turns 18 while waiting."""
    clocks: dict[Name, Clock] = {}
    """Clocks."""
    standards: dict[Name, Standard] = {}
    """Standards."""
    costs: Costs = Costs()
    """Costs."""
    opening: Opening = Opening()
    """Who is already there on the first day."""
    sources: dict[Text, str] = Field(default={}, json_schema_extra=DESCRIPTIVE)
    """Source key to its title, date and address."""
    evidence: tuple[Evidence, ...] = ()
    """Source and confidence of the numbers."""

    _folder: str = PrivateAttr(default="")

    @model_validator(mode="after")
    def _makes_sense_together(self) -> Self:
        from sim.settings.checks import cross_check

        problems = cross_check(self)
        if problems:
            raise ValueError("\n".join(problems))
        return self
