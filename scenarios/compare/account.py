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
MEASURES = ("list_size", "referrals_received", *PARTS.values())
"""What has to be read, over the window from the first day."""


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
        """Whether more children were lost and not more reached help."""
        return bool(self.lost.low[0] > 0 and not self.reached.low[0] > 0)


def accounts(
    so_far: Readings, baseline: str, option: str, pairing: Pairing
) -> dict[Scope, Account]:
    """Return the account of every list that is stored: areas, needs, and their totals."""
    return {scope: _account(so_far, baseline, option, scope, pairing) for scope in _scopes(so_far)}


def _scopes(readings: Readings) -> list[Scope]:
    chosen = readings.pick(measure="list_size", priority=ALL, stage=ALL)
    pairs = readings.cells.loc[chosen, ["area", "need"]].drop_duplicates()
    return [Scope(str(area), str(need)) for area, need in pairs.itertuples(index=False)]


def _account(
    readings: Readings, baseline: str, option: str, scope: Scope, pairing: Pairing
) -> Account:
    first, second = (_counted(readings, name, scope) for name in (baseline, option))

    def differ(one: FloatArray, two: FloatArray) -> Differences:
        return pairing.difference(baseline, option, one, two)

    shortened, and_shortened = _shortening(first), _shortening(second)
    fall = {part: differ(shortened[part], and_shortened[part]) for part in shortened}
    reached, lost = (
        differ(*(np.sum([of[part] for part in parts], axis=0) for of in (first, second)))
        for parts in (REACHED, LOST)
    )
    return Account(scope, fall, reached, lost)


def _counted(readings: Readings, option: str, scope: Scope) -> dict[str, FloatArray]:
    """Return children in each part, waiting and referred, by replication."""
    names = {**PARTS, "waiting": "list_size", "referred": "referrals_received"}
    return {
        part: readings.of(option, measure=measure, area=scope.area, need=scope.need,
                          priority=ALL, stage=ALL, clock=NONE, standard=NONE)
        for part, measure in names.items()
    }  # fmt: skip


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
