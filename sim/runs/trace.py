"""The event log of traced replications: one row for each thing that happened."""

import numpy as np
import pyarrow as pa

from sim.pathway.codes import TRACE_WORDS
from sim.pathway.history import History
from sim.settings.words import EXITS, PRIORITIES

NOWHERE = ""


def events_table(history: History, option: str) -> pa.Table:
    """Return the event log of one replication, in order of time, then referral.

    Columns: option, replication, referral, need, area, priority (as referred), event, stage,
    team, exit (how it ended, for the event exit), time (days from the start date). Opening
    referrals from a real extract are left out.
    """
    blueprint, trace = history.blueprint, history.trace
    order = np.lexsort((np.arange(len(trace)), trace["row"], trace["time"]))
    trace = trace[order]
    register = history.register
    if blueprint.scenario.opening.real_extract:
        trace = trace[trace["row"] >= len(history.opening)]
    row = trace["row"]
    nodes = blueprint.nodes
    teams = [NOWHERE, *blueprint.servers]
    servers = np.array([server for _, server in blueprint.lines] or [0])
    continuous = blueprint.tables["nodes"]["kind"][trace["node"]] == 2
    of_line = servers[np.clip(trace["line"], 0, len(servers) - 1)]
    team = np.where(trace["line"] < 0, 0, 1 + np.where(continuous, trace["line"], of_line))
    arrived = trace["event"] == TRACE_WORDS.index("arrived")
    left = trace["event"] == TRACE_WORDS.index("exit")
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
            "team": _words(team, teams),
            "exit": _words(np.where(left, register["exit"][row], len(EXITS)), [*EXITS, NOWHERE]),
            "time": pa.array(trace["time"].astype(np.float64)),
        }
    )


def _words(codes: np.ndarray, words: list[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(words))
