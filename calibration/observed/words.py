"""The closed lists of words that the observed table may use, each with its meaning."""

ALL = "all"
"""Not split by this column."""
UNKNOWN = "unknown"

NEEDS = {
    "camhs": "children's mental health",
    "asd": "suspected autism",
    "adhd": "suspected ADHD",
    "ehc": "advice to, or plans for, education, health and care",
    ALL: "every need that the publication covers, not split",
}

PRIORITIES = {
    "routine": "routine",
    "urgent": "urgent",
    "crisis": "emergency, or seen within hours",
    ALL: "not split by priority",
    UNKNOWN: "not recorded",
}

STAGES = {
    "referral": "the request itself: received, accepted, not accepted, closed",
    "first_contact": "the first attended contact",
    "second_contact": "the second attended contact",
    "treatment": "the start of treatment",
    "help": "contact, help or care plan, and baseline outcome: the four-week measure",
    "diagnosis": "a diagnosis",
    "plan": "an education, health and care plan",
    ALL: "not tied to one stage",
}

CLOCKS = {
    "none": "the figure is a count of events, not a wait",
    "referral_to_first_contact": "from the referral to the first attended contact",
    "first_to_second_contact": "from the first attended contact to the second",
    "referral_to_treatment": "from the referral to the start of treatment, as recorded",
    "referral_to_treatment_adjusted": "the same, with time added back or taken off for missed "
    "appointments and unavailability as the publisher's rules say",
    "referral_to_help": "from the start of the referral spell to the full clock stop of the "
    "four-week measure",
    "referral_open": "from the referral to the end of the period, whether seen yet or not",
    "request_to_plan": "from the request for an assessment to the final plan",
}

POPULATIONS = {
    "received": "referrals received in the period",
    "seen": "those whose wait ended with being seen in the period",
    "still waiting": "those not yet seen at the end of the period",
    "open": "those with an open referral at the end of the period, seen or not",
    "closed": "referrals closed in the period, for whatever reason",
}

STATISTICS = {
    "received": "referrals received",
    "accepted": "referrals accepted",
    "not_accepted": "referrals refused or sent elsewhere",
    "seen": "children seen: waits that ended with being seen",
    "waiting": "how many are waiting, or open, at the end of the period",
    "closed": "referrals closed, seen or not",
    "left": "those who left without being seen",
    "in_band": "how many waited from lower to upper days",
    "median": "the median wait",
    "percentile_90": "the wait that nine in ten stayed under",
    "mean_wait": "the mean wait",
    "share_within": "the share whose wait was from lower to upper days",
    "appointments": "appointments offered",
    "contacts": "contacts attended",
    "missed": "appointments not attended",
    "missed_share": "the share of appointments not attended",
    "diagnosed": "children diagnosed",
}

UNITS = {
    "count": "a number of what unit_counted says",
    "days": "days",
    "share": "from 0 to 1",
}

UNITS_COUNTED = {
    "referrals": "referrals, or episodes of one",
    "patients": "children, each once",
    "spells": "referral spells: overlapping referrals of one child at one provider",
    "appointments": "appointments",
    "plans": "plans issued",
}

WAIT_STATISTICS = frozenset({"in_band", "share_within"})
"""Statistics that need the bounds of a wait."""
SHARES = frozenset({"share_within", "missed_share"})
"""Statistics that lie from 0 to 1."""
