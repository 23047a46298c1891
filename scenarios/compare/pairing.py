"""Which replications of two options are the same children, and are set against each other."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.compare.paired import CONFIDENCE, Differences, paired, unpaired
from sim.runs.gathered import Pair

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Pairing:
    """How replications are set against each other."""

    pairs: Mapping[str, tuple[Pair, ...]]
    """Option to replication and accepted set of each column of its values."""
    by_replication: bool = True
    """False to take two options as having nothing in common."""

    def shared(self, first: str, second: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the columns of either that belong to the same replication and accepted set."""
        where = {pair: k for k, pair in enumerate(self.pairs[second])}
        both = [(k, where[p]) for k, p in enumerate(self.pairs[first]) if p in where]
        columns = np.array(both, np.int64).reshape(-1, 2)
        return columns[:, 0], columns[:, 1]

    def difference(
        self, first: str, second: str, baseline: FloatArray, option: FloatArray,
        confidence: float = CONFIDENCE,
    ) -> Differences:  # fmt: skip
        """Return ``option`` less ``baseline``: arrays of one cell or of (cells, replications)."""
        baseline, option = np.atleast_2d(baseline), np.atleast_2d(option)
        if not self.by_replication:
            return unpaired(baseline, option, confidence)
        left, right = self.shared(first, second)
        return paired(baseline[:, left], option[:, right], confidence)
