"""Waiting lists as pairing heaps: joining is O(1), the next child and any leaver O(log n).

A heap is the row number of its root, -1 when empty. The order is the key, then the row, so
that equal keys go by identity. Links live in the register, so a list of any length needs no
memory of its own (Fredman, Sedgewick, Sleator and Tarjan 1986).
"""

from sim.pathway.compiled import kernel
from sim.pathway.state import State


@kernel
def before(s: State, a: int, b: int) -> bool:
    """Return whether row a comes before row b."""
    key_a, key_b = s.register[a].key, s.register[b].key
    return key_a < key_b or (key_a == key_b and a < b)


@kernel
def meld(s: State, a: int, b: int) -> int:
    """Join two heaps; return the root."""
    if a < 0:
        return b
    if b < 0:
        return a
    if before(s, b, a):
        a, b = b, a
    first = s.register[a].h_child
    s.register[b].h_prev = a
    s.register[b].h_next = first
    if first >= 0:
        s.register[first].h_prev = b
    s.register[a].h_child = b
    return a


@kernel
def push(s: State, root: int, i: int) -> int:
    """Add a row; return the root."""
    r = s.register[i]
    r.h_child = -1
    r.h_next = -1
    r.h_prev = -1
    return meld(s, root, i)


@kernel
def pop(s: State, root: int) -> int:
    """Take the root out; return the new root."""
    return _pair(s, s.register[root].h_child)


@kernel
def remove(s: State, root: int, i: int) -> int:
    """Take any row out; return the root."""
    if i == root:
        return pop(s, root)
    r = s.register[i]
    before_it, after_it = r.h_prev, r.h_next
    if s.register[before_it].h_child == i:
        s.register[before_it].h_child = after_it
    else:
        s.register[before_it].h_next = after_it
    if after_it >= 0:
        s.register[after_it].h_prev = before_it
    return meld(s, root, _pair(s, r.h_child))


@kernel
def _pair(s: State, first: int) -> int:
    """Meld a list of siblings in pairs, then the pairs from the last to the first."""
    pairs = -1
    while first >= 0:
        second = s.register[first].h_next
        rest = -1
        s.register[first].h_next = -1
        if second >= 0:
            rest = s.register[second].h_next
            s.register[second].h_next = -1
        root = meld(s, first, second)
        s.register[root].h_next = pairs
        pairs = root
        first = rest
    root = -1
    while pairs >= 0:
        rest = s.register[pairs].h_next
        s.register[pairs].h_next = -1
        root = meld(s, root, pairs)
        pairs = rest
    if root >= 0:
        s.register[root].h_prev = -1
        s.register[root].h_next = -1
    return root
