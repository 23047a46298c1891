"""The event log of traced replications: one row for each thing that happened."""

import numpy as np
import pyarrow as pa

from sim.pathway.codes import TRACE_WORDS
from sim.pathway.history import History
from sim.settings.words import PRIORITIES

NOWHERE = ""


def events_table(history: History, option: str) -> pa.Table:
    """Return the event log of one replication, in order of time, then referral.

    Columns: option, replication, referral, need, area, priority (as referred), event, stage,
    team, time (days from the start date). Opening referrals from a real extract are left out.
    """
    blueprint, trace = history.blueprint, history.trace
    order = np.lexsort((np.arange(len(trace)), trace["row"], trace["time"]))
    trace = trace[order]
    register = history.register
    if blueprint.scenario.opening.real_extract:
        trace = trace[register["opening"][trace["row"]] == 0]
    row = trace["row"]
    nodes = blueprint.nodes
    teams = [NOWHERE, *[blueprint.servers[server] for _, server in blueprint.lines]]
    continuous = blueprint.tables["nodes"]["kind"][trace["node"]] == 2
    line = np.where(continuous, 0, np.clip(trace["line"] + 1, 0, len(teams) - 1))
    arrived = trace["event"] == TRACE_WORDS.index("arrived")
    stage = np.where(arrived, len(nodes), trace["node"])
    return pa.table(
        {
            "option": _words(np.zeros(len(row), np.int32), [option]),
            "replication": pa.array(np.full(len(row), history.replication, np.int32)),
            "referral": pa.array(row.astype(np.int32)),
            "need": _words(register["need"][row], blueprint.needs),
            "area": _words(register["area"][row], blueprint.areas),
            "priority": _words(register["first_prio"][row], list(PRIORITIES)),
            "event": _words(trace["event"], list(TRACE_WORDS)),
            "stage": _words(stage, [*nodes, NOWHERE]),
            "team": _words(line, teams),
            "time": pa.array(trace["time"].astype(np.float64)),
        }
    )


def _words(codes: np.ndarray, words: list[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(words))
