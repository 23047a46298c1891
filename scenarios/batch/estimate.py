"""What a batch costs, from replications timed here and now."""

import os
import time
from collections.abc import Mapping
from pathlib import Path

from scenarios.batch.plan import Plan
from scenarios.batch.preparing import cells_in, scenarios_of
from scenarios.batch.work import Shard
from scenarios.progress import in_words
from sim.measures.measure import measured
from sim.pathway.blueprint import blueprint_of
from sim.pathway.compiled import note_compiled
from sim.pathway.simulate import simulate
from sim.settings import Scenario


def seconds_each(scenario: Scenario) -> float:
    """Return the seconds of one replication; the first, which warms up, is not counted."""
    blueprint = blueprint_of(scenario)
    for replication in range(2):
        began = time.perf_counter()
        measured(simulate(blueprint, 1, replication), "", -1)
    note_compiled()
    return time.perf_counter() - began


def cost(scenarios: Mapping[str, Scenario], missing: Mapping[str, int], workers: int | None) -> str:
    """Return what replications to be run take, in words; both mappings are by scenario."""
    number = sum(missing.values())
    if not number:
        return "nothing to run"
    at_once = min(workers or os.cpu_count() or 1, number)
    seconds = sum(seconds_each(scenarios[name]) * n for name, n in missing.items() if n)
    return (
        f"{seconds / number:.2g} s a replication (measured), {at_once} at a time: "
        f"about {in_words(seconds / at_once)}"
    )


def cost_unchecked(plan: Plan, file: Path, shard: Shard, workers: int | None) -> str:
    """Return what a plan takes that is too large to be checked cell by cell."""
    loaded = scenarios_of(plan, file)
    each = cells_in(plan, shard) * plan.replications / len(loaded)
    scenarios = {name: one.scenario for name, one in loaded.items()}
    return cost(scenarios, dict.fromkeys(loaded, round(each)), workers)
