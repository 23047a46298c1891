"""The engine's state: named arrays, fixed tables first and changing ones after.

The compiled kernels and the same functions uncompiled read and write these arrays; nothing
else holds what has happened. One row of the register is one episode.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

INF = np.inf
Array = NDArray[Any]

CACHE_LINE = 64
REGISTER = np.dtype(
    [
        # first cache line: all that lists and the agenda look at. Next moments, in days
        ("ready", "f8"), ("leave", "f8"), ("esc", "f8"), ("birthday", "f8"),
        # place in a list, links of lists and of the agenda
        ("key", "f8"), ("h_child", "i4"), ("h_next", "i4"), ("h_prev", "i4"),
        ("a_next", "i4"), ("a_prev", "i4"), ("a_bucket", "i4"),
        # second: moments past, luck, where the episode stands
        ("ref", "f8"), ("join", "f8"), ("since", "f8"), ("armed", "f8"), ("birth", "f8"),
        ("place", "f8"), ("word_1", "u4"), ("word_2", "u4"),
        ("node", "i2"), ("target", "i2"), ("area", "i2"), ("stream", "i2"),
        # third: what is left of the thresholds of leaving and escalating
        ("left_leave", "f8"), ("left_esc", "f8"), ("next_esc", "f4"),
        # multipliers from the child's groups, and time waited for information
        ("m_accept", "f4"), ("m_missed", "f4"), ("m_leave", "f4"), ("paused", "f4"),
        # the other episode, the child, the list; small counts and flags
        ("partner", "i4"), ("child", "i4"), ("line", "i2"),
        ("state", "i1"), ("why", "i1"), ("prio", "i1"), ("first_prio", "i1"), ("need", "i1"),
        ("band", "i1"), ("source", "i1"), ("left", "i1"), ("attempts", "u1"), ("missed", "i1"),
        ("total", "u1"), ("seen", "i1"), ("drops", "i1"), ("exit", "i1"), ("second", "i1"),
        ("supported", "i1"), ("rises", "u1"), ("triaged", "i1"),
    ]
)  # fmt: skip
"""Live state of an episode: 192 bytes, three cache lines. ``second`` is FIRST_NEED or another."""
FIRST_NEED, SECOND_NEED, SECOND_FOLLOWS = range(3)
"""The first need of a referral, a second at the same time, a second when the first is met."""

STAY = np.dtype(
    [("row", "i4"), ("line", "i4"), ("node", "i2"), ("prio", "i1"), ("kind", "i1"),
     ("how", "i1"), ("join", "f8"), ("start", "f8"), ("end", "f8")]
)  # fmt: skip
"""A stretch of time at a node: since the node was joined, since this stretch began, its end."""

TRACE = np.dtype([("row", "i4"), ("line", "i4"), ("node", "i2"), ("event", "i2"), ("time", "f8")])

AGAIN = np.dtype([("row", "i4"), ("event", "i2"), ("time", "f8")])
"""An event that sets a clock back to zero."""

HANDOVER = np.dtype(
    [("row", "i4"), ("node", "i4"), ("server", "i4"), ("prio", "i4"), ("at", "f8"),
     ("leaves", "f8")]
)  # fmt: skip

NODE = np.dtype(
    [
        ("kind", "i1"), ("waiting", "i1"), ("by_priority", "i1"), ("key_rule", "i1"),
        ("from_stage", "i1"), ("counts", "i1"), ("term", "i1"), ("point", "i4"),
        ("delay", "i4"), ("group_size", "i4"), ("group_minimum", "i4"), ("discharge", "i4"),
        ("release", "i4"), ("outcomes", "i4"), ("carved", "i1"), ("whole", "i1"), ("listed", "i1"),
        ("spacing", "f8"), ("rebook", "f8"), ("missed", "f8"), ("cancelled", "f8"),
        ("drop_out", "f8"), ("recurs", "f8"), ("until_age", "f8"), ("shared", "f8"),
        ("shared_refused", "f8"), ("skew_share", "f8"), ("skew_days", "f8"),
        ("start_events", "i8"), ("end_events", "i8"),
    ]
)  # fmt: skip

LINE = np.dtype(
    [("node", "i4"), ("server", "i4"), ("roles", "i4"), ("shop", "i4"), ("caseload_pool", "i4"),
     ("caseload_per_wte", "f8"), ("last_look", "f8"), ("group_at", "f8")]
)  # fmt: skip
"""A team at a node: where one queue stands."""

SLOT = np.dtype(
    [("pool", "i4"), ("node", "i4"), ("shop", "i4"), ("several", "i1"), ("minutes", "f8")]
)  # fmt: skip
"""A line of a job plan: a pool's minutes for a node."""

POOL = np.dtype(
    [("server", "i4"), ("flex", "i1"), ("call", "i4"), ("first", "i4"), ("slots", "i4"),
     ("cap", "f8"), ("offered", "f8"), ("used", "f8"), ("debt", "f8")]
)  # fmt: skip

SERVER = np.dtype([("opens", "f8"), ("closes", "f8")])
"""A team or an access point; opening times as a part of the day."""

