"""Check the model: where numbers come from, what they were held against, and where they end."""

from collections.abc import Callable

import streamlit as st

from sim.runs.folder import Run
from views.checking import (
    evidence,
    fitted,
    limits,
    own_data,
    published,
    statements,
    validation,
)
from views.look import heading
from views.store import chosen_run

LEAD = (
    "Every number says what it rests on and how far it can be trusted. This page shows that, holds "
    "the model against what is known without it, and says what it cannot tell."
)
SECTIONS: dict[str, tuple[str, Callable[[Run], None]]] = {
    "sources": ("Where numbers come from", evidence.show),
    "published": ("Published figures", published.show),
    "fit": ("Fit and backtest", fitted.show),
    "hand": ("By hand", published.by_hand),
    "statements": ("STRESS-DES and log", statements.show),
    "limits": ("Limits", limits.show),
}
"""Name of a section to its title and what shows it."""
WITHOUT_A_RUN: dict[str, tuple[str, Callable[[], None]]] = {
    "validation": ("Validation", validation.show),
    "own": ("Your own data", own_data.show),
}
"""The same for sections that need no run."""
ORDER = ("sources", "published", "fit", "validation", "hand", "statements", "limits", "own")
"""In which they stand."""


def show() -> None:
    """Show the view."""
    heading("Check the model", LEAD)
    titles = {name: (SECTIONS | WITHOUT_A_RUN)[name][0] for name in ORDER}
    chosen = st.segmented_control(
        "What to check", list(titles), format_func=titles.__getitem__, default=next(iter(titles)),
        required=True, key="check", bind="query-params",
    )  # fmt: skip
    if chosen in WITHOUT_A_RUN:
        WITHOUT_A_RUN[str(chosen)][1]()
        return
    run = chosen_run()
    if run is not None:
        SECTIONS[str(chosen)][1](run)


if __name__ == "__main__":
    show()
