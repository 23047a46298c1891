"""A chart as a picture, made without a browser and without a network."""

from types import ModuleType

from scenarios.charts.chart import Chart
from scenarios.extras import needed

SCALE = 2.0
"""Pixels to the point of a picture."""


def svg(chart: Chart) -> str:
    """Return the drawing as SVG."""
    if "svg" not in chart.pictures:
        chart.pictures["svg"] = str(_converter().vegalite_to_svg(chart.spec))
    return str(chart.pictures["svg"])


def png(chart: Chart) -> bytes:
    """Return the drawing as PNG, two pixels to the point."""
    if "png" not in chart.pictures:
        chart.pictures["png"] = bytes(_converter().vegalite_to_png(chart.spec, scale=SCALE))
    return bytes(chart.pictures["png"])


def _converter() -> ModuleType:
    """Return the library that draws, which comes with the extra ``report``."""
    return needed("vl_convert", "vl-convert-python")
