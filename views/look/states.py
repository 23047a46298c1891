"""Nothing there yet, or something wrong: said calmly, and always with a way on."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from sim.settings import Problem
from views.telling import without_place


def empty(title: str, words: str) -> None:
    """Say that there is nothing to show yet, and what would put something there."""
    st.html(f'<div class="empty"><p class="empty-title">{escape(title)}</p>'
            f"<p>{escape(words)}</p></div>")  # fmt: skip


def problems(found: Sequence[Problem], title: str = "This cannot be used as it is") -> None:
    """List problems, each with what to do about it. Nothing that was there is lost."""
    lines = "\n".join(f"- {plain(str(without_place(one)))}" for one in found)
    st.error(f"**{title}**\n\n{lines}\n\nNothing has been changed or lost.")


def told(words: str) -> None:
    """Tell something that has just happened; a screen reader says it at once."""
    st.html(f'<p class="news" role="alert">{escape(words)}</p>')


def way_on(label: str, view: str) -> None:
    """Offer the view to go to from here."""
    st.page_link(f"views/{view}.py", label=label)


def plain(text: str) -> str:
    """Return text in which nothing is taken for markup, whoever wrote it."""
    marks = set("\\`*_{}[]()#+-!|>~$:<")
    return "".join(f"\\{letter}" if letter in marks else letter for letter in text)
