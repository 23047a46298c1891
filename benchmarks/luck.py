"""Children and their luck, for the rivals: drawn afresh, or taken from this engine's cohort.

With luck taken over, a rival must give every child the same dates as the engine does.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from workload import AREAS, NEEDS, ROUTINE, URGENT, URGENT_SHARE, Workload

from sim.demand.referrals import draw_cohort
from sim.pathway import codes
from sim.pathway.blueprint import Blueprint
from sim.streams import PAGE_SIZE, Streams

FloatArray = NDArray[np.float64]
FIRST_VISIT = (97, 193)
"""How far a first visit moves the reading places on the engine's luck pages."""


@dataclass(frozen=True)
class Children:
    """Columns in order of arrival."""

    time: FloatArray
    team: NDArray[np.int64]
    priority: NDArray[np.int64]
    leaving: FloatArray
    """Unit-exponential thresholds."""
    escalation: FloatArray
    words: NDArray[np.uint32]


@dataclass(frozen=True)
class Pages:
    """Two pages of random numbers, and the reading places of three decisions by need."""

    one: NDArray[np.uint32]
    two: NDArray[np.uint32]
    assessment: NDArray[np.int64]
    """Attendance at assessment, shape (needs, 2)."""
    goes_on: NDArray[np.int64]
    treatment: NDArray[np.int64]

    def uniform(
        self, words: NDArray[np.uint32], place: NDArray[np.int64], occurrence: int
    ) -> float:
        """Return one child's number for a decision."""
        a = self.one[(int(words[0]) + int(place[0]) + occurrence) % PAGE_SIZE]
        b = self.two[(int(words[1]) + int(place[1]) + occurrence) % PAGE_SIZE]
        return (int(a ^ b) + 0.5) * 2.0**-32


def fresh_children(workload: Workload, generator: np.random.Generator) -> Children:
    """Draw children in blocks."""
    count = int(generator.poisson(workload.referrals_per_year * workload.days / 365.25))
    shares = np.outer(list(AREAS.values()), list(NEEDS.values())).ravel()
    uniforms = generator.random(count)
    return Children(
        np.sort(generator.random(count)) * workload.days,
        np.searchsorted(np.cumsum(shares)[:-1], uniforms, side="right"),
        np.where(generator.random(count) < URGENT_SHARE, URGENT, ROUTINE),
        generator.standard_exponential(count),
        generator.standard_exponential(count),
        generator.integers(0, 1 << 32, size=(count, 2), dtype=np.uint32),
    )


def fresh_pages(generator: np.random.Generator) -> Pages:
    """Draw pages of luck, and reading places."""
    pages = generator.integers(0, 1 << 32, size=(2, PAGE_SIZE), dtype=np.uint32)
    places = generator.integers(0, PAGE_SIZE, size=(3, len(NEEDS), 2))
    return Pages(pages[0], pages[1], places[0], places[1], places[2])


def same_children(blueprint: Blueprint, seed: int) -> Children:
    """Return the children of this engine's replication 0."""
    cohort = draw_cohort(blueprint.scenario, blueprint.days, Streams(seed, 0))
    team = cohort.area * len(NEEDS) + cohort.need
    return Children(
        cohort.time, team, cohort.priority, cohort.leaving, cohort.escalation[:, 0], cohort.words
    )


def same_pages(blueprint: Blueprint, seed: int) -> Pages:
    """Return the pages and reading places of this engine's replication 0."""
    one, two = Streams(seed, 0).luck_pages()
    offsets = blueprint.tables["offsets"]

    def places(stage: str, decision: int) -> NDArray[np.int64]:
        rows = [blueprint.node(f"{stage}_{need}") for need in NEEDS]
        return offsets[rows, decision] + np.array(FIRST_VISIT)

    return Pages(
        one, two, places("assess", codes.D_ATTENDANCE), places("assess", codes.D_OUTCOME),
        places("treat", codes.D_ATTENDANCE),
    )  # fmt: skip
