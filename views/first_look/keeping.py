"""What a link shows is noted in the first run of a session, which follows from the link alone."""

import logging
import threading
from collections.abc import Hashable, Iterable

import streamlit as st

from views.first_look.drawing import as_markup
from views.first_look.link import Link
from views.first_look.looks import LOOKS
from views.look.notes import KEY, Notes
from views.store import stamp
from views.store.chosen import KEY as RUN

DRAWN_AFTER = 3.0
"""Seconds until it is drawn: whoever was shown it first still waits for the page itself."""
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
    known = {link, Link.to(view, st.query_params.to_dict())}
    holds = stamp(str(st.query_params.get(RUN, "")))
    drawing = threading.Timer(DRAWN_AFTER, _keep, (known, holds, notes))
    drawing.daemon = True
    drawing.start()


def _keep(links: Iterable[Link], holds: Hashable, notes: Notes) -> None:
    try:
        markup = as_markup(notes.pieces)
    except Exception:  # without it the page opens as it always did
        LOG.exception("a first look could not be drawn")
        return
    for link in links:
        LOOKS.keep(link, holds, markup)
