"""Which layer each box stands in, and which arrows go back up."""

from scenarios.diagram.picture import Arrow, Picture


def split(picture: Picture) -> tuple[list[Arrow], list[Arrow]]:
    """Return arrows that go down, and those that go back (and re-grading, kept apart)."""
    onward: dict[str, list[str]] = {}
    for arrow in picture.arrows:
        if arrow.kind != "escalation":
            onward.setdefault(arrow.start, []).append(arrow.end)
    backward: set[tuple[str, str]] = set()
    done: set[str] = set()

    def visit(key: str, above: tuple[str, ...]) -> None:
        done.add(key)
        for end in onward.get(key, []):
            if end in (*above, key):
                backward.add((key, end))
            elif end not in done:
                visit(end, (*above, key))

    for key in (*picture.entries, *(box.key for box in picture.boxes)):
        if key not in done:
            visit(key, ())
    back = [a for a in picture.arrows if a.kind == "escalation" or (a.start, a.end) in backward]
    return [a for a in picture.arrows if a not in back], back


def layers(picture: Picture, down: list[Arrow]) -> dict[str, int]:
    """Return the layer of each box: below everything that leads to it."""
    layer = {box.key: 0 for box in picture.boxes}
    for _ in picture.boxes:
        for arrow in down:
            layer[arrow.end] = max(layer[arrow.end], layer[arrow.start] + 1)
    ends = {arrow.end for arrow in down}
    for box in picture.boxes:
        after = [layer[arrow.end] for arrow in down if arrow.start == box.key]
        if box.key not in ends and after and box.key not in picture.entries:
            layer[box.key] = min(after) - 1
    return layer
