"""What a reader is putting together: a plan to start from and a few options, also in the link."""

import streamlit as st

from sim.settings import Loaded
from views.look.states import told
from views.store.plans import Offered, offered, plan, plans_by_name

PLAN, OPTIONS, ALSO = "plan", "options", "also"
"""Names in a link and in a session."""
MOST = 3
"""Options beside today's plan; four lines are as many as a chart can hold."""


def chosen_plan() -> Loaded:
    """Let the reader choose what to start from, and return it."""
    known = plans_by_name()
    names = list(known)
    wanted = str(st.query_params.get(PLAN) or st.session_state.get(PLAN) or names[0])
    name = st.selectbox(
        "Plan to start from", names, index=names.index(wanted) if wanted in names else 0,
        format_func=lambda one: plan(known[one]).scenario.title, key="choose-plan",
        help="Today's services as the settings describe them. Open the page with your own: "
        "pathways app my_scenario.toml",
    )  # fmt: skip
    if name != st.session_state.get(PLAN):
        st.session_state[PLAN] = name
    if st.query_params.get(PLAN) != name:
        st.query_params[PLAN] = name
    return plan(known[name])


def chosen_options(loaded: Loaded) -> list[Offered]:
    """Let the reader choose among ready options and their own, and return what is chosen."""
    known = offered(loaded)
    linked = str(st.query_params.get(OPTIONS) or "").split(",")
    key = f"options-{loaded.name}"
    if key not in st.session_state:
        st.session_state[key] = [one for one in linked if one in known][:MOST]
        lost = [one for one in linked if one and one not in known]
        if lost:
            st.warning(
                f"The link names {len(lost)} option{'s' * (len(lost) > 1)} that this plan has "
                "not: perhaps saved on another computer. Ask for the option's file and open it."
            )
    also = st.session_state.pop(f"{ALSO}-{loaded.name}", None)
    kept = [one for one in st.session_state[key] if one in known and one != also]
    st.session_state[key] = [*kept, *([also] if also in known else [])][-MOST:]
    chosen = st.multiselect(
        f"Options to compare with today's plan (up to {MOST})", list(known), key=key,
        format_func=lambda one: known[one].words if one in known else one,
        max_selections=MOST, persist_state="session", placeholder="Choose options",
        select_all=False,
    )  # fmt: skip
    if also in chosen:
        told(f"Kept, and chosen: {known[also].title}. What it changes is below.")
    words = ",".join(chosen)
    if st.query_params.get(OPTIONS, "") != words:
        st.query_params[OPTIONS] = words
    return [known[one] for one in chosen]


def choose(loaded: Loaded, key: str) -> None:
    """Add an option to what is chosen, when the choice is next drawn."""
    st.session_state[f"{ALSO}-{loaded.name}"] = key
