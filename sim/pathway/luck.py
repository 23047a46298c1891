"""Reading a child's luck: a number fixed by child, stage, decision, visit and occurrence."""

from typing import Any

from sim.pathway.compiled import kernel
from sim.pathway.state import State
from sim.streams import PAGE_SIZE

MASK = PAGE_SIZE - 1
STEP = 2.0**-32
VISIT_1, VISIT_2 = 97, 193
"""How far a further visit to the same stage moves on each page; unlike each other, so that
no visit reads where another did."""
WHOLE_REFERRAL = -1
"""In place of a node: decisions that belong to the referral, not to a stage."""


@kernel
def luck(s: State, i: int, node: int, decision: int, occurrence: int) -> float:
    """Return a uniform strictly between 0 and 1."""
    r = s.register[i]
    visit = int(s.visits[i, node]) if node >= 0 else 0
    place_1 = int(r.word_1) + s.offsets[node, decision, 0] + visit * VISIT_1 + occurrence
    place_2 = int(r.word_2) + s.offsets[node, decision, 1] + visit * VISIT_2 + occurrence
    word = int(s.page_1[place_1 & MASK]) ^ int(s.page_2[place_2 & MASK])
    return (word + 0.5) * STEP


@kernel
def word_of(s: State, i: int, decision: int, occurrence: int) -> int:
    """Return a luck word for a new referral of the same child."""
    return int(luck(s, i, WHOLE_REFERRAL, decision, occurrence) * 4294967296.0)


@kernel
def quantile(s: State, table: int, uniform: float) -> float:
    """Return the duration at a chance, by straight lines between tabled points."""
    last = s.quantiles.shape[1] - 1
    place = uniform * last
    k = int(place)
    if k >= last:
        k = last - 1
    low = s.quantiles[table, k]
    return low + (s.quantiles[table, k + 1] - low) * (place - k)


@kernel
def pick(cumulative: Any, count: int, uniform: float) -> int:
    """Return the position whose cumulative chance first exceeds the uniform."""
    for k in range(count - 1):
        if uniform < cumulative[k]:
            return k
    return count - 1
