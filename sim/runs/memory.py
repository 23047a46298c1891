"""How much memory a worker will need, held against what the machine has, before a run begins.

A machine that runs out of memory ends processes without a word. The number of workers changes
no result, so fewer of them are taken instead; where not even one fits, the run is refused.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from sim.pathway.state import REGISTER, STAY
from sim.settings.problems import BadInput, Problem
from sim.settings.scenario import Scenario
from sim.settings.volume import episodes_expected

PROGRAM_BYTES = 360e6
"""A worker before it simulates anything: Python, the compiled engine and its libraries."""
BYTES_AN_EPISODE = REGISTER.itemsize + 8 * STAY.itemsize + 1300
"""Its row, its stays, its luck while children are drawn, and its share of the measures; beside
the dates of its events and its visits, which depend on the scenario. A replication of Suffolk,
47,000 episodes, was measured at 457 MB, and is said to need about as much."""
KEPT_FREE = 0.1
"""Share of what is free that is left to everything else."""
MEGABYTE = 1e6


def needed_by(scenario: Scenario) -> float:
    """Return about how many bytes a worker holds at most while it answers a replication."""
    events = sum(1 + len(clock.stop) for clock in scenario.clocks.values())
    places = len(scenario.stages) + len(scenario.access_points)
    return PROGRAM_BYTES + episodes_expected(scenario) * (BYTES_AN_EPISODE + 8 * events + places)


def workers_that_fit(wanted: int, scenarios: Iterable[Scenario], free: float | None = None) -> int:
    """Return how many workers the memory that is free can hold, at most as many as wanted.

    ``free`` is in bytes, what the machine says unless given; where it says nothing, all fit.

    Raises:
    BadInput
        When not even one fits.
    """
    free = free_bytes() if free is None else free
    largest = max(map(needed_by, scenarios), default=0.0)
    if not free or largest <= PROGRAM_BYTES:
        return wanted
    fitting = int(free * (1 - KEPT_FREE) // largest)
    if fitting == 0:
        raise BadInput([Problem(
            "scenario", "demand",
            f"needs about {largest / MEGABYTE:,.0f} MB for one replication, and "
            f"{free / MEGABYTE:,.0f} MB of memory are free here",
            "Shorten calendar.horizon_days, run fewer areas at a time, or use a larger machine.",
        )])  # fmt: skip
    return min(wanted, fitting)


def free_bytes() -> float:
    """Return how much memory is free for new processes; 0 where the system does not say."""
    limits = [_stated("/proc/meminfo"), _left_to_group()]
    known = [limit for limit in limits if limit > 0]
    return min(known) if known else _of_the_machine()


def _stated(path: str) -> float:
    """Return what Linux says could be given to new processes without swapping."""
    try:
        lines = Path(path).read_text("ascii").splitlines()
    except OSError:
        return 0.0
    found = [line.split() for line in lines if line.startswith("MemAvailable:")]
    return float(found[0][1]) * 1024 if found else 0.0


def _left_to_group(folder: str = "/sys/fs/cgroup") -> float:
    """Return what a container's limit leaves, 0 where there is no limit.

    Files kept in memory for the next reader count as used, and make room when it is needed.
    """
    try:
        most = Path(folder, "memory.max").read_text("ascii").strip()
        used = Path(folder, "memory.current").read_text("ascii").strip()
        told = Path(folder, "memory.stat").read_text("ascii").split()
    except OSError:
        return 0.0
    if not most.isdigit():
        return 0.0
    makes_room = float(told[told.index("inactive_file") + 1]) if "inactive_file" in told else 0.0
    return max(1.0, float(most) - float(used) + makes_room)


def _of_the_machine() -> float:
    """Return half of all the memory there is, where nothing better is known."""
    names = getattr(os, "sysconf_names", {})
    if "SC_PHYS_PAGES" not in names or "SC_PAGE_SIZE" not in names:
        return 0.0
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2
