"""The run held against published figures, and against arithmetic that can be done by hand."""

import streamlit as st

from calibration.targets import held_against, read_targets, scenarios_with_targets
from scenarios.held import counted, for_readers
from sim.runs import Run
from views.look import empty, show_sheet
from views.store import by_hand_of


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
    show_sheet("Published beside the model", for_readers(table), "published",
               about="A figure that the scenario was set by is marked: agreement there is no "
               "test.")  # fmt: skip
    misses = table[table["difference"] != ""]
    if len(misses):
        words = misses[["label", "difference"]].set_axis(["Figure", "What differs"], axis=1)
        show_sheet("What is compared with what", words, "compared-with")


def by_hand(run: Run) -> None:
    """Show the arithmetic that a manager can check, and where the simulation disagrees."""
    st.header("Arithmetic that can be done by hand", anchor=False)
    arithmetic, apart = by_hand_of(run)
    if not len(arithmetic):
        empty("This run has no arithmetic beside it", "Run it again: every new run has.")
        return
    if len(apart):
        show_sheet("Where simulation and arithmetic differ by more than a quarter", apart,
                   "disagreements", about="The last column says what can explain it.")  # fmt: skip
    else:
        st.success("Simulation and arithmetic are nowhere more than a quarter apart in the first "
                   "quarter.")  # fmt: skip
    show_sheet("Load, capacity and lists by team and stage", arithmetic, "arithmetic")
