"""Where everybody stands when a run ends, kept whole, so that another run can go on from there.

Nothing is drawn anew: children keep their luck, what is left of their thresholds and contacts,
their place, their dates due and their clocks; returns and second needs still to come are kept
too, and so are minutes owed and carried over.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.cohort import Cohort, group_kinds, joined_cohorts
from sim.pathway.blueprint import Blueprint
from sim.pathway.codes import CLOSED
from sim.pathway.history import History
from sim.pathway.state import SECOND_FOLLOWS
from sim.settings.lengths import DAYS_PER_YEAR
from sim.settings.problems import BadInput, Problem
from sim.settings.scenario import Scenario
from sim.settings.words import LATEST_EVENTS

Array = NDArray[Any]


@dataclass(frozen=True)
class Continuation:
    """Everybody in the system, or still to come back to it, at the end of a run."""

    before: Blueprint
    """The blueprint of the run that ended: what its numbers stand for."""
    cohort: Cohort
    rows: Any
    """Their rows of the register; ``partner`` and ``child`` count within these."""
    visits: Array
    milestones: Array
    first_request: NDArray[np.float64]
    """Date of the child's first referral for the need, in days."""
    debt: Array
    """Minutes still to be given back, by pool."""
    carry: Array
    """Minutes carried over, by slot."""
    restarts: dict[str, tuple[Array, Array]]
    """Events that set clocks back to zero, by word: rows, and dates in days."""
    imputed: tuple[str, ...] = ("built by a warm-up of the baseline",)

    def __len__(self) -> int:
        return len(self.rows)

    def under(self, blueprint: Blueprint) -> "Continuation":
        """Return the same children with areas, needs and streams as another scenario has them.

        Raises:
        BadInput
            When it has no such area or need.
        """
        return replace(self, cohort=renamed(self.cohort, self.before, blueprint))


def renamed(cohort: Cohort, old: Blueprint, new: Blueprint) -> Cohort:
    """Return a cohort with areas, needs, streams and groups numbered as another scenario does.

    Raises:
    BadInput
        When it has no such area or need.
    """
    if old is new:
        return cohort
    return replace(
        cohort,
        area=_known(cohort.area, old.areas, new.areas, "area"),
        need=_known(cohort.need, old.needs, new.needs, "need"),
        stream=np.maximum(positions(old.streams, new.streams)[cohort.stream], 0),
        groups=_groups(cohort.groups, old.scenario, new.scenario),
    )


def continuation_of(history: History) -> Continuation:
    """Return where everybody stands at the end of a run."""
    register, state = history.register, history.state
    kept = np.flatnonzero(_still_matters(register))
    rows = register[kept].copy()
    cohort = joined_cohorts([history.opening.cohort, history.cohort])
    cohort = _as_they_stand(cohort.take(rows["child"].astype(np.int64)), rows)
    _renumber(rows, kept, len(register))
    return Continuation(
        history.blueprint, cohort, rows, state.visits[kept], state.milestones[kept],
        first_requests(history)[kept], state.pools["debt"].copy(), state.carry.copy(),
        _restarts(history, kept),
    )  # fmt: skip


def _restarts(history: History, kept: Array) -> dict[str, tuple[Array, Array]]:
    """Return the restarts of clocks of the rows kept, counted within them."""
    place = np.full(len(history.register), -1)
    place[kept] = np.arange(len(kept))
    found = {}
    for event in LATEST_EVENTS:
        rows, dates = history.restarts(event)
        here = place[rows] >= 0
        found[event] = (place[rows[here]], dates[here])
    return found


def first_requests(history: History) -> NDArray[np.float64]:
    """Return, for each episode, the date of its child's first referral for the need."""
    register = history.register
    key = register["child"].astype(np.int64) * len(history.blueprint.needs) + register["need"]
    _, inverse = np.unique(key, return_inverse=True)
    first = np.full(inverse.max(initial=-1) + 1, np.inf)
    np.minimum.at(first, inverse, register["ref"])
    opening = history.opening.first_request
    np.minimum.at(first, inverse[: len(opening)], opening)
    return np.asarray(first[inverse], np.float64)


def positions(old: list[Any], new: list[Any]) -> NDArray[np.int64]:
    """Return where each of some things stands among others; -1 where it does not."""
    place = {name: k for k, name in enumerate(new)}
    return np.array([place.get(name, -1) for name in old], np.int64)


def _known(codes: Array, old: list[str], new: list[str], what: str) -> NDArray[np.int64]:
    """Return the numbers of areas or needs, which must all still be there."""
    moved = positions(old, new)[codes]
    missing = sorted({old[code] for code in codes[moved < 0].tolist()})
    if missing:
        text = f"no longer has {what} {', '.join(missing)}, whose children are already there"
        remedy = f"Keep the {what}; to let nobody new come, set its referrals_per_year to 0."
        raise BadInput([Problem("option", f"{what}s", text, remedy)])
    return moved


def _groups(known: Array, old: Scenario, new: Scenario) -> Array:
    """Return groups by kind as another scenario numbers them; -1 where it has no such group."""
    before, here = group_kinds(old), group_kinds(new)
    groups = np.full((len(known), len(here)), -1)
    for column, (kind, names) in enumerate(here.items()):
        if kind in before:
            of_kind = known[:, list(before).index(kind)]
            moved = positions(before[kind], names)[of_kind]
            groups[:, column] = np.where(of_kind < 0, -1, moved)
    return groups


def _still_matters(register: Any) -> NDArray[np.bool_]:
    """Return who is not closed, and the closed other half of a referral of two needs."""
    there = register["state"] != CLOSED
    partner = register["partner"].astype(np.int64)
    return np.asarray(there | ((partner >= 0) & there[partner]))


def _as_they_stand(children: Cohort, rows: Any) -> Cohort:
    """Return a cohort of the episodes, with what their children brought along."""
    return replace(
        children,
        time=rows["ref"].astype(float),
        need=rows["need"].astype(np.int64),
        priority=rows["prio"].astype(np.int64),
        age=(rows["ref"] - rows["birth"]) / DAYS_PER_YEAR,
        words=np.column_stack((rows["word_1"], rows["word_2"])),
        leaving=rows["left_leave"].astype(float),
        escalation=np.column_stack((rows["left_esc"], rows["next_esc"])).astype(float),
        held=rows["second"] == SECOND_FOLLOWS,
    )


def _renumber(rows: Any, kept: Array, before: int) -> None:
    """Let partner and child count within the rows kept."""
    number = np.full(before + 1, -1, np.int32)
    number[kept] = np.arange(len(kept))
    rows["partner"] = number[rows["partner"]]
    _, first, inverse = np.unique(rows["child"], return_index=True, return_inverse=True)
    rows["child"] = first[inverse]
