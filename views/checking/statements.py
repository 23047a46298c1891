"""The STRESS-DES statement and the quality-assurance log, filled from the run itself."""

import streamlit as st

from scenarios.report.paper import Part
from scenarios.report.quality import quality_log
from scenarios.report.stress import stress_des
from sim.runs.folder import Run
from views.look import show_sheet
from views.look.states import plain
from views.store import scenario_of


def show(run: Run) -> None:
    """Show the section."""
    scenario = scenario_of(run)
    for part in (stress_des(run, scenario), quality_log(run, scenario)):
        _part(part)


def _part(part: Part) -> None:
    st.header(part.heading, anchor=False)
    for sentence in part.sentences:
        st.markdown(plain(sentence))
    for sheet in part.tables:
        show_sheet(sheet.title, sheet.table, f"statement-{sheet.title}")
