"""The run held against published figures, and against arithmetic that can be done by hand."""

import streamlit as st

from calibration.targets import held_against, read_targets, scenarios_with_targets
from scenarios.by_hand import apart_in_words, in_words
from scenarios.held import counted, for_readers, where_found
from scenarios.labels import opened
from sim.runs.folder import Run
from views.look import empty, show_sheet
from views.store import by_hand_of, scenario_of

USES = {"input": "given to it", "setting": "set by it", "test": "a test of it"}
"""What a published figure was to the scenario, in words."""
LOAD = (
    "Load is minutes needed over minutes offered: above 1, a list grows. The right-sized list is "
    "the longest with which the standard is kept; relief capacity is how many children a week "
    "would have to be seen to come down to it in half a year. The file holds every column."
)


def show(run: Run) -> None:
    """Show target beside model, with a verdict for each."""
    st.header("Against published figures", anchor=False)
    scenario = run.manifest["scenario"]
    if scenario not in scenarios_with_targets():
        empty("No published figures go with this scenario", "A file of targets beside it would "
              "say what it is held against; the command pathways targets reads one.")  # fmt: skip
        return
    table = held_against(run, read_targets(scenario))
    st.markdown(counted(table))
    shown = for_readers(table).rename(columns=opened)
    show_sheet("Published beside the model", shown.assign(**{"Used for": table["use"].map(USES)}),
               "published", about="Only a figure that the scenario was neither given nor set by "
               "is an honest test.")  # fmt: skip
    words = where_found(table, scenario_of(run).sources)
    show_sheet("Where each figure was found, and what differs", words, "compared-with")


def by_hand(run: Run) -> None:
    """Show the arithmetic that a manager can check, and where the simulation disagrees."""
    st.header("Arithmetic that can be done by hand", anchor=False)
    arithmetic, apart = by_hand_of(run)
    if not len(arithmetic):
        empty("This run has no arithmetic beside it", "Run it again: every new run has.")
        return
    scenario = scenario_of(run)
    if len(apart):
        show_sheet("Where simulation and arithmetic differ by more than a quarter",
                   apart_in_words(apart, scenario), "disagreements", kept=apart,
                   about="The last column says what can explain it.")  # fmt: skip
    else:
        st.success("Simulation and arithmetic are nowhere more than a quarter apart in the first "
                   "quarter.")  # fmt: skip
    show_sheet("Load, capacity and lists by team and stage", in_words(arithmetic, scenario),
               "arithmetic", kept=arithmetic, about=LOAD)  # fmt: skip
