"""One kind of stage serves every pathway."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.settings.distribution import CountOrContacts, DurationOrNumber
from sim.settings.setting import (
    DESCRIPTIVE,
    Age,
    Label,
    Minutes,
    Name,
    Setting,
    Share,
    Spell,
    Text,
)
from sim.settings.words import Event, Exit, Priority

Discipline = Literal["priority_then_longest_wait", "longest_wait", "target_aware", "skew"]


class Outcome(Setting):
    """One way in which a stage may end."""

    share: Share | None = None
    """Chance of this outcome; one outcome may leave it out and takes the rest."""
    to: Text = ""
    """The next stage."""
    exit: Exit | None = None
    """Or the way out of the system."""
    event: Event | None = None
    """An event this outcome marks, such as diagnosis."""
    priority: Priority | None = None
    """The priority with which the child goes on; left out, it is kept."""

    @model_validator(mode="after")
    def _goes_one_way(self) -> Self:
        if bool(self.to) == (self.exit is not None):
            raise ValueError("an outcome has either to (a stage) or exit, one of the two")
        return self


class Recurrence(Setting):
    """A contact that comes again and again, such as an ADHD review."""

    every_days: Annotated[float, Field(ge=1, le=3660)]
    """Days from one contact to the next."""
    until_age: Age = 18.0
    """Stops at this birthday."""
    shared_care_share: Share = 0.0
    """Chance at each contact that handing over to the GP is proposed."""
    shared_care_refused_share: Share = 0.0
    """Chance that the GP refuses; the reviews then go on."""


class Stage(Setting):
    """One step of a pathway."""

    label: Label = ""
    """Name for readers."""
    service: Literal["clinic_day", "continuous", "delay"] = "clinic_day"
    """clinic_day: fixed minutes in a team's working day; continuous: by the minute, on
    shifts; delay: nobody's slot."""
    minutes: dict[Name, Minutes] = {}
    """For clinic_day: role to minutes of each contact; several roles work at once."""
    minutes_include_admin: bool = Field(default=True, json_schema_extra=DESCRIPTIVE)
    """Whether the minutes include writing up."""
    service_minutes: DurationOrNumber | None = None
    """For continuous: minutes with a responder."""
    delay_days: DurationOrNumber = 0.0
    """Days before a child joins the list for this stage, or the whole of a delay."""
    delay_in_term_only: bool = False
    """True if the delay passes only on school days."""
    notice_working_days: dict[Priority, Annotated[int, Field(ge=0, le=260)]] = {}
    """Least working days between joining the list and being seen, by priority."""
    contacts: CountOrContacts = 1
    """Contacts a child has at this stage."""
    spacing_days: Spell = 7.0
    """Days from an attended contact to the next being due."""
    missed_share: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """Chance that the child does not attend; the slot is lost."""
    cancelled_by_provider_share: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """Chance that the provider cancels; the slot is lost and the contact is booked again."""
    rebook_days: Spell = 7.0
    """Days from a missed or cancelled contact to being due again."""
    discharge_after_missed: Annotated[int, Field(ge=1, le=20)] | None = None
    """Discharged after this many missed contacts in a row; left out, always booked again."""
    drop_out_share: Share = 0.0
    """Chance that a child stops before the last contact; where is even over the contacts."""
    group_size: Annotated[int, Field(ge=1, le=30)] = 1
    """Children seen together in one contact."""
    group_minimum: Annotated[int, Field(ge=1, le=30)] = 1
    """Fewest children with whom a group contact is held."""
    caseload_per_wte: Annotated[float, Field(gt=0, le=10_000)] | None = None
    """Most children in this stage per whole-time equivalent in post; left out, no limit."""
    recurrence: Recurrence | None = None
    """For a contact that comes again until handed over or grown up."""
    outcomes: dict[Name, Outcome]
    """How the stage may end."""
    waiting: bool = True
    """True if children wait here: they may leave, deteriorate or turn 18 meanwhile."""
    discipline: Discipline = "priority_then_longest_wait"
    """Who is seen next."""
    longest_wait_from: Literal["referral", "stage"] = "referral"
    """Whether the longest wait is counted from the referral or from joining this stage."""
    target_days: dict[Priority, Annotated[float, Field(gt=0, le=10_000)]] = {}
    """For target_aware: days from referral by which each priority should be seen."""
    skew_share: Share = 0.0
    """For skew: share of children taken out of turn."""
    skew_days: Spell = 0.0
    """For skew: they are placed up to this many days earlier or later than their turn."""
    carve_out: dict[Priority, Share] = {}
    """Share of the stage's slot minutes kept for a priority."""
    carve_out_rounding: Literal["none", "whole_contacts"] = "none"
    """whole_contacts keeps each day the whole number of contacts nearest to the share."""
    pooling: Literal["own_then_most_time", "listed"] = "own_then_most_time"
    """Which of several teams that could see a child does: their own if it can, else the one
    with most time left; or the first in the order of the file."""
    carve_out_release: Literal["never", "same_day"] | Annotated[int, Field(ge=1, le=60)] = (
        "same_day"
    )
    """When kept minutes that nobody of that priority claims go to others: never, on the
    day, or this many days before (then only children who joined by then can claim them)."""
    when_closed: Text = ""
    """For continuous: the stage that takes over when no responder is on duty."""
    borrows_from: Text = ""
    """For continuous: a role (team.role) whose next clinic day loses the minutes spent here."""
    events: tuple[Event, ...] = ()
    """Events marked at the first attended contact (or at the end of a delay)."""
    end_events: tuple[Event, ...] = ()
    """Events marked when the stage is completed."""
    counts_as_contact: bool = True
    """Whether its contacts count as the first and second contact of a referral."""
    face_to_face: bool = Field(default=True, json_schema_extra=DESCRIPTIVE)
    """Whether contacts are face to face, for standards that say so."""
    luck: Text = ""
    """The name under which its luck is drawn; a stage that replaces another takes its name
    so that options stay paired. Left out, its own name."""
    nice: Literal["follows", "adds", "omits", ""] = Field(default="", json_schema_extra=DESCRIPTIVE)
    """Whether the step follows, adds to or omits one that NICE recommends."""
    nice_note: Label = ""
    """Which recommendation, and whether its text was read."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        problems = self._service_problems() + self._outcome_problems()
        if sum(self.carve_out.values()) > 1 + 1e-9:
            problems.append(f"carve_out adds up to {sum(self.carve_out.values()):.4g}, above 1")
        if self.missed_share + self.cancelled_by_provider_share >= 1:
            problems.append("missed_share and cancelled_by_provider_share must stay under 1")
        if self.group_minimum > self.group_size:
            problems.append("group_minimum must not be above group_size")
        self._refuse(problems)
        return self

    def _service_problems(self) -> list[str]:
        problems = []
        if self.service == "clinic_day" and not self.minutes:
            problems.append("a clinic_day stage needs minutes for at least one role")
        if self.service != "clinic_day" and self.minutes:
            problems.append(f"a {self.service} stage has no minutes by role")
        if (self.service == "continuous") != (self.service_minutes is not None):
            problems.append("service_minutes belongs to a continuous stage, which needs it")
        if self.when_closed and self.service != "continuous":
            problems.append("when_closed belongs to a continuous stage")
        if self.discipline == "target_aware" and not self.target_days:
            problems.append("target_aware needs target_days")
        if self.recurrence and self.contacts != 1:
            problems.append("a recurring stage has no number of contacts; leave contacts out")
        return problems

    def _outcome_problems(self) -> list[str]:
        if not self.outcomes:
            return ["a stage needs at least one outcome"]
        shares = [outcome.share for outcome in self.outcomes.values()]
        given = sum(share for share in shares if share is not None)
        missing = shares.count(None)
        if missing > 1:
            return ["only one outcome may leave its share out"]
        if missing == 0 and abs(given - 1) > 1e-6:
            return [f"the shares of outcomes add up to {given:.4g}, not 1"]
        if given > 1 + 1e-6:
            return [f"the shares of outcomes add up to {given:.4g}, above 1"]
        return []

    def outcome_shares(self) -> dict[str, float]:
        """Return every outcome's share, the rest filled in."""
        given = sum(outcome.share or 0.0 for outcome in self.outcomes.values())
        return {
            name: max(0.0, 1 - given) if outcome.share is None else outcome.share
            for name, outcome in self.outcomes.items()
        }


class Pathway(Setting):
    """The ordered stages of a need."""

    label: Label = ""
    """Name for readers."""
    need: Name
    """The need it serves."""
    stages: tuple[str, ...]
    """Its stages, in the order in which a child usually meets them."""
    entry: dict[Priority, str]
    """The stage at which each priority enters after triage."""
    guideline: Label = ""
    """The guideline it is held against."""
