"""A chart as a picture, made without a browser and without a network."""

import textwrap
from types import ModuleType
from typing import Any

from scenarios.charts.chart import Chart
from scenarios.extras import needed

SCALE = 2.0
"""Pixels to the point of a picture."""
NARROW_HEIGHT = 210
"""Greatest height of a narrow plot, but for one in rows, whose names need the room they have."""
TITLE_LETTERS, SUBTITLE_LETTERS = 44, 64
"""Letters in a line of words above a narrow chart."""


def svg(chart: Chart, *, narrow: bool = False) -> str:
    """Return the drawing as SVG; ``narrow`` as it stands beside another, where it can."""
    form = f"svg {narrow}"
    if form not in chart.pictures:
        spec = _narrowed(chart) if narrow else chart.spec
        chart.pictures[form] = str(_converter().vegalite_to_svg(spec))
    return str(chart.pictures[form])


def png(chart: Chart, *, narrow: bool = False, titled: bool = True) -> bytes:
    """Return the drawing as PNG, two pixels to the point.

    ``titled`` False leaves out the title, where it is written above the picture.
    """
    form = f"png {narrow} {titled}"
    if form not in chart.pictures:
        spec = _narrowed(chart) if narrow else chart.spec
        spec = spec if titled else _untitled(spec)
        chart.pictures[form] = bytes(_converter().vegalite_to_png(spec, scale=SCALE))
    return bytes(chart.pictures[form])


def _narrowed(chart: Chart) -> dict[str, Any]:
    if not chart.narrow:
        return chart.spec
    words = {"text": textwrap.wrap(chart.title, TITLE_LETTERS),
             "subtitle": textwrap.wrap(chart.subtitle, SUBTITLE_LETTERS)}  # fmt: skip
    height = chart.spec.get("height", NARROW_HEIGHT)
    height = height if chart.rows else min(height, NARROW_HEIGHT)
    return {**chart.spec, "width": chart.narrow, "height": height,
            "title": {**chart.spec["title"], **words}}  # fmt: skip


def _untitled(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a drawing that keeps its subtitle alone, as what is measured stands nowhere else."""
    title = spec["title"]
    return {**spec, "title": {**title, "text": title["subtitle"], "subtitle": [],
                              "fontSize": 13, "fontWeight": "normal"}}  # fmt: skip


def _converter() -> ModuleType:
    """Return the library that draws, which comes with the extra ``report``."""
    return needed("vl_convert", "vl-convert-python")
