"""What the model does not do, and what this run leaves out."""

from html import escape

import streamlit as st

from scenarios.report.limits import LIMITS, of_run
from sim.runs.folder import Run
from views.store import scenario_of


def show(run: Run) -> None:
    """Show the section."""
    st.header("Limits of this run", anchor=False)
    _listed(of_run(run, scenario_of(run)))
    st.header("Limits of the model", anchor=False)
    _listed(LIMITS)


def _listed(sentences: tuple[str, ...]) -> None:
    st.html(f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in sentences)}</ul>")
