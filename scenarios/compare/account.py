"""Where the children went: every difference in a list, split so that it adds up exactly.

From the first day to the end of a window, children referred are either waiting, in care,
between two steps, or have left by a named way out. So the fall of a list between baseline and
option is exactly the rise of everything else, less the rise in referrals.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.compare.paired import Differences
from scenarios.compare.pairing import Pairing
from scenarios.compare.readings import Readings
from sim.measures.table import ALL, NONE

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
FEWER_WAITING = "fewer waiting"
FEWER_REFERRED = "fewer referred"
BETWEEN = "between two steps (information awaited, or a decision not yet in effect)"
REACHED: Mapping[str, str] = {
    "helped": "exits_helped",
    "assessed, no further help offered": "exits_assessed_no_further_help",
    "in care": "in_care",
}
"""Parts that are help or its beginning, and the measure each is counted by."""
LOST: Mapping[str, str] = {
    "refused": "exits_refused",
    "sent elsewhere, outcome not known": "exits_signposted",
    "closed because information did not come back": "exits_information_lapsed",
    "discharged for non-attendance": "exits_not_attended",
    "dropped out of treatment": "exits_dropped_out",
    "gone elsewhere": "exits_gone_elsewhere",
    "left without help": "exits_left_without_help",
    "turned 18": "exits_turned_18",
}
"""Parts that are the end of a wait without help."""
PARTS: Mapping[str, str] = {**REACHED, **LOST}
COUNTED = {**PARTS, "waiting": "list_size", "referred": "referrals_received"}
MEASURES = tuple(COUNTED.values())
"""What has to be read, over the window from the first day."""
NOWHERE = -1
HALF_A_CHILD = 0.5
"""Fewer are none, where children are counted whole."""


@dataclass(frozen=True)
class Scope:
    """Whose children: an area and a need, or all of them."""

    area: str = ALL
    need: str = ALL


@dataclass(frozen=True)
class Account:
    """What one option does to one list."""

    scope: Scope
    fall: Mapping[str, Differences]
    """Each part's share in the fall of the list, in children; the whole fall is last."""
    reached: Differences
    """Children who reached help, or are in care."""
    lost: Differences
    """Children whose wait ended without help."""

    @property
    def made_by_loss(self) -> bool:
        """Whether more children were lost and not more reached help; half a child is none."""
        lost = self.lost.low[0] > 0 and self.lost.mean[0] > HALF_A_CHILD
        return bool(lost and not self.reached.low[0] > 0)

    @property
    def moves_a_child(self) -> bool:
        """Whether the list or any part of its fall differs by half a child on average."""
        return any(abs(of.mean[0]) > HALF_A_CHILD for of in self.fall.values())


@dataclass(frozen=True)
class Lists:
    """Every list that is stored, and where its children are counted: looked up once for all."""

    so_far: Readings
    """From the first day to the end of a window."""
    scopes: tuple[Scope, ...]
    """Areas, needs, and their totals."""
    rows: Mapping[str, IntArray]
    """Where each part is counted, by scope; ``NOWHERE`` where no child was."""

    def counted(self, option: str) -> dict[str, FloatArray]:
        """Return children in each part, waiting and referred, by scope and replication."""
        values = self.so_far.values[option]
        return {
            part: np.where((rows == NOWHERE)[:, None], 0.0, values[rows])
            for part, rows in self.rows.items()
        }


def lists_of(so_far: Readings) -> Lists:
    """Return the lists of some readings."""
    counts = {part: _places(so_far, measure) for part, measure in COUNTED.items()}
    scopes = tuple(counts["waiting"])
    rows = {
        part: np.array([places.get(scope, NOWHERE) for scope in scopes], np.int64)
        for part, places in counts.items()
    }
    return Lists(so_far, scopes, rows)


def _places(readings: Readings, measure: str) -> dict[Scope, int]:
    """Return where a measure stands for each area and need."""
    chosen = readings.pick(measure=measure, priority=ALL, stage=ALL, clock=NONE, standard=NONE)
    rows = np.flatnonzero(chosen)
    pairs = readings.cells[["area", "need"]].iloc[rows].itertuples(index=False, name=None)
    return {Scope(*pair): int(row) for pair, row in zip(pairs, rows, strict=True)}


def accounts(lists: Lists, baseline: str, option: str, pairing: Pairing) -> dict[Scope, Account]:
    """Return the account of every list."""
    first, second = lists.counted(baseline), lists.counted(option)

    def differ(one: FloatArray, two: FloatArray) -> list[Differences]:
        return pairing.difference(baseline, option, one, two).apart()

    shortened, and_shortened = _shortening(first), _shortening(second)
    fall = {part: differ(shortened[part], and_shortened[part]) for part in shortened}
    reached, lost = (
        differ(*(np.sum([of[part] for part in parts], axis=0) for of in (first, second)))
        for parts in (REACHED, LOST)
    )
    return {
        scope: Account(scope, {part: of[k] for part, of in fall.items()}, reached[k], lost[k])
        for k, scope in enumerate(lists.scopes)
    }


def _shortening(counted: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Return what shortens the list, part by part; what no part explains is between steps."""
    parts = {part: counted[part] for part in PARTS} | {FEWER_REFERRED: -counted["referred"]}
    whole = -counted["waiting"]
    between = whole - np.sum(list(parts.values()), axis=0)
    return {**parts, BETWEEN: between, FEWER_WAITING: whole}


def split_table(option: str, of: Mapping[Scope, Account]) -> pd.DataFrame:
    """Return the fall of every list, split; the parts of a scope add up to its last row.

    Columns: option, area, need, part, children (mean over replications, positive where it
    makes the list shorter), low, high (95 % interval of that mean).
    """
    rows = [
        (option, scope.area, scope.need, part, d.mean[0], d.low[0], d.high[0])
        for scope, account in of.items()
        for part, d in account.fall.items()
    ]
    columns = ["option", "area", "need", "part", "children", "low", "high"]
    return pd.DataFrame(rows, columns=columns)
