"""A published booking model, fed to this engine as a scenario, gives the waits it gave.

Two kinds of evidence. First, child by child: the original books ahead into a diary, this
engine looks at its lists each morning, and both must give every referral the same day; the
diary here is written anew from the original's rules. Second, on average: mean waits beside
those of ten runs of the original code. docs/validation-devon.md has the table.
"""

from functools import cache, lru_cache
from math import hypot
from typing import NamedTuple

import numpy as np
import pytest

from sim.pathway.blueprint import blueprint_of
from sim.pathway.codes import HOW_SEEN, STAY_WAIT
from sim.pathway.simulate import simulate
from sim.settings import load
from sim.settings import load_option

# Means and standard deviations over ten runs of the original code (365 + 365 working days,
# five-day template), in working days. Model: see V1 in scenario.toml, MIT licence.
RUNS = 10
TARGETS = {
    ("as-is", "all"): (16.474, 1.641),
    ("as-is", "high"): (3.677, 0.525),
    ("as-is", "low"): (18.869, 1.920),
    ("pooled", "all"): (3.788, 0.449),
    ("pooled", "high"): (2.164, 0.254),
    ("pooled", "low"): (4.076, 0.484),
    ("pooled_without_carve_out", "all"): (3.462, 0.205),
    ("pooled_without_carve_out", "high"): (3.064, 0.307),
    ("pooled_without_carve_out", "low"): (3.533, 0.187),
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
        register.prio[order] == PRIORITIES.index("urgent"),
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
    """Ours less theirs, in standard errors of the difference."""
    means = [mean_waits(case, replication)[group] for replication in range(replications)]
    target, sd = TARGETS[case, group]
    error = hypot(sd / RUNS**0.5, np.std(means, ddof=1) / replications**0.5)
    return (np.mean(means) - target) / error


@pytest.mark.parametrize("case", CASES)
def test_everyone_is_seen_on_the_day_a_diary_would_book(case):
    given = referrals(case, 0)
    booked = diary(given, case, own_first)
    assert len(booked) > 25_000
    np.testing.assert_array_equal(np.minimum(booked, LAST), given.seen)


@pytest.mark.parametrize(("case", "most"), [("pooled", 0.2), ("pooled_without_carve_out", 0.5)])
def test_which_clinic_of_a_pool_is_asked_first_is_the_only_difference_and_is_small(case, most):
    """The original asks the clinics in the order of its list, and its people wait longer."""
    for replication in range(3):
        given = referrals(case, replication)
        theirs = given._replace(seen=diary(given, case, first_listed))
        for group in ("all", "high", "low"):
            longer = waits(theirs, group).mean() - waits(given, group).mean()
            assert 0 < longer < most, (replication, group, longer)


def test_as_many_are_accepted_as_the_published_rates_say():
    per_day = [len(referrals("as-is", replication).day) / LAST for replication in range(8)]
    expected = 40.739  # 62.8 a working day, less those referred out, clinic by clinic
    assert np.mean(per_day) == pytest.approx(expected, abs=3 * (expected / LAST / 8) ** 0.5)


@pytest.mark.parametrize("group", ["all", "high", "low"])
@pytest.mark.parametrize("case", CASES)
def test_a_dozen_replications_come_near_the_original(case, group):
    """Three standard errors: nine comparisons on few replications go astray by chance."""
    assert abs(standard_errors_apart(case, group, 12)) < 3


@pytest.mark.slow
@pytest.mark.parametrize("group", ["all", "high", "low"])
@pytest.mark.parametrize("case", CASES)
def test_mean_waits_lie_within_two_standard_errors_of_the_original(case, group):
    assert abs(standard_errors_apart(case, group, 200)) < 2
