"""Where everything stands: layers from the top down, boxes side by side, arrows in lanes.

Boxes stand in layers, each below all that leads to it. An arrow leaves the bottom of its box
beside its own label, runs level in a lane between the layers, and enters the next box from
above. An arrow past several layers keeps a narrow place of its own in each. Arrows that go
back, and re-grading, run up a channel at the right. So no arrow crosses words.
"""

from collections.abc import Iterator

from scenarios.diagram.columns import arranged
from scenarios.diagram.lanes import Stretch, lanes_of
from scenarios.diagram.layers import layers, split
from scenarios.diagram.measure import LABEL_LINE, Measured
from scenarios.diagram.picture import Arrow, Picture
from scenarios.diagram.places import CHANNEL, LANE, MARGIN, Layout, Line, Place
from scenarios.diagram.ports import Ports

WAY_WIDTH = 20.0
"""Room for an arrow that passes a layer."""


def laid_out(picture: Picture, boxes: dict[str, Measured]) -> Layout:
    """Return where the boxes and arrows of a picture stand."""
    return _Work(picture, boxes).finished()


class _Work:
    """The work of laying out one picture."""

    def __init__(self, picture: Picture, boxes: dict[str, Measured]) -> None:
        down, back = split(picture)
        layer = layers(picture, down)
        self.down = len(down)
        self.places = {
            key: Place(key, layer[key], box.width, box.height, box=box)
            for key, box in boxes.items()
        }
        self.lines = [Line(arrow, self._stops(n, arrow)) for n, arrow in enumerate(down)]
        steps = [step for one in self.lines for step in zip(one.stops, one.stops[1:], strict=False)]
        self.lines += [Line(arrow, [arrow.start, arrow.end]) for arrow in back]
        self.rows = arranged(self.places, steps)
        self.ports = Ports(self.places, self.rows, self.lines, self.down)
        self.bottom_of: dict[int, float] = {}

    def _stops(self, number: int, arrow: Arrow) -> list[str]:
        """Return the places of an arrow; past several layers it is given one in each."""
        stops = [arrow.start]
        for layer in range(self.places[arrow.start].layer + 1, self.places[arrow.end].layer):
            key = f"way {number} {layer}"
            self.places[key] = Place(key, layer, WAY_WIDTH, 0.0)
            stops.append(key)
        return [*stops, arrow.end]

    def finished(self) -> Layout:
        self._join()
        self.lanes = lanes_of(self._stretches())
        height = self._heights()
        self._lead()
        for n, line in enumerate(self.lines):
            self._draw(n, line)
        boxes = [place for place in self.places.values() if place.box is not None]
        right = max((x for line in self.lines for x, _ in line.points), default=0.0)
        width = max(max(place.x + place.width for place in boxes), right) + MARGIN
        return Layout(width, height, boxes, self.lines)

    # -- arrows that go back ---------------------------------------------------------------

    def _join(self) -> None:
        """Join arrows of re-grading to the same box: they share a channel and an end."""
        self.bundles: dict[str, list[int]] = {}
        for n in range(self.down, len(self.lines)):
            self.bundles.setdefault(self._bundle(n), []).append(n)
        right = max(place.x + place.width for place in self.places.values())
        self.channel = {name: right + CHANNEL * (k + 1) for k, name in enumerate(self.bundles)}
        for members in self.bundles.values():
            for n in members:
                self.ports.in_x[n] = self.ports.in_x[members[0]]

    def _lead(self) -> None:
        """Let the arrow from farthest off run to the end, and the others of its bundle meet it."""
        for members in self.bundles.values():
            end = self._back_y(members[0])
            farthest = max(members, key=lambda n: abs(self._out_y(n) - end))
            for n in members:
                self.lines[n].joins = n != farthest

    def _bundle(self, n: int) -> str:
        """Return what joins arrows: re-grading to one box, from one side."""
        arrow = self.lines[n].arrow
        if arrow.kind != "escalation" or self._climb(n) == 0:
            return f"{n}"
        return f"{arrow.end} from {'below' if self._climb(n) > 0 else 'above'}"

    def _climb(self, n: int) -> int:
        """Return how many layers an arrow climbs to the space above its end."""
        arrow = self.lines[n].arrow
        return self.places[arrow.start].layer - self.places[arrow.end].layer + 1

    # -- from the top down -----------------------------------------------------------------

    def _stretches(self) -> Iterator[Stretch]:
        for n, line in enumerate(self.lines):
            top, bottom = self.places[line.stops[0]].layer, self.places[line.stops[-1]].layer
            if n < self.down:
                xs = self._upright(n, line)
                for step, (a, b) in enumerate(zip(xs, xs[1:], strict=False)):
                    yield Stretch(top + step, n, 0, f"{n}", a, b)
                continue
            side = self.channel[self._bundle(n)]
            yield Stretch(top, n, 0, f"{n}", self.ports.out_x[n], side)
            if n == self.bundles[self._bundle(n)][0]:
                yield Stretch(bottom - 1, n, 1, f"{n}", side, self.ports.in_x[n])

    def _upright(self, n: int, line: Line) -> list[float]:
        """Return how far across each upright stretch of an arrow runs."""
        ways = [self.places[key].middle for key in line.stops[1:-1]]
        return [self.ports.out_x[n], *ways, self.ports.in_x[n]]

    def _heights(self) -> float:
        """Stack the layers: boxes, then labels, then lanes."""
        y = MARGIN + self._band(-1)
        for number, row in enumerate(self.rows):
            for key in row:
                self.places[key].y = y
            self.bottom_of[number] = y + max(self.places[key].height for key in row)
            y = self.bottom_of[number] + self._words(number) + self._band(number)
        return y + MARGIN

    def _words(self, layer: int) -> float:
        """Return the height of the labels below a layer."""
        row = self.rows[layer]
        lines = [len(line.label) for line in self.lines if line.arrow.start in row]
        return 10 + LABEL_LINE * max(lines, default=0)

    def _band(self, gap: int) -> float:
        """Return the height of the lanes below a layer."""
        used = [lane for (g, _, _), lane in self.lanes.items() if g == gap]
        return 16 + LANE * (max(used) + 1) if used else 16 if gap >= 0 else 0

    def _lane_y(self, gap: int, n: int, part: int) -> float:
        top = MARGIN + 4 if gap < 0 else self.bottom_of[gap] + self._words(gap) + 10
        return top + LANE * self.lanes[gap, n, part]

    def _out_y(self, n: int) -> float:
        """Return how far down an arrow that goes back leaves for its channel."""
        return self._lane_y(self.places[self.lines[n].arrow.start].layer, n, 0)

    def _back_y(self, n: int) -> float:
        """Return how far down it comes back from there, with all of its bundle."""
        first = self.bundles[self._bundle(n)][0]
        return self._lane_y(self.places[self.lines[n].arrow.end].layer - 1, first, 1)

    # -- points ----------------------------------------------------------------------------

    def _draw(self, n: int, line: Line) -> None:
        start, end = self.places[line.arrow.start], self.places[line.arrow.end]
        line.label_at = (self.ports.out_x[n] + 6, self.bottom_of[start.layer] + 16)
        line.points = [(self.ports.out_x[n], start.y + start.height)]
        line.points += self._onward(n, line) if n < self.down else self._around(n, line)
        if not line.joins:
            line.points.append((self.ports.in_x[n], end.y))

    def _onward(self, n: int, line: Line) -> Iterator[tuple[float, float]]:
        layer = self.places[line.arrow.start].layer
        xs = self._upright(n, line)
        for step, (a, b) in enumerate(zip(xs, xs[1:], strict=False)):
            if abs(a - b) > 0.5:
                y = self._lane_y(layer + step, n, 0)
                yield from ((a, y), (b, y))

    def _around(self, n: int, line: Line) -> Iterator[tuple[float, float]]:
        """Yield the points of an arrow that goes back; one that joins another ends there."""
        side, out = self.channel[self._bundle(n)], self._out_y(n)
        yield from ((self.ports.out_x[n], out), (side, out))
        if not line.joins:
            back = self._back_y(n)
            yield from ((side, back), (self.ports.in_x[n], back))
