"""The reference workload on this engine."""

from typing import Any

import numpy as np
from outcome import Outcome
from workload import NEEDS, Workload

from sim.pathway import codes
from sim.pathway.blueprint import Blueprint, blueprint_of
from sim.pathway.history import History
from sim.pathway.simulate import simulate
from sim.settings import from_values


def laid_out(workload: Workload, **more: Any) -> Blueprint:
    """Return the workload as this engine's blueprint, made once for all replications."""
    return blueprint_of(from_values({**workload.values(), **more}))


def run(blueprint: Blueprint, seed: int) -> History:
    """Run one replication."""
    return simulate(blueprint, seed, 0)


def outcome_of(history: History) -> Outcome:
    """Return dates by referral, read from the stays."""
    stays, register, blueprint = history.stays, history.register, history.blueprint
    assess = np.isin(stays.node, [blueprint.node(f"assess_{need}") for need in NEEDS])
    treat = np.isin(stays.node, [blueprint.node(f"treat_{need}") for need in NEEDS])
    seen = (stays.kind == codes.STAY_WAIT) & (stays.how == codes.HOW_SEEN)
    done = (stays.kind == codes.STAY_CARE) & (stays.how == codes.HOW_DONE)
    gone = (stays.kind == codes.STAY_WAIT) & (stays.how >= codes.HOW_EXIT)

    def dates(rows: Any) -> Any:
        column = np.full(len(register), np.nan)
        column[stays.row[rows]] = stays.end[rows]
        return column

    attended = history.state.contacts[..., codes.ATTENDED]
    lines = [k for k, (node, _) in enumerate(blueprint.lines) if node >= len(blueprint.points)]
    total = np.zeros(len(register))
    total[0] = attended[lines].sum()
    return Outcome(
        register.ref.copy(), register.first_prio.astype(float), dates(seen & ~assess & ~treat),
        dates(seen & assess), dates(seen & treat), dates(done & treat), dates(gone), total,
    )  # fmt: skip
