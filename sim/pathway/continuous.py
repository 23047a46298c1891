"""What SimPy tells the register about a child at a continuous stage.

Whatever this leads to before the next stop of the clock is settled at once.
"""

from sim.pathway.codes import (
    D_SERVICE,
    E_FIRST,
    E_SECOND,
    HOW_MOVED,
    IN_CONTINUOUS,
    N_LEFT,
    STAY_WAIT,
)
from sim.pathway.compiled import kernel
from sim.pathway.contact import begin_care
from sim.pathway.departure import close
from sim.pathway.journey import enter, finish_stage
from sim.pathway.luck import luck
from sim.pathway.moments import settle
from sim.pathway.record import end_stay, mark, note
from sim.pathway.state import State
from sim.pathway.waiting import destination_of, disarm, renew_leaving

MOST = 250


@kernel
def seen_now(s: State, i: int, t: float) -> float:
    """A responder starts with the child: the wait is over, a contact has begun.

    Return the child's luck with how long it takes.
    """
    r = s.register[i]
    begin_care(s, i, t)
    if s.nodes[r.node].counts == 1:
        if r.total < MOST:
            r.total += 1
        if r.total == 1:
            mark(s, i, E_FIRST, t)
        elif r.total == 2:
            mark(s, i, E_SECOND, t)
    return luck_with_length(s, i)


@kernel
def luck_with_length(s: State, i: int) -> float:
    """Return the child's luck with how long a responder takes."""
    return luck(s, i, s.register[i].node, D_SERVICE, 0)


@kernel
def done_now(s: State, i: int, t: float) -> None:
    """The responder is done; the child goes where the outcome leads."""
    finish_stage(s, i, t)
    settle(s)


@kernel
def moved_now(s: State, i: int, node: int, t: float) -> None:
    """Nobody is on duty: the child goes to the stage that takes over, and has not been here."""
    r = s.register[i]
    disarm(s, i, t)
    end_stay(s, i, STAY_WAIT, HOW_MOVED, t)
    s.visits[i, r.node] -= 1
    enter(s, i, node, t)
    settle(s)


@kernel
def left_now(s: State, i: int, t: float) -> None:
    """The child gives up waiting for a responder."""
    r = s.register[i]
    if r.state != IN_CONTINUOUS:
        return
    disarm(s, i, t)
    note(s, i, N_LEFT, t)
    to = destination_of(s, i)
    if to < 0:
        close(s, i, -1 - to, t)
    else:
        end_stay(s, i, STAY_WAIT, HOW_MOVED, t)
        renew_leaving(s, i)
        r.target = -1
        enter(s, i, to, t)
    settle(s)
