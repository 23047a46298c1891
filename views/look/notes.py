"""What a reader sees of a view up to its first charts, noted while it is shown."""

from dataclasses import dataclass, field
from html import escape

import streamlit as st

from scenarios.charts import Chart

KEY = "noted"
"""Where a session keeps its notes while it takes any."""
ENOUGH = 2
"""Charts on a screen; what comes after them is not noted."""


@dataclass(frozen=True)
class Drawing:
    """A chart that is shown."""

    chart: Chart
    half: bool
    """Whether another stands beside it, where the screen is wide enough."""


@dataclass
class Notes:
    """What was shown, in order: markup, and charts."""

    pieces: list[str | Drawing] = field(default_factory=list)
    charts: int = 0

    def add(self, piece: str | Drawing) -> None:
        """Take note of what is shown, unless the screen is full."""
        if self.charts < ENOUGH:
            self.pieces.append(piece)
            self.charts += isinstance(piece, Drawing)


def note(piece: str | Drawing) -> None:
    """Take note of markup or of a chart that is shown, where notes are taken."""
    notes = st.session_state.get(KEY)
    if notes is not None:
        notes.add(piece)


def note_choice(label: str, chosen: str, *others: str, beside: bool = False) -> None:
    """Take note of a control: what it asks, what is chosen, and of what.

    ``beside`` says that other controls stand in its line.
    """
    words = "".join(f"<span{' class=on' * (one == chosen)}>{escape(one)}</span>"
                    for one in (others or (chosen,)))  # fmt: skip
    kinds = f"control {'choices' if others else 'choice'}{' beside' * beside}"
    note(f'<div class="{kinds}"><p>{escape(label)}</p><div>{words}</div></div>')
