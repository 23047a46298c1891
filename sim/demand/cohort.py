"""Referrals as columns, and the names by which their columns are read."""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from sim.settings.scenario import Scenario

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Cohort:
    """Referrals as columns; one row is one episode (a referral and one of its needs)."""

    time: FloatArray
    """Date of referral, in days from the start date."""
    area: IntArray
    stream: IntArray
    need: IntArray
    priority: IntArray
    """Presenting priority: 0 crisis, 1 urgent, 2 routine."""
    source: IntArray
    age: FloatArray
    """Age at referral, in years."""
    words: NDArray[np.uint32]
    """Two luck words, shape (rows, 2)."""
    leaving: FloatArray
    """Unit-exponential threshold of leaving."""
    escalation: FloatArray
    """Unit-exponential thresholds, shape (rows, 2)."""
    support: FloatArray
    """Uniform: reached by support while waiting when under its reach."""
    groups: IntArray
    """Group index by kind, shape (rows, kinds); -1 where the stream has no such kind."""
    accepted_by: FloatArray
    missed_by: FloatArray
    leaving_by: FloatArray
    """Multipliers from the child's groups."""
    partner: IntArray
    """Row of the other episode of the same referral, or -1."""
    held: NDArray[np.bool_]
    """True for an episode that starts when its partner ends."""
    child: IntArray
    """Number of the child."""

    def __len__(self) -> int:
        return len(self.time)

    def take(self, rows: IntArray) -> "Cohort":
        """Return some rows, in the order given; partners are not renumbered."""
        return replace(self, **{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def needs_of(scenario: Scenario) -> list[str]:
    """Return the needs in the order of their pathways; positions are the need numbers."""
    return [pathway.need for pathway in scenario.pathways.values()]


def group_kinds(scenario: Scenario) -> dict[str, list[str]]:
    """Return every kind of group with its group names, over all streams."""
    kinds: dict[str, list[str]] = {}
    for demand in scenario.demand.values():
        for kind, groups in demand.groups.items():
            known = kinds.setdefault(kind, [])
            known.extend(name for name in groups if name not in known)
    return kinds


def joined_cohorts(parts: list[Cohort]) -> Cohort:
    """Return several cohorts as one; partners and children are not renumbered."""
    return Cohort(
        **{
            f.name: np.concatenate([getattr(part, f.name) for part in parts])
            for f in fields(Cohort)
        }
    )


def with_more(cohort: Cohort, more: Cohort) -> Cohort:
    """Return a cohort with referrals added at its end, whose children are others."""
    if len(more) == 0:
        return cohort
    return joined_cohorts([cohort, replace(more, child=more.child + len(cohort))])


def empty_cohort(kinds: int) -> Cohort:
    """Return a cohort with no referrals."""
    none, whole = np.zeros(0), np.zeros(0, np.int64)
    return Cohort(
        time=none, area=whole, stream=whole, need=whole, priority=whole, source=whole, age=none,
        words=np.zeros((0, 2), np.uint32), leaving=none, escalation=np.zeros((0, 2)),
        support=none, groups=np.zeros((0, kinds), np.int64), accepted_by=none, missed_by=none,
        leaving_by=none, partner=whole, held=np.zeros(0, bool), child=whole,
    )  # fmt: skip
