"""Children refused before the first day who are still to come back after it.

An opening list knows who waits, not who was turned away. Referrals before the first day are
drawn as those after it are; each is turned away by the rules of its access point or not, and
those who come back within the run are kept. What an option changes begins on the first day, so
the baseline's demand and access points decide who they are. A return may be turned away again:
chances already count every further time (one in two who come back is one more referral for
each, not half).

Only what access points decide is known before the run; children who dropped out or left a list
before the first day do not come back.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.cohort import Cohort, empty_cohort, group_kinds
from sim.demand.days import days_back
from sim.demand.opening import returns_when_turned_away
from sim.demand.referrals import WORD, draw_cohort
from sim.pathway import codes
from sim.pathway.blueprint import Blueprint
from sim.pathway.state import T_ACCEPTED, T_LAPSE, T_MISSING, T_PASSED, T_SIGNPOSTED
from sim.settings.demand import Demand
from sim.settings.lengths import DAYS_PER_YEAR
from sim.streams import Streams, page_luck

Array = NDArray[Any]

LONGEST_YEARS = 5
"""No return is looked for from longer ago."""
MOST_AGAIN = 0.9
"""Chances of coming back above this count as this: nearly everyone would return for ever."""
MONTHS = 12
PASSES = 3
"""How often a referral may be passed on before it counts as decided."""


def returns_to_come(blueprint: Blueprint, streams: Streams) -> Cohort:
    """Return referrals in the run of children who were turned away before it."""
    scenario, tables = blueprint.scenario, blueprint.tables
    if not any(map(returns_when_turned_away, scenario.demand.values())):
        return empty_cohort(len(group_kinds(scenario)))
    delays = tables["quantiles"][tables["returns"][:, 2].astype(np.int64), -2]
    longest = max(delays[tables["returns_after"] > 0], default=0.0)
    back = days_back(scenario.calendar, int(min(longest + 1, LONGEST_YEARS * 366)))
    demand = {name: _before(one) for name, one in scenario.demand.items()}
    streams = replace(streams, purpose="turned away before")
    past = draw_cohort(scenario.model_copy(update={"demand": demand}), back, streams)
    past = past.take(np.flatnonzero(past.child == np.arange(len(past))))
    return _coming_back(blueprint, past, streams)


def _before(demand: Demand) -> Demand:
    """Return a stream's referrals before the start: expected ones, and none if nobody returns."""
    if not returns_when_turned_away(demand):
        return demand.model_copy(update={"mode": "expected", "referrals_per_year": {}})
    if demand.mode == "expected":
        return demand
    volumes = {
        area: MONTHS * sum(counts.values()) / max(1, len(counts))
        for area, counts in demand.observed_counts.items()
    }
    return demand.model_copy(update={"mode": "expected", "referrals_per_year": volumes})


def _coming_back(blueprint: Blueprint, past: Cohort, streams: Streams) -> Cohort:
    """Return the referrals with which children turned away come back within the run."""
    days, pages = blueprint.days, streams.luck_pages()
    share, raised, table = blueprint.tables["returns"][past.stream].T
    chance = np.minimum(share * turned_away(blueprint, past), MOST_AGAIN)
    times = chance / (1 - chance) + page_luck(pages, past.words, "comes back", 0)
    again = np.repeat(np.arange(len(past)), times.astype(np.int64))
    occurrence = np.arange(len(again)) - np.searchsorted(again, again)
    words = past.words[again]
    place = page_luck(pages, words, "comes back after", occurrence)
    delay = _delays(blueprint.tables["quantiles"], table[again].astype(np.int64), place)
    when = past.time[again] + delay
    kept = np.flatnonzero((when >= days.first) & (when < days.last))
    returning = past.take(again[kept])
    drawn = {
        what: page_luck(pages, words, f"comes back: {what}", occurrence)[kept]
        for what in ("raised", "word 1", "word 2")
    }
    pressing = drawn["raised"] < raised[again[kept]]
    return replace(
        returning,
        time=when[kept],
        age=returning.age + delay[kept] / DAYS_PER_YEAR,
        priority=np.where(pressing, np.maximum(returning.priority - 1, 0), returning.priority),
        words=(np.column_stack((drawn["word 1"], drawn["word 2"])) * WORD).astype(np.uint32),
        partner=np.full(len(kept), -1),
        child=np.arange(len(kept)),
    )


def _delays(quantiles: Array, table: Array, chance: Array) -> Array:
    """Return durations at some chances, by straight lines between tabled points."""
    place = chance * (quantiles.shape[1] - 1)
    low = place.astype(np.int64)
    here = quantiles[table, low]
    return np.asarray(here + (quantiles[table, low + 1] - here) * (place - low))


def turned_away(blueprint: Blueprint, cohort: Cohort) -> NDArray[np.float64]:
    """Return each referral's chance of an exit at an access point after which it may return."""
    t = blueprint.tables
    band = np.searchsorted(t["bands"], cohort.age * DAYS_PER_YEAR, side="right") - 1
    point = t["point"][0, cohort.area, cohort.need, band].astype(np.int64)
    after = t["returns_after"][cohort.stream]
    chance, here = np.zeros(len(cohort)), np.ones(len(cohort))
    for _ in range(PASSES):
        screened = point >= 0
        at = np.maximum(point, 0)
        where = (at, cohort.need)
        rules, to = t["triage"][where], t["triage_to"][where]
        here *= screened & ((cohort.priority > 0) | (to[:, 3] == 1))
        lapses = rules[:, T_MISSING] * rules[:, T_LAPSE]
        decided = (1 - lapses) * (1 - rules[:, T_PASSED])
        accepted = (
            rules[:, T_ACCEPTED] * t["by_source"][(*where, cohort.source)]
            * t["by_priority"][(*where, cohort.priority)] * cohort.accepted_by
        )  # fmt: skip
        refused = decided * (1 - np.clip(accepted, 0.0, 1.0))
        out = to[:, 0] < 0
        for exit, share in (
            (codes.X_LAPSED, lapses),
            (codes.X_SIGNPOSTED, refused * rules[:, T_SIGNPOSTED] * out),
            (codes.X_REFUSED, refused * (1 - rules[:, T_SIGNPOSTED])),
        ):
            chance += here * share * ((after >> exit) & 1)
        here = here * (1 - lapses) * rules[:, T_PASSED]
        point = np.where(to[:, 1] >= 0, to[:, 1], -1)
    return np.asarray(chance)
