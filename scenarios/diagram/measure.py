"""How much room words take, and how they are wrapped, without a font at hand."""

from dataclasses import dataclass

from scenarios.diagram.picture import Arrow, Box, Picture

TEXT, HEADING, LABEL = 13.0, 14.0, 12.5
LINE, LABEL_LINE = 17.0, 15.5
WIDTH = 312.0
PADDING = 10.0
LABEL_WIDTH = 92.0
NICE_ROOM = 86.0
_WIDTHS = (
    ("ijl'|,.:;! ", 0.28),
    ("ft()[]/-r", 0.34),
    ("mM%", 0.85),
    ("wWOQGCDHNRU", 0.74),
    ("ABEKPSVXY&+", 0.68),
)
"""Widths of letters in Arial, as shares of the size; any other letter is 0.56."""


def width_of(text: str, size: float) -> float:
    """Return about how wide a text is."""
    return size * sum(next((w for some, w in _WIDTHS if c in some), 0.56) for c in text)


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Return lines of a text that fit a width; a word too long has a line of its own."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@dataclass(frozen=True)
class Label:
    """The words beside an arrow where it leaves its box."""

    lines: tuple[str, ...]
    width: float
    """With the space to the next arrow."""


@dataclass(frozen=True)
class Measured:
    """A box with its words wrapped and its size known."""

    box: Box
    heading: tuple[str, ...]
    body: tuple[str, ...]
    ends: tuple[tuple[str, ...], ...]
    labels: dict[Arrow, Label]
    width: float

    @property
    def heading_height(self) -> float:
        """Height of the strip that holds the name."""
        return 12 + 18 * len(self.heading)

    @property
    def height(self) -> float:
        """Height of the whole box."""
        lines = len(self.body) + sum(map(len, self.ends))
        inside = LINE * lines + (6 if self.ends and self.body else 0)
        return self.heading_height + (inside + 14 if lines else 0)


def measured(picture: Picture) -> dict[str, Measured]:
    """Return every box of a picture with its words wrapped."""
    return {box.key: _measured(box, picture.arrows) for box in picture.boxes}


def _measured(box: Box, arrows: tuple[Arrow, ...]) -> Measured:
    labels = {arrow: _label(arrow) for arrow in arrows if arrow.start == box.key}
    width = max(WIDTH, 24 + sum(label.width for label in labels.values()))
    room = width - 2 * PADDING
    heading = wrapped(box.title, room - (NICE_ROOM if box.nice else 0), HEADING * 1.06)
    body = [line for text in box.lines for line in wrapped(text, room, TEXT)]
    ends = tuple(tuple(wrapped(text, room - 14, TEXT)) for text in box.ends)
    return Measured(box, tuple(heading), tuple(body), ends, labels, width)


def _label(arrow: Arrow) -> Label:
    lines = wrapped(arrow.label, LABEL_WIDTH, LABEL)
    return Label(tuple(lines), max((width_of(line, LABEL) for line in lines), default=0) + 24)
