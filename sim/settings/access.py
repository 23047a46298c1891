"""Single points of access: who screens and triages, and what is decided."""

from typing import Annotated

from pydantic import Field

from sim.settings.calendar import Dates, Hours
from sim.settings.distribution import DurationOrNumber
from sim.settings.place import Serves
from sim.settings.setting import (
    Label,
    Minutes,
    Multiplier,
    Name,
    Setting,
    Share,
    Spell,
    Text,
)
from sim.settings.team import Staff
from sim.settings.words import Priority, Source


class Triage(Setting):
    """What an access point decides, for one need."""

    accepted_share: Share = 1.0
    """Share accepted of those with complete information, before multipliers."""
    accepted_by_source: dict[Source, Multiplier] = {}
    """Multiplies the chance of acceptance by who referred; 1 where left out."""
    accepted_by_priority: dict[Priority, Multiplier] = {}
    """Multiplies the chance of acceptance by presenting priority; 1 where left out."""
    signposted_share: Share = 0.0
    """Of those not accepted, the share sent elsewhere; the rest are refused."""
    signposted_to: Text = ""
    """The stage of an early help, school or voluntary team that takes them, as routine: who is
    not accepted was not found urgent. Left out, they are counted as signposted, outcome not
    known, never as helped."""
    passed_share: Share = 0.0
    """Share passed to another access point instead of being decided here."""
    passed_to: Text = ""
    """That access point."""
    information_missing_share: Share = 0.0
    """Share for whom more information is asked at first screening."""
    information_delay_days: DurationOrNumber = 5.0
    """Days until the information comes back."""
    information_in_term_only: bool = False
    """True if those days pass only while schools are open."""
    information_lapse_share: Share = 0.0
    """Of those asked, the share whose information never comes; closed after lapse_days."""
    information_lapse_days: Spell = 7.0
    """Days after which an unanswered request is closed."""
    regraded: dict[Priority, dict[Priority, Share]] = {}
    """Presenting priority to triaged priority: the chance it is raised or lowered; the rest
    keep the presenting priority."""


class AccessPoint(Setting):
    """A single point of access."""

    label: Label = ""
    """Name for readers."""
    provider: Text = ""
    """The organisation that runs it; results roll up by it, and none named is its own name."""
    serves: tuple[Serves, ...]
    """Whom it takes, with ages and dates."""
    hours: Hours = Hours()
    """Opening hours on working days."""
    roles: dict[Name, Staff]
    """Who screens; one role, all of whose contact time is for screening."""
    minutes_per_screening: Minutes = 15.0
    """Staff minutes to screen one referral."""
    first_come_first_served: bool = False
    """True to screen in order of arrival whatever the priority; false screens the most
    pressing first."""
    triage: dict[Name, Triage] = {}
    """What is decided, by need; a need left out is accepted always."""
    closures: tuple[Dates, ...] = ()
    """Days on which nobody screens."""
    crisis_screened: bool = False
    """True if even crisis calls wait for screening; false handles them at once."""
    decision_delay_days: Annotated[float, Field(ge=0, le=60)] = 0.0
    """Days from screening to the decision taking effect (a weekly panel, letters)."""
