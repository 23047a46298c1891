"""Explaining a result: what drives it, why it changed, and why children wait.

:func:`drivers` moves each number to the ends of the range its evidence gives;
:func:`waterfall` tells which changed settings account for the change between two runs or
scenarios; :func:`causes` reads from a run folder why its children waited.
"""

from scenarios.explain.causes import Causes, causes
from scenarios.explain.drivers import Drivers, drivers
from scenarios.explain.outcome import Outcome
from scenarios.explain.ranges import LeftOut, Moved, ranges
from scenarios.explain.side import Side, side_of, side_of_scenario
from scenarios.explain.trial import Interrupted, Trying
from scenarios.explain.waterfall import Waterfall, waterfall

__all__ = [
    "Causes",
    "Drivers",
    "Interrupted",
    "LeftOut",
    "Moved",
    "Outcome",
    "Side",
    "Trying",
    "Waterfall",
    "causes",
    "drivers",
    "ranges",
    "side_of",
    "side_of_scenario",
    "waterfall",
]
