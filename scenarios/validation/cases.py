"""Every case, in the groups that readers see. A new one is a function and a line beside it."""

from scenarios.validation import devon, plain_simpy, queues, recursions, rtt_planner, rules_of_thumb
from scenarios.validation.held import Case

GROUPS = {
    "Queueing theory": queues.CASES | recursions.CASES,
    "Other tools' worked examples": rules_of_thumb.CASES | rtt_planner.CASES,
    "A published booking model": devon.CASES,
    "A plain SimPy model": plain_simpy.CASES,
}
"""Title of a group to its cases by name."""

CASES: dict[str, Case] = {name: case for cases in GROUPS.values() for name, case in cases.items()}
"""Every case that can be run here, by name."""


def group_of(name: str) -> str:
    """Return the title of a case's group."""
    return next(title for title, cases in GROUPS.items() if name in cases)
