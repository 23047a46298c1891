"""The engine's small vocabulary: what a node, a state, a decision and a stay can be.

Positions are what the compiled kernels compare; the words are what the results show.
"""

from sim.settings.words import EVENTS, EXITS

# Kinds of node
SCREENING, CLINIC, CONTINUOUS, DELAY = range(4)

# States of an episode
NOT_ARRIVED, WAITING, BETWEEN, DUE, DELAYED, IN_CONTINUOUS, HELD, CLOSED = range(8)
STATES = ("not arrived", "waiting", "between contacts", "due", "delayed",
          "with responders", "held", "closed")  # fmt: skip

# Why an episode is delayed
BEFORE_LIST, WHOLE_STAGE, INFORMATION, LAPSE, REBOOKING, DECISION, GROWN_UP = range(7)

# How a list's order is keyed
BY_REFERRAL, BY_STAGE, BY_TARGET, BY_SKEW = range(4)

# What luck decides
DECISIONS = (
    "outcome", "contacts", "attendance", "drop out", "drop out when", "delay", "information",
    "lapse", "information delay", "pass on", "acceptance", "signpost", "re-grade",
    "shared care", "shared care refused", "skew", "skew days", "destination", "escalation",
    "return", "return delay", "return raised", "word 1", "word 2", "leaving", "escalation 1",
    "escalation 2", "service", "contacts done",
)  # fmt: skip
(
    D_OUTCOME, D_CONTACTS, D_ATTENDANCE, D_DROP_OUT, D_DROP_WHEN, D_DELAY, D_INFORMATION,
    D_LAPSE, D_INFORMATION_DELAY, D_PASS, D_ACCEPT, D_SIGNPOST, D_REGRADE, D_SHARED,
    D_SHARED_REFUSED, D_SKEW, D_SKEW_DAYS, D_DESTINATION, D_ESCALATION, D_RETURN,
    D_RETURN_DELAY, D_RETURN_RAISED, D_WORD_1, D_WORD_2, D_LEAVING, D_ESCALATION_1,
    D_ESCALATION_2, D_SERVICE, D_DONE,
) = range(len(DECISIONS))  # fmt: skip

# Stays: a stretch of time an episode spends at a node
STAY_WAIT, STAY_CARE, STAY_DELAY = range(3)
STAY_KINDS = ("wait", "care", "delay")
# How a stay ends; an exit is HOW_EXIT plus its position in EXITS
HOW_SEEN, HOW_REGRADED, HOW_MOVED, HOW_DONE, HOW_OPEN, HOW_TO_CRISIS = range(6)
HOW_EXIT = 10
HOWS = {
    HOW_SEEN: "seen",
    HOW_REGRADED: "re-graded",
    HOW_MOVED: "changed team",
    HOW_DONE: "done",
    HOW_OPEN: "still there",
    HOW_TO_CRISIS: "became a crisis",
    **{HOW_EXIT + k: name for k, name in enumerate(EXITS)},
}

# Why children wait, in child-days
CAUSES = ("no_slot", "no_right_role", "information", "re_booking", "caseload_full")
NO_SLOT, NO_ROLE, NO_INFORMATION, RE_BOOKING, CASELOAD_FULL = range(5)

# Contacts counted by line
CONTACT_KINDS = ("attended", "missed", "cancelled")
ATTENDED, MISSED, CANCELLED = range(3)

X_ASSESSED = EXITS.index("assessed_no_further_help")
X_REFUSED = EXITS.index("refused")
X_SIGNPOSTED = EXITS.index("signposted")
X_LAPSED = EXITS.index("information_lapsed")
X_NOT_ATTENDED = EXITS.index("not_attended")
X_DROPPED_OUT = EXITS.index("dropped_out")
X_ELSEWHERE = EXITS.index("gone_elsewhere")
X_LEFT = EXITS.index("left_without_help")
X_TURNED_18 = EXITS.index("turned_18")
X_HELPED = EXITS.index("helped")

E_ACCEPTED = EVENTS.index("accepted")
E_FIRST = EVENTS.index("first_contact")
E_SECOND = EVENTS.index("second_contact")
E_REGRADED = EVENTS.index("re_graded")
E_MISSED = EVENTS.index("missed_appointment")
E_PROVIDER = EVENTS.index("provider_changed")

# What a trace records beyond the events above
TRACE_WORDS = (
    *EVENTS, "arrived", "joined", "attended", "missed", "cancelled", "left list", "escalated",
    "information asked", "stage done", "exit", "removed from list",
)  # fmt: skip
(
    N_ARRIVED, N_JOINED, N_ATTENDED, N_MISSED, N_CANCELLED, N_LEFT, N_ESCALATED, N_ASKED,
    N_DONE, N_EXIT, N_REMOVED,
) = range(len(EVENTS), len(TRACE_WORDS))  # fmt: skip
