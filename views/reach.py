"""What would it take? The smallest change that meets a standard by a date, with assurance."""

import datetime as dt
import tomllib
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from scenarios.labels import Labels, opened
from scenarios.levers import Lever
from scenarios.seek import Wish, can_be_held, target_of
from scenarios.seek.words import told
from scenarios.staff_plan import months_of
from sim.measures.table import ALL
from sim.settings import BadInput, Loaded
from views.building import choose, chosen_plan, levers_of, story
from views.engine_room import Wanted, seek_job
from views.look import at_first, empty, heading, per_cent, problems, section, show_sheet
from views.look.states import plain
from views.running import ask, asker, room, watch
from views.searched import note, reopen, searches_list
from views.store.plans import keep_option

LEAD = (
    "Name a standard, a date and what may be changed. Values are tried on the same children with "
    "the same luck until the smallest change is found that meets the standard as surely as you "
    "ask; if none does, you are told what comes nearest."
)
MOST_LEVERS = 3
FUTURES = 24
"""At most so many futures of each value; fewer when the answer is clear sooner."""
AMBITION = 0.92
HALF_A_PER_CENT = 0.00501
"""A share is given in whole per cent; nearer than this to the standard's, it is the standard's."""
SURE = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


def show() -> None:
    """Show the view."""
    heading("What would it take?", LEAD)
    loaded = chosen_plan()
    standards = [name for name, one in loaded.scenario.standards.items() if one.applies]
    if not standards:
        empty("No standard to meet", "This plan has no standard that applies.")
        return
    reopen(loaded)
    wanted = _wanted(loaded, standards)
    if wanted is None:
        searches_list(loaded)
        return
    job = seek_job(loaded, wanted, most=FUTURES, asked_by=asker())
    state = room().state(job.name)
    if state is None or state.phase in ("stopped", "failed"):
        if st.button("Search", type="primary", key="search"):
            ask(job)
            st.rerun()
    state = watch(job.name)
    note(job, asked=state is not None)
    if state is not None and state.phase == "done":
        _answer(loaded, room().answer(job.name))
    searches_list(loaded)


def _wanted(loaded: Loaded, standards: Sequence[str]) -> Wanted | None:
    """Let the reader say what is to be met and what may be moved."""
    scenario, labels = loaded.scenario, Labels(loaded.scenario)
    standard = st.selectbox("Standard to meet", standards, key=f"standard-{loaded.name}",
                            format_func=lambda one: labels.of("standard", one))  # fmt: skip
    left, right = st.columns(2)
    share = _share(scenario.standards[standard].share)
    months = [month for month in months_of(scenario) if can_be_held(scenario, month)]
    by = left.selectbox("By when? It has to hold that month and the two after it",
                        months or [scenario.calendar.start_date], key="by",
                        index=at_first("by", max(len(months) - 1, 0), 0),
                        format_func=lambda day: f"{day:%B %Y}")  # fmt: skip
    area = right.selectbox(
        "Where?", [ALL, *scenario.areas], key=f"where-{loaded.name}",
        format_func=lambda one: "All areas together" if one == ALL else labels.of("area", one),
    )  # fmt: skip
    sure = st.segmented_control(
        "How sure? Share of futures in which it is met", SURE, required=True,
        default=at_first("sure", 0.8, None), format_func=lambda one: f"{one:.0%}", key="sure",
    )  # fmt: skip
    chosen = _levers(loaded)
    if not chosen:
        empty("Nothing to move yet", "Choose what may be changed to meet the standard.")
        return None
    start = _start(loaded, chosen)
    try:
        target_of(scenario, Wish(standard, by, share, area))
    except BadInput as error:
        problems(error.problems, "This cannot be searched for")
        return None
    return Wanted(tuple(one.setting for one in chosen), standard, by.isoformat(), sure or 0.8,
                  share, area, start=start)  # fmt: skip


def _share(asked: float | None) -> float | None:
    """Return the share to be met; None is what the standard asks itself."""
    kind = "" if asked is None else f" (it asks {asked:.0%})"
    share = per_cent(f"Share of children, in per cent{kind}", asked or AMBITION, low=5,
                     key=f"share-{asked}", help="Another share than the standard's is called a "
                     "local ambition.")  # fmt: skip
    return None if asked is not None and abs(share - asked) < HALF_A_PER_CENT else share


def _levers(loaded: Loaded) -> list[Lever]:
    known = {one.setting: one for one in levers_of(loaded)
             if not one.choices and one.low is not None and one.high is not None}  # fmt: skip
    chosen = st.multiselect(
        f"What may be changed? (up to {MOST_LEVERS})", list(known), max_selections=MOST_LEVERS,
        format_func=lambda one: opened(known[one].name), key=f"seek-levers-{loaded.name}",
        persist_state="session", placeholder="Choose what may be moved", select_all=False,
    )  # fmt: skip
    for one in chosen:
        lever = known[one]
        st.markdown(f"{plain(opened(lever.name))}: {float(lever.today):g} today, tried from "
                    f"{lever.low:g} to {lever.high:g} {plain(lever.unit)}")  # fmt: skip
        with st.expander(f"What this rests on: {plain(opened(lever.name))}"):
            story(lever, loaded)
    return [known[one] for one in chosen]


def _start(loaded: Loaded, chosen: Sequence[Lever]) -> str:
    """Return from when dated changes hold, as text; nothing where none has a date."""
    if not any(lever.dated for lever in chosen):
        return ""
    months = months_of(loaded.scenario)
    start: dt.date = st.selectbox("From when may it be changed?", months, key="seek-start",
                                  index=at_first("seek-start", min(3, len(months) - 1), 0),
                                  format_func=lambda day: f"{day:%B %Y}")  # fmt: skip
    return start.isoformat()


def _answer(loaded: Loaded, answer: dict[str, object]) -> None:
    section("The answer")
    st.markdown(plain(str(answer.get("target", ""))))
    lines = [plain(str(line)) for line in _listed(answer.get("sentences"))]
    (st.success if answer.get("met") else st.warning)("\n\n".join(lines))
    option = str(answer.get("option") or "")
    if option and st.button("Keep this change as an option, and test it", key="keep-found"):
        values = tomllib.loads(option)
        title = str(values.pop("title", "What it would take"))
        choose(loaded, keep_option(loaded, title[:80], values))
        st.switch_page("views/change.py")
    tried = answer.get("tried")
    if isinstance(tried, dict):
        table = pd.DataFrame(tried)
        show_sheet("What was tried, in order", told(table), "tried", kept=table,
                   about="In brackets where the share of futures lies, 9 times in 10.")  # fmt: skip


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


if __name__ == "__main__":
    show()
