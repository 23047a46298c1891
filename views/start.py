"""The first view: what this is, where things stand today, and three doors."""

import streamlit as st

from scenarios.diagram import svg
from scenarios.labels import Labels, opened
from scenarios.report.projection import Projection
from sim.runs import Run
from sim.settings import Scenario
from views.look import figures, heading, show_chart, show_sheet, show_svg
from views.store import chosen_run, projection_of, scenario_of

LEAD = (
    "Children wait for mental health, autism and ADHD services. This page projects those waits, "
    "area by area, and shows what a change would do, what it would cost and how sure that is."
)


def show() -> None:
    """Show the view."""
    heading("What would change children's waits?", LEAD)
    run = chosen_run("Projection shown")
    if run is not None:
        _today(run)
        _pathways(scenario_of(run))


def _today(run: Run) -> None:
    st.header("Where things stand, and where they are heading", anchor=False)
    if run.manifest["caveat"]:
        st.info(run.manifest["caveat"])
    projection = projection_of(run, run.manifest["options"][0])
    figures([_waiting(projection, need) for need in projection.needs])
    sheet = projection.table()
    show_sheet("Lists, waits and standards", sheet.table, "today", about=sheet.title)
    for chart in projection.ages():
        show_chart(chart)
    areas = projection.areas()
    if areas is not None:
        show_chart(areas)


def _waiting(projection: Projection, need: str) -> tuple[str, str, str]:
    rows = projection.summary
    rows = rows[(rows["measure"] == "list_size") & (rows["need"] == need)]
    rows = rows[(rows[["area", "priority", "stage"]] == "all").all(axis=1)].set_index("period")
    first, last = (rows.loc[period] for period in (projection.first, projection.last))
    note = (
        f"children waiting. In {projection.last}: {last['mean']:,.0f} "
        f"({last['range_p10']:,.0f} to {last['range_p90']:,.0f})"
    )
    name = opened(projection.labels.of("need", need))
    return name, f"{first['mean']:,.0f}", note


def _pathways(scenario: Scenario) -> None:
    st.header("The pathways, drawn from the settings", anchor=False)
    names = list(scenario.pathways)
    chosen = st.selectbox(
        "Pathway", names, format_func=lambda one: scenario.pathways[one].label or one
    )
    label = scenario.pathways[chosen].label or Labels(scenario).of("need", chosen)
    show_svg(svg(scenario, chosen), f"Drawing of the pathway {label}; it can be scrolled")


if __name__ == "__main__":
    show()
