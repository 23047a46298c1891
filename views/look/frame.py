"""The frame around every view: name, style, foot, and what is said when something is wrong."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import streamlit as st

from sim.settings import BadInput
from views.look.states import problems

HERE = Path(__file__).parent
NAME = "Pathways"
LOG = logging.getLogger(__name__)
FAULT = (
    "**The program met a fault of its own.** Nothing has been changed or lost: go back, or to "
    "another view, and on from there. The window in which the page was started says what "
    "happened, for whoever looks after it."
)


def begin() -> None:
    """Name the page, and lay the style that Streamlit's own settings cannot give."""
    st.set_page_config(page_title=NAME, page_icon=str(HERE / "icon.png"), layout="wide")
    st.logo(str(HERE / "logo.svg"), size="large", link=None)
    st.html(HERE / "style.css")


def heading(title: str, lead: str = "") -> None:
    """Show the title of a view, and in a sentence or two what it is for."""
    st.title(title, anchor=False)
    if lead:
        st.html(f'<p class="lead">{escape(lead)}</p>')


@contextmanager
def problems_told() -> Iterator[None]:
    """Tell bad input of any view in the reader's words, and a fault of ours calmly."""
    try:
        yield
    except BadInput as error:
        problems(error.problems)
    except Exception:
        LOG.exception("a view failed")
        st.error(FAULT)


def end() -> None:
    """Show what holds for every view."""
    st.html(
        '<footer class="foot">A planning tool: it is not for decisions about a child. '
        "Simulated figures are possible futures, not promises. Everything stays on this "
        "computer; nothing is sent anywhere.</footer>"
    )
