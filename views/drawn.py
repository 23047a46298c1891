"""What a comparison draws beside today's plan: all options, or the few that the reader chooses."""

from collections.abc import Mapping

import streamlit as st

from scenarios.charts.look import MOST_OPTIONS
from scenarios.report.beside import Beside
from sim.runs.folder import Run
from views.look import note_choice
from views.store import beside, titles_of

MOST_BESIDE = MOST_OPTIONS - 1
"""Options beside today's plan in one chart: more lines cannot be told apart."""
BESIDE = "beside"
"""The name of the options drawn in a link."""


def drawn(run: Run) -> Beside:
    """Return today's plan and some options beside each other; of many the reader chooses."""
    titles = titles_of(run)
    today, *options = titles
    if len(options) > MOST_BESIDE:
        options = _few(options, titles, run)
    return beside(run, [today, *options])


def _few(options: list[str], titles: Mapping[str, str], run: Run) -> list[str]:
    """Let the reader choose a few of many options; the link says which."""
    asked = [one for one in str(st.query_params.get(BESIDE, "")).split(",") if one in options]
    label = f"Options beside today's plan (of {len(options)}, up to {MOST_BESIDE} at a time)"
    chosen = st.multiselect(
        label, options, default=(asked or options)[:MOST_BESIDE], format_func=titles.__getitem__,
        max_selections=MOST_BESIDE, key=f"beside-{run.folder.name}",
    )  # fmt: skip
    st.query_params[BESIDE] = ",".join(chosen)
    note_choice(label, ", ".join(titles[one] for one in chosen))
    return chosen
