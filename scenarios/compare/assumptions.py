"""What the answer becomes under other assumptions: posts filled as funded, re-grading rates."""

from collections.abc import Mapping

import pandas as pd

from scenarios.compare.comparison import Compared, Comparison
from scenarios.compare.readings import CELL
from scenarios.compare.variants import AS_FUNDED
from scenarios.compare.words import headline_rows

SHOWN = ["difference", "low", "high", "verdict"]
NAMES = ["option", *CELL, "unit"]
NOBODY = "nobody to count"
"""Said in place of a verdict where another assumption leaves no child to measure."""


def funded_beside_likely(comparison: Comparison) -> pd.DataFrame:
    """Return headline differences of options with posts, as likely recruited and as funded.

    Columns: option, the cell, unit, difference, low, high, verdict, and the same with
    ``funded_`` before them: every post filled on its date and never empty.
    """
    tables = []
    for one in comparison.likely():
        twin = comparison.of(one.option + AS_FUNDED)
        if twin is not None:
            tables.append(_beside(one, {"funded": twin}))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=NAMES)


def across_regrading(comparison: Comparison, at_rates: Mapping[str, Comparison]) -> pd.DataFrame:
    """Return headline differences at each rate of re-grading while waiting.

    Columns: option, the cell, unit, difference, low, high and verdict at the scenario's own
    rate, the same with ``zero_``, ``low_`` and ``high_`` before them, and ``changes``: whether
    the verdict is another at some rate at which anybody is counted.
    """
    tables = []
    for one in comparison.likely():
        others = {rate: at.of(one.option) for rate, at in at_rates.items()}
        table = _beside(one, {rate: other for rate, other in others.items() if other})
        words = [c for c in table.columns if c.endswith("_verdict")]
        others_say = table[words].ne(table["verdict"], axis=0) & (table[words] != NOBODY)
        changes = others_say.any(axis=1)
        tables.append(table.assign(changes=changes))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=NAMES)


def _beside(one: Compared, others: Mapping[str, Compared]) -> pd.DataFrame:
    table = headline_rows(one.differences)[[*NAMES, *SHOWN]]
    for prefix, other in others.items():
        more = other.differences[[*CELL, *SHOWN]]
        more = more.rename(columns={name: f"{prefix}_{name}" for name in SHOWN})
        table = table.merge(more, on=list(CELL), how="left")
        table = table.fillna({f"{prefix}_verdict": NOBODY})
    return table
