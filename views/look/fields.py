"""Fields of a form, where Streamlit's own would be misread or would warn."""

from typing import Any

import streamlit as st


def at_first(key: str, value: Any, otherwise: Any) -> Any:
    """Return what a field holds at first; otherwise where a link has filled it in already.

    Streamlit takes no first value for a field that was filled in.
    """
    return otherwise if key in st.session_state else value


def per_cent(label: str, value: float, *, low: int, key: str, help: str | None = None) -> float:
    """Let the reader give a share in whole per cent, from ``low`` to 100; return it as a share.

    Streamlit's slider says 0.92 where 92% is meant.
    """
    st.session_state.setdefault(key, round(100 * value))
    return int(st.number_input(label, low, 100, step=1, key=key, help=help)) / 100
