"""The closed lists of words that settings may use, each defined once."""

from typing import Literal, get_args

Priority = Literal["crisis", "urgent", "routine"]
PRIORITIES: tuple[str, ...] = get_args(Priority)
"""Most pressing first; the position is the rank used by the engine."""

Source = Literal["gp", "school", "self_or_carer", "social_care", "acute_hospital", "other"]
SOURCES: tuple[str, ...] = get_args(Source)

Exit = Literal[
    "helped",
    "assessed_no_further_help",
    "refused",
    "signposted",
    "information_lapsed",
    "not_attended",
    "dropped_out",
    "gone_elsewhere",
    "left_without_help",
    "turned_18",
]
EXITS: tuple[str, ...] = get_args(Exit)
"""Every way out of the system. A wait that ends without help is one of these, never silence."""

EXIT_LABELS: dict[str, str] = {
    "helped": "helped",
    "assessed_no_further_help": "assessed, no further help offered",
    "refused": "refused at the access point",
    "signposted": "sent elsewhere, outcome not known",
    "information_lapsed": "closed because information did not come back",
    "not_attended": "discharged for non-attendance",
    "dropped_out": "dropped out of treatment",
    "gone_elsewhere": "gone elsewhere (private, Right to Choose or moved)",
    "left_without_help": "left the list without help",
    "turned_18": "turned 18",
}

Event = Literal[
    "referral",
    "accepted",
    "first_contact",
    "second_contact",
    "care_plan",
    "intervention",
    "baseline_outcome",
    "assessed",
    "diagnosis",
    "treatment",
    "medication",
    "crisis_response",
    "urgent_assessment",
    "urgent_follow_up",
    "advice_returned",
    "re_graded",
    "missed_appointment",
    "provider_changed",
    "closed",
]
EVENTS: tuple[str, ...] = get_args(Event)
"""What can start, stop or restart a clock. The first five of a kind keep their earliest
date; ``re_graded``, ``missed_appointment`` and ``provider_changed`` keep their latest."""

LATEST_EVENTS: frozenset[str] = frozenset({"re_graded", "missed_appointment", "provider_changed"})

Confidence = Literal["high", "medium", "low", "assumption"]
Status = Literal[
    "statute",
    "national target",
    "published metric",
    "proposed",
    "NICE",
    "local contract",
    "local ambition",
    "reference elsewhere",
]

Owner = Literal["commissioner", "provider", "council", "gp"]
OWNERS: tuple[str, ...] = get_args(Owner)
"""Who can change a setting or keep a milestone."""
