"""Lists at the end of each period: who waits, where, and who is in care."""

import numpy as np

from sim.measures.frame import Frame, open_at_ends
from sim.measures.quantiles import grouped
from sim.measures.table import ALL, Table
from sim.pathway.codes import CONTINUOUS, HOW_OPEN, HOW_SEEN, STAY_CARE, STAY_WAIT
from sim.settings.words import PRIORITIES


def add_lists(table: Table, frame: Frame) -> None:
    """Add list sizes, caseloads and waits by stage."""
    stays = frame.history.stays
    end = np.where(stays["how"] == HOW_OPEN, np.inf, stays["end"])
    first, last = frame.moments_within(stays["start"].astype(float), end)
    last = np.minimum(last, len(frame.ends))
    care = stays["kind"] == STAY_CARE
    _by_place(table, frame, "list_size", ~care, first, last)
    _by_place(table, frame, "in_care", care, first, last)
    _by_cell(table, frame, "list_size", ~care, first, last)
    _by_cell(table, frame, "in_care", care, first, last)
    _stage_waits(table, frame)
    _seen(table, frame)


def _by_cell(
    table: Table,
    frame: Frame,
    measure: str,
    chosen: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
) -> None:
    stays = frame.history.stays
    register = frame.register
    row = stays["row"][chosen]
    cells = frame.cells.of(
        register["area"][row].astype(np.int64),
        register["need"][row].astype(np.int64),
        stays["prio"][chosen].astype(np.int64),
    )
    values = np.zeros(frame.size)
    for crossing in cells:
        values += open_at_ends(first[chosen], last[chosen], crossing, frame.size)
    table.add(measure, "children", values.ravel(), **frame.grid(values))


def _by_place(
    table: Table,
    frame: Frame,
    measure: str,
    chosen: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
) -> None:
    """By stage and area, and by stage alone."""
    stays, blueprint = frame.history.stays, frame.history.blueprint
    areas, nodes = blueprint.areas, blueprint.nodes
    area = frame.register["area"][stays["row"][chosen]].astype(np.int64)
    key = stays["node"][chosen].astype(np.int64) * len(areas) + area
    size = (len(frame.ends), len(nodes) * len(areas))
    values = open_at_ends(first[chosen], last[chosen], key, size)
    totals = values.reshape(len(frame.ends), len(nodes), len(areas)).sum(axis=2)
    place = np.arange(values.size)
    table.add(
        measure, "children", values.ravel(),
        period=(place // size[1], frame.periods),
        stage=(place % size[1] // len(areas), nodes),
        area=(place % len(areas), areas),
    )  # fmt: skip
    place = np.arange(totals.size)
    table.add(
        measure, "children", totals.ravel(),
        period=(place // len(nodes), frame.periods), stage=(place % len(nodes), nodes),
    )  # fmt: skip


def _stage_waits(table: Table, frame: Frame) -> None:
    """Add waits from joining a stage to its first contact, by area and by priority."""
    stays, blueprint = frame.history.stays, frame.history.blueprint
    seen = stays[(stays["kind"] == STAY_WAIT) & (stays["how"] == HOW_SEEN)]
    period = frame.period(seen["end"].astype(float))
    areas, nodes = blueprint.areas, blueprint.nodes
    node = seen["node"].astype(np.int64)
    area = frame.register["area"][seen["row"]].astype(np.int64)
    prio = seen["prio"].astype(np.int64)
    wide = len(areas) + len(PRIORITIES) + 1
    cells = np.stack([node * wide + area, node * wide + len(areas) + prio, node * wide + wide - 1])
    size = (len(frame.ends), len(nodes) * wide)
    number, statistics = grouped((seen["end"] - seen["join"]).astype(float), cells, period, size)
    kept = np.flatnonzero(number.ravel() > 0)
    within = kept % size[1] % wide
    dimensions = {
        "period": (kept // size[1], frame.periods),
        "stage": (kept % size[1] // wide, nodes),
        "area": (within, [*areas, *[ALL] * (len(PRIORITIES) + 1)]),
        "priority": (within, [*[ALL] * len(areas), *PRIORITIES, ALL]),
    }
    for k, name in enumerate(("mean", "p50", "p90", "p95")):
        table.add(
            f"stage_wait_{name}", "days", statistics[:, :, k].ravel()[kept],
            number.ravel()[kept], **dimensions,
        )  # fmt: skip


def _seen(table: Table, frame: Frame) -> None:
    """Add children seen for the first time at each stage, by the team that saw them."""
    stays, blueprint = frame.history.stays, frame.history.blueprint
    seen = stays[(stays["kind"] == STAY_WAIT) & (stays["how"] == HOW_SEEN)]
    on_line = blueprint.tables["nodes"]["kind"][seen["node"]] != CONTINUOUS
    servers = np.array([server for _, server in blueprint.lines] or [0], np.int64)
    line = seen["line"].astype(np.int64)
    server = np.where(on_line, servers[np.clip(line, 0, len(servers) - 1)], line)
    wide = len(blueprint.nodes) * len(blueprint.servers)
    period = frame.period(seen["end"].astype(float))
    inside = (period >= 0) & (period < len(frame.ends))
    place = seen["node"].astype(np.int64) * len(blueprint.servers) + server
    size = len(frame.ends) * wide
    values = np.bincount((period * wide + place)[inside], minlength=size)
    at = np.arange(size)
    table.add("seen", "children", values, period=(at // wide, frame.periods),
              stage=(at % wide // len(blueprint.servers), blueprint.nodes),
              team=(at % len(blueprint.servers), blueprint.servers))  # fmt: skip
