"""What would it take? The smallest change that meets a standard by a date, with assurance.

:func:`seek` moves one lever, or several together, tries values on the engine with the same
children and the same luck, and stops running a value as soon as it is told.
"""

from scenarios.seek.ask import bench_of
from scenarios.seek.bench import Bench
from scenarios.seek.search import Sought, seek
from scenarios.seek.target import Target, Wish, can_be_held, target_of
from scenarios.seek.trial import Trial

__all__ = [
    "Bench",
    "Sought",
    "Target",
    "Trial",
    "Wish",
    "bench_of",
    "can_be_held",
    "seek",
    "target_of",
]
