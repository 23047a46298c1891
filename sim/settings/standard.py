"""Promises about waits, as data: clocks and the standards that use them."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.settings.setting import DESCRIPTIVE, Age, Day, Label, Name, Setting, Share, Text
from sim.settings.words import LATEST_EVENTS, Event, Priority, Status


class Clock(Setting):
    """From which date to which date a wait is measured."""

    label: Label = ""
    """Name for readers, with its exact wording."""
    start: Event = "referral"
    """The event that starts it."""
    stop: tuple[tuple[Event, ...], ...]
    """It stops when, of every list, one event has happened: all of (any of)."""
    restarts_on: tuple[Event, ...] = ()
    """Events that set it back to zero."""
    pauses_for_information: bool = False
    """True if time waiting for information from others is taken off."""
    needs: tuple[Name, ...] = ()
    """Needs for which it is read; none named means all."""
    priorities: tuple[Priority, ...] = ()
    """Priorities for which it is read; none named means all."""
    excludes_stages: tuple[str, ...] = ()
    """Referrals that entered one of these stages are not counted."""
    unit_counted: Literal["referral", "episode", "provider_spell"] = "referral"
    """What is counted; a provider spell joins referrals of one child at one provider."""
    starts_at_next_opening: bool = False
    """True if a start out of hours counts from the next working day's opening."""

    @model_validator(mode="after")
    def _can_stop(self) -> Self:
        if not self.stop or not all(self.stop):
            raise ValueError("stop needs at least one event in each list")
        if any(event not in LATEST_EVENTS for event in self.restarts_on):
            allowed = ", ".join(sorted(LATEST_EVENTS))
            raise ValueError(f"restarts_on may hold only {allowed}")
        return self


class Exceptions(Setting):
    """Lawful reasons for a wait beyond the limit.

    Such waits are counted by reason, and the share within the limit is also read without them.
    """

    events: tuple[Event, ...] = ()
    """Events that except a wait when they happen within the limit."""
    school_closed_days: Annotated[int, Field(ge=2, le=366)] | None = None
    """A wait is excepted when, within the limit, schools are closed for so many days in a row
    or more; left out, closures except nothing."""
    shares: dict[Name, Share] = {}
    """Other reasons, such as a family's absence: the share of children for whom each holds,
    however long they wait."""

    @property
    def stated(self) -> bool:
        """Whether there is a reason at all."""
        return bool(self.events or self.school_closed_days or self.shares)

    @model_validator(mode="after")
    def _reasons_are_apart(self) -> Self:
        if any(event not in LATEST_EVENTS for event in self.events):
            allowed = ", ".join(sorted(LATEST_EVENTS))
            raise ValueError(f"events may hold only {allowed}")
        taken = sorted({*LATEST_EVENTS, "school_closed", "all"} & self.shares.keys())
        if taken:
            raise ValueError(f"shares may not be named {', '.join(taken)}")
        return self


class Standard(Setting):
    """A promise: a clock, a limit, a share."""

    label: Label = ""
    """Its words."""
    clock: Name
    """The clock it uses."""
    needs: tuple[Name, ...] = ()
    """Needs covered; none named means all."""
    priorities: tuple[Priority, ...] = ()
    """Priorities covered, as triaged; none named means all."""
    age_from: Age = 0.0
    """Youngest age at referral covered."""
    age_to: Age = 25.0
    """Up to this birthday."""
    areas: tuple[Name, ...] = ()
    """Areas where it applies; none named means all."""
    limit: Annotated[float, Field(gt=0, le=100_000)]
    """The wait allowed; inclusive."""
    unit: Literal["hours", "days", "working_days", "weeks"] = "days"
    """Unit of the limit."""
    share: Share | None = None
    """Share to be seen within the limit; left out, none is set."""
    status: Status = Field(default="local ambition", json_schema_extra=DESCRIPTIVE)
    """What kind of promise it is."""
    source: Label = ""
    """Where it is written."""
    from_date: Day | None = None
    """First day in force."""
    to_date: Day | None = None
    """Last day in force."""
    exceptions: Exceptions = Exceptions()
    """Lawful reasons for a longer wait; none unless stated."""
    applies: bool = True
    """Only standards that apply are measured."""
    face_to_face: bool = Field(default=False, json_schema_extra=DESCRIPTIVE)
    """Whether the definition asks for face-to-face contact."""
    population: Annotated[Text, Field(json_schema_extra=DESCRIPTIVE)] = ""
    """Exactly who is counted, for readers."""
