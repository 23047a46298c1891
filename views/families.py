"""For families: how long a child is likely to wait, in plain words, on one page to share."""

from html import escape

import streamlit as st

from scenarios.families import Leaflet, Prospect, paper_of
from scenarios.families.leaflet import NOBODY, PROMISE, SEEN, TITLE
from scenarios.families.words import answer, in_short, need_in_words, so_far
from scenarios.labels import opened
from scenarios.report.html import html
from sim.measures.table import ALL
from sim.runs.folder import Run
from views.look import heading, markup, note_choice, show_chart, show_sheet
from views.store import chosen_run, leaflet_of


def show() -> None:
    """Show the view."""
    heading(TITLE, PROMISE)
    run = chosen_run("Forecast shown")
    if run is None:
        return
    told = leaflet_of(run)
    if not told.needs:
        st.info(NOBODY)
        return
    need, area, waited = _asked(told)
    prospect = told.of(need, area, waited)
    if prospect is None:
        st.info(f"{NOBODY} Choose all areas, or another time waited.")
    else:
        _answer(prospect)
    _around(told, need, area, waited)
    _kept(told, run)


def _asked(told: Leaflet) -> tuple[str, str, int]:
    """Let the reader say what the child waits for, where, and for how long already."""
    columns = st.columns(3)
    need = columns[0].selectbox(
        "Waiting for", told.needs, format_func=lambda one: opened(need_in_words(one)), key="need",
        bind="query-params",
    )  # fmt: skip
    area = columns[1].selectbox(
        "Where the child lives", told.areas, format_func=told.area, key="area", bind="query-params"
    )
    waited = columns[2].selectbox(
        "So far", told.waited(need), format_func=so_far, key="waited", bind="query-params"
    )
    note_choice("Waiting for", opened(need_in_words(need)), beside=True)
    note_choice("Where the child lives", told.area(area or ALL), beside=True)
    note_choice("So far", so_far(waited), beside=True)
    return need, area or ALL, waited


def _answer(prospect: Prospect) -> None:
    more = "still to wait" if prospect.waited else "to wait"
    said = " ".join(answer(prospect))
    markup(
        f'<div class="likely" role="status"><p>Likely time {more}</p>'
        f'<p class="value">{escape(opened(in_short(prospect)))}</p>'
        f"<p>{escape(said)}</p></div>"
    )


def _around(told: Leaflet, need: str, area: str, waited: int) -> None:
    chart = told.chart(need, area, waited)
    if chart is not None:
        show_chart(chart, level=2)
    told_of = (
        ("While you wait", told.meanwhile(need)), ("What we count", SEEN),
        ("How sure we are", told.sure()),
    )  # fmt: skip
    for place, (title, sentences) in zip(st.columns(3), told_of, strict=True):
        place.header(title, anchor=False)
        place.html("".join(f"<p>{escape(sentence)}</p>" for sentence in sentences))
    sheet = told.table(need)
    show_sheet(f"{sheet.title}: by area and time waited", sheet.table, f"families-{need}")


def _kept(told: Leaflet, run: Run) -> None:
    page = html(paper_of(told, run.manifest["caveat"]))
    st.download_button(
        "Download this as a page to print", page, f"{run.folder.name}-families.html", "text/html",
        key="keep-families", on_click="ignore",
    )  # fmt: skip


if __name__ == "__main__":
    show()
