"""Where arrows leave the bottom of one box, pass others, and enter the top of the next."""

from scenarios.diagram.places import CLEAR, PORT, Line, Place


class Ports:
    """Places for the ends of arrows; sets the ways of those that pass layers.

    ``lines`` are those that go down, ``down`` in number, and then those that go back.
    """

    def __init__(
        self, places: dict[str, Place], rows: list[list[str]], lines: list[Line], down: int
    ) -> None:
        self.places = places
        self.rows = rows
        self.lines = lines
        self.down = down
        self.out_x: dict[int, float] = {}
        """How far across each arrow leaves its box."""
        self.in_x: dict[int, float] = {}
        """And enters the next."""
        self._ports()
        self._apart()

    def _ports(self) -> None:
        """Give every arrow its own place at the bottom of one box and the top of another."""
        for key, place in self.places.items():
            if place.box is None:
                continue
            leaving = [n for n, line in enumerate(self.lines) if line.arrow.start == key]
            leaving.sort(key=lambda n: (n >= self.down, self._next(n)))
            x = place.x + PORT if len(leaving) > 1 else place.middle
            for n in leaving:
                label = place.box.labels[self.lines[n].arrow]
                self.out_x[n], self.lines[n].label = x, label.lines
                x += label.width
            coming = [n for n, line in enumerate(self.lines) if line.arrow.end == key]
            coming.sort(key=lambda n: (n >= self.down, self._previous(n)))
            step = place.width / (len(coming) + 1)
            for k, n in enumerate(coming, 1):
                self.in_x[n] = place.x + k * step

    def _next(self, n: int) -> float:
        return self.places[self.lines[n].stops[1]].middle

    def _previous(self, n: int) -> float:
        return self.places[self.lines[n].stops[-2]].middle

    def _apart(self) -> None:
        """Let arrows run straight past layers where nothing is in the way, and none on another."""
        upright: dict[int, list[float]] = {}
        for n, x in self.out_x.items():
            upright.setdefault(self.places[self.lines[n].arrow.start].layer, []).append(x)
        for n, line in enumerate(self.lines[: self.down]):
            x = self.out_x[n]
            for key in line.stops[1:-1]:
                x = self._way_past(key, x, upright)
        for n in sorted(self.in_x, key=lambda n: self.in_x[n]):
            above = upright.setdefault(self.places[self.lines[n].arrow.end].layer - 1, [])
            own = self.out_x[n] if len(self.lines[n].stops) == 2 else None
            while any(abs(self.in_x[n] - x) < CLEAR for x in above if x != own):
                self.in_x[n] += CLEAR / 2
            above.append(self.in_x[n])

    def _way_past(self, key: str, x: float, upright: dict[int, list[float]]) -> float:
        """Place an arrow's way past a layer: straight on from x if that is free."""
        place = self.places[key]
        others = [self.places[k] for k in self.rows[place.layer] if k != key]
        above = upright.setdefault(place.layer - 1, [])
        here = upright.setdefault(place.layer, [])

        def free(at: float) -> bool:
            inside = any(o.x - CLEAR < at < o.x + o.width + CLEAR for o in others if o.box)
            ways = any(abs(at - o.middle) < CLEAR for o in others if not o.box)
            return not (inside or ways or any(abs(at - u) < CLEAR for u in here))

        if not free(x):
            x = place.middle
            while any(abs(x - u) < CLEAR for u in (*above, *here)):
                x += CLEAR / 2
        place.x = x - place.width / 2
        above.append(x)
        here.append(x)
        return x
