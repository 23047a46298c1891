"""All measures of one replication, as one tidy table."""

import pyarrow as pa

from sim.measures.changes import add_changes
from sim.measures.equity import add_equity
from sim.measures.flows import add_flows
from sim.measures.frame import Frame
from sim.measures.journeys import add_journeys
from sim.measures.lists import add_lists
from sim.measures.promises import add_promises
from sim.measures.prospects import add_prospects
from sim.measures.readings import readings
from sim.measures.resources import add_resources
from sim.measures.table import Table
from sim.measures.waits import add_waits
from sim.pathway.history import History


def measured(history: History, option: str = "baseline", accepted_set: int = -1) -> pa.Table:
    """Return the measures of a replication; columns as ``sim.measures.table.SCHEMA``."""
    frame = Frame(history.finished())
    table = Table(frame.grid)
    for add in (add_flows, add_lists, add_changes, add_journeys, add_resources):
        add(table, frame)
    clocks = readings(frame)
    for reading in clocks.values():
        add_waits(table, reading)
        add_promises(table, reading)
    for look in (add_equity, add_prospects):
        look(table, clocks["first_contact"])
    return table.finished(option, history.replication, accepted_set)
