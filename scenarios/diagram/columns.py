"""Boxes side by side: in which order, and how far across."""

from scenarios.diagram.places import GAP, MARGIN, Place

PULL = 20.0
"""How much more a straight arrow counts than nearness to anything else."""
SWEEPS = 24


def arranged(places: dict[str, Place], steps: list[tuple[str, str]]) -> list[list[str]]:
    """Set how far across every place stands; return the places of each layer, from the left.

    ``steps`` are pairs of places in neighbouring layers that an arrow joins.
    """
    work = _Columns(places, steps)
    work.order()
    work.across()
    return work.rows


class _Columns:
    """The work of arranging."""

    def __init__(self, places: dict[str, Place], steps: list[tuple[str, str]]) -> None:
        self.places = places
        self.steps = steps
        self.rows: list[list[str]] = [[] for _ in range(1 + max(p.layer for p in places.values()))]
        for key, place in places.items():
            self.rows[place.layer].append(key)

    def order(self) -> None:
        """Order each layer by where its neighbours stand, down and up, until few arrows cross."""
        best, fewest = [list(row) for row in self.rows], self._crossings()
        for sweep in range(SWEEPS):
            downward = sweep % 2 == 0
            rows = self.rows[1:] if downward else self.rows[-2::-1]
            for row in rows:
                pull = {key: self._pull(key, downward) for key in row}
                row.sort(key=pull.__getitem__)
            crossings = self._crossings()
            if crossings < fewest:
                best, fewest = [list(row) for row in self.rows], crossings
        self.rows = best

    def _pull(self, key: str, downward: bool) -> float:
        row = self.rows[self.places[key].layer]
        others = [(a if downward else b) for a, b in self.steps if (b if downward else a) == key]
        ranks = [self._rank(other) for other in others]
        return sum(ranks) / len(ranks) if ranks else (row.index(key) + 0.5) / len(row)

    def _rank(self, key: str) -> float:
        row = self.rows[self.places[key].layer]
        return (row.index(key) + 0.5) / len(row)

    def _crossings(self) -> int:
        steps = [(self.places[a].layer, self._rank(a), self._rank(b)) for a, b in self.steps]
        return sum(
            (a1 - a2) * (b1 - b2) < 0
            for k, (layer, a1, b1) in enumerate(steps)
            for other, a2, b2 in steps[:k]
            if other == layer
        )

    def across(self) -> None:
        """Draw each place towards its neighbours, keeping the order and the gaps."""
        for row in self.rows:
            self._spread(row, [0.0] * len(row))
        for sweep in range(SWEEPS):
            for row in self.rows if sweep % 2 == 0 else self.rows[::-1]:
                self._spread(row, [self._wish(key) for key in row])
        self._straighten()
        least = min(place.x for place in self.places.values())
        for place in self.places.values():
            place.x += MARGIN - least

    def _straighten(self) -> None:
        """Put a box that alone follows another right below it, where there is room."""
        for row in self.rows[1:]:
            above = [self._only_one_above(key) for key in row]
            wishes = [self.places[up or key].middle for up, key in zip(above, row, strict=True)]
            self._spread(row, wishes, [PULL if up else 1.0 for up in above])

    def _only_one_above(self, key: str) -> str:
        """Return what stands before a place when nothing else does, and leads nowhere else."""
        before = [a for a, b in self.steps if b == key]
        if len(before) != 1 or len([b for a, b in self.steps if a == before[0]]) != 1:
            return ""
        return before[0]

    def _wish(self, key: str) -> float:
        """Return where the middle of a place would best be."""
        near = [self.places[b if a == key else a].middle for a, b in self.steps if key in (a, b)]
        return sum(near) / len(near) if near else self.places[key].middle

    def _spread(
        self, row: list[str], wishes: list[float], weights: list[float] | None = None
    ) -> None:
        """Put middles as near their wishes as order and gaps allow (least squares)."""
        places = [self.places[key] for key in row]
        offsets = [0.0]
        for a, b in zip(places, places[1:], strict=False):
            offsets.append(offsets[-1] + a.width / 2 + b.width / 2 + GAP)
        wanted = [w - o for w, o in zip(wishes, offsets, strict=True)]
        middles = _rising(wanted, weights or [1.0] * len(row))
        for place, middle, offset in zip(places, middles, offsets, strict=True):
            place.x = middle + offset - place.width / 2


def _rising(values: list[float], weights: list[float]) -> list[float]:
    """Return the rising numbers nearest to some values (pool adjacent violators)."""
    groups: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        groups.append((value, weight, 1))
        while len(groups) > 1 and groups[-2][0] > groups[-1][0]:
            (b, v, m), (a, w, k) = groups.pop(), groups.pop()
            groups.append(((a * w + b * v) / (w + v), w + v, k + m))
    return [mean for mean, _, count in groups for _ in range(count)]
