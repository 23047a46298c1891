"""A published booking model, fed to this engine as a scenario, beside the waits it gave.

Two kinds of evidence. First, referral by referral: the original books ahead into a diary, this
engine looks at its lists each morning, and both must give every referral the same day; the
diary here is written anew from the original's rules. Second, on average: mean waits beside
those of the original code. docs/validation-devon.md tells the whole of it.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import count
from math import hypot
from typing import Any, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from scenarios.validation.held import Case, Held
from sim.pathway.blueprint import Blueprint, blueprint_of
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
CLINICS = {
    "as-is": "each clinic its own list",
    "pooled": "clinics that help each other",
    "pooled_without_carve_out": "helping each other, nothing kept for high priority",
}
"""The three cases of the original."""
GROUPS = {"all": "everybody", "high": "high priority", "low": "low priority"}
RUNS = ("10 runs of the original", "50 further runs")
WARM_UP, LAST = 365, 730  # working days
NOTICE = {True: 1, False: 3}  # by high priority
CARVE_OUT = 0.15
REPLICATIONS, ERRORS = 200, 2.0
PER_DAY = 40.739
"""62.8 a working day, less those referred out, clinic by clinic."""

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

IntArray = NDArray[np.int64]


class Referrals(NamedTuple):
    """Referrals in order of time; days are working days since the first."""

    day: IntArray
    clinic: IntArray
    high: NDArray[np.bool_]
    seen: IntArray  # LAST when not seen in the run


def days() -> Iterator[Held]:
    """Referral by referral, in each of the three cases."""
    for case, words in CLINICS.items():
        given = referrals(case, 0)
        apart = int((np.minimum(diary(given, case), LAST) != given.seen).sum())
        yield Held(f"Referrals seen on another day: {words}, of {len(given.day):,}", "referrals",
                   0, apart, 0, "none may differ")  # fmt: skip


def referred() -> Iterator[Held]:
    """As many are referred as the published rates say, less those referred out, by clinic."""
    per_day = [len(referrals("as-is", replication).day) / LAST for replication in range(8)]
    error = (PER_DAY / LAST / len(per_day)) ** 0.5
    yield Held("Referrals a working day", "referrals", PER_DAY, float(np.mean(per_day)), 3 * error,
               "3 standard errors")  # fmt: skip


def mean_waits() -> Iterator[Held]:
    """Mean waits in working days beside those of the original's code."""
    for (case, group), targets in TARGETS.items():
        means = [_mean_waits(case, replication)[group] for replication in range(REPLICATIONS)]
        ours, error = float(np.mean(means)), float(np.std(means, ddof=1)) / REPLICATIONS**0.5
        for words, (mean, its_error) in zip(RUNS, targets, strict=True):
            figure = f"Mean wait of {GROUPS[group]}, {CLINICS[case]}; {words}"
            yield Held(figure, "working days", mean, ours, ERRORS * hypot(its_error, error),
                       f"{ERRORS:g} standard errors of both")  # fmt: skip


@cache
def _blueprint(case: str) -> Blueprint:
    loaded = load("devon_booking")
    return blueprint_of(loaded.scenario if case == "as-is" else load_option(loaded, case).scenario)


@lru_cache(maxsize=40)
def referrals(case: str, replication: int, seed: int = 1) -> Referrals:
    """Return one replication's referrals, with the day on which the engine sees each."""
    history = simulate(_blueprint(case), seed, replication)
    calendar, register, stays = history.blueprint.days, history.register, history.stays
    worked_before = np.concatenate(([0], np.cumsum(calendar.working)))

    def working_day(moments: Any) -> Any:
        return worked_before[np.floor(moments).astype(int) - calendar.first]

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


def waits(given: Referrals, group: str) -> IntArray:
    """Waits counted as the original does: referred after the warm-up, seen before the end."""
    counted = (given.day > WARM_UP) & (given.seen < LAST)
    if group != "all":
        counted &= given.high == (group == "high")
    return (given.seen - given.day)[counted]


def diary(given: Referrals, case: str) -> IntArray:
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
def _mean_waits(case: str, replication: int) -> dict[str, float]:
    given = referrals(case, replication)
    return {group: float(waits(given, group).mean()) for group in GROUPS}


SOURCE = "HSMA, simpy_visualisation, examples/ex_4_community (MIT licence): its data and rules"
CASES = {
    "devon_referred": Case("Booking assessments in Devon, referrals", SOURCE, referred),
    "devon_days": Case("Booking assessments in Devon, referral by referral", SOURCE, days),
    "devon_waits": Case("Booking assessments in Devon, mean waits", f"{SOURCE}, its code run",
                        mean_waits),
}  # fmt: skip
"""Cases by name."""
