"""Build an option by editing a team's staff month by month in a grid."""

import pandas as pd
import streamlit as st

from scenarios.cells import spoken_period
from scenarios.labels import opened, spaced
from scenarios.staff_plan import MOST_WTE, plan, plan_option
from sim.settings import BadInput, Loaded
from sim.settings.team import Team
from views.building.draft import choose
from views.look import empty, problems
from views.store.plans import keep_option

GRID_HEIGHT = 420
"""Pixels: a year of months; the rest is scrolled."""


def from_staffing(loaded: Loaded) -> None:
    """Let the reader change funded staff month by month, and keep it as an option."""
    teams = {
        key: team.label or key
        for key, team in loaded.scenario.teams.items()
        if len(plan(loaded.scenario, key))
    }
    if not teams:
        empty("No team to plan", "This plan gives minutes by weekday and no numbers of staff.")
        return
    team = st.selectbox(
        "Team", list(teams), format_func=lambda key: teams[key], key=f"team-{loaded.name}"
    )
    before = plan(loaded.scenario, team)
    st.markdown(
        "Whole-time equivalents (WTE) funded on the first of each month. Change a cell, drag to "
        "fill, or paste from a spreadsheet."
    )
    edited = _grid(before, loaded.scenario.teams[team], f"{loaded.name}-{team}")
    recruited = st.toggle(
        "New lasting posts are filled as posts usually are", value=True, key="staff-recruited",
        help="Two to six months until somebody is in post, 85% ever filled, an induction: "
        "assumptions. Off: everybody is in post on the day.",
    )  # fmt: skip
    title = st.text_input("Name of your option", value=f"Staff plan, {teams[team]}"[:80],
                          max_chars=80, key=f"staff-title-{team}")  # fmt: skip
    if st.button("Keep as an option", key="staff-keep", type="primary"):
        try:
            values = plan_option(loaded.scenario, team, edited,
                                 recruited=recruited)  # fmt: skip
            key = keep_option(loaded, title.strip() or teams[team], values)
        except BadInput as error:
            problems(error.problems)
            return
        choose(loaded, key)
        st.rerun()


def _grid(before: pd.DataFrame, team: Team, name: str) -> pd.DataFrame:
    """Show a plan, a month a row so that it fits a phone, and return it as it was edited."""
    months = [spoken_period(month) for month in before.columns]
    edited = st.data_editor(
        before.set_axis(months, axis="columns").T.rename_axis("Month"),
        key=f"staff-{name}", num_rows="fixed", height=GRID_HEIGHT, on_change="ignore",
        alt=f"Staff of {team.label or name} by month, to be edited",
        column_config={
            role: st.column_config.NumberColumn(
                opened(team.roles[role].label or spaced(role)), min_value=0.0, max_value=MOST_WTE,
                step=0.1, format="%.1f",
            )
            for role in before.index
        },
    )  # fmt: skip
    return edited.set_axis(before.columns).T
