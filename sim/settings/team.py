"""Who does the work: teams, roles, posts and the slot minutes they offer."""

import math
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.settings.calendar import Dates, Hours, Shift
from sim.settings.place import Serves
from sim.settings.setting import (
    DESCRIPTIVE,
    Day,
    Gbp,
    Label,
    Month,
    Months,
    Multiplier,
    Name,
    Relative,
    Setting,
    Share,
    SlotCount,
    SlotMinutes,
    Text,
    Weeks,
    Wte,
)

ROUNDING = 1e-6
"""Whole-time equivalents this near to a whole number are whole."""


def people_of(wte: float) -> tuple[float, ...]:
    """Return the whole-time equivalents of each person: whole ones, then what is left over."""
    sign = math.copysign(1.0, wte)
    whole = int(abs(wte) + ROUNDING)
    rest = abs(wte) - whole
    return (sign,) * whole + ((sign * rest,) if rest > ROUNDING else ())


def recruiting_gbp(wte: float, each_gbp: float) -> float:
    """Return the cost of recruiting and equipping everybody whom a post holds, in GBP."""
    return each_gbp * len(people_of(wte))


class Post(Setting):
    """A change in staffing from a date: a funded post, a leave, agency or insourced time."""

    wte: Annotated[float, Field(ge=-200, le=200)]
    """Whole-time equivalents added; negative for a leave or a cut. Each whole one, and what is
    left over, is a person found, kept and lost by luck of their own."""
    funded_from: Day
    """The day from which there is money for it (or from which the person is away)."""
    until: Day | None = None
    """The last day; left out, it is recurrent."""
    fill_chance: Share = 1.0
    """Chance that a person is ever found for it."""
    months_to_fill_low: Months = 0.0
    """Least months from funding to a person in post."""
    months_to_fill_high: Months = 0.0
    """Most months from funding to a person in post; even between the two."""
    induction_weeks: Weeks = 0.0
    """Weeks of induction after starting."""
    induction_output: Share = 0.5
    """Share of normal slot minutes offered during induction."""
    supervision_hours_per_week: Annotated[float, Field(ge=0, le=60)] = 0.0
    """Hours a week of colleagues' contact time spent on each newcomer during induction."""
    turnover_per_year: Share = 0.0
    """Chance that the post-holder leaves within a year; the post is then filled again."""
    agency_premium: Multiplier = 0.0
    """Extra cost as a share of salary; 0.4 is forty per cent."""
    drawn_from: Text = ""
    """A local role (team.role) that loses the person; left out, they come from outside."""
    one_off_cost_gbp: Gbp = 0.0
    """Cost of recruiting and equipping each person, once."""

    @property
    def people(self) -> tuple[float, ...]:
        """Whole-time equivalents of each person: whole ones, then what is left over."""
        return people_of(self.wte)

    @property
    def recruiting_gbp(self) -> float:
        """Cost of recruiting and equipping all of them, once, in GBP."""
        return recruiting_gbp(self.wte, self.one_off_cost_gbp)

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        problems = []
        if self.months_to_fill_high < self.months_to_fill_low:
            problems.append("months_to_fill_high must not be below months_to_fill_low")
        if self.until is not None and self.until < self.funded_from:
            problems.append("until must not be before funded_from")
        self._refuse(problems)
        return self


