"""A published booking model, fed to this engine as a scenario, gives the waits it gave.

Two kinds of evidence. First, child by child: the original books ahead into a diary, this
engine looks at its lists each morning, and both must give every referral the same day; the
diary here is written anew from the original's rules. Second, on average: mean waits beside
those of the original code. docs/validation-devon.md has the table.
"""

from functools import cache, lru_cache
from itertools import count
from math import hypot
from typing import NamedTuple, get_args

import numpy as np
import pytest

from sim.pathway.blueprint import blueprint_of
from sim.pathway.codes import HOW_SEEN, STAY_WAIT
from sim.pathway.simulate import simulate
from sim.settings import load, load_option
from sim.settings.words import Priority

# Mean waits of the original code in working days (365 + 365 working days, five-day template):
# over ten runs, and over fifty on further seeds, each with its standard error.
# Model: see V1 in scenario.toml, MIT licence.
TARGETS = {
    ("as-is", "all"): [(16.474, 0.519), (17.35, 0.27)],
    ("as-is", "high"): [(3.677, 0.166), (3.79, 0.06)],
    ("as-is", "low"): [(18.869, 0.607), (19.89, 0.32)],
    ("pooled", "all"): [(3.788, 0.142), (4.00, 0.06)],
    ("pooled", "high"): [(2.164, 0.080), (2.28, 0.03)],
    ("pooled", "low"): [(4.076, 0.153), (4.30, 0.06)],
    ("pooled_without_carve_out", "all"): [(3.462, 0.065), (3.57, 0.03)],
    ("pooled_without_carve_out", "high"): [(3.064, 0.097), (3.19, 0.04)],
    ("pooled_without_carve_out", "low"): [(3.533, 0.059), (3.63, 0.03)],
}
CASES = ["as-is", "pooled", "pooled_without_carve_out"]
WARM_UP, LAST = 365, 730  # working days
NOTICE = {True: 1, False: 3}  # by high priority
CARVE_OUT = 0.15

# The original's data, as published: slots by weekday and the set of clinics each may use.
SLOTS = np.array(
    [
        [4, 1, 7, 3, 1, 5, 3, 3, 5, 11, 1],
        [4, 1, 6, 3, 1, 5, 3, 3, 5, 10, 0],
        [4, 1, 7, 3, 2, 5, 4, 3, 5, 11, 1],
        [4, 1, 6, 3, 1, 5, 3, 3, 5, 10, 1],
        [4, 1, 6, 2, 1, 4, 3, 2, 4, 10, 0],
    ]
)
POOLS = [
    [1, 2, 3], [1, 2, 3], [1, 2, 3, 4, 5, 9], [4, 5, 6], [4, 5, 6], [4, 5, 6, 7], [6, 7],
    [8, 9, 10, 11], [3, 8, 9, 10], [9, 10], [8, 11],
]  # fmt: skip


class Referrals(NamedTuple):
    """Referrals in order of time; days are working days since the first."""

    day: np.ndarray
    clinic: np.ndarray
    high: np.ndarray
    seen: np.ndarray  # LAST when not seen in the run


@cache
def blueprint(case):
    loaded = load("devon_booking")
    return blueprint_of(loaded.scenario if case == "as-is" else load_option(loaded, case).scenario)


@lru_cache(maxsize=40)
def referrals(case, replication, seed=1) -> Referrals:
    history = simulate(blueprint(case), seed, replication)
    days, register, stays = history.blueprint.days, history.register, history.stays
    worked_before = np.concatenate(([0], np.cumsum(days.working)))

    def working_day(moments):
        return worked_before[np.floor(moments).astype(int) - days.first]

    met = stays[(stays.kind == STAY_WAIT) & (stays.how == HOW_SEEN)]
    seen = np.full(len(register), LAST)
    seen[met.row] = working_day(met.end)
    order = np.argsort(register.ref)
    return Referrals(
        working_day(register.ref)[order],
        register.area[order],
        register.prio[order] == get_args(Priority).index("urgent"),
        seen[order],
    )


def waits(given: Referrals, group: str) -> np.ndarray:
    """Waits counted as the original does: referred after the warm-up, seen before the end."""
    counted = (given.day > WARM_UP) & (given.seen < LAST)
    if group != "all":
        counted &= given.high == (group == "high")
    return (given.seen - given.day)[counted]


def diary(given: Referrals, case: str) -> np.ndarray:
    """Book every referral into the earliest day with a free slot, by the original's rules.

    Of several clinics with a slot on that day, the first in the list has it; there, a reserved
    slot goes before an open one.
    """
    weeks = 400
    carved = np.rint(SLOTS * (0 if case.endswith("without_carve_out") else CARVE_OUT)).astype(int)
    open_slots = np.tile(SLOTS - carved, (weeks, 1)).tolist()
    reserved = np.tile(carved, (weeks, 1)).tolist()
    none = [[0] * len(POOLS)] * len(reserved)
    booked = np.empty(len(given.day), int)
    for k, (day, clinic, high) in enumerate(
        zip(given.day.tolist(), given.clinic.tolist(), given.high.tolist(), strict=True)
    ):
        places = [clinic] if case == "as-is" else [number - 1 for number in POOLS[clinic]]
        own = reserved if high else none
        on, place = next(
            (on, place)
            for on in count(day + NOTICE[high])
            for place in places
            if open_slots[on][place] or own[on][place]
        )
        (own if own[on][place] else open_slots)[on][place] -= 1
        booked[k] = on
    return booked


@cache
def mean_waits(case, replication) -> dict[str, float]:
    given = referrals(case, replication)
    return {group: float(waits(given, group).mean()) for group in ("all", "high", "low")}


def standard_errors_apart(case, group, replications):
    """Ours less theirs, in standard errors of the difference: from ten runs, and from fifty."""
    means = [mean_waits(case, replication)[group] for replication in range(replications)]
    ours, error = np.mean(means), np.std(means, ddof=1) / replications**0.5
    return [abs(ours - mean) / hypot(its_error, error) for mean, its_error in TARGETS[case, group]]


@pytest.mark.parametrize("case", CASES)
def test_everyone_is_seen_on_the_day_a_diary_would_book(case):
    given = referrals(case, 0)
    booked = diary(given, case)
    assert len(booked) > 25_000
    np.testing.assert_array_equal(np.minimum(booked, LAST), given.seen)


def test_as_many_are_referred_as_the_published_rates_say():
    per_day = [len(referrals("as-is", replication).day) / LAST for replication in range(8)]
    expected = 40.739  # 62.8 a working day, less those referred out, clinic by clinic
    assert np.mean(per_day) == pytest.approx(expected, abs=3 * (expected / LAST / 8) ** 0.5)


@pytest.mark.parametrize("group", ["all", "high", "low"])
@pytest.mark.parametrize("case", CASES)
def test_a_dozen_replications_come_near_the_original(case, group):
    """Three standard errors: so many comparisons on few replications go astray by chance."""
    assert max(standard_errors_apart(case, group, 12)) < 3


@pytest.mark.slow
@pytest.mark.parametrize("group", ["all", "high", "low"])
@pytest.mark.parametrize("case", CASES)
def test_mean_waits_lie_within_two_standard_errors_of_the_original(case, group):
    assert max(standard_errors_apart(case, group, 200)) < 2
