"""What moves a result most: asked of the engine room, kept beside the run, read from there."""

from collections.abc import Sequence

import streamlit as st

from scenarios.explain import Drivers, Outcome, drivers_of
from scenarios.explain.words import chart_of, moved_title, shown_with_sources, told
from scenarios.labels import opened
from scenarios.report.beside import Beside
from sim.runs.folder import Run
from sim.settings import BadInput
from sim.settings.calendar import Calendar
from views.engine_room import Explained, drivers_job
from views.look import listed, problems, section, show_chart, show_sheet
from views.running import ask, asker, room, watch
from views.store.plans import word_of

ABOUT = (
    "Each number whose source gives a range is moved to both ends of it, one at a time, with the "
    "same children and the same luck, under today's plan. What moves the result most is what to "
    "find out more about, or to agree on, before relying on it."
)
COSTS = (
    "It takes a few minutes of this machine, in the background: you can close this page and come "
    "back. What is found is kept beside the run, and the board is shown it too."
)
ROUGH = (
    "The strongest were tried with {} futures. The others were looked at with fewer: their order "
    "is rough."
)
RESULT = "result"
"""Its name in a link."""
FIRST_CONTACT = "first_contact"


def what_drives(run: Run, measured: Beside) -> None:
    """Let the reader choose a result, and show what moves it; run it when it is asked for."""
    section("What moves the result most")
    st.markdown(ABOUT)
    scenario = measured.scenario
    known = {opened(one.words(scenario.calendar)): one for one in _results(measured)}
    outcome = known[str(st.selectbox("Which result?", list(known), key=RESULT,
                                     bind="query-params"))]  # fmt: skip
    found = drivers_of(run, outcome)
    if found is None:
        _asked(run, outcome)
    else:
        _shown(found, scenario.calendar)


def _results(measured: Beside) -> Sequence[Outcome]:
    """Return what can be explained: lists of all and of each need, then waits where measured."""
    waits = [Outcome("wait_completed_p50", need, clock=FIRST_CONTACT) for need in measured.needs
             if FIRST_CONTACT in measured.clocks(need)]  # fmt: skip
    return [Outcome(), *(Outcome(need=need) for need in measured.needs), *waits]


def _asked(run: Run, outcome: Outcome) -> None:
    """Offer to find it out, or show how far that is."""
    wanted = Explained(run.folder.name, outcome.measure, outcome.need, outcome.clock)
    try:
        job = drivers_job(run, wanted, word_of(run), asked_by=asker())
    except BadInput as error:
        problems(error.problems, "What moves this result cannot be found")
        return
    state = room().state(job.name)
    if state is None or not state.is_open:
        st.markdown(COSTS)
        if st.button("Find what moves it most", type="primary", key="drive"):
            ask(job)
            st.rerun()
    watch(job.name)


def _shown(found: Drivers, calendar: Calendar) -> None:
    listed(told(found, calendar))
    if len(found.matter):
        show_chart(chart_of(found, calendar))
    show_sheet(moved_title(found, calendar), shown_with_sources(found), "drivers",
               kept=found.table,
               about=ROUGH.format(int(found.table["replications"].max())))  # fmt: skip
