"""The search: which way each lever helps, how far it must move, and what can be taken back.

All levers go to the end of their range that helps; then each in turn, the dearest first, is
taken back towards today as far as the target stays met, by halving what lies in between. With
one lever that is the smallest change; with several it is the cheapest mix that these steps
find, and not proven to be the cheapest of all.
"""

import math
from dataclasses import dataclass

from scenarios.compare.rails import BROKEN, RailVerdict
from scenarios.levers import Lever
from scenarios.seek.bench import Bench
from scenarios.seek.trial import Trial

STEPS = 40
"""A lever's range is about so many steps wide; steps are round numbers."""
ROUND = (1.0, 2.0, 5.0, 10.0)

Values = tuple[float, ...]


@dataclass(frozen=True)
class Sought:
    """What a search found."""

    found: Trial | None
    """The smallest change that meets the target; None where none does within the limits."""
    nearest: Trial
    """Of what is within the limits, the trial that came nearest."""
    today: Trial
    rails: tuple[RailVerdict, ...]
    over_budget: Trial | None
    """What would meet the target for more money than there is."""
    trials: tuple[Trial, ...]

    @property
    def broken(self) -> list[RailVerdict]:
        """Guard rails that the change found breaks."""
        return [verdict for verdict in self.rails if verdict.status == BROKEN]


def seek(bench: Bench, budget_per_year: float | None = None) -> Sought:
    """Return the smallest change of the levers that meets the target with the assurance.

    ``budget_per_year`` is the most that the change may cost, in GBP a year.
    """
    today = bench.trial(bench.today)
    met = today if today.meets(bench.sure) else _smallest(bench)
    dear = met is not None and budget_per_year is not None and _cost(met) > budget_per_year
    found = None if dear else met
    rails = bench.rails(found.values) if found is not None and found is not today else []
    return Sought(
        found, _nearest(bench, budget_per_year), today, tuple(rails), met if dear else None,
        tuple(bench.trials),
    )  # fmt: skip


def _cost(trial: Trial) -> float:
    return trial.extra_cost_per_year


def _nearest(bench: Bench, budget_per_year: float | None) -> Trial:
    """Return the trial within the budget that came nearest; today's plan costs nothing more."""
    within = [t for t in bench.trials if budget_per_year is None or _cost(t) <= budget_per_year]
    return max(within, key=lambda t: (*_nearness(t), -_cost(t)))


def _smallest(bench: Bench) -> Trial | None:
    ends = tuple(_helpful_end(bench, k) for k in range(len(bench.levers)))
    far = bench.trial(ends)
    if not far.meets(bench.sure):
        return None
    return _taken_back(bench, far)


def _helpful_end(bench: Bench, k: int) -> float:
    """Return the end of a lever's range at which the target is nearer: more first, then less."""
    lever = bench.levers[k]
    today = _nearness(bench.trial(bench.today))
    ends = [end for end in (lever.high, lever.low) if end is not None and end != lever.today]
    for end in ends:
        if _nearness(bench.trial(_with(bench.today, k, end))) > today:
            return float(end)
    return float(lever.today)


def _nearness(trial: Trial) -> tuple[float, float]:
    return trial.assurance, trial.typical


def _halved(bench: Bench, fails: Values, meets: Values, k: int) -> Trial:
    """Return the least point between one that fails and one that meets that still meets.

    Only lever ``k`` differs between the two; it moves in round steps from the one that fails.
    """
    step = _step(bench.levers[k])
    away = meets[k] - fails[k]
    number = max(1, math.ceil(abs(away) / step - 1e-9))

    def point(steps: int) -> Values:
        moved = math.copysign(min(steps * step, abs(away)), away)
        return _with(fails, k, round(fails[k] + moved, 6))

    low, high = 0, number
    while high - low > 1:
        middle = (low + high) // 2
        if bench.trial(point(middle)).meets(bench.sure):
            high = middle
        else:
            low = middle
    return bench.trial(point(high))


def _taken_back(bench: Bench, met: Trial) -> Trial:
    """Take each lever back towards today as far as the target stays met, the dearest first."""
    order = list(range(len(bench.levers)))
    if len(order) > 1:
        order.sort(key=lambda k: -_dearness(bench, met, k))
    for k in order:
        back = _with(met.values, k, bench.today[k])
        if bench.trial(back).meets(bench.sure):
            met = bench.trial(back)
            continue
        met = _halved(bench, back, met.values, k)
    return met


def _dearness(bench: Bench, met: Trial, k: int) -> float:
    """Return what a lever's part of a mix costs: the mix less the mix without it."""
    return _cost(met) - _cost(bench.trial(_with(met.values, k, bench.today[k])))


def _with(values: Values, k: int, value: float) -> Values:
    return (*values[:k], float(value), *values[k + 1 :])


def _step(lever: Lever) -> float:
    """Return a round step, of which a lever's range holds about forty; of whole numbers, 1."""
    rough = abs(float(lever.high or 0.0) - float(lever.low or 0.0)) / STEPS
    if rough <= 0 or (lever.whole and rough < 1):
        return 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * size for size in ROUND if power * size >= rough * (1 - 1e-9))
