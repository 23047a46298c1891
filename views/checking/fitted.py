"""How well fitted settings agree with what was observed, and how past forecasts fared."""

import streamlit as st

from scenarios.report.fits import Outcome, outcomes
from sim.runs.folder import Run
from views.look import empty, listed, show_sheet
from views.store import runs_folder


def show(run: Run) -> None:
    """Show the section."""
    st.header("Fit to observed waits, and backtest", anchor=False)
    if run.manifest.get("accepted_file"):
        st.success("This run used fitted settings: each future is one draw of what the observed "
                   "waits allow.")  # fmt: skip
    else:
        st.info("This run used the scenario's own settings, not fitted ones. Its ranges hold "
                "luck alone.")  # fmt: skip
    found = outcomes(runs_folder())
    if not found:
        empty("No fit or backtest is here yet", "The command pathways fit infers settings from "
              "observed waits; pathways backtest shows how well such forecasts would have done. "
              "Put their folders among the runs, and they are shown here.")  # fmt: skip
        return
    by_name = {str(one.folder): one for one in found}
    name = st.selectbox("Shown", list(by_name), format_func=lambda key: by_name[key].title,
                        key="outcome")  # fmt: skip
    _outcome(by_name[name])


def _outcome(one: Outcome) -> None:
    listed(one.sentences)
    for page in one.pages():
        st.download_button(f"Download the report ({page.name})", page.read_bytes(), page.name,
                           "text/html", key=f"page-{page.name}", on_click="ignore")  # fmt: skip
    facts = one.facts()
    if len(facts):
        show_sheet("In short", facts, "outcome-facts")
    for title, table in one.tables().items():
        show_sheet(title.capitalize(), table, f"outcome-{title}")