GENERAL = 3
"""Column of a slot's budget that belongs to no priority; 0 to 2 are the carve-outs."""

(
    C_ROWS, C_STAYS, C_TRACE, C_HANDOVER, C_STOP, C_FIRST, C_LAST, C_TRACING, C_UNPLACED, C_AGAIN,
) = range(10)  # fmt: skip
COUNTERS = 10


class State(NamedTuple):
    """Everything the kernels see. Axes are named in each comment."""

    # Tables that do not change in a run
    nodes: Array  # NODE [node]
    outcome_cum: Array  # [node, outcome] cumulative chance
    outcome_to: Array  # [node, outcome] next node, or -1 - exit
    outcome_event: Array  # [node, outcome] event column bit position, or -1
    outcome_prio: Array  # [node, outcome] priority, or -1
    contacts_cum: Array  # [node, number - 1]
    target: Array  # [node, priority] days
    notice: Array  # [node, priority] working days
    carve: Array  # [node, priority] share
    quantiles: Array  # [table, place] durations by equal steps of chance; table 0 unit exponential
    triage: Array  # [point, need, TRIAGE columns]
    triage_to: (
        Array  # [point, need, 5]: signposted to, passed to, delay table, crisis screened, term
    )
    by_source: Array  # [point, need, source]
    by_priority: Array  # [point, need, priority]
    regrade_cum: Array  # [point, need, priority, priority]
    entry: Array  # [need, priority] node
    route: Array  # [era, area, need, age band, node] line, or server for continuous; -1 none
    point: Array  # [era, area, need, age band] screening node; -1 none
    era: Array  # [day]
    bands: Array  # [age band] lower edge in days of age
    leave_from: Array  # [need, band] days waited
    leave_rate: Array  # [need, band] per day
    destination_cum: Array  # [need, node, destination]
    destination_to: Array  # [need, destination] node, or -1 - exit
    esc_rate: Array  # [need, priority, node] per day, all targets
    esc_cum: Array  # [need, priority, node, target]
    esc_to: Array  # [need, priority, node, target, 4]: node or -1, priority, keeps place, back
    by_need: Array  # [need, 4]: support reach, support on escalation, on leaving, age of leaving
    restart: Array  # [need] 1 when a change of provider restarts the clock
    returns: Array  # [stream, 3]: chance, chance of a higher priority, delay table
    returns_after: Array  # [stream] bits of exits
    columns: Array  # [event] milestone column, or -1
    latest: Array  # [event] 1 when the latest counts, 0 the earliest
    restarting: Array  # [event] 1 when some clock goes back to zero at it
    offsets: Array  # [node + 1, decision, 2] luck offsets; the last row belongs to the referral
    page_1: Array
    page_2: Array
    lines: Array  # LINE [line]
    line_slot: Array  # [line, role] slot
    line_minutes: Array  # [line, role]
    helper_from: Array  # [line + 1] start in helpers
    helpers: Array  # lines that may serve the queue of a line, its own first
    shop_from: Array  # [shop + 1] start in shop_lines
    shop_lines: Array
    shop_call: Array  # [shop] opening call
    slots: Array  # SLOT [slot]
    minutes: Array  # [pool, day] offered
    wte: Array  # [pool, day]
    share: Array  # [slot, day] part of the pool's minutes
    extra: Array  # [slot, day] temporary minutes
    servers: Array  # SERVER [server]
    period: Array  # [day]; -1 before the run
    worked_before: Array  # [day] working days before it
    worked_day: Array  # [number] day on which that many are complete
    term_before: Array
    term_day: Array
    # What changes
    register: Array  # REGISTER [row]
    visits: Array  # [row, node] times entered
    milestones: Array  # [row, column] days
    heads: Array  # [line, priority] root of the waiting heap
    due: Array  # [line, priority] root of the heap of follow-ups due
    waiting: Array  # [line, priority] number waiting
    caseload: Array  # [line]
    seats: Array  # [line] free seats in today's group
    budget: Array  # [slot, GENERAL + 1] minutes left today
    carry: Array  # [slot, GENERAL + 1]
    pools: Array  # POOL [pool]
    blocked: Array  # [line, priority] 1 when nothing fits today
    stops: Array  # [stop] moments at which the clock stops; the last is the horizon
    stop_of_day: Array  # [day] first stop on or after the beginning of the day
    agenda: Array  # [stop] first row whose next moment falls after the stop before
    stays: Array  # STAY
    trace: Array  # TRACE
    again: Array  # AGAIN
    handover: Array  # HANDOVER: children who reach responders, for SimPy to take up
    unplaced: Array  # rows whose return found the register full
    counters: Array  # C_…
    contacts: Array  # [line, priority, period, contact kind]
    spent: Array  # [slot, period] minutes used
    offered: Array  # [pool, period] minutes offered
    cause: Array  # [line, period, cause] child-days
    lateness: Array  # [line, period, 2]: days late of follow-ups, number


TRIAGE = ("accepted", "signposted", "passed", "missing", "lapse", "lapse days", "decision days")
T_ACCEPTED, T_SIGNPOSTED, T_PASSED, T_MISSING, T_LAPSE, T_LAPSE_DAYS, T_DECISION = range(7)
