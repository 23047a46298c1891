"""What a link shows is noted in the first run of a session, which follows from the link alone."""

import logging
import threading
from collections.abc import Hashable, Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from views.first_look.drawing import as_markup
from views.first_look.link import Link
from views.first_look.looks import LOOKS
from views.look.notes import KEY, Notes
from views.store import stamp
from views.store.chosen import KEY as RUN

DRAWN_AFTER = 3.0
"""Seconds until it is drawn: whoever was shown it first still waits for the page itself."""
AHEAD: set[str] = set()
"""Sessions of the server's own, which opens links before anybody does."""
LOG = logging.getLogger(__name__)


def begin(view: str) -> Link | None:
    """Take notes of a view if this is the first that a session shows; return the link to it."""
    first = KEY not in st.session_state
    st.session_state[KEY] = Notes() if first else None
    return Link.to(view, st.query_params.to_dict()) if first else None


def end(view: str, link: Link | None) -> None:
    """Keep what was noted for the link that was opened, and for the one it has become."""
    notes = st.session_state[KEY]
    st.session_state[KEY] = None
    if link is None or notes is None or not notes.charts or not LOOKS.given_out:
        return
    links = {link, Link.to(view, st.query_params.to_dict())}
    known = {one: held_by(one) for one in links}
    drawing = threading.Timer(0.0 if _opened_ahead() else DRAWN_AFTER, _keep, (known, notes))
    drawing.daemon = True
    drawing.start()


def held_by(link: Link) -> Hashable:
    """Return what a link holds now: the state of its run, or of every run where it names none."""
    return stamp(dict(link.asked).get(RUN, ""))


def _opened_ahead() -> bool:
    """Whether no reader waits for this session's page."""
    context = get_script_run_ctx()
    return context is not None and context.session_id in AHEAD


def _keep(known: Mapping[Link, Hashable], notes: Notes) -> None:
    try:
        markup = as_markup(notes.pieces)
    except Exception:  # without it the page opens as it always did
        LOG.exception("a first look could not be drawn")
        return
    for link, holds in known.items():
        LOOKS.keep(link, holds, markup)
