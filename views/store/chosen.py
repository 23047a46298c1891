"""The run a reader looks at: named in the link, else the one last looked at, else the newest."""

import streamlit as st

from sim.runs.folder import Run
from sim.settings import BadInput
from views.look import empty, note_choice, problems, way_on
from views.store.runs import Entry, entries, open_run

KEY = "run"
"""Its name in a link, and where a session remembers it from view to view."""


def chosen_run(label: str = "Run") -> Run | None:
    """Return the run to be shown, and let the reader choose another; None when there is none.

    What is wrong with it is told here, with a way on.
    """
    found = entries()
    usable = {one.name: one for one in found if not one.fault}
    wanted = str(st.query_params.get(KEY) or st.session_state.get(KEY) or "")
    if wanted and wanted not in usable:
        _told(wanted, found)
    if not usable:
        empty("No run yet", "Run today's plan for Suffolk from the first page: seconds to a first "
              "look, a minute or two to a steady answer.")  # fmt: skip
        way_on("Go to the first page", "start")
        return None
    name = wanted if wanted in usable else next(iter(usable))
    words = {one.name: one.words for one in usable.values()}
    name = st.selectbox(
        label, list(words), index=list(words).index(name), format_func=words.__getitem__,
        # Words that change make a new list: the browser would go on showing those it has.
        key=f"choose-{KEY}-{abs(hash(tuple(words.values())))}",
    )  # fmt: skip
    note_choice(label, words[name])
    remember(name)
    try:
        run = open_run(name)
    except BadInput as error:
        problems(error.problems)
        return None
    if run.manifest["replications"] != usable[name].replications:
        st.rerun()  # it was made anew since the list was read
    return run


def remember(name: str) -> None:
    """Make a run the one that is looked at, in the link too."""
    st.session_state[KEY] = name
    if st.query_params.get(KEY) != name:
        st.query_params[KEY] = name


def _told(wanted: str, found: list[Entry]) -> None:
    fault = next((one.fault for one in found if one.name == wanted), "")
    reason = fault or "it may have been deleted, or made on another computer"
    st.warning(
        f"The run in the link cannot be shown: {reason}. Another run is shown instead; "
        "nothing has been lost."
    )
