"""Running on the page: ask the engine room, watch how far it is, stop, come back."""

import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from scenarios.progress import in_words
from views.engine_room import SEEK, Job, Room, State
from views.look.states import plain, told
from views.store import KEY, open_run, remember, runs_folder

POLL_SECONDS = 1.0
ASKED = "asked"
"""Where a session keeps the run that it asked for last, until its results are looked at."""
MOST_LISTED = 20
"""Jobs of before that are listed, the newest first."""
NEWS = "news"
"""Where a session keeps that there is news, to be told once as it then stands."""
PHASES = {
    "waiting": "Waiting for its turn",
    "preparing": "Preparing the engine, once: about half a minute",
    "running": "Running",
    "done": "Finished",
    "stopped": "Stopped; what finished is kept",
    "failed": "Stopped by a problem",
}


@st.cache_resource(show_spinner=False, on_release=Room.close)
def _room(folder: str) -> Room:
    return Room(Path(folder))


def room() -> Room:
    """Return the engine room of the folder of runs, the same for every session."""
    return _room(str(runs_folder()))


def asker() -> str:
    """Return who asks: one word for this session, so that readers take turns."""
    return str(st.session_state.setdefault("asker", uuid.uuid4().hex))


def ask(job: Job) -> None:
    """Ask for a job; the run it leaves is looked at once it has results, and not before."""
    room().ask(job)
    if job.kind == "study":
        st.session_state[ASKED] = job.name


def watch(name: str, *, then: str = "") -> State | None:
    """Show how far a job is, for as long as it goes on; ``then`` is the view that shows it."""
    state = room().state(name)
    if state is None:
        return None
    news = _news(name, state) if st.session_state.pop(NEWS, False) else ""
    if news:
        told(news)
    every = POLL_SECONDS if state.is_open else None
    st.fragment(_watched, run_every=every, key=f"watch-{name}")(name, state, then)
    return state


def not_yet() -> str:
    """Return the name of the run in the link, or asked for last, if it has no results yet."""
    name = str(st.query_params.get(KEY) or st.session_state.get(ASKED) or "")
    state = room().state(name) if name else None
    return name if state is not None and state.is_open and not state.shown else ""


def look_at_what_came() -> None:
    """Make the run that was asked for last the one that is looked at, once it has results."""
    name = str(st.session_state.get(ASKED, ""))
    state = room().state(name) if name and not st.query_params.get(KEY) else None
    if state is not None and state.shown:
        del st.session_state[ASKED]
        remember(name)


def _watched(name: str, before: State, then: str) -> None:
    engine_room = room()
    state = engine_room.state(name) or before
    if state.is_open:
        engine_room.keep_open()
        _progress(name, state)
    elif state.phase == "failed":
        lines = "\n".join(f"- {plain(word)}" for word in state.words)
        st.error(f"**{PHASES['failed']}**\n\n{lines}")
    if before.is_open and (state.shown != before.shown or not state.is_open):
        st.session_state[NEWS] = True
        st.rerun()
    if then and (state.shown or state.phase == "done"):
        label = "See the results" if not state.is_open else (
            f"See a first look ({state.shown} futures) while it goes on"
        )  # fmt: skip
        if st.button(
            label, key=f"see-{name}", type="primary" if not state.is_open else "secondary"
        ):
            remember(name)
            st.switch_page(f"views/{then}.py", query_params={"run": name})


def _news(name: str, state: State) -> str:
    """Return what is told when there is more to see, or nothing more to wait for."""
    if state.phase == "failed" or (state.is_open and name.startswith(SEEK)):
        return ""
    if state.is_open:
        return f"First results are there: {state.shown} futures. The rest goes on."
    return f"{PHASES[state.phase]}."


def _progress(name: str, state: State) -> None:
    share = min(state.done / state.of, 1.0) if state.of else 0.0
    st.progress(share, text=_said(name, state))
    _stop(name, f"stop-{name}")


def _stop(name: str, key: str) -> None:
    """Let the reader stop a job; once asked, it is said to be stopping until it has."""
    if not room().stops(name) and st.button("Stop", key=key, help="What has finished is kept."):
        room().stop(name)
        st.rerun()


def _said(name: str, state: State) -> str:
    if room().stops(name):
        return "Stopping: what has finished is being kept"
    if state.phase == "waiting":
        before = room().before(name)
        behind = f": {before} before it" if before else ""
        return f"{PHASES['waiting']}{behind}. You can close this page and come back."
    if state.phase == "preparing" or not state.of:
        return PHASES[state.phase]
    if name.startswith(SEEK):
        return f"Trying values: {state.shown} tried; the next, {state.done} of {state.of} futures"
    if state.done >= state.of:
        return f"All {state.of} simulated futures are there: the results are being put together"
    left = "" if state.seconds_left is None else f", about {in_words(state.seconds_left)} left"
    return f"Running: {state.done} of {state.of} simulated futures{left}"


def jobs_list(then: str) -> None:
    """List the runs that were asked for before, by anybody, with the way to their results."""
    found = [(job, state) for job, state in room().jobs() if job.kind == "study"]

    def look_at(job: Job) -> None:
        open_run(job.name)
        remember(job.name)
        st.switch_page(f"views/{then}.py", query_params={"run": job.name})

    before(f"Asked for before ({len(found)})", found, lambda job: job.title, look_at)


def before(
    title: str, found: Sequence[tuple[Job, State]], words: Callable[[Job], str],
    look_at: Callable[[Job], None],
) -> None:  # fmt: skip
    """List jobs that were asked before, each with how far it is and the way to what came of it."""
    if not found:
        return
    with st.expander(title):
        for job, state in found[:MOST_LISTED]:
            left, right = st.columns([4, 1], vertical_alignment="center")
            phase = _said(job.name, state) if state.is_open else PHASES[state.phase]
            left.markdown(f"{plain(words(job))}  \n{phase}")
            if state.is_open:
                with right:
                    _stop(job.name, f"stop-{job.name}-here")
            if state.shown and right.button("Open", key=f"open-{job.name}"):
                look_at(job)
