"""How well fitted settings agree with what was observed, and how past forecasts fared."""

from collections.abc import Sequence

import streamlit as st

from scenarios.evidence.traced import found_in
from scenarios.report.fits import BACKTEST, FIT, TITLES, Outcome, outcomes
from scenarios.report.shipped import OF_BACKTEST, backtest, fit_of
from sim.runs.folder import Run
from views.look import listed, show_chart, show_sheet
from views.look.states import plain
from views.store import runs_folder, scenario_of

ABOUT = {
    TITLES["errors"]: "Persistence: the list stays as it is. Drift: last year's change goes on. "
    "Stock-flow: last year's referrals, contacts and rate of leaving go on. Bookkeeping: list + "
    "accepted - seen, with last year's rate of leaving. Errors are shares of the list on the day "
    "of the forecast; an 80% interval should hold the list in 80 of 100.",
    TITLES["figures"]: "Fitted: the middle of what the accepted sets give, and in brackets where "
    "nine in ten lie. The tolerance is what years, ages and definitions may make differ.",
    TITLES["unknowns"]: "Before and now: where nine in ten lie. Identified: at most a third as "
    "wide as before. Not identified: what comes out is what was believed before.",
    TITLES["correlations"]: "Correlation in the accepted sets, where it is 0.3 or more either "
    "way: at +1 or -1 only a combination of the two is known.",
}  # fmt: skip
"""What readers need to be told of a table, by its title."""


def show(run: Run) -> None:
    """Show the section."""
    beside = outcomes(runs_folder())
    shipped, words = fit_of(run)
    st.header("Fit to observed waits", anchor=False)
    _ranges(run)
    st.markdown(plain(words))
    fits = [one for one in beside if one.kind == FIT]
    _chosen(([shipped] if shipped else []) + fits, "fit", scenario_of(run).sources)
    st.header("Backtest: forecasts of months that have passed", anchor=False)
    st.markdown(plain(OF_BACKTEST))
    tests = [one for one in beside if one.kind == BACKTEST]
    _chosen(tests + ([found] if (found := backtest()) else []), "backtest", {})


def _ranges(run: Run) -> None:
    if run.manifest.get("accepted_file"):
        st.success("This run used fitted settings: each future is one draw of what the observed "
                   "waits allow.")  # fmt: skip
    else:
        st.info("This run used the scenario's own settings, not fitted ones. Its ranges hold "
                "luck alone.")  # fmt: skip


def _chosen(found: Sequence[Outcome], kind: str, sources: dict[str, str]) -> None:
    """Show one of several, the reader's choice; nothing where there is none."""
    if not found:
        return
    by_name = {str(one.folder): one for one in found}
    name = next(iter(by_name))
    if len(by_name) > 1:
        name = st.selectbox("Shown", list(by_name), format_func=lambda key: by_name[key].title,
                            key=f"outcome-{kind}")  # fmt: skip
    _outcome(by_name[name], kind, sources)


def _outcome(one: Outcome, kind: str, sources: dict[str, str]) -> None:
    listed(one.sentences)
    for page in one.pages():
        st.download_button(f"Download the report ({page.name})", page.read_bytes(), page.name,
                           "text/html", key=f"page-{page.name}", on_click="ignore")  # fmt: skip
    for chart in one.charts():
        show_chart(chart)
    for number, (title, table) in enumerate(one.tables().items()):
        if "Source" in table:
            table["Source"] = [found_in(str(source), sources) for source in table["Source"]]
        show_sheet(title, table, f"{kind}-{number}", about=ABOUT.get(title, ""))
    facts = one.facts()
    if len(facts):
        show_sheet("What it was made with", facts, f"{kind}-facts")
