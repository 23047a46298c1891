"""The parts of a finished drawing, and the spaces kept between them."""

from dataclasses import dataclass, field

from scenarios.diagram.measure import Measured
from scenarios.diagram.picture import Arrow

GAP = 28.0
"""Least space between two boxes side by side."""
LANE = 13.0
"""Between two arrows that run level, one below the other."""
CHANNEL = 16.0
"""Between two arrows that run up beside the boxes."""
MARGIN = 24.0
PORT = 12.0
"""From the left edge of a box to its first arrow."""
CLEAR = 7.0
"""Least space between two upright stretches, or one and a box."""


@dataclass
class Place:
    """A box, or the narrow place of an arrow that passes a layer."""

    key: str
    layer: int
    width: float
    height: float
    x: float = 0.0
    """Left edge."""
    y: float = 0.0
    box: Measured | None = None

    @property
    def middle(self) -> float:
        """The middle, from the left edge of the drawing."""
        return self.x + self.width / 2


@dataclass
class Line:
    """An arrow and the points that it passes."""

    arrow: Arrow
    stops: list[str]
    """Places from its start to its end."""
    points: list[tuple[float, float]] = field(default_factory=list)
    label_at: tuple[float, float] = (0.0, 0.0)
    label: tuple[str, ...] = ()
    joins: bool = False
    """True where it ends by joining another arrow to the same box."""


@dataclass(frozen=True)
class Layout:
    """A finished drawing: its size, boxes and arrows."""

    width: float
    height: float
    boxes: list[Place]
    lines: list[Line]
