"""How many replications are enough, when their number is automatic."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.measures.table import ALL, DEFAULTS, DIMENSIONS
from sim.runs.store import Store

BATCH = 10
"""Replications between two looks."""
DEVIATIONS = 1.96
"""Half-width of a 95 % interval in standard errors."""
TOTALS = {
    name: DEFAULTS.get(name, ALL)
    for name in DIMENSIONS
    if name not in ("period", "need", "measure", "unit")
}
WHOLE_LISTS = reduce(
    and_,
    (pc.field(name) == word for name, word in {**TOTALS, "measure": "list_size"}.items()),
    pc.field("need") != ALL,
)
"""The rows that hold the list size of one need, everywhere and of everybody."""


@dataclass(frozen=True)
class Precision:
    """When an automatic number of replications is enough.

    The half-width of the 95 % interval of the mean, as a share of the mean, must be at most
    ``share`` for the list size of every need at the last period end; or there are ``most``.
    After 60 that interval is a tenth as wide, to each side, as the range of futures from p10
    to p90 (1.96 / sqrt(60) against 2.56 standard deviations), however far futures differ: what
    is still unknown of the average is then little beside what is unknown of the future.
    """

    share: float = 0.02
    least: int = 20
    most: int = 60


@dataclass
class Looks:
    """Looks at what is stored, batch by batch; each answer is read once."""

    store: Store
    precision: Precision
    _sizes: dict[str, dict[str, float]] = field(default_factory=dict)
    """List size of each need at the last period end, by key of the answer."""

    def needed(self, keys: Sequence[Sequence[str]]) -> int:
        """Return how many replications seem to be enough for every option, ``most`` at most.

        ``keys`` are those of the replications there are, for each option.
        """
        lists = [sizes for of_option in keys for sizes in self._by_need(of_option)]
        return max(map(self._enough, lists), default=0)

    def _by_need(self, keys: Sequence[str]) -> list[list[float]]:
        """Return the list sizes of each need, over the replications; an empty list has no row."""
        read = [self._read(key) for key in keys]
        return [[sizes.get(need, 0.0) for sizes in read] for need in set().union(*read)]

    def _read(self, key: str) -> dict[str, float]:
        if key not in self._sizes:
            self._sizes[key] = last_list_sizes(self.store.read(key))
        return self._sizes[key]

    def _enough(self, sizes: Sequence[float]) -> int:
        """Return how many of such list sizes, in whole batches, tell their mean well enough."""
        allowed = self.precision.share * float(np.mean(sizes))
        if allowed <= 0:
            return 0
        errors = DEVIATIONS * float(np.std(sizes, ddof=1)) / allowed
        return min(math.ceil(errors**2 / BATCH) * BATCH, self.precision.most)


def last_list_sizes(table: pa.Table) -> dict[str, float]:
    """Return each need's list size at the last period end of one replication."""
    rows = table.filter(WHOLE_LISTS)
    if not rows.num_rows:
        return {}
    last = pc.max(rows.column("period").cast(pa.string()))
    rows = rows.filter(pc.field("period") == last)
    needs, sizes = rows.column("need").to_pylist(), rows.column("value").to_pylist()
    return dict(zip(needs, sizes, strict=True))
