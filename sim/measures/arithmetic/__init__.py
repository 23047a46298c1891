"""The arithmetic a manager can check by hand, from a scenario alone: nothing is simulated.

`arithmetic` compares need with offer at every line, `capa_balance` does so in CAPA's words,
`demand_reaching` shows where the children come from, and `disagreements` says where a
simulation tells another story and what can explain it.
"""

from sim.measures.arithmetic.capa import capa_balance
from sim.measures.arithmetic.disagree import disagreements
from sim.measures.arithmetic.flows import demand_reaching
from sim.measures.arithmetic.promised import (
    relief_capacity,
    right_sized_list,
    target_mean_wait,
)
from sim.measures.arithmetic.table import COLUMNS, arithmetic

__all__ = [
    "COLUMNS",
    "arithmetic",
    "capa_balance",
    "demand_reaching",
    "disagreements",
    "relief_capacity",
    "right_sized_list",
    "target_mean_wait",
]
