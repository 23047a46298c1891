"""Searches that were asked before: a link reopens one, and a list offers the others."""

import datetime as dt

import streamlit as st

from scenarios.labels import Labels, opened
from sim.settings import Loaded
from views.building import levers_of
from views.engine_room import Job, Wanted, scenario_word, seek_job
from views.running import before, room

SEARCH = "search"
"""Name in a link, and in a session of the search whose words stand in the form."""
GONE = (
    "The search in this link is not on this machine, or was made before the plan was changed: "
    "ask it again below."
)


def reopen(loaded: Loaded) -> None:
    """Put back into the form what the search in the link asks for; once, and not what is gone."""
    name = str(st.query_params.get(SEARCH) or "")
    if not name or st.session_state.get(SEARCH) == name:
        return
    st.session_state[SEARCH] = name
    job = next((job for job, _ in room().jobs() if job.name == name), None)
    if job is None or job.wanted is None or not _asks_this(job, job.wanted, loaded):
        st.info(GONE)
        return
    st.session_state.update(_form(loaded, job.wanted))


def note(job: Job, *, asked: bool) -> None:
    """Let the link name a search that was asked, and none that was not."""
    if asked:
        st.session_state[SEARCH] = job.name
        st.query_params[SEARCH] = job.name
    elif SEARCH in st.query_params:
        del st.query_params[SEARCH]


def searches_list(loaded: Loaded) -> None:
    """List what was searched for before in this plan, by anybody, with the way to its answer."""
    word, labels = scenario_word(loaded), Labels(loaded.scenario)
    found = [(job, state) for job, state in room().jobs()
             if job.kind == "search" and job.scenario == word]  # fmt: skip

    def words(job: Job) -> str:
        assert job.wanted is not None
        return _words(job.wanted, loaded, labels)

    before(f"Searched for before ({len(found)})", found, words, _look_at)


def _look_at(job: Job) -> None:
    st.session_state.pop(SEARCH, None)
    st.query_params[SEARCH] = job.name
    st.rerun()


def _asks_this(job: Job, wanted: Wanted, loaded: Loaded) -> bool:
    """Whether a search was asked of this plan as it stands now."""
    return seek_job(loaded, wanted, most=job.replications).name == job.name


def _form(loaded: Loaded, wanted: Wanted) -> dict[str, object]:
    """Return what the fields of the form hold when a search is asked, by their keys."""
    asked = loaded.scenario.standards[wanted.standard].share
    share = wanted.share or asked
    form: dict[str, object] = {
        f"standard-{loaded.name}": wanted.standard, "by": dt.date.fromisoformat(wanted.by),
        f"where-{loaded.name}": wanted.area, "sure": wanted.sure,
        f"seek-levers-{loaded.name}": list(wanted.levers),
    }  # fmt: skip
    if share is not None:
        form[f"share-{asked}"] = round(100 * share)
    if wanted.start:
        form["seek-start"] = dt.date.fromisoformat(wanted.start)
    return form


def _words(wanted: Wanted, loaded: Loaded, labels: Labels) -> str:
    """Say what a search asks: the standard, by when, and what may be moved."""
    names = {lever.setting: lever.name for lever in levers_of(loaded)}
    moved = "; ".join(opened(names.get(one, one)) for one in wanted.levers)
    by = dt.date.fromisoformat(wanted.by)
    return f"{labels.of('standard', wanted.standard)}, by {by:%B %Y}. Moved: {moved}"
