"""The first view: what this is, three doors, where things stand today, the pathways drawn."""

from html import escape

import streamlit as st

from scenarios.cells import spoken_period
from scenarios.diagram import svg
from scenarios.labels import Labels, opened
from scenarios.report.projection import Projection
from scenarios.report.screens import UNCHANGED
from sim.runs.folder import Run
from sim.settings import Scenario
from views.building import chosen_plan
from views.engine_room import study_job
from views.look import caveat, figures, heading, markup, section, show_chart, show_sheet, show_svg
from views.look.notes import note
from views.registry import VIEWS
from views.running import ask, asker, room, watch
from views.store import chosen_run, entries, projection_of, scenario_of

LEAD = (
    "Children wait for mental health, autism and ADHD services. This page projects those waits, "
    "area by area, and shows what a change would do, what it would cost and how sure that is."
)
DOORS = (
    ("change", "I am testing a change",
     "Choose or build options, see what they change and cost, run them, compare them."),
    ("board", "I sit on a board",
     "What waits are now, where they are heading, how sure that is and what it rests on."),
    ("check", "I want to check the model",
     "Where each number comes from, how the model was tested, and what it cannot tell."),
)  # fmt: skip
COUNTED = (
    "Children waiting are all who wait for a next step: for a first contact, and after it for "
    "treatment or another stage. The charts below show only those not yet seen, so their totals "
    "differ."
)
FIRST_FUTURES = 20


def show() -> None:
    """Show the view."""
    heading("What would change children's waits?", LEAD)
    _doors()
    section("Where things stand, and where they are heading")
    if not [one for one in entries() if not one.fault]:
        _first_run()
        return
    run = chosen_run("Projection shown")
    if run is not None:
        watch(run.folder.name)
        _today(run)
        _pathways(scenario_of(run))


def _doors() -> None:
    there = {view.name for view in VIEWS}
    doors = [door for door in DOORS if door[0] in there]
    for place, (name, title, words) in zip(st.columns(len(doors)), doors, strict=True):
        with place.container(border=True, height="stretch", key=f"door-{name}"):
            st.page_link(f"views/{name}.py", label=title)
            st.html(f"<p>{escape(words)}</p>")
    note(f'<div class="doors">{"".join(_door(title, words) for _, title, words in doors)}</div>')


def _door(title: str, words: str) -> str:
    return f"<div><b>{escape(title)}</b><p>{escape(words)}</p></div>"


def _first_run() -> None:
    """Offer the shipped plan, to be run now: seconds to a first look."""
    room().keep_open()  # so that it is ready when something is asked
    loaded = chosen_plan()
    caveat(loaded.scenario.caveat)
    job = study_job(loaded, [], replications=FIRST_FUTURES, asked_by=asker())
    state = room().state(job.name)
    st.markdown(
        "Nothing has been run yet. The first results come after two simulated futures, in "
        f"seconds; the rest, {FIRST_FUTURES} in all, goes on while you look."
    )
    if state is None or not state.is_open:
        if st.button("Run today's plan", type="primary", key="first-run"):
            ask(job)
            st.rerun()
    watch(job.name)
    _pathways(loaded.scenario)


def _today(run: Run) -> None:
    caveat(run.manifest["caveat"])
    if len(run.manifest["options"]) > 1:
        markup(f"<p>{escape(UNCHANGED)}</p>")
    projection = projection_of(run, run.manifest["options"][0])
    figures([_waiting(projection, need) for need in projection.needs])
    markup(f"<p>{escape(COUNTED)}</p>")
    charts = list(projection.ages())
    areas = projection.areas()
    for chart in (*charts, *([areas] if areas else [])):
        show_chart(chart)
    sheet = projection.table()
    show_sheet("Lists, waits and standards", sheet.table, "today", about=sheet.title)


def _waiting(projection: Projection, need: str) -> tuple[str, str, str]:
    first, last = projection.row("list_size", projection.first, need=need), projection.row(
        "list_size", projection.last, need=need
    )  # fmt: skip
    name = f"{opened(projection.labels.of('need', need))}: children waiting"
    if first is None or last is None:
        return name, "0", "nobody waits"
    mean, low, high = (f"{last[name]:,.0f}" for name in ("mean", "range_p10", "range_p90"))
    note = (
        f"in {spoken_period(projection.first)}. By {spoken_period(projection.last)}: "
        f"{mean} on average, {low} to {high} in 8 of 10 futures"
    )
    return name, f"{first['mean']:,.0f}", note


def _pathways(scenario: Scenario) -> None:
    st.header("The pathways, drawn from the settings", anchor=False)
    known = {one: path.label or opened(Labels(scenario).of("need", one))
             for one, path in scenario.pathways.items()}  # fmt: skip
    chosen = st.selectbox("Pathway", list(known), format_func=known.__getitem__)
    show_svg(svg(scenario, chosen), f"Drawing of the pathway {known[chosen]}", f"pathway-{chosen}")


if __name__ == "__main__":
    show()
