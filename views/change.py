"""Test a change: choose or build options, see what they change and cost, and run them."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from scenarios.cells import spoken_day
from scenarios.compare.best import NOT_A_CHOICE
from scenarios.compare.words import amount
from scenarios.evidence.traced import resting
from scenarios.setting_words import change_table, is_told
from scenarios.value.before import KnownCost, known_cost
from sim.settings import BadInput, Loaded, Option
from views.building import (
    chosen_options,
    chosen_plan,
    from_a_file,
    from_levers,
    from_staffing,
)
from views.engine_room import study_job
from views.look import empty, heading, listed, problems, show_sheet
from views.look.states import plain
from views.running import ask, asker, jobs_list, room, watch
from views.store.plans import Offered, applied, file_of

LEAD = (
    "Choose ready options or build your own. You see what changes and what it costs before "
    "anything is run; then today's plan and your options meet the same children with the same "
    "luck, so that what differs is due to the option."
)
FUTURES = {
    8: "Quick look: 8 futures",
    20: "Steady: 20 futures",
    60: "Thorough: 60 futures",
}


def show() -> None:
    """Show the view."""
    heading("Test a change", LEAD)
    room().keep_open()  # so that it is ready when something is asked
    loaded = chosen_plan()
    chosen = chosen_options(loaded)
    _build(loaded)
    ready = _changes(loaded, chosen)
    if ready:
        _run(loaded, ready)
    jobs_list("compare")


def _build(loaded: Loaded) -> None:
    with st.expander("Build an option of your own, or open one from a file"):
        levers, staff, file = st.tabs(["Move levers", "Staff month by month", "Open a file"])
        with levers:
            from_levers(loaded)
        with staff:
            from_staffing(loaded)
        with file:
            from_a_file(loaded)


def _changes(loaded: Loaded, chosen: Sequence[Offered]) -> list[Offered]:
    """Show what each option changes; return those that can be run."""
    st.header("What this changes", anchor=False)
    if not chosen:
        empty("Nothing chosen yet", "Choose an option above, or build one. Today's plan is always "
              "run too, for comparison.")  # fmt: skip
        return []
    ready = []
    for one in chosen:
        try:
            option = applied(loaded, one)
        except BadInput as error:
            problems(error.problems, f"{plain(one.title)} cannot be used with this plan")
            continue
        _option(loaded, one, option)
        ready.append(one)
    return ready


def _option(loaded: Loaded, one: Offered, option: Option) -> None:
    with st.container(border=True):
        st.subheader(plain(one.title), anchor=False)
        if one.question:
            st.markdown(plain(one.question))
        if option.unknown:
            st.markdown(
                f"**A risk, not a choice:** {NOT_A_CHOICE}. It is compared like any option, and "
                "never called the best."
            )
        st.markdown(_cost(known_cost(loaded.scenario, option.scenario)))
        if one.note:
            st.markdown(f"*{plain(one.note)}*")
        listed(
            f"By {spoken_day(milestone.due)}: {milestone.label or name} ({milestone.owner})"
            for name, milestone in option.milestones.items()
        )
        st.fragment(_settings)(loaded, one, option)
        st.download_button(
            "Save this option as a file", file_of(one, loaded), f"{option.name}.toml",
            "application/toml", key=f"save-{one.key}", on_click="ignore",
        )  # fmt: skip


def _settings(loaded: Loaded, one: Offered, option: Option) -> None:
    """Offer every setting, old and new, and what both rest on; worked out for who opens it."""
    number = sum(is_told(change.old) or is_told(change.new) for change in option.changes)
    place = st.expander(
        f"What changes, old and new, and what it rests on ({number} setting{'s' * (number > 1)})",
        on_change="rerun", key=f"open-changes-{one.key}",
    )  # fmt: skip
    if place.open:
        table = change_table(loaded.scenario, option.changes)
        rests = resting(option.changes, loaded.scenario, option.scenario)
        with place:
            show_sheet("Old and new", pd.concat([table, rests], axis=1), f"changes-{one.key}")


def _cost(cost: KnownCost) -> str:
    if cost.nothing:
        return "**Cost:** nothing that it changes has a price in this plan before it is run."
    parts = []
    if abs(cost.recurrent) >= 1:
        parts.append(f"{_more(cost.recurrent)} a year once all of it is in place")
    if abs(cost.once) >= 1:
        parts.append(f"{_more(cost.once)} once")
    return f"**Cost:** about {' and '.join(parts)}. The run shows what is really spent."


def _more(value: float) -> str:
    return f"{amount(abs(round(value, -2)), 'GBP')} {'more' if value > 0 else 'less'}"


def _run(loaded: Loaded, ready: Sequence[Offered]) -> None:
    st.header("Run it", anchor=False)
    futures = st.segmented_control(
        "How sure do you need to be?", list(FUTURES), default=20, required=True,
        format_func=lambda number: FUTURES[number], key="futures", persist_state="session",
    )  # fmt: skip
    job = study_job(
        loaded, [one.asked for one in ready], replications=int(futures or 20), asked_by=asker()
    )
    state = room().state(job.name)
    running = state is not None and state.is_open
    again = state is not None and state.phase == "done" and state.shown >= job.replications
    st.markdown(
        "Every future is run for today's plan and for each option; an option that adds posts is "
        "also run as if each were filled on its date. "
        "First results come after two futures; the rest goes on while you look. "
        "You can close this page and come back: nothing is lost."
    )
    if not running and not again and st.button("Run and compare", type="primary", key="run-it"):
        ask(job)
        st.rerun()
    watch(job.name, then="compare")


if __name__ == "__main__":
    show()
