"""Joining things that are connected into numbered groups.

Written out, since scipy's function for it takes every process a third of a second to load.
"""

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
    lower = list(range(count))  # for each a member of its group at or below it

    def first(member: int) -> int:
        while lower[member] != member:
            lower[member] = lower[lower[member]]
            member = lower[member]
        return member

    for one, other in pairs:
        low, high = sorted((first(one), first(other)))
        lower[high] = low
    _, number = np.unique([first(member) for member in range(count)], return_inverse=True)
    members = np.argsort(number, kind="stable")
    starts = np.searchsorted(number[members], np.arange(number.max(initial=-1) + 2))
    return Groups(number, starts, members)
