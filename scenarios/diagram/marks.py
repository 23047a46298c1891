"""Single marks of a drawing as SVG: words, boxes, arrows. Colours reach AA on each other.

Colours are those of the Government Analysis Function's palette, and tints of them.
"""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from scenarios.diagram.measure import (
    HEADING,
    LABEL,
    LABEL_LINE,
    LINE,
    PADDING,
    TEXT,
    Measured,
    width_of,
)
from scenarios.diagram.picture import Box
from scenarios.diagram.places import Line, Place

BLUE, TEAL, PLUM, ORANGE = "#12436D", "#28A197", "#801650", "#F46A25"
INK, PAPER = "#0B0C0C", "#FFFFFF"
HEADS = {
    "access": (TEAL, INK),
    "accepted": (PAPER, INK),
    "clinic_day": (BLUE, PAPER),
    "continuous": (PLUM, PAPER),
    "delay": ("#D4ECEA", INK),
    "waiting": ("#FDE1D3", INK),
}
"""Fill of the strip that holds the name, and the colour of the name; all reach AA."""
EDGES = {
    "access": TEAL,
    "accepted": BLUE,
    "clinic_day": BLUE,
    "continuous": PLUM,
    "delay": TEAL,
    "waiting": ORANGE,
}
STROKES = {
    "outcome": (BLUE, ""),
    "when_closed": (PLUM, "2 5"),
    "escalation": (ORANGE, "8 5"),
}
NICE = {"follows": "NICE: follows", "adds": "NICE: adds", "omits": "NICE: omits"}


def arrow(line: Line, sheet: str) -> str:
    """Return an arrow; ``sheet`` is the name under which arrow heads are defined."""
    colour, dashes = STROKES[line.arrow.kind]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in line.points)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    x, y = line.points[-1]
    ending = f' marker-end="url(#{line.arrow.kind}-{sheet})"' if not line.joins else ""
    joint = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' if line.joins else ""
    return (
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2" '
        f'stroke-linejoin="round"{dashed}{ending}/>{joint}'
    )


def label(line: Line) -> Iterator[str]:
    """Yield the words beside an arrow, where it leaves its box."""
    x, y = line.label_at
    for k, text in enumerate(line.label):
        yield words_at(x, y + LABEL_LINE * k, text, LABEL)


def box(place: Place, name: str) -> Iterator[str]:
    """Yield a box and its words; ``name`` keeps pathways on one sheet apart."""
    if place.box is None:
        return
    one = place.box
    fill, ink = HEADS[one.box.kind]
    outline = shape(one.box.kind, place)
    clip = f"inside-{name}-{place.key}"
    yield f'<clipPath id="{clip}">{outline}/></clipPath>'
    yield f'{outline} fill="{PAPER}"/>'
    yield (
        f'<rect x="{place.x:.1f}" y="{place.y:.1f}" width="{place.width:.1f}" '
        f'height="{one.heading_height:.1f}" fill="{fill}" clip-path="url(#{clip})"/>'
    )
    yield f'{outline} fill="none" {edge_of(one.box.kind)}/>'
    for k, text in enumerate(one.heading):
        yield words_at(
            place.x + PADDING, place.y + 22 + 18 * k, text, HEADING, weight="bold", fill=ink
        )
    if one.box.nice:
        yield from _nice(place, one.box)
    yield from _inside(one, place.x + PADDING, place.y + one.heading_height + 19)


def _inside(one: Measured, x: float, y: float) -> Iterator[str]:
    for k, text in enumerate(one.body):
        yield words_at(x, y + LINE * k, text, TEXT)
    y += LINE * len(one.body) + (6 if one.ends and one.body else 0)
    for lines in one.ends:
        yield f'<rect x="{x:.1f}" y="{y - 9:.1f}" width="8" height="8" fill="{INK}"/>'
        for k, text in enumerate(lines):
            yield words_at(x + 14, y + LINE * k, text, TEXT)
        y += LINE * len(lines)


def edge_of(kind: str) -> str:
    """Return how the outline of a kind of box is drawn."""
    dashes = ' stroke-dasharray="6 4"' if kind == "waiting" else ""
    return f'stroke="{EDGES[kind]}" stroke-width="2"{dashes}'


def shape(kind: str, place: Place) -> str:
    """Return the outline of a box without its end: corners say what kind of step it is."""
    x, y, w, h = place.x, place.y, place.width, place.height
    if kind == "delay":
        c = min(12.0, h / 4)
        corners = (
            (x + c, y), (x + w - c, y), (x + w, y + c), (x + w, y + h - c),
            (x + w - c, y + h), (x + c, y + h), (x, y + h - c), (x, y + c),
        )  # fmt: skip
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
        return f'<polygon points="{points}"'
    radius = {"continuous": 18.0, "accepted": 18.0}.get(kind, 0.0)
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="{radius:g}"'


def _nice(place: Place, box: Box) -> Iterator[str]:
    text = NICE[box.nice]
    room = width_of(text, 11.5) + 10
    x = place.x + place.width - room - 8
    yield (
        f'<rect x="{x:.1f}" y="{place.y + 7:.1f}" width="{room:.1f}" height="18" rx="9" '
        f'fill="{PAPER}" stroke="{INK}"/>'
    )
    yield words_at(x + 6, place.y + 20, text, 11.5)


def words_at(
    x: float, y: float, words: str, size: float, *, weight: str = "normal", fill: str = INK
) -> str:
    """Return one line of words."""
    bold = ' font-weight="bold"' if weight == "bold" else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{fill}"{bold}>'
        f"{escape(words)}</text>"
    )
