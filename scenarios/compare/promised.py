"""What an option does to each standard, split into children as a list is.

A share alone can rise because more children were seen in time, or because fewer were seen at
all. So beside every share stand the children behind it, by area, need and priority; where the
children of a list went is counted by area and need.
"""

from collections.abc import Iterator, Mapping

import pandas as pd

from scenarios.compare.account import LOST, Account, Scope
from scenarios.compare.catalogue import compared_measures
from sim.measures.table import ALL, NONE

SHARE = "share_within_completed"
COUNTS = ("seen_within", "breaches_completed", "breaches_open")
"""Measures that count the children behind a share: in time, late, and still waiting too long."""
PLACE = ["standard", "area", "need", "priority"]
COLUMNS = ("option", *PLACE, "part", "unit", "difference", "low", "high")


def standards_table(differences: pd.DataFrame, accounts: Mapping[Scope, Account]) -> pd.DataFrame:
    """Return, for each standard, area, need and priority, the share and the children behind it.

    Columns are ``COLUMNS``, option less baseline with the 95 % interval of the mean. Where
    priorities are not told apart, the children whose wait ended without help follow, from the
    first day to the end of the window; they are those of the need and area, whatever the clock.
    """
    chosen = (differences["standard"] != NONE) & differences["measure"].isin([SHARE, *COUNTS])
    rows = differences[chosen]
    parts = rows.assign(part=[compared_measures()[name].words for name in rows["measure"]])
    lost = [
        (option, standard, area, need, ALL, part, "children", *_of(accounts, area, need, part))
        for option, standard, area, need in _wholes(rows)
        if Scope(area, need) in accounts
        for part in LOST
    ]
    table = pd.concat([parts[list(COLUMNS)], pd.DataFrame(lost, columns=list(COLUMNS))])
    return table.sort_values(PLACE, kind="stable").reset_index(drop=True)


def _wholes(rows: pd.DataFrame) -> Iterator[tuple[str, str, str, str]]:
    """Yield option, standard, area and need where all priorities are together."""
    whole = rows[(rows["measure"] == SHARE) & (rows["priority"] == ALL)]
    yield from whole[["option", "standard", "area", "need"]].itertuples(index=False, name=None)


def _of(
    accounts: Mapping[Scope, Account], area: str, need: str, part: str
) -> tuple[float, float, float]:
    found = accounts[Scope(area, need)].fall[part]
    return float(found.mean[0]), float(found.low[0]), float(found.high[0])
