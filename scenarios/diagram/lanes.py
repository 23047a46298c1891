"""Level stretches of arrows, each in a lane of the space between two layers."""

from collections.abc import Iterable
from typing import NamedTuple

Lanes = dict[tuple[int, int, int], int]
"""Gap, arrow, part of it: the lane, 0 at the top."""


class Stretch(NamedTuple):
    """A level stretch of an arrow."""

    gap: int
    """The layer above it; -1 above all."""
    line: int
    part: int
    """0 on the way down or out, 1 on the way back in."""
    bundle: str
    """Stretches of one bundle may share a lane."""
    start: float
    end: float


def lanes_of(stretches: Iterable[Stretch]) -> Lanes:
    """Return the lane of each stretch; stretches of one lane do not touch."""
    lanes: Lanes = {}
    taken: dict[tuple[int, int], list[tuple[float, float, str]]] = {}
    for one in sorted(stretches, key=lambda s: (s.gap, _turns(s), min(s.start, s.end), s.line)):
        lane = 0
        low, high = min(one.start, one.end) - 8, max(one.start, one.end) + 8
        while abs(one.start - one.end) > 0.5 and any(
            low < other_high and other_low < high and other != one.bundle
            for other_low, other_high, other in taken.get((one.gap, lane), [])
        ):
            lane += 1
        if abs(one.start - one.end) > 0.5:
            taken.setdefault((one.gap, lane), []).append((low, high, one.bundle))
        lanes[one.gap, one.line, one.part] = lane
    return lanes


def _turns(one: Stretch) -> float:
    """Sort stretches to the right from the right, and to the left from the left: fewer cross."""
    return -one.start if one.end > one.start else one.start
