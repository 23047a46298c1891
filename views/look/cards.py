"""Small cards: a figure with its name and what to make of it."""

from collections.abc import Sequence
from html import escape

from views.look.frame import markup

Figure = tuple[str, str, str]
"""What it is, its value with its unit, and what to make of it."""


def figures(shown: Sequence[Figure]) -> None:
    """Show a few figures side by side; on a narrow screen one below another."""
    cards = "".join(
        f'<div class="card"><dt>{escape(name)}</dt><dd class="value">{escape(value)}</dd>'
        f'<dd class="note">{escape(note)}</dd></div>'
        for name, value, note in shown
    )
    markup(f'<dl class="cards">{cards}</dl>')
