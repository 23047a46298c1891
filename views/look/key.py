"""The key of a chart as words of the page: on a narrow screen it wraps, and nothing is cut.

In a drawing a key begins at the edge of the plot and not of the picture, so that on a phone the
names of rows push it out on the other side. Papers, whose width is known, keep it in the drawing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

Tree = dict[str, Any]
Painter = Callable[[str], str]
"""Gives a colour of a chart as it stands on the page."""
LINES = ("line", "rule", "stroke")
SOLID = [1, 0]
CHANNELS = ("color", "strokeDash", "shape")


@dataclass(frozen=True)
class Entry:
    """What one word of a key stands for."""

    words: str
    colour: str
    shape: str
    """line, square, or the shape of a point."""
    dash: tuple[int, ...] = ()
    """Of a line: drawn and left out in turn; nothing where it is whole."""


@dataclass(frozen=True)
class Key:
    """The words of a chart's colours, shapes and dashes."""

    title: str
    entries: tuple[Entry, ...]


def key_of(spec: Tree) -> Key | None:
    """Return the key that a drawing has; None where it has none, or none that says it all."""
    found = [node for node in _marks(spec) if _legend(node, "color")]
    if not found:
        return None
    colour, dashes, shapes = (_first(found, channel) for channel in CHANNELS)
    domain, colours = colour["scale"].get("domain"), colour["scale"].get("range")
    if not (isinstance(domain, list) and isinstance(colours, list)):
        return None
    kinds = {_kind(node) for node in found}
    plain = "line" if kinds & set(LINES) else "square"
    return Key(colour.get("title") or "", tuple(
        Entry(words, colours[k], _at(shapes, k) or plain, tuple(_at(dashes, k) or ()))
        for k, words in enumerate(domain)
    ))  # fmt: skip


def without_key(value: Any) -> Any:
    """Return a drawing that has no key of its own."""
    if isinstance(value, dict):
        return {name: None if name == "legend" else without_key(item)
                for name, item in value.items() if name != "datasets"} | _data(value)  # fmt: skip
    return [without_key(item) for item in value] if isinstance(value, list) else value


def as_markup(key: Key, painter: Painter) -> str:
    """Return a key as a list for the eye; a screen reader is told the chart in words."""
    title = f"<li>{escape(key.title)}</li>" if key.title else ""
    entries = "".join(
        f'<li><i class="{one.shape}" style="color:{painter(one.colour)}{_dashed(one.dash)}"></i>'
        f"<span>{escape(one.words)}</span></li>"
        for one in key.entries
    )
    return f'<ul class="key" aria-hidden="true">{title}{entries}</ul>'


def _data(value: Tree) -> Tree:
    """Return the data of a drawing as they are: large, and without keys."""
    return {name: value[name] for name in ("datasets",) if name in value}


def _marks(spec: Tree) -> Iterator[Tree]:
    """Yield every mark of a drawing with its encoding."""
    if "mark" in spec:
        yield spec
    for name in ("layer", "hconcat", "vconcat"):
        for inner in spec.get(name, ()):
            yield from _marks(inner)


def _legend(node: Tree, channel: str) -> bool:
    return bool(node.get("encoding", {}).get(channel, {}).get("legend"))


def _first(nodes: list[Tree], channel: str) -> Tree:
    return next((node["encoding"][channel] for node in nodes if _legend(node, channel)), {})


def _kind(node: Tree) -> str:
    """Return the kind of a mark, or of the symbol that its key asks for."""
    mark = node["mark"]
    legend = node["encoding"]["color"]["legend"]
    return str(legend.get("symbolType") or (mark["type"] if isinstance(mark, dict) else mark))


def _at(channel: Tree, place: int) -> Any:
    """Return what a channel shows for a word; None where it shows nothing of its own."""
    shown = channel.get("scale", {}).get("range", ())
    return shown[place] if place < len(shown) and shown[place] != SOLID else None


def _dashed(dash: tuple[int, ...]) -> str:
    """Return the style of a line that is drawn and left out in turn."""
    if not dash:
        return ""
    stops, end = [], 0
    for place, length in enumerate(dash):
        colour = "transparent" if place % 2 else "currentColor"
        stops.append(f"{colour} {end}px {end + length}px")
        end += length
    return f";background:repeating-linear-gradient(90deg,{','.join(stops)})"
