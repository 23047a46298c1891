"""The frame around every view: name, style, foot, and what is said when something is wrong."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import streamlit as st

from sim.settings import BadInput
from views.look.notes import note
from views.look.states import plain, problems

HERE = Path(__file__).parent
NAME = "Pathways"
LOG = logging.getLogger(__name__)
FAULT = (
    "**The program met a fault of its own.** Nothing has been changed or lost: go back, or to "
    "another view, and on from there. The window in which the page was started says what "
    "happened, for whoever looks after it."
)


def begin(title: str) -> None:
    """Name the page by its view, and lay the style that Streamlit's own settings cannot give."""
    st.set_page_config(
        page_title=f"{title} - {NAME}", page_icon=str(HERE / "icon.png"), layout="wide"
    )
    st.logo(str(HERE / "logo.svg"), size="large", link=None)
    st.html(HERE / "style.css")


def heading(title: str, lead: str = "") -> None:
    """Show the title of a view, and in a sentence or two what it is for."""
    st.title(title, anchor=False)
    note(f"<h1>{escape(title)}</h1>")
    if lead:
        markup(f'<p class="lead">{escape(lead)}</p>')


def section(title: str) -> None:
    """Show the heading of a part of a view."""
    st.header(title, anchor=False)
    note(f"<h2>{escape(title)}</h2>")


def markup(words: str) -> None:
    """Show markup of our own, in which whatever others wrote is escaped."""
    st.html(words)
    note(f"<div>{words}</div>")


def listed(sentences: Iterable[str], style: str = "") -> None:
    """Show sentences as one list."""
    lines = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    if lines:
        markup(f'<ul class="{style}">{lines}</ul>')


def caveat(words: str) -> None:
    """Show what a scenario says must be known before its figures are read; it may be nothing."""
    if words:
        st.info(plain(words))
        note(f'<div class="told"><p>{escape(words)}</p></div>')


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
