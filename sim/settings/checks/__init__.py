"""Cross-checks: settings that are each fine but make no sense together.

One module a theme; each check yields lines 'setting | problem | remedy'.
"""

from typing import TYPE_CHECKING

from sim.settings.checks.names import unknown_names
from sim.settings.checks.opening_list import opening_list
from sim.settings.checks.serving import everyone_is_served, one_pathway_a_need
from sim.settings.checks.size import size
from sim.settings.checks.staffing import (
    bought_time,
    job_plans,
    lenders,
    minutes,
    replayed_contacts,
    shared_roles,
    shifts,
    whole_teams,
)
from sim.settings.checks.ways import circles, endless_delays, reachable, ways_out

if TYPE_CHECKING:
    from sim.settings.scenario import Scenario

CHECKS = (
    lenders,
    shared_roles,
    job_plans,
    bought_time,
    replayed_contacts,
    one_pathway_a_need,
    reachable,
    ways_out,
    endless_delays,
    circles,
    everyone_is_served,
    minutes,
    whole_teams,
    shifts,
    opening_list,
    size,
)


def cross_check(scenario: "Scenario") -> list[str]:
    """Return every problem found, as lines 'setting | problem | remedy'.

    Unknown names come alone: what refers to nothing cannot be checked any further.
    """
    problems = list(unknown_names(scenario))
    return problems or [line for check in CHECKS for line in check(scenario)]
