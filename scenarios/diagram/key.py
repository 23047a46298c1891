"""The key below a drawing: what shapes, colours, arrows and marks mean."""

from collections.abc import Iterator

from scenarios.diagram.marks import BLUE, HEADS, INK, PAPER, STROKES, edge_of, shape, words_at
from scenarios.diagram.measure import HEADING, TEXT
from scenarios.diagram.picture import Picture
from scenarios.diagram.places import Place

KEY_LINE = 24.0
_MEANINGS = {
    "access": "Access point: screens and decides",
    "clinic_day": "Stage seen on a team's clinic days",
    "continuous": "Stage served by the minute, on shifts",
    "delay": "Delay that is nobody's slot",
    "waiting": "What happens while waiting, at any stage",
}
_ARROWS = {
    "outcome": "Goes on, with the share of those who complete the stage",
    "when_closed": "Goes there when nobody is on duty",
    "escalation": "Re-graded as more urgent while waiting",
}


def _entries(pictures: list[Picture]) -> list[tuple[str, str]]:
    boxes = {box.kind for picture in pictures for box in picture.boxes}
    arrows = {arrow.kind for picture in pictures for arrow in picture.arrows}
    marked = any(box.nice for picture in pictures for box in picture.boxes)
    return [
        *((kind, text) for kind, text in _MEANINGS.items() if kind in boxes),
        *((kind, text) for kind, text in _ARROWS.items() if kind in arrows),
        ("end", "Leaves the system here"),
        *([("nice", "Follows, adds to or omits a step that NICE recommends")] if marked else []),
    ]


def key_height(pictures: list[Picture]) -> float:
    """Return the height that the key takes."""
    return KEY_LINE * (len(_entries(pictures)) + 1) + 20


def key(pictures: list[Picture], y: float, sheet: str) -> Iterator[str]:
    """Yield the key; ``sheet`` is the name under which arrow heads are defined."""
    yield words_at(24, y + 16, "Key", HEADING, weight="bold", fill=BLUE)
    for k, (kind, text) in enumerate(_entries(pictures), 1):
        row = y + 16 + KEY_LINE * k
        yield from _sample(kind, row, sheet)
        yield words_at(72, row, text, TEXT)


def _sample(kind: str, y: float, sheet: str) -> Iterator[str]:
    if kind in STROKES:
        colour, dashes = STROKES[kind]
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        yield (
            f'<polyline points="26,{y - 5:.1f} 62,{y - 5:.1f}" fill="none" stroke="{colour}" '
            f'stroke-width="2"{dashed} marker-end="url(#{kind}-{sheet})"/>'
        )
    elif kind == "end":
        yield f'<rect x="40" y="{y - 9:.1f}" width="8" height="8" fill="{INK}"/>'
    elif kind == "nice":
        yield (
            f'<rect x="26" y="{y - 13:.1f}" width="36" height="17" rx="8.5" fill="{PAPER}" '
            f'stroke="{INK}"/>'
        )
        yield words_at(31, y - 1, "NICE", 10.5)
    else:
        sample = Place(kind, 0, 36.0, 16.0, 26.0, y - 13)
        outline = shape(kind, sample).replace('rx="18"', 'rx="8"')
        yield f'{outline} fill="{HEADS[kind][0]}" {edge_of(kind)}/>'
