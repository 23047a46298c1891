"""A chart on the page: its message, the drawing, its words, and its table to keep."""

from base64 import b64encode
from functools import partial
from html import escape
from xml.etree import ElementTree

import pandas as pd
import streamlit as st

from scenarios.charts import Chart, png
from scenarios.report.write import lacking
from views.look.frame import markup
from views.look.key import as_markup, key_of
from views.look.notes import Drawing, note
from views.look.paint import on_page, painted
from views.look.states import plain
from views.look.tables import as_csv, as_html

SVG = "{http://www.w3.org/2000/svg}"
SIDEWAYS = "More to the right: scroll"
MOST_ROWS = 300
"""A longer table is drawn as it is scrolled, a few rows at a time."""


def show_chart(chart: Chart, *, level: int = 3, half: bool = False) -> None:
    """Show a chart with its title as a heading; its table can be opened and kept.

    ``half`` says that another stands beside it where the screen is wide enough.
    """
    dark = st.context.theme.type == "dark"
    key = key_of(chart.spec) if len(chart.table) else None
    st.html(f'<h{level} class="chart-title">{escape(chart.title)}</h{level}>'
            f'<p class="chart-about">{escape(chart.subtitle)}</p>'
            + (as_markup(key, partial(on_page, dark=dark)) if key else ""))  # fmt: skip
    if not len(chart.table):
        return
    note(Drawing(chart, half))
    place = st.container(key=f"wide-{chart.name}") if chart.wide else st
    if chart.wide:  # shown where it is scrolled, so that the keyboard can reach it
        place.html(f'<p class="sideways" tabindex="0">{SIDEWAYS}</p>')
    place.vega_lite_chart(
        spec=painted(chart.spec, dark=dark, half=half),
        theme=None, width="stretch", alt=chart.words, key=f"chart-{chart.name}",
    )  # fmt: skip
    st.fragment(_numbers)(chart)


def _numbers(chart: Chart) -> None:
    """Offer the numbers behind a chart; they are sent only to who opens them."""
    place = st.expander(f"Numbers behind this chart: {plain(chart.subtitle.partition('. ')[0])}",
                        on_change="rerun", key=f"open-{chart.name}")  # fmt: skip
    if place.open:
        with place:
            _table(chart.table, f"Numbers behind the chart: {chart.title}", chart.name)
            _picture(chart)


def _picture(chart: Chart) -> None:
    """Offer the chart as a picture with its title, as the papers have it."""
    if not lacking("html"):
        st.download_button(
            "Download as a picture (PNG)", partial(png, chart), f"{chart.name}.png", "image/png",
            key=f"png-{chart.name}", on_click="ignore",
        )  # fmt: skip


def show_sheet(
    title: str,
    table: pd.DataFrame,
    name: str,
    *,
    about: str = "",
    kept: pd.DataFrame | None = None,
    level: int = 3,
) -> None:
    """Show a table under its title, to read and to keep; ``kept`` is what is kept in its place."""
    markup(f'<h{level} class="chart-title">{escape(title)}</h{level}>'
           + (f'<p class="chart-about">{escape(about)}</p>' if about else ""))  # fmt: skip
    _table(table, title, name, kept)


def show_svg(drawing: str, words: str, name: str) -> None:
    """Show a drawing, what it says in words, and a way to keep it.

    On a narrow screen it is scrolled sideways, with the arrow keys too.
    """
    picture = b64encode(drawing.encode()).decode()
    st.html(
        f'<div class="drawing" tabindex="0" role="region" aria-label="{escape(words)}">'
        f'<img alt="{escape(words)}" src="data:image/svg+xml;base64,{picture}"></div>'
    )
    told = ElementTree.fromstring(drawing).findtext(f"{SVG}desc")
    if told:
        with st.expander("The drawing in words"):
            st.markdown(plain(told))
    st.download_button("Download the drawing (SVG)", drawing, f"{name}.svg", "image/svg+xml",
                       key=f"svg-{name}", on_click="ignore")  # fmt: skip


def _table(table: pd.DataFrame, words: str, name: str, kept: pd.DataFrame | None = None) -> None:
    if len(table) <= MOST_ROWS:
        markup(as_html(table, words))
    else:
        st.dataframe(table, hide_index=True, alt=words)
    st.download_button(
        "Download as CSV", as_csv(table if kept is None else kept), f"{name}.csv", "text/csv",
        key=f"csv-{name}", on_click="ignore",
    )  # fmt: skip
