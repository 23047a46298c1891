"""What a child referred today is likely to wait, and one who has already waited a further.

Kaplan-Meier on one replication: being seen is the event; leaving without it, or the end of
the run, is censoring. The range over replications is added when results are summarised.
"""

import numpy as np
from numpy.typing import NDArray

from sim.measures.clocks import BUILT_IN, read_clock
from sim.measures.frame import Frame
from sim.measures.table import Table

SHARES = (0.1, 0.5, 0.9)
NAMES = ("p10", "p50", "p90")
FEWEST = 20
"""Fewer children than this give no quantile."""
WAITED = (("0 weeks", 0, 13), ("13 weeks", 91, 26), ("26 weeks", 182, 52), ("52 weeks", 364, 104),
          ("104 weeks", 728, 1000))  # fmt: skip
"""Label, least days waited, and weeks up to which children are taken together."""


def add_prospects(table: Table, frame: Frame) -> None:
    """Add the further wait to first contact by area and need, from the first day."""
    clock = frame.history.blueprint.scenario.clocks.get("first_contact", BUILT_IN["first_contact"])
    timed = read_clock(frame.history, clock)
    quarter = min(91.0, float(frame.ends[-1]) / 2)
    horizon = float(frame.ends[-1])
    r = frame.register
    end = np.fmin(
        np.where(np.isnan(timed.stop), np.inf, timed.stop), np.minimum(timed.end, horizon)
    )
    seen = ~np.isnan(timed.stop) & (timed.stop <= end)
    for label, low, high_weeks in WAITED:
        if low == 0:
            chosen = (timed.start >= 0) & (timed.start < quarter)
            origin = timed.start
        else:
            waited = -timed.start
            chosen = (waited >= low) & (waited < high_weeks * 7) & (end > 0)
            origin = np.zeros(len(timed.start))
        _add(table, frame, label, np.flatnonzero(chosen), end - origin, seen, r, timed.row)


def _add(
    table: Table, frame: Frame, label: str, rows: NDArray[np.int64], length: NDArray[np.float64],
    seen: NDArray[np.bool_], register: NDArray[np.void], row: NDArray[np.int64],
) -> None:  # fmt: skip
    blueprint = frame.history.blueprint
    need, area = register["need"][row[rows]], register["area"][row[rows]]
    for n, name in enumerate(blueprint.needs):
        places = [(-1, "all"), *enumerate(blueprint.areas)]
        for a, where in places:
            chosen = rows[(need == n) & ((area == a) | (a < 0))]
            if len(chosen) < FEWEST:
                continue
            waits = kaplan_meier_quantiles(length[chosen], seen[chosen], SHARES)
            for share, value in zip(NAMES, waits, strict=True):
                if np.isfinite(value):
                    table.add(f"further_wait_{share}", "days", np.array([value]),
                              np.array([len(chosen)]), clock="first_contact", need=name,
                              area=where, band=label)  # fmt: skip


def kaplan_meier_quantiles(
    length: NDArray[np.float64], seen: NDArray[np.bool_], shares: tuple[float, ...]
) -> list[float]:
    """Return the times by which these shares have been seen; infinite if never reached.

    ``length`` is in days, ``seen`` false for a wait that ended otherwise or was cut off.
    """
    order = np.argsort(length, kind="stable")
    at_risk = np.arange(len(length), 0, -1)
    remaining = np.cumprod(1 - seen[order] / at_risk)
    sorted_length = length[order]
    found = []
    for share in shares:
        reached = np.flatnonzero(remaining <= 1 - share + 1e-12)
        found.append(float(sorted_length[reached[0]]) if len(reached) else np.inf)
    return found
