"""A chart as a picture, made without a browser and without a network."""

from types import ModuleType

from scenarios.charts.chart import Chart
from sim.settings import BadInput, Problem


def svg(chart: Chart) -> str:
    """Return the drawing as SVG."""
    return str(_converter().vegalite_to_svg(chart.drawing.to_dict()))


def png(chart: Chart, scale: float = 2.0) -> bytes:
    """Return the drawing as PNG, ``scale`` pixels to the point."""
    return bytes(_converter().vegalite_to_png(chart.drawing.to_dict(), scale=scale))


def _converter() -> ModuleType:
    """Return the library that draws, which comes with the extra ``report``."""
    try:
        import vl_convert
    except ImportError as error:
        remedy = "Install camhs-pathways[report]."
        problem = Problem("report", "", "pictures need the package vl-convert-python", remedy)
        raise BadInput([problem]) from error
    return vl_convert
