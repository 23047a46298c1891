"""What happens while waiting: the moments of leaving and of becoming more pressing.

Each child has one unit-exponential threshold for leaving and one for each rise in priority.
A hazard, which may change with the length of the wait, uses the threshold up; the moment is
where nothing is left. Time in treatment uses up nothing.
"""

from sim.pathway.codes import (
    D_DESTINATION,
    D_ESCALATION,
    D_ESCALATION_1,
    D_LEAVING,
)
from sim.pathway.compiled import kernel
from sim.pathway.luck import WHOLE_REFERRAL, luck, pick, quantile
from sim.pathway.state import INF, State

UNIT_EXPONENTIAL = 0


@kernel
def hazard_used(s: State, need: int, waited_from: float, waited_to: float) -> float:
    """Return the leaving hazard accumulated between two lengths of wait, in days."""
    total = 0.0
    bands = s.leave_from.shape[1]
    for k in range(bands):
        low = max(waited_from, s.leave_from[need, k])
        high = waited_to
        if k + 1 < bands:
            high = min(high, s.leave_from[need, k + 1])
        if high > low:
            total += (high - low) * s.leave_rate[need, k]
    return total


@kernel
def hazard_until(s: State, need: int, waited: float, threshold: float) -> float:
    """Return the length of wait at which a threshold is used up, in days; infinite if never."""
    bands = s.leave_from.shape[1]
    for k in range(bands):
        low = max(waited, s.leave_from[need, k])
        high = INF
        if k + 1 < bands:
            high = s.leave_from[need, k + 1]
        rate = s.leave_rate[need, k]
        if high > low and rate > 0.0:
            needed = threshold / rate
            if low + needed <= high:
                return low + needed
            threshold -= (high - low) * rate
    return INF


@kernel
def escalation_rate(s: State, i: int) -> float:
    """Return the hazard of becoming more pressing, a day; support while waiting changes it."""
    r = s.register[i]
    rate = s.esc_rate[r.need, r.prio, r.node]
    return rate * s.by_need[r.need, 1] if r.supported == 1 else rate


@kernel
def arm(s: State, i: int, t: float) -> None:
    """Set the moments of leaving and escalating for a wait that goes on from t."""
    r = s.register[i]
    r.armed = t
    r.leave = INF
    r.esc = INF
    if s.nodes[r.node].waiting == 0:
        return
    if r.m_leave > 0.0:
        waited = hazard_until(s, r.need, t - r.join, r.left_leave / r.m_leave)
        r.leave = r.join + waited
    rate = escalation_rate(s, i)
    if rate > 0.0:
        r.esc = t + r.left_esc / rate


@kernel
def disarm(s: State, i: int, t: float) -> None:
    """Stop the hazards at t, if they act, and keep what is left of the thresholds."""
    r = s.register[i]
    if s.nodes[r.node].waiting == 1 and t > r.armed:
        used = hazard_used(s, r.need, r.armed - r.join, t - r.join) * r.m_leave
        r.left_leave = max(r.left_leave - used, 0.0)
        rate = escalation_rate(s, i)
        r.left_esc = max(r.left_esc - rate * (t - r.armed), 0.0)
    r.armed = INF
    r.leave = INF
    r.esc = INF


@kernel
def renew_leaving(s: State, i: int) -> None:
    """Give a new threshold of leaving to a child who left one list for another."""
    r = s.register[i]
    r.left_leave = quantile(s, UNIT_EXPONENTIAL, luck(s, i, r.node, D_LEAVING, 0))


@kernel
def renew_escalation(s: State, i: int) -> None:
    """Give the threshold of the next rise in priority."""
    r = s.register[i]
    r.rises += 1
    if r.rises == 1:
        r.left_esc = r.next_esc
    else:
        r.left_esc = quantile(
            s, UNIT_EXPONENTIAL, luck(s, i, WHOLE_REFERRAL, D_ESCALATION_1, int(r.rises))
        )


@kernel
def escalation_of(s: State, i: int) -> int:
    """Return which of the possible escalations happens to the child."""
    r = s.register[i]
    chances = s.esc_cum[r.need, r.prio, r.node]
    return pick(chances, chances.shape[0], luck(s, i, r.node, D_ESCALATION, int(r.rises)))


@kernel
def destination_of(s: State, i: int) -> int:
    """Return where a leaver goes: a node, or -1 - exit."""
    r = s.register[i]
    chances = s.destination_cum[r.need, r.node]
    k = pick(chances, chances.shape[0], luck(s, i, r.node, D_DESTINATION, 0))
    return int(s.destination_to[r.need, k])
