"""Open an option that somebody kept as a file."""

import streamlit as st

from sim.settings import BadInput, Loaded
from views.building.draft import choose
from views.look import problems
from views.store.plans import keep_option, read_option

MOST_MB = 1


def from_a_file(loaded: Loaded) -> None:
    """Let the reader open an option file; it is checked whole before it is kept."""
    st.markdown(
        "An option is a small text file (TOML) that says what differs from a plan. Each option "
        "below can be saved as one, sent to somebody, and opened here."
    )
    given = st.file_uploader("Option file", type=["toml"], key="option-file",
                             max_upload_size=MOST_MB)  # fmt: skip
    if given is None or st.session_state.get("option-read") == given.file_id:
        return
    try:
        title, values = read_option(loaded, given.name, given.getvalue())
        words = {key: value for key, value in values.items() if key != "title"}
        key = keep_option(loaded, title, words)
    except BadInput as error:
        problems(error.problems, "This file cannot be used as an option")
        return
    st.session_state["option-read"] = given.file_id
    choose(loaded, key)
    st.rerun()
