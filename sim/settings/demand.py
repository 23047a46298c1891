"""Who is referred: volumes, growth, profiles, and what each referral carries."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.settings.distribution import DurationOrNumber
from sim.settings.setting import (
    Age,
    Count,
    Label,
    Month,
    Multiplier,
    Name,
    Relative,
    Setting,
    Share,
    Text,
    Volume,
)
from sim.settings.words import Priority, Source


class AgeBand(Setting):
    """A share of referrals within an age band."""

    age_from: Age
    """Youngest age, in years."""
    age_to: Age
    """Up to this birthday, in years."""
    share: Share
    """Share of referrals in the band; ages are even within it."""

    @model_validator(mode="after")
    def _goes_up(self) -> Self:
        if self.age_to <= self.age_from:
            raise ValueError("age_to must be above age_from")
        return self


class Group(Setting):
    """One group of children, beside others of the same kind."""

    share: Share
    """Share of referrals when referral_rate is 1 for every group."""
    referral_rate: Multiplier = 1.0
    """Rate of referral relative to the others."""
    acceptance: Multiplier = 1.0
    """Multiplies the chance of acceptance at the access point."""
    missed: Multiplier = 1.0
    """Multiplies the chance of missing an appointment."""
    leaving: Multiplier = 1.0
    """Multiplies the rate of leaving while waiting."""


class ReReferral(Setting):
    """A referral that ended without help may come back as a new referral."""

    share: Share = 0.0
    """Chance of returning."""
    after: tuple[
        Literal[
            "refused",
            "signposted",
            "information_lapsed",
            "not_attended",
            "dropped_out",
            "left_without_help",
        ],
        ...,
    ] = ("refused", "signposted")
    """The exits after which a child may return."""
    delay_days: DurationOrNumber = 120.0
    """Days from the exit to the new referral."""
    raised_share: Share = 0.0
    """Share of those returning whose priority is one step more pressing."""


class Demand(Setting):
    """One stream of referrals: the same need, split over areas."""

    need: Name
    """The need, which has a pathway of the same need."""
    label: Label = ""
    """Name for readers."""
    referrals_per_year: dict[Name, Volume]
    """Referrals a year by area, at the start date."""
    growth_per_year: Annotated[float, Field(ge=-0.9, le=3)] = 0.0
    """Growth a year, compound; 0.05 is five per cent."""
    growth_low: Annotated[float, Field(ge=-0.9, le=3)] | None = None
    """Least growth; with growth_high, each replication draws its own, triangular about
    growth_per_year."""
    growth_high: Annotated[float, Field(ge=-0.9, le=3)] | None = None
    """Most growth."""
    month_factors: tuple[Relative, ...] = (1.0,) * 12
    """Relative volume January to December; scaled to average 1."""
    weekday_factors: tuple[Relative, ...] = (1.0,) * 7
    """Relative volume Monday to Sunday; scaled to average 1."""
    hour_factors: tuple[Relative, ...] = (1.0,) * 24
    """Relative volume from midnight to 1, from 1 to 2, … of every day."""
    working_days_only: bool = False
    """True if no referral arrives on weekends and bank holidays."""
    over_dispersion: Annotated[float, Field(ge=0, le=4)] = 0.0
    """Variance of a weekly multiplier with mean 1; 0 is a plain Poisson process."""
    mode: Literal["expected", "observed"] = "expected"
    """expected draws numbers and times; observed fixes monthly counts and draws times."""
    observed_counts: dict[Name, dict[Month, Count]] = {}
    """For observed: area to month to count of referrals."""
    priority_shares: dict[Priority, Share] = {"routine": 1.0}
    """Presenting priority."""
    recorded_grades: dict[Text, Priority] = {}
    """Local grades (red, amber, green, emergency…) mapped to a priority, for imports."""
    source_shares: dict[Source, Share] = {"other": 1.0}
    """Who refers."""
    ages: tuple[AgeBand, ...] = (AgeBand(age_from=5, age_to=18, share=1.0),)
    """Ages at referral."""
    groups: dict[Name, dict[Name, Group]] = {}
    """Kinds of group (deprivation, sex…) to groups; kinds are independent of each other."""
    second_need: Name | None = None
    """A need some referrals hold as well."""
    second_need_share: Share = 0.0
    """Share of referrals that hold the second need too."""
    second_need_order: Literal["parallel", "after"] = "parallel"
    """parallel: both episodes start together; after: the second starts when the first ends."""
    re_referral: ReReferral = ReReferral()
    """Coming back after an exit without help."""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        problems = []
        for name, shares in (
            ("priority_shares", self.priority_shares.values()),
            ("source_shares", self.source_shares.values()),
            ("the shares of ages", [band.share for band in self.ages]),
        ):
            if abs(sum(shares) - 1) > 1e-6:
                problems.append(f"{name} add up to {sum(shares):.4g}, not 1")
        for kind, groups in self.groups.items():
            total = sum(group.share for group in groups.values())
            if abs(total - 1) > 1e-6:
                problems.append(f"the shares of groups.{kind} add up to {total:.4g}, not 1")
        problems += self._profile_problems()
        self._refuse(problems)
        return self

    def _profile_problems(self) -> list[str]:
        problems = []
        if len(self.month_factors) != 12 or sum(self.month_factors) <= 0:
            problems.append("month_factors must be 12 numbers, not all 0")
        if len(self.weekday_factors) != 7 or sum(self.weekday_factors) <= 0:
            problems.append("weekday_factors must be 7 numbers, not all 0")
        if len(self.hour_factors) != 24 or sum(self.hour_factors) <= 0:
            problems.append("hour_factors must be 24 numbers, not all 0")
        if (self.growth_low is None) != (self.growth_high is None):
            problems.append("give both growth_low and growth_high, or neither")
        elif self.growth_low is not None and not (
            self.growth_low <= self.growth_per_year <= (self.growth_high or 0.0)
        ):
            problems.append("growth_per_year must lie between growth_low and growth_high")
        if self.mode == "observed" and not self.observed_counts:
            problems.append("mode observed needs observed_counts")
        if self.second_need_share > 0 and self.second_need is None:
            problems.append("second_need_share needs second_need")
        return problems
