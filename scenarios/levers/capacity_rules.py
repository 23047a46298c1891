"""Levers on capacity: posts, job plans, booking, pooling, missed appointments."""

from scenarios.levers.handles import KeptTime, Number, ShareOfWhole, Word
from scenarios.levers.rule import (
    Rule,
    by_clinic_day,
    keeping_time,
    missable,
    times,
    within,
)
from scenarios.levers.staffing import Establishment, NewPost, OwnStaff, Pooling

ROLES = "teams.NAME.roles.NAME"
DOORS = "access_points.NAME.roles.NAME"
STAGE = "stages.NAME"
SIZE = "from half to half as much again: beyond that it is another service"
HALF_TO_TWICE = "from half to twice today's value"
SOME = "from none to twice today's value"
ANY_SHARE = "any share of a week; what one stage gains the others lose in proportion"

CAPACITY: tuple[Rule, ...] = (
    Rule(
        "posts",
        "commissioner",
        "established WTE",
        Establishment(f"{ROLES}.wte", above=0),
        times(0.5, 1.5),
        SIZE,
    ),
    Rule(
        "posts",
        "commissioner",
        "established WTE",
        Establishment(f"{DOORS}.wte", above=0),
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
        OwnStaff(f"{ROLES}.vacancy_share"),
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
)
