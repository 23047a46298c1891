"""Why a list changed: every way onto it and every way off it.

From one period end to the next a list grows by who came onto it and shrinks by who left it,
each under one word, so a shorter list can never pass for more help.
"""

from typing import Any

import numpy as np

from sim.measures.cells import BY_AREA
from sim.measures.frame import Frame
from sim.measures.stays import Stays
from sim.measures.table import Table
from sim.pathway.codes import HOW_DONE, HOW_EXIT, HOW_OPEN, HOW_SEEN, SCREENING, STAY_CARE
from sim.pathway.compiled import kernel
from sim.settings.words import EXITS

NOTHING = -1
REFERRED, NEXT_STEP = range(2)
JOINED = ("referred", "next step")
"""Ways onto a list."""
SEEN, BETWEEN = range(2)
LEFT = ("seen", "between steps", *EXITS)
"""Ways off a list; the exits follow."""
FIRST_EXIT = 2
VIEWS = (*BY_AREA, "everyone")
"""Not by provider or priority: whoever goes from one's list to another's has not left the list."""


def add_changes(table: Table, frame: Frame) -> None:
    """Add who came onto the list and who left it, by how."""
    stays, register = frame.history.stays, frame.register
    screening = frame.history.blueprint.tables["nodes"]["kind"] == SCREENING
    how = np.where(screening[stays["node"]] & (stays["how"] == HOW_SEEN), HOW_DONE, stays["how"])
    before = np.full(len(register), NOTHING)
    care = stays["kind"] == STAY_CARE
    came, went = np.full((2, len(stays)), NOTHING)
    _note_ways(stays["row"], care, how, stays["start"], stays["end"], before, came, went)
    _end_with_episode(before, care, stays["end"], register["exit"], register["ready"], went)
    _add(table, frame.waiting, "list_joined", "start", came[~care], JOINED)
    _add(table, frame.waiting, "list_left", "end", went[~care], LEFT)


def _add(
    table: Table, some: Stays, measure: str, moment: str, way: np.ndarray, ways: tuple[str, ...]
) -> None:
    frame = some.frame
    period = frame.period(some.stays[moment].astype(float))
    for number, name in enumerate(ways):
        chosen = way == number
        values = frame.counts(some.base[chosen], period[chosen])
        frame.add_counts(table, measure, values, VIEWS, band=name)


@kernel
def _note_ways(
    row: Any, care: Any, how: Any, start: Any, end: Any, before: Any, came: Any, went: Any
) -> None:
    """Note how each stretch of waiting came onto the list and how it left it.

    Stretches of a child follow in order of time. Where two of waiting touch, the child has
    not left the list, and nothing is counted.
    """
    for k in range(row.shape[0]):
        last = before[row[k]]
        touches = last >= 0 and not care[last] and end[last] == start[k]
        if not care[k]:
            if touches:
                went[last] = NOTHING
            else:
                came[k] = REFERRED if last < 0 else NEXT_STEP
            if how[k] >= HOW_EXIT:
                went[k] = FIRST_EXIT + how[k] - HOW_EXIT
            elif how[k] == HOW_SEEN:
                went[k] = SEEN
            elif how[k] != HOW_OPEN:
                went[k] = BETWEEN
        before[row[k]] = k


@kernel
def _end_with_episode(last: Any, care: Any, end: Any, exit: Any, ready: Any, went: Any) -> None:
    """A child whose episode ends at the moment of leaving the list left it by that exit."""
    for i in range(last.shape[0]):
        k = last[i]
        if k >= 0 and not care[k] and exit[i] >= 0 and ready[i] == end[k]:
            went[k] = FIRST_EXIT + exit[i]
