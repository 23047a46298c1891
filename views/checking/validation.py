"""The program held against theory, other tools and a plain model: figure by figure."""

import streamlit as st

from scenarios.validation import AGAIN, by_case, for_readers, in_short, shipped
from views.look import listed, show_sheet
from views.look.states import plain

MEANING = (
    "Formulas, exact recursions, worked examples that other planning tools publish, a published "
    "booking model, and a model of the same service in plain SimPy. None shares code with the "
    "engine.",
    "It shows that the program does what it says. Whether that fits a real service is told under "
    "Fit and backtest, and Published figures.",
)
FURTHEST = "Furthest: the largest difference of a case, as a share of what is allowed."


def show() -> None:
    """Show the section."""
    st.header("Validation results", anchor=False)
    found = shipped()
    st.html(f'<p class="lead">{in_short(found)}</p>')
    listed(MEANING)
    st.markdown(plain(AGAIN))
    show_sheet("Case by case", by_case(found), "validation-cases", about=FURTHEST)
    groups = list(dict.fromkeys(found.table["group"]))
    group = st.pills("Figure by figure", groups, default=groups[0], required=True,
                     key="validation", bind="query-params")  # fmt: skip
    figures = for_readers(found)[found.table["group"] == group]
    show_sheet(f"{group}: {len(figures)} figures", figures.drop(columns="Source"), "validation",
               about="The file has every group, with its sources.", kept=found.table)  # fmt: skip
