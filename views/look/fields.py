"""Fields that Streamlit has in a form which a screen reader cannot make sense of."""

import streamlit as st


def per_cent(label: str, value: float, *, low: int, key: str, help: str | None = None) -> float:
    """Let the reader give a share in whole per cent, from ``low`` to 100; return it as a share.

    Streamlit's slider says 0.92 where 92% is meant.
    """
    given = st.number_input(label, low, 100, round(100 * value), 1, key=key, help=help)
    return int(given) / 100
