"""Joining things that are connected into numbered groups."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Groups:
    """Members by group: ``members[starts[g]:starts[g + 1]]``; ``number`` is each one's group."""

    number: NDArray[np.int64]
    starts: NDArray[np.int64]
    members: NDArray[np.int64]


def joined(count: int, pairs: list[tuple[int, int]]) -> Groups:
    """Return the groups of 0 to count - 1 that the pairs connect, in order of first member."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    first = [a for a, _ in pairs]
    second = [b for _, b in pairs]
    links = coo_array((np.ones(len(pairs)), (first, second)), shape=(count, count))
    groups, label = connected_components(links, directed=False)
    _, order = np.unique(label, return_index=True)
    rank = np.empty(groups, np.int64)
    rank[np.argsort(order)] = np.arange(groups)
    number = rank[label]
    members = np.argsort(number, kind="stable")
    starts = np.searchsorted(number[members], np.arange(groups + 1))
    return Groups(number, starts, members)
