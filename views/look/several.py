"""Several charts: two beside each other where they are alike, and those drawn when asked for."""

from collections.abc import Sequence

import streamlit as st

from scenarios.charts import Chart
from views.look.chart import show_chart
from views.look.states import plain

MOST_NAMED = 8
"""Further charts that are named one by one."""
UNLIKE = 2
"""A chart so many times as high as its neighbour would leave a hole beside it."""


def show_charts(charts: Sequence[Chart]) -> None:
    """Show charts two beside each other; one below another where narrow, or of unlike height.

    Titles, plots and numbers of a pair stand level with each other, however long the titles are.
    """
    for start in range(0, len(charts), 2):
        pair = charts[start : start + 2]
        if len(pair) == 1 or _unlike(pair):
            for chart in pair:
                show_chart(chart)
            continue
        with st.container(key=f"pair-{pair[0].name}"):
            for place, chart in zip(st.columns(2), pair, strict=True):
                with place:
                    show_chart(chart, half=True)


def _unlike(pair: Sequence[Chart]) -> bool:
    heights = [chart.spec.get("height", 0) for chart in pair]
    return bool(max(heights) > UNLIKE * min(heights))


def more_charts(charts: Sequence[Chart], name: str) -> None:
    """Offer further charts by name; they are drawn for who opens them."""
    if charts:
        st.fragment(_offered)(charts, name)


def _offered(charts: Sequence[Chart], name: str) -> None:
    names = [chart.title.partition(":")[0] for chart in charts]
    kinds = dict.fromkeys(name.partition(",")[0] for name in names)
    about = names if len(names) <= MOST_NAMED else [f"{len(names)} of {', '.join(kinds)}"]
    place = st.expander(
        f"More charts: {plain('; '.join(about))}", on_change="rerun", key=f"more-{name}"
    )
    if place.open:
        with place:
            show_charts(charts)
