"""Whether a change makes any difference at all: asked of a few simulated futures."""

import pandas as pd

from sim.measures.measure import measured
from sim.pathway.blueprint import Blueprint, blueprint_of
from sim.pathway.compiled import note_compiled
from sim.pathway.simulate import simulate
from sim.settings import Scenario

TRIED = 3
"""Futures in which a difference is looked for: in one of them a post may stay empty."""


def differ(one: Scenario, other: Scenario) -> bool:
    """Return whether any measure of two scenarios differs in any of a few futures."""
    first, second = blueprint_of(one), blueprint_of(other)
    found = any(not _measures(first, k).equals(_measures(second, k)) for k in range(TRIED))
    note_compiled()
    return found


def _measures(blueprint: Blueprint, replication: int) -> pd.DataFrame:
    return measured(simulate(blueprint, 1, replication), "", -1).to_pandas()
