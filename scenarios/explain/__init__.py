"""Explaining a result: what drives it, why it changed, and why children wait.

:func:`drivers` moves each number to the ends of the range its evidence gives, and
:func:`keep_drivers` keeps what that shows beside the run that it explains;
:func:`waterfall` tells which changed settings account for the change between two runs or
scenarios; :func:`causes` reads from a run folder why its children waited.
"""

from scenarios.explain.causes import Causes, causes
from scenarios.explain.drivers import Drivers, drivers
from scenarios.explain.of_run import all_drivers_of, drivers_of, keep_drivers, loaded_of
from scenarios.explain.outcome import Outcome
from scenarios.explain.ranges import LeftOut, Moved, ranges
from scenarios.explain.side import Side, side_of, side_of_scenario
from scenarios.explain.trial import Trying
from scenarios.explain.waterfall import Waterfall, waterfall

__all__ = [
    "Causes",
    "Drivers",
    "LeftOut",
    "Moved",
    "Outcome",
    "Side",
    "Trying",
    "Waterfall",
    "all_drivers_of",
    "causes",
    "drivers",
    "drivers_of",
    "keep_drivers",
    "loaded_of",
    "ranges",
    "side_of",
    "side_of_scenario",
    "waterfall",
]
