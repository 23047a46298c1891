"""Which settings are levers, of which family, and between what values it makes sense to move them.

Every setting of a scenario is here or in `left_out`, and a test sees to it: a new setting has to
be called one or the other on the day it is written.
"""

from collections.abc import Callable
from dataclasses import dataclass

from scenarios.levers.handles import Delay, Handle, KeptTime, Number, ShareOfWhole, Value, Word
from scenarios.levers.people import Growth, ListCheck, OutcomeShare, SignpostedTo, WeeklyMinutes
from scenarios.levers.staffing import BoughtMinutes, HoursOpen, NewPost, Pooling, Responders
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


ROLES = "teams.NAME.roles.NAME"
DOORS = "access_points.NAME.roles.NAME"
TRIAGE = "access_points.NAME.triage.NAME"
STAGE = "stages.NAME"
SUPPORT = "waiting.NAME.support"
SIZE = "from nothing to half as much again: beyond that it is another service"
HALF_TO_TWICE = "from half to twice today's value"
SOME = "from none to twice today's value"
ANY_SHARE = "any share of a week; what one stage gains the others lose in proportion"

RULES: tuple[Rule, ...] = (
    Rule(
        "posts",
        "commissioner",
        "established WTE",
        Number(f"{ROLES}.wte", above=0),
        times(0.5, 1.5),
        SIZE,
    ),
    Rule(
        "posts",
        "commissioner",
        "established WTE",
        Number(f"{DOORS}.wte", above=0),
        times(0.5, 1.5),
        SIZE,
    ),
    Rule(
        "posts",
        "commissioner",
        "new posts, WTE",
        NewPost(f"{ROLES}.posts"),
        within(-5, 10),
        "more than ten at once is rarely recruited; below zero is a cut",
        documented="teams.NAME.roles.NAME.posts.NAME.wte",
    ),
    Rule(
        "posts",
        "commissioner",
        "new posts, WTE",
        NewPost(f"{DOORS}.posts"),
        within(-5, 10),
        "more than ten at once is rarely recruited; below zero is a cut",
        documented="teams.NAME.roles.NAME.posts.NAME.wte",
    ),
    Rule(
        "posts",
        "provider",
        "share of posts vacant",
        Number(f"{ROLES}.vacancy_share"),
        within(0, 0.3),
        "full establishment to three posts in ten empty",
    ),
    Rule(
        "posts",
        "provider",
        "share of posts vacant",
        Number(f"{DOORS}.vacancy_share"),
        within(0, 0.3),
        "full establishment to three posts in ten empty",
    ),
    Rule(
        "posts",
        "provider",
        "minutes to screen a referral",
        Number("access_points.NAME.minutes_per_screening"),
        times(0.5, 2),
        HALF_TO_TWICE,
    ),
    Rule(
        "job_plans",
        "provider",
        "share of contact time",
        ShareOfWhole(f"{ROLES}.job_plan.NAME"),
        within(0.01, 0.95),
        ANY_SHARE,
    ),
    Rule(
        "booking",
        "provider",
        "who is seen next",
        Word(f"{STAGE}.discipline"),
        None,
        "the ways of booking that need no further setting",
        ("priority_then_longest_wait", "longest_wait"),
        when=by_clinic_day,
    ),
    Rule(
        "booking",
        "provider",
        "when kept time is released",
        Word(f"{STAGE}.carve_out_release"),
        None,
        "never, or on the day",
        ("never", "same_day"),
        when=keeping_time,
    ),
    Rule(
        "booking",
        "provider",
        "share of time kept for urgent children",
        KeptTime(f"{STAGE}.carve_out.PRIORITY"),
        within(0, 0.5),
        "nothing to half of the stage's time",
    ),
    Rule(
        "booking",
        "provider",
        "least notice, working days",
        Number(f"{STAGE}.notice_working_days.PRIORITY"),
        within(0, 20),
        "no notice to four weeks",
    ),
    Rule(
        "booking",
        "provider",
        "most children for each WTE",
        Number(f"{STAGE}.caseload_per_wte"),
        times(0.5, 2),
        HALF_TO_TWICE,
    ),
    Rule(
        "pooling",
        "commissioner",
        "sees children of other areas' teams",
        Pooling(),
        None,
        "all teams with time for the same stages, or none",
        (False, True),
    ),
    Rule(
        "missed_appointments",
        "provider",
        "share of appointments missed",
        Number(f"{STAGE}.missed_share", above=0),
        times(0.5, 1.5),
        "half as many to half as many again",
    ),
    Rule(
        "missed_appointments",
        "provider",
        "share of appointments the provider cancels",
        Number(f"{STAGE}.cancelled_by_provider_share", above=0),
        times(0, 2),
        SOME,
    ),
    Rule(
        "missed_appointments",
        "provider",
        "days to a new date",
        Number(f"{STAGE}.rebook_days"),
        within(1, 42),
        "the next day to six weeks",
        when=missable,
    ),
    Rule(
        "missed_appointments",
        "provider",
        "missed in a row before discharge",
        Number(f"{STAGE}.discharge_after_missed"),
        within(1, 6),
        "the first to the sixth missed appointment",
        when=missable,
    ),
    Rule(
        "threshold",
        "commissioner",
        "share of referrals accepted",
        Number(f"{TRIAGE}.accepted_share"),
        within(0.3, 1),
        "from 0.3; published doors accept 0.41 to 0.82, and some refuse nobody",
    ),
    Rule(
        "threshold",
        "commissioner",
        "of those not accepted, share sent elsewhere",
        Number(f"{TRIAGE}.signposted_share"),
        within(0, 1),
        "nobody to everybody",
    ),
    Rule(
        "threshold",
        "council",
        "where those sent elsewhere go",
        SignpostedTo(f"{TRIAGE}.signposted_to"),
        None,
        "nowhere known, or a stage of early help, schools or charities",
    ),
    Rule(
        "threshold",
        "provider",
        "days from screening to a decision",
        Number("access_points.NAME.decision_delay_days"),
        within(0, 28),
        "at once to a monthly panel",
    ),
    Rule(
        "threshold",
        "council",
        "share who go this way",
        OutcomeShare(f"{STAGE}.outcomes.NAME.share"),
        within(0, 0.5),
        "up to what the remaining outcome leaves",
    ),
    Rule(
        "support",
        "provider",
        "share of waiting families reached",
        Number(f"{SUPPORT}.reach_share"),
        within(0, 1),
        "nobody to everybody",
    ),
    Rule(
        "support",
        "commissioner",
        "cost for a child and week",
        Number(f"{SUPPORT}.cost_gbp_per_child_per_week"),
        within(0, 30),
        "nothing to about an hour of a band 6 every week",
    ),
    Rule(
        "support",
        "provider",
        "rate of becoming more urgent, if reached",
        Number(f"{SUPPORT}.escalation_multiplier"),
        within(0, 1),
        "no effect (1) to full effect (0): no effect is published, so it is for you to justify",
    ),
    Rule(
        "support",
        "provider",
        "rate of leaving, if reached",
        Number(f"{SUPPORT}.leaving_multiplier"),
        within(0, 2),
        "fewer or more: no effect is published",
    ),
    Rule(
        "information",
        "council",
        "share whose information is missing",
        Number(f"{TRIAGE}.information_missing_share", above=0),
        within(0, 0.6),
        "none to twice what is usual",
    ),
    Rule(
        "information",
        "council",
        "average days until information comes back",
        Delay(f"{TRIAGE}.information_delay_days"),
        times(0.1, 2),
        SOME,
    ),
    Rule(
        "information",
        "council",
        "of those asked, share who never answer",
        Number(f"{TRIAGE}.information_lapse_share", above=0),
        within(0, 0.5),
        "nobody to half",
    ),
    Rule(
        "information",
        "provider",
        "average days before joining the list, or of the step",
        Delay(f"{STAGE}.delay_days"),
        times(0.1, 2),
        SOME,
    ),
    Rule(
        "clinics",
        "provider",
        "minutes of each contact",
        Number(f"{STAGE}.minutes.NAME"),
        times(0.5, 1.5),
        "half to half as much again; shorter is an assumption about quality too",
    ),
    Rule(
        "clinics",
        "provider",
        "average contacts",
        Number(f"{STAGE}.contacts"),
        times(0.5, 1.5),
        "half to half as many again",
        when=in_contacts,
    ),
    Rule(
        "clinics",
        "provider",
        "average contacts",
        Number(f"{STAGE}.contacts.mean"),
        times(0.7, 1.3),
        "three in ten fewer or more; with fewer the spread no longer fits",
    ),
    Rule(
        "clinics",
        "provider",
        "days between contacts",
        Number(f"{STAGE}.spacing_days"),
        times(0.5, 2),
        HALF_TO_TWICE,
        when=in_contacts,
    ),
    Rule(
        "groups",
        "provider",
        "children seen together",
        Number(f"{STAGE}.group_size"),
        within(1, 12),
        "one to a full room",
        when=in_contacts,
    ),
    Rule(
        "groups",
        "provider",
        "fewest with whom a group is held",
        Number(f"{STAGE}.group_minimum", above=1),
        within(1, 4),
        "any number up to half a group",
    ),
    Rule(
        "shared_care",
        "gp",
        "share handed over at each review",
        Number(f"{STAGE}.recurrence.shared_care_share"),
        within(0, 1),
        "nobody to everybody",
    ),
    Rule(
        "shared_care",
        "gp",
        "share of handovers refused",
        Number(f"{STAGE}.recurrence.shared_care_refused_share"),
        within(0, 1),
        "none to all",
    ),
    Rule(
        "shared_care",
        "provider",
        "days between reviews",
        Number(f"{STAGE}.recurrence.every_days"),
        within(90, 730),
        "every quarter to every other year",
    ),
    Rule(
        "initiative",
        "commissioner",
        "minutes bought a week for a year",
        BoughtMinutes("teams.NAME.extra_minutes.NAME"),
        within(0, 2400),
        "none to a full-time week",
        documented="teams.NAME.extra_minutes.NAME.minutes_per_week",
    ),
    Rule(
        "initiative",
        "provider",
        "share of the list removed by a check",
        ListCheck("waiting.NAME.validations"),
        within(0, 0.3),
        "nobody to three in ten",
        documented="waiting.NAME.validations.NAME.removed_share",
    ),
    Rule(
        "right_to_choose",
        "commissioner",
        "minutes bought a week",
        WeeklyMinutes(f"{ROLES}.minutes_by_weekday"),
        times(0, 3),
        "none to three times today's activity",
    ),
    Rule(
        "right_to_choose",
        "commissioner",
        "share of leavers who go this way",
        ShareOfWhole("waiting.NAME.destinations.NAME.share"),
        within(0.01, 0.95),
        "what one way gains the others lose in proportion",
    ),
    Rule(
        "right_to_choose",
        "commissioner",
        "price of a contact",
        Number("teams.NAME.price_gbp_per_contact", above=0),
        times(0.5, 2),
        HALF_TO_TWICE,
    ),
    Rule(
        "crisis",
        "commissioner",
        "hours open a day",
        HoursOpen(),
        within(4, 24),
        "a half day to day and night",
    ),
    Rule(
        "crisis",
        "commissioner",
        "responders on duty",
        Responders(),
        within(1, 6),
        "one to a full shift",
    ),
    Rule(
        "demand",
        "commissioner",
        "referrals a year",
        Number("demand.NAME.referrals_per_year.NAME", above=0),
        times(0.5, 2),
        HALF_TO_TWICE,
    ),
    Rule(
        "demand",
        "commissioner",
        "growth a year",
        Growth("demand.NAME.growth_per_year"),
        within(-0.1, 0.3),
        "a fall of a tenth to the fastest growth of autism and ADHD referrals seen in England",
    ),
)
