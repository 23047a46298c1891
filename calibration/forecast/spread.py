"""A spread: the lists of all replications month by month, each with its weight."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """Lists by replication and month, by band of weeks waited."""

    lists: Numbers
    """Shape (replications, months, bands)."""
    seen: Numbers
    """Shape (replications, months)."""
    weights: Numbers
    """Shape (replications, months); each month adds up to 1."""

    @classmethod
    def of(cls, result: pd.DataFrame, happened: Numbers | None = None) -> "Spread":
        """Return the spread of a projection.

        ``happened`` are children seen by month. A replication that could not see as many, since
        its list had run out, had too many leavers: it counts the less the further it falls short.
        """
        size = result["replication"].nunique(), result["month"].nunique()
        bands = [name for name in result.columns if name.startswith("from_")]
        lists = result[bands].to_numpy(float).reshape(*size, len(bands))
        seen = result["seen"].to_numpy(float).reshape(size)
        return cls(lists, seen, _weights(seen, happened))

    @property
    def waiting(self) -> Numbers:
        """The whole list, shape (replications, months)."""
        return np.asarray(self.lists.sum(axis=2))

    def quantile(self, share: float) -> Numbers:
        """Return a quantile of the list by month."""
        return np.array([
            weighted_quantile(self.waiting[:, k], self.weights[:, k], share)
            for k in range(self.lists.shape[1])
        ])  # fmt: skip

    def profile(self) -> Numbers:
        """Return the mean share of the list in each band by month, shape (months, bands)."""
        shares = self.lists / np.maximum(self.waiting, 1.0)[:, :, None]
        return np.asarray((shares * self.weights[:, :, None]).sum(axis=0))

    def crps(self, observed: Numbers) -> Numbers:
        """Return the continuous ranked probability score of the list by month, in children."""
        scores = np.empty(len(observed))
        for k, value in enumerate(observed):
            lists, weights = self.waiting[:, k], self.weights[:, k]
            apart = np.abs(lists[:, None] - lists[None, :])
            scores[k] = weights @ np.abs(lists - value) - weights @ apart @ weights / 2
        return scores


def weighted_quantile(values: Numbers, weights: Numbers, share: float) -> float:
    """Return a quantile of weighted values: between two of them, as if on a line."""
    order = np.argsort(values, kind="stable")
    middle = np.cumsum(weights[order]) - weights[order] / 2
    return float(np.interp(share, middle / weights.sum(), values[order]))


def _weights(seen: Numbers, happened: Numbers | None) -> Numbers:
    """Return weights by how far appointments fall short of those that happened, so far."""
    if happened is None:
        return np.full(seen.shape, 1 / len(seen))
    short = np.maximum(happened - seen, 0.0) / (np.sqrt(happened + 1) + 0.05 * happened)
    log = -0.5 * np.cumsum(short**2, axis=1)
    weight = np.exp(log - log.max(axis=0))
    return np.asarray(weight / weight.sum(axis=0))
