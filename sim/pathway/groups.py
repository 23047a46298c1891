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
    first = list(range(count))
    for one, other in pairs:
        low, high = sorted((_first_of(first, one), _first_of(first, other)))
        first[high] = low
    _, number = np.unique([_first_of(first, k) for k in range(count)], return_inverse=True)
    number = number.astype(np.int64)
    members = np.argsort(number, kind="stable")
    starts = np.searchsorted(number[members], np.arange(number.max(initial=-1) + 2))
    return Groups(number, starts, members)


def _first_of(first: list[int], one: int) -> int:
    """Return the first member of a group: the one that points to itself."""
    while first[one] != one:
        one = first[one]
    return one
