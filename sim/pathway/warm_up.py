"""The opening list that a warm-up builds, on the baseline, once for each replication.

The baseline is run for the warm-up days before the start date, with the growth and the posts
of the run itself; where everybody then stands is where every option begins.
"""

from functools import lru_cache

from sim.demand.days import days_before
from sim.pathway.blueprint import blueprint_of
from sim.pathway.continuation import Continuation, continuation_of
from sim.pathway.simulate import simulate
from sim.settings.scenario import Scenario


def warmed_up(baseline: Scenario, seed: int, replication: int) -> Continuation:
    """Return where everybody stands after the baseline has run its warm-up."""
    return _cached(baseline.model_dump_json(), _Holder(baseline), seed, replication)


class _Holder:
    """Carries the scenario past a cache keyed by its text."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=8)
def _cached(_text: str, holder: _Holder, seed: int, replication: int) -> Continuation:
    scenario = holder.scenario
    empty = scenario.opening.model_copy(update={"source": "empty"})
    scenario = scenario.model_copy(update={"opening": empty})
    blueprint = blueprint_of(scenario, days_before(scenario.calendar))
    return continuation_of(simulate(blueprint, seed, replication, purpose="warm up"))
