"""Searches that were asked before: a link reopens one, and a list offers the others."""

import datetime as dt

import streamlit as st

from scenarios.labels import Labels, opened
from sim.settings import Loaded, Scenario
from views.building import levers_of
from views.engine_room import Job, Wanted, scenario_word
from views.look.states import plain
from views.running import PHASES, room

SEARCH = "search"
"""Name in a link, and in a session of the search whose words stand in the form."""
MOST_LISTED = 20


def reopen(loaded: Loaded) -> None:
    """Put back into the form what the search in the link asks for; once, and not what is gone."""
    name = str(st.query_params.get(SEARCH) or "")
    if not name or st.session_state.get(SEARCH) == name:
        return
    st.session_state[SEARCH] = name
    found = next((job for job in _searches(loaded) if job.name == name), None)
    if found is None or found.wanted is None:
        st.info("The search in this link is not on this machine: ask it again below.")
        return
    st.session_state.update(_form(loaded, found.wanted))


def note(job: Job, *, asked: bool) -> None:
    """Let the link name a search that was asked, and none that was not."""
    if asked:
        st.session_state[SEARCH] = job.name
        st.query_params[SEARCH] = job.name
    elif SEARCH in st.query_params:
        del st.query_params[SEARCH]


def searches_list(loaded: Loaded) -> None:
    """List what was searched for before in this plan, by anybody, with the way to its answer."""
    found = _searches(loaded)[:MOST_LISTED]
    if not found:
        return
    with st.expander(f"Searched for before ({len(found)})"):
        for job in found:
            state = room().state(job.name)
            left, right = st.columns([4, 1], vertical_alignment="center")
            phase = PHASES[state.phase] if state is not None else ""
            left.markdown(f"{plain(_words(loaded, job.wanted))}  \n{phase}")
            if right.button("Open", key=f"open-{job.name}"):
                st.session_state.pop(SEARCH, None)
                st.query_params[SEARCH] = job.name
                st.rerun()


def _searches(loaded: Loaded) -> list[Job]:
    word = scenario_word(loaded)
    return [job for job, _ in room().jobs() if job.wanted is not None and job.scenario == word]


def _form(loaded: Loaded, wanted: Wanted) -> dict[str, object]:
    """Return what the fields of the form hold when a search is asked, by their keys."""
    scenario = loaded.scenario
    if wanted.standard not in scenario.standards:
        return {}
    asked = scenario.standards[wanted.standard].share
    known = {lever.setting for lever in levers_of(loaded)}
    form: dict[str, object] = {
        f"standard-{loaded.name}": wanted.standard, "by": dt.date.fromisoformat(wanted.by),
        f"where-{loaded.name}": wanted.area, "sure": wanted.sure,
        f"seek-levers-{loaded.name}": [one for one in wanted.levers if one in known],
    }  # fmt: skip
    if wanted.share is not None or asked is not None:
        form[f"share-{asked}"] = round(100 * (wanted.share or asked or 0.0))
    if wanted.start:
        form["seek-start"] = dt.date.fromisoformat(wanted.start)
    return form


def _words(loaded: Loaded, wanted: Wanted | None) -> str:
    """Say what a search asks: the standard, by when, and what may be moved."""
    if wanted is None:
        return ""
    names = {lever.setting: opened(lever.name) for lever in levers_of(loaded)}
    moved = "; ".join(names.get(one, one) for one in wanted.levers)
    return f"{_standard(loaded.scenario, wanted)}, by {_month(wanted.by)}. Moved: {moved}"


def _standard(scenario: Scenario, wanted: Wanted) -> str:
    return Labels(scenario).of("standard", wanted.standard)


def _month(day: str) -> str:
    return f"{dt.date.fromisoformat(day):%B %Y}"
