"""Where results live: run folders on disk, found again by name, read once and kept in memory.

Nothing of a result lives in a reader's session: a refresh or a closed tab loses nothing.
"""

from views.store.chosen import KEY, chosen_run, remember
from views.store.readings import (
    beside,
    by_hand_of,
    compared,
    comparing,
    leaflet_of,
    projection_of,
    reading_of,
    scenario_of,
    screen_of,
    titles_of,
    traced_of,
)
from views.store.runs import Entry, entries, open_run, runs_folder, stamp

__all__ = [
    "KEY",
    "Entry",
    "beside",
    "by_hand_of",
    "chosen_run",
    "compared",
    "comparing",
    "entries",
    "leaflet_of",
    "open_run",
    "projection_of",
    "reading_of",
    "remember",
    "runs_folder",
    "scenario_of",
    "screen_of",
    "stamp",
    "titles_of",
    "traced_of",
]
