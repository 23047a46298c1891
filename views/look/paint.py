"""A chart's drawing fitted to the page: as wide as its place, in the colours of the theme."""

from typing import Any

from scenarios.charts import look
from views.look.key import key_of, without_key

NIGHT = {
    look.INK: "#EDF2F5", look.FAINT: "#A9B8C2", look.GRID: "#33424D",
    look.LIGHT[0]: "#7CC0FF", look.LIGHT[1]: "#FF9BD0", look.LIGHT[2]: "#4FD1C5",
    look.LIGHT[3]: "#FFA56B", look.UNCLEAR: "#A9B8C2",
    look.TINTS[0]: "#1B2F40", look.TINTS[1]: "#2F6BA3",
    look.BLUES[0]: "#23405A", look.BLUES[1]: "#2F5F8A", look.BLUES[2]: "#3F83BD",
    look.BLUES[3]: "#66A9E0", look.BLUES[5]: "#DCEEFF",
}  # fmt: skip
"""What each colour of a chart becomes on a dark page; contrast at least 3 to 1 there too."""
NUMBERS_WIDE = 36
"""Pixels that numbers beside an upright axis take at least, where two charts are to be level."""
LABELS_APART = 8
"""Pixels between two dates of an axis at least; those that would stand closer are left out."""
PAPER = "white"
DARK_PAPER = "#10181F"


def painted(spec: dict[str, Any], *, dark: bool, half: bool = False) -> dict[str, Any]:
    """Return a Vega-Lite drawing without title and key, for a place whose width is not known.

    ``half`` says that another stands beside it: their plots begin equally far from the edge.
    Its name is told to a screen reader and its marks are not, one by one: the table holds them.
    """
    drawing = {key: value for key, value in spec.items() if key != "title"}
    drawing = without_key(drawing) if key_of(spec) else drawing
    config = dict(drawing.get("config", {}))
    config.pop("title", None)
    unsaid = {"aria": False, "mark": config.get("mark", {}) | {"aria": False}}
    dates = {"labelOverlap": "parity", "labelSeparation": LABELS_APART}
    level = {"axisY": config.get("axisY", {}) | {"minExtent": NUMBERS_WIDE}} if half else {}
    drawing["config"] = config | {"background": "transparent", "axisTemporal": dates} | unsaid
    drawing["config"] |= level
    drawing |= {"width": "container", "autosize": {"type": "fit-x", "contains": "padding"},
                "padding": {"left": 14, "right": 10, "top": 4, "bottom": 4}}  # fmt: skip
    data = drawing.pop("datasets", None)
    coloured = _recoloured(drawing) if dark else drawing
    return coloured if data is None else coloured | {"datasets": data}


def on_page(colour: str, *, dark: bool) -> str:
    """Return a colour of a chart as it stands on a light or a dark page."""
    return NIGHT.get(colour, colour) if dark else colour


def _recoloured(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _recoloured(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_recoloured(item) for item in value]
    if isinstance(value, str):
        return DARK_PAPER if value == PAPER else NIGHT.get(value, value)
    return value
