"""Notes as markup: what a browser can show before it has run anything."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from scenarios.charts import Chart
from scenarios.extras import needed
from views.look.key import as_markup as key_as_markup
from views.look.key import key_of
from views.look.notes import Drawing
from views.look.paint import DARK_PAPER, NIGHT, PAPER, painted

HERE = Path(__file__).parent
STYLES = (HERE.parent / "look" / "style.css", HERE / "style.css")
WIDE, HALF, NARROW, SCROLLED = 1160, 540, 340, 672
"""Pixels of a chart across a wide screen, beside another, on a phone, and scrolled there."""


def as_markup(pieces: Sequence[str | Drawing]) -> str:
    """Return what was noted as one piece of markup with its style."""
    style = "".join(path.read_text(encoding="utf-8") for path in STYLES) + _at_night()
    shown = "".join(one if isinstance(one, str) else _figure(one) for one in pieces)
    return f'<style>{style}</style><div class="block-container stHtml">{shown}</div>'


def _figure(shown: Drawing) -> str:
    chart, half = shown.chart, shown.half
    kind = ' class="half"' if half else ""
    return (f'<figure{kind}><p class="chart-title">{escape(chart.title)}</p>'
            f'<p class="chart-about">{escape(chart.subtitle)}</p>{_key(chart)}'
            f'<div class="on-wide">{_drawn(chart, HALF if half else WIDE, half)}</div>'
            f'<div class="on-narrow">{_drawn(chart, SCROLLED if chart.wide else NARROW)}</div>'
            "</figure>")  # fmt: skip


def _key(chart: Chart) -> str:
    key = key_of(chart.spec)
    return key_as_markup(key, lambda day: f"light-dark({day},{NIGHT.get(day, day)})") if key else ""


def _drawn(chart: Chart, width: int, half: bool = False) -> str:
    spec = painted(chart.spec, dark=False, half=half) | {"width": width}
    return str(needed("vl_convert", "vl-convert-python").vegalite_to_svg(spec))


def _at_night() -> str:
    """Return the style in which a drawing's colours are those of a dark screen."""
    rules = "".join(
        f'svg [{use}="{day}"]{{{use}:{night}}}'
        for day, night in {**NIGHT, PAPER: DARK_PAPER}.items() for use in ("fill", "stroke")
    )  # fmt: skip
    return f"@media (prefers-color-scheme: dark) {{ {rules} }}"
