"""What happens to children while they wait."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.settings.setting import Age, Day, Gbp, Multiplier, Name, Setting, Share, Text, Weeks
from sim.settings.words import Exit, Priority


class LeavingBand(Setting):
    """The rate of leaving from so many weeks of the present wait onwards."""

    from_week: Weeks = 0.0
    """Weeks waited at which this rate begins."""
    per_week: Annotated[float, Field(ge=0, le=1)]
    """Rate of leaving per week of those still waiting."""


class Destination(Setting):
    """Where children who leave the list go."""

    share: Share
    """Share of leavers."""
    exit: Exit | None = None
    """The way out of the system."""
    to: Text = ""
    """Or a stage, such as a Right to Choose provider's list."""
    from_stages: tuple[str, ...] = ()
    """Stages from which it is open; none named means all. Elsewhere its share goes to the
    other destinations; where none is open, leavers left without help."""

    @model_validator(mode="after")
    def _goes_one_way(self) -> Self:
        if bool(self.to) == (self.exit is not None):
            raise ValueError("a destination has either to (a stage) or exit, one of the two")
        return self


class Escalation(Setting):
    """Becoming more pressing while waiting: from a priority, at a rate, to a place."""

    from_priority: Priority
    """Priority before."""
    to_priority: Priority
    """Priority after, more pressing."""
    per_week: Annotated[float, Field(ge=0, le=1)]
    """Rate per week of those waiting with that priority. No rate is published."""
    from_stages: tuple[str, ...] = ()
    """Stages where it acts; none named means every stage marked waiting."""
    to_stage: Text = ""
    """Stage joined; left out, the child stays at the same stage in the higher queue."""
    keeps_place: bool = True
    """True keeps the referral date as the place in the queue; false joins at the back."""
    returns_to: Text = ""
    """Stage whose list the child joins again, without delay, where the stage joined (or one
    after it) ends as helped or assessed; left out, those outcomes stand."""

    @model_validator(mode="after")
    def _goes_up(self) -> Self:
        order = ("crisis", "urgent", "routine")
        if order.index(self.to_priority) >= order.index(self.from_priority):
            raise ValueError("to_priority must be more pressing than from_priority")
        return self


class Support(Setting):
    """Support while waiting. It has no favourable default: multipliers are 1."""

    reach_share: Share = 0.0
    """Share of those waiting who receive it."""
    escalation_multiplier: Multiplier = 1.0
    """Multiplies the escalation rate of those reached."""
    leaving_multiplier: Multiplier = 1.0
    """Multiplies the leaving rate of those reached."""
    cost_gbp_per_child_per_week: Gbp = 0.0
    """Cost for each child reached and each week waiting."""


class Validation(Setting):
    """A dated check of the list that removes children no longer waiting."""

    date: Day
    """The day on which they are removed."""
    latest_date: Day | None = None
    """Where the day is not known, the last on which it may have been: each replication draws
    one, from date on; left out, it is date."""
    removed_share: Share
    """Share removed of those it concerns."""
    waited_from_weeks: Weeks = 0.0
    """Concerns those whose referral is at least this old."""
    exit: Exit = "left_without_help"
    """How they are recorded."""

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.latest_date is not None and self.latest_date < self.date:
            raise ValueError("latest_date must not be before date")
        return self


class Waiting(Setting):
    """What happens while waiting, for one need."""

    leaving: tuple[LeavingBand, ...] = ()
    """Rate of leaving by weeks of the present wait."""
    destinations: dict[Name, Destination] = {}
    """Where leavers go; left out, they left without help."""
    escalation: dict[Name, Escalation] = {}
    """Deterioration while waiting."""
    support: Support = Support()
    """Support while waiting."""
    validations: dict[Name, Validation] = {}
    """Dated checks of the list."""
    leaves_at_age: Age = 18.0
    """Birthday at which a waiting child leaves for adult services."""
    transfer: Literal["keep", "restart"] = "keep"
    """When a child crosses an age limit or an area changes provider while waiting: keep the
    place and the clocks, or restart them."""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.destinations:
            total = sum(destination.share for destination in self.destinations.values())
            if abs(total - 1) > 1e-6:
                self._refuse([f"the shares of destinations add up to {total:.4g}, not 1"])
        weeks = [band.from_week for band in self.leaving]
        if weeks != sorted(set(weeks)) or (weeks and weeks[0] != 0):
            raise ValueError("leaving bands must start at from_week 0 and go up")
        return self
