"""A chart as a picture, made without a browser and without a network."""

from types import ModuleType

from scenarios.charts.chart import Chart
from scenarios.extras import needed


def svg(chart: Chart) -> str:
    """Return the drawing as SVG."""
    return str(_converter().vegalite_to_svg(chart.spec))


def png(chart: Chart, scale: float = 2.0) -> bytes:
    """Return the drawing as PNG, ``scale`` pixels to the point."""
    return bytes(_converter().vegalite_to_png(chart.spec, scale=scale))


def _converter() -> ModuleType:
    """Return the library that draws, which comes with the extra ``report``."""
    return needed("vl_convert", "vl-convert-python")
