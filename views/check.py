"""Check the model: where numbers come from, what they were held against, and where they end."""

from collections.abc import Callable

import streamlit as st

from sim.runs.folder import Run
from views.checking import evidence, fitted, limits, own_data, published, statements
from views.look import heading
from views.store import chosen_run

LEAD = (
    "Every number here has a source and a confidence. This page shows them, holds the model "
    "against what was published, and says what it cannot tell."
)
SECTIONS: dict[str, tuple[str, Callable[[Run], None]]] = {
    "sources": ("Where numbers come from", evidence.show),
    "published": ("Against published figures", published.show),
    "fit": ("Fit and backtest", fitted.show),
    "hand": ("By hand", published.by_hand),
    "statements": ("STRESS-DES and log", statements.show),
    "limits": ("Limits", limits.show),
}
"""Name of a section to its title and what shows it."""
OWN = "own"
"""The section for data of the reader's own, which needs no run."""


def show() -> None:
    """Show the view."""
    heading("Check the model", LEAD)
    titles = {name: title for name, (title, _) in SECTIONS.items()} | {OWN: "Your own data"}
    chosen = st.segmented_control(
        "What to check", list(titles), format_func=titles.__getitem__, default=next(iter(titles)),
        required=True, key="check", bind="query-params",
    )  # fmt: skip
    if chosen == OWN:
        own_data.show()
        return
    run = chosen_run()
    if run is not None:
        SECTIONS[str(chosen)][1](run)


if __name__ == "__main__":
    show()
