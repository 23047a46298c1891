"""What a child referred today is likely to wait, and one who has already waited a further.

Kaplan-Meier on one replication: being seen is the event; leaving without it, or the end of
the run, is censoring. The range over replications is added when results are summarised.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.measures.readings import Reading
from sim.measures.table import ALL, Table

SHARES = (0.1, 0.5, 0.9)
NAMES = ("p10", "p50", "p90")
FEWEST = 20
"""Fewer children than this give no quantile."""
WAITED = (("0 weeks", 0, 13), ("13 weeks", 91, 26), ("26 weeks", 182, 52), ("52 weeks", 364, 104),
          ("104 weeks", 728, 1000))  # fmt: skip
"""Label, least days waited, and weeks up to which children are taken together."""


def add_prospects(table: Table, first_contact: Reading) -> None:
    """Add what lies ahead of a child by area and need: further wait, and how it ended."""
    frame, timed = first_contact.frame, first_contact.timed
    horizon = float(frame.ends[-1])
    quarter = min(91.0, horizon / 2)
    until = np.fmin(timed.stop, np.minimum(timed.end, horizon))
    seen = timed.stop <= until
    left = ~seen & (timed.end <= until) & (timed.end < horizon)
    for label, low, high_weeks in WAITED:
        if low == 0:
            chosen = (timed.start >= 0) & (timed.start < quarter)
            origin = timed.start
        else:
            waited = -timed.start
            chosen = (waited >= low) & (waited < high_weeks * 7) & (until > 0)
            origin = np.zeros(len(timed.start))
        group = Waiting(np.flatnonzero(chosen), until - origin, seen, left)
        _by_area_and_need(table, first_contact, label, group)


@dataclass(frozen=True)
class Waiting:
    """Children whose wait is followed, and how it ended."""

    units: NDArray[np.int64]
    length: NDArray[np.float64]
    """Days followed."""
    seen: NDArray[np.bool_]
    left: NDArray[np.bool_]


def _by_area_and_need(table: Table, reading: Reading, label: str, group: Waiting) -> None:
    frame = reading.frame
    row = reading.timed.row[group.units]
    need, area = frame.register["need"][row], frame.register["area"][row]
    for n, name in enumerate(frame.cells.needs):
        for a, where in ((-1, ALL), *enumerate(frame.cells.areas)):
            chosen = group.units[(need == n) & ((area == a) | (a < 0))]
            if len(chosen) >= FEWEST:
                _add(table, group, chosen, clock=reading.name, need=name, area=where, band=label)


def _add(table: Table, group: Waiting, chosen: NDArray[np.int64], **words: Any) -> None:
    number = np.array([len(chosen)])
    waits = kaplan_meier_quantiles(group.length[chosen], group.seen[chosen], SHARES)
    for share, value in zip(NAMES, waits, strict=True):
        reached = np.array([value if np.isfinite(value) else np.nan])
        table.add(f"further_wait_{share}", "days", reached, number, **words)
    seen, left = group.seen[chosen].mean(), group.left[chosen].mean()
    for outcome, share_of in (("seen", seen), ("left", left), ("waiting", 1 - seen - left)):
        table.add(f"prospect_{outcome}", "share", np.array([share_of]), number, **words)


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
