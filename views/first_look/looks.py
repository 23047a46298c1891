"""First looks that are known, by link; one that no longer holds is not given out."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from views.first_look.link import Link
from views.first_look.shelf import Shelf

MOST = 64
"""Looks kept in memory, some 50 kB each; those not asked for longest are forgotten."""


class Looks:
    """What links show first, shared by every session and by the server."""

    def __init__(self) -> None:
        self.given_out = False
        """Whether a server stands ready to give them out; otherwise none need be made."""
        self._known: OrderedDict[Link, tuple[Hashable, str]] = OrderedDict()
        self._lock = threading.Lock()
        self._shelf: Shelf | None = None

    def take_up(self, shelf: Shelf, now: Callable[[Link], Hashable]) -> None:
        """Take up what was known before the server was started, and keep there what will be.

        ``now`` says what a link holds now; a look of a run that is gone or was made anew is
        thrown away.
        """
        for link, holds, markup in shelf.looks():
            if now(link) == holds:
                self.keep(link, holds, markup)
            else:
                shelf.forget(link)
        self._shelf = shelf

    def keep(self, link: Link, holds: Hashable, markup: str) -> None:
        """Keep what a link shows for as long as ``holds`` says the same."""
        with self._lock:
            self._known[link] = (holds, markup)
            self._known.move_to_end(link)
            many = len(self._known) > MOST
            left = self._known.popitem(last=False)[0] if many else None
        if self._shelf is not None:
            self._shelf.keep(link, holds, markup)
            if left is not None:
                self._shelf.forget(left)

    def of(self, link: Link, holds: Hashable) -> str:
        """Return what a link shows; empty when that is not known, or not known to hold still."""
        with self._lock:
            then, markup = self._known.get(link, (None, ""))
            if markup and then == holds:
                self._known.move_to_end(link)
                return markup
        return ""


LOOKS = Looks()
"""Of this process, which serves the page and runs its sessions."""