class Staff(Setting):
    """A kind of clinician, and the slot minutes they offer on a clinic day."""

    label: Label = ""
    """Name for readers."""
    band: Text = ""
    """Agenda for Change band, for costs; a key of costs.salary_gbp."""
    wte: Wte = 0.0
    """Whole-time equivalents established."""
    contracted_hours_per_week: Annotated[float, Field(gt=0, le=60)] = 37.5
    """Hours a week of one whole-time equivalent."""
    weeks_worked_per_year: Annotated[float, Field(gt=0, le=52.2)] = 45.0
    """Weeks at work after leave, training and bank holidays."""
    sickness_share: Share = 0.0
    """Share of working time lost to sickness, drawn week by week for each whole-time
    equivalent."""
    vacancy_share: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """Share of established posts standing vacant."""
    clinical_share: Share = 1.0
    """Share of hours that is clinical contact; with non_contact it accounts for the week."""
    non_contact: dict[Name, Share] = {}
    """The rest of the week by activity (supervision, travel, reports…); with clinical_share
    it must add up to 1 when given."""
    leave_factors: tuple[Relative, ...] = (1.0,) * 12
    """When leave is taken, January to December, relative to an even spread."""
    carry_over_minutes: SlotMinutes = 240.0
    """Most minutes that a stage may carry to the next clinic day for children still waiting:
    what is short of a whole contact, or what a role has ready for partners who have not."""
    minutes_by_weekday: tuple[SlotMinutes, ...] = ()
    """Slot minutes on Monday to Friday (or to Sunday), given outright; replaces the
    arithmetic from wte."""
    observed_minutes: dict[Month, SlotMinutes] = {}
    """Contact minutes that happened, by month, spread evenly over its clinic days; replaces
    the arithmetic in those months."""
    observed_contacts: dict[Name, dict[Month, SlotCount]] = {}
    """Slots that were used, missed ones too, by stage of the job plan (or the access point
    itself) and month, spread evenly over its clinic days; replaces arithmetic and job plan in
    those months."""
    posts: dict[Name, Post] = {}
    """Dated changes in staffing."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        self._refuse(self._problems())
        return self

    def _problems(self) -> list[str]:
        problems = []
        if self.non_contact:
            total = self.clinical_share + sum(self.non_contact.values())
            if abs(total - 1) > 1e-6:
                problems.append(f"clinical_share and non_contact add up to {total:.4g}, not 1")
        if len(self.leave_factors) != 12 or sum(self.leave_factors) <= 0:
            problems.append("leave_factors must be 12 numbers, not all 0")
        if len(self.minutes_by_weekday) not in (0, 5, 7):
            problems.append("minutes_by_weekday must be 5 or 7 numbers")
        both = {month for counts in self.observed_contacts.values() for month in counts}
        if both & set(self.observed_minutes):
            problems.append("observed_minutes and observed_contacts name the same month")
        return problems


class Role(Staff):
    """A kind of clinician in a team, who works at one stage or at several."""

    job_plan: dict[Text, Share] = {}
    """Stage to share of contact time, in the order in which unused time flows."""
    flex: bool = True
    """True if time unused by one stage of the job plan flows to the next."""
    shared_from: Text = ""
    """A role of another team (team.role) whose minutes these are; this role then has none
    of its own, and its job plan belongs to that role."""

    def _problems(self) -> list[str]:
        total = sum(self.job_plan.values())
        planned = not self.job_plan or abs(total - 1) <= 1e-6
        return super()._problems() + (
            [] if planned else [f"job_plan adds up to {total:.4g}, not 1"]
        )

    @property
    def own_settings(self) -> list[str]:
        """The settings of staff that it states, which a role shared from another may not."""
        return [
            name
            for name, field in Role.model_fields.items()
            if name not in ("label", "band", "shared_from") and getattr(self, name) != field.default
        ]


class ExtraMinutes(Setting):
    """Slot minutes bought for a while: a waiting-list initiative, insourcing, an activity cap."""

    stage: Text
    """The stage they are for."""
    role: Text
    """The role in the team that they count as."""
    minutes_per_week: Annotated[SlotMinutes, Field(gt=0)]
    """Slot minutes a week, spread over clinic days."""
    start: Day
    """First day."""
    end: Day
    """Last day."""
    cost_gbp_per_hour: Gbp = 0.0
    """Price of an hour."""

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.end < self.start:
            raise ValueError("end must not be before start")
        return self


class Team(Setting):
    """A group of clinicians who see children at stages."""

    label: Label = ""
    """Name for readers."""
    provider: Text = ""
    """The organisation that employs the team; results roll up by it, and none named is its own
    name."""
    kind: Literal["specialist", "early_help", "school", "voluntary", "independent"] = Field(
        default="specialist", json_schema_extra=DESCRIPTIVE
    )
    """What kind of service it is; early help and others are teams too."""
    serves: tuple[Serves, ...]
    """Whom it takes, with ages and dates."""
    hours: Hours = Hours()
    """Opening hours of clinic days."""
    roles: dict[Name, Role] = {}
    """Its roles."""
    shifts: tuple[Shift, ...] = ()
    """Responders on duty, for continuous stages."""
    works_at: tuple[str, ...] = ()
    """Continuous stages that its shifts serve."""
    responder_cost_gbp_per_hour: Gbp = 0.0
    """Cost of one responder for an hour on shift."""
    takes_from: tuple[str, ...] = ()
    """Teams whose waiting referrals it may also see (pooling)."""
    extra_minutes: dict[Name, ExtraMinutes] = {}
    """Temporary slot minutes."""
    closures: tuple[Dates, ...] = ()
    """Days on which the team offers nothing."""
    price_gbp_per_contact: Gbp = 0.0
    """Price paid for each attended contact, where work is bought by activity."""
