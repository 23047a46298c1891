"""A scenario must fit into a computer."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.settings.checks.line import line
from sim.settings.volume import episodes_expected

if TYPE_CHECKING:
    from sim.settings.scenario import Scenario

MOST_EPISODES = 50_000_000
"""In one replication, about 60 GB; England's service has a million referrals a year."""


def size(s: "Scenario") -> Iterator[str]:
    """Yield a problem where one replication would hold more children than any computer can."""
    episodes = episodes_expected(s)
    if episodes > MOST_EPISODES:
        text = f"makes about {episodes:,.0f} referrals in all, above {MOST_EPISODES:,}"
        yield line("demand", text, "Correct referrals_per_year or growth, or shorten the calendar.")
