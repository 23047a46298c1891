"""Explaining a result: what drives it, by the ranges that its own evidence gives."""

from scenarios.explain.drivers import Drivers, Outcome, Trying, drivers
from scenarios.explain.ranges import LeftOut, Moved, ranges

__all__ = ["Drivers", "LeftOut", "Moved", "Outcome", "Trying", "drivers", "ranges"]
