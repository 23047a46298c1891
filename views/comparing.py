"""While options are compared: what is known at once, and how far the comparison is."""

from html import escape

import streamlit as st

from scenarios.report.at_first import at_first
from scenarios.report.options import Options
from sim.runs.folder import Run
from views.look.tables import as_html
from views.store import compared, comparing, titles_of
from views.store.comparisons import Comparing

AT_ONCE, EVERY = 0.3, 0.3
"""Seconds within which nothing else need be shown, and between two looks at how far it is."""
READING = "Reading what each option did to the same children…"


def when_compared(run: Run) -> Options:
    """Return the comparison of a run's options; until it is there, show what is known already.

    Whoever goes elsewhere meanwhile finds it done when they come back.

    Raises:
    BadInput
        When the run is damaged.
    """
    coming = comparing(run)
    if not coming.within(AT_ONCE):
        place = st.empty()
        with place.container():
            _meanwhile(run, coming)
        place.empty()
    return compared(run)


def _meanwhile(run: Run, coming: Comparing) -> None:
    bar = st.progress(0.0, text=READING)
    known = at_first(run, titles_of(run))
    st.html(f'<h3 class="chart-title">{escape(known.title)}</h3>'
            '<p class="chart-about">From the same run; how each option differs from today\'s plan, '
            f"and how surely, is on its way.</p>{as_html(known.table, known.title)}")  # fmt: skip
    while not coming.within(EVERY):
        if coming.of:
            bar.progress(coming.done / coming.of, text=f"Comparing, child by child: {coming.done} "
                         f"of {coming.of} done")  # fmt: skip
