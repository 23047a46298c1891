"""Compare: what each option changes, how sure that is, what it breaks, costs and rests on."""

from collections.abc import Callable

import streamlit as st

from scenarios.cells import spoken_period
from scenarios.compare.comparison import Compared
from scenarios.compare.rails import BROKEN, KEPT, UNSURE
from scenarios.compare.words import (
    account_sentences,
    headline_table,
    knock_on_sentences,
    more_replications,
    rails_told,
    untouched_sentences,
)
from scenarios.labels import opened
from scenarios.project import TODAY
from scenarios.report.answer import answer, outside_told
from scenarios.report.beside import Beside
from scenarios.report.money import assumed_sheets, is_priced, money_sheets
from scenarios.report.options import Options
from sim.measures.table import ALL
from sim.runs.folder import Run
from views.checking import published
from views.comparing import when_compared
from views.drawn import drawn
from views.driving import what_drives
from views.look import (
    caveat,
    empty,
    heading,
    listed,
    more_charts,
    note_choice,
    per_cent,
    section,
    show_chart,
    show_sheet,
    way_on,
)
from views.look.states import plain
from views.running import not_yet, watch
from views.store import chosen_run

LEAD = (
    "The same children with the same luck met today's plan and each option, so what differs is "
    "due to the option. Ranges say how sure that is."
)
AMBITION = 0.92
"""What the NHS asks of 18 weeks from referral to treatment; a reader may set another."""
SECTION = "show"
"""The name of the section in a link."""


def show() -> None:
    """Show the view."""
    heading("Compare options", LEAD)
    coming = not_yet()
    if coming:
        empty("Nothing to compare yet", "The first results come after two simulated futures. "
              "You can wait here, or come back.")  # fmt: skip
        watch(coming)
        return
    run = chosen_run("Run to compare")
    if run is None:
        return
    watch(run.folder.name)
    caveat(run.manifest["caveat"])
    alone = len(run.manifest["options"]) == 1
    if alone:
        empty("Today's plan alone", "This run has no option beside today's plan. Its waits are "
              "shown; to compare, test a change.")  # fmt: skip
        way_on("Test a change", "change")
    sections = ALONE if alone else SECTIONS
    titles = list(sections)
    wanted = str(st.query_params.get(SECTION, ""))
    chosen = st.segmented_control(
        "What do you want to see?", titles, key=f"section-{alone}", required=True,
        default=wanted if wanted in titles else titles[0],
    )  # fmt: skip
    st.query_params[SECTION] = chosen or titles[0]
    note_choice("What do you want to see?", chosen or titles[0], *titles)
    if chosen in HEADINGS:
        section(HEADINGS[chosen])
    sections[chosen or titles[0]](run)


def _answer(run: Run) -> None:
    """The answer in brief, then each option in full."""
    section("The answer")
    options = when_compared(run)
    part = answer(options)
    listed(part.sentences, "answer")
    warnings = map(str, options.comparison.warnings)
    for warning in (*warnings, *outside_told(options), *options.study.notes):
        st.warning(plain(warning))
    for number, sheet in enumerate(part.tables):
        show_sheet(sheet.title, sheet.table, f"beside-{number}")
    for chart in part.charts:
        show_chart(chart)
    for one in options.told:
        _in_full(one, options)


def _in_full(one: Compared, options: Options) -> None:
    st.subheader(plain(options.titles.get(one.option, one.option)), anchor=False)
    _rails(one, options)
    table = headline_table(one, options.labels)
    if len(table):
        heads = {"baseline": TODAY, "difference (95 % interval)": "difference"}
        shown = table.rename(columns=heads).rename(columns=opened)
        show_sheet("What differs from today's plan", shown,
                   f"differences-{one.option}", level=4,
                   about=_periods(options))  # fmt: skip
    for line in untouched_sentences(one, options.labels):
        st.markdown(plain(line))
    more = more_replications(one, options.comparison)
    if more:
        st.markdown(plain(more))


def _periods(options: Options) -> str:
    """Say which days the numbers of a table of differences are of."""
    window = options.comparison.window
    return (
        f"Children and waits still on the list are those at the end of {spoken_period(window.last)}"
        f"; children seen or helped are those of {window.words}. In brackets the 95% interval of "
        "the average difference."
    )


def _rails(one: Compared, options: Options) -> None:
    """Show what must not become worse: what is broken at once, what is unsure when asked."""
    told = rails_told(one, options.labels)
    for line in told[BROKEN]:
        st.error(plain(line))
    for line in told[KEPT]:
        st.markdown(plain(line))
    if told[UNSURE]:
        number = len(told[UNSURE])
        with st.expander(f"Harm not yet ruled out: {number} guard rail{'s' * (number > 1)}"):
            listed(told[UNSURE])


def _waits(run: Run) -> None:
    shown = drawn(run)
    need, area = _place(shown)
    labels = shown.labels
    clocks = shown.clocks(need)
    if clocks:
        clock = st.selectbox("Clock", clocks, format_func=lambda one: labels.of("clock", one),
                             key=f"clock-{need}", help="From which event to which a wait is "
                             "measured.")  # fmt: skip
        note_choice("Clock", labels.of("clock", clock))
        for chart in (shown.waits(need, area, clock), shown.long_waits(need, area, clock)):
            if chart is not None:
                show_chart(chart)
    else:
        empty("Nobody was timed", "No wait of this need ended in this run.")


def _standards(run: Run) -> None:
    shown = drawn(run)
    need, area = _place(shown)
    share = _ambition() if shown.asks_no_share(need) else AMBITION
    table = shown.met(need, area, share)
    if len(table):
        period = shown.scenario.calendar.period
        show_sheet("From when is each standard met?", table, "met",
                   about=f"Met: in 9 in 10 futures, that {period} and two after it. It is lost "
                   "again when three in a row are missed.")  # fmt: skip
    _one_standard(shown, need, area)


def _one_standard(shown: Beside, need: str, area: str) -> None:
    """Draw one standard at a time: a service has a dozen, and the table tells them all."""
    drawn = {name: chart for name in shown.standards(need)
             if (chart := shown.within(need, area, name)) is not None}  # fmt: skip
    if not drawn:
        empty("No standard here", "No standard is measured for this need in this area.")
        return
    moved = shown.most_moved(need, area)
    first = list(drawn).index(moved) if moved in drawn else 0
    name = st.selectbox("Standard drawn", list(drawn), index=first, key=f"standard-{need}-{area}",
                        format_func=lambda one: shown.labels.of("standard", one))  # fmt: skip
    show_chart(drawn[name])


def _ambition() -> float:
    """Let the reader say which share counts where a standard sets none."""
    return per_cent("Share of children that counts as met where a standard sets none, in per cent",
                    AMBITION, low=50, key="share-met")  # fmt: skip


def _lists(run: Run) -> None:
    shown = drawn(run)
    need, area = _place(shown)
    chart = shown.lists(need, area)
    if chart is not None:
        show_chart(chart)
    for one in shown.ages(need, area):
        show_chart(one)


def _elsewhere(run: Run) -> None:
    """What became worse, and where the children went."""
    options = when_compared(run)
    for one in options.comparison.likely():
        st.subheader(plain(options.titles.get(one.option, one.option)), anchor=False)
        worse = list(knock_on_sentences(one, options.labels))
        st.markdown("**Worse elsewhere**" if worse else "Nothing became clearly worse.")
        listed(worse)
        went = account_sentences(one, options.comparison, options.labels)
        if went:
            st.markdown("**Where the children went**")
        listed(went)


def _areas(run: Run) -> None:
    shown = drawn(run)
    st.markdown(f"Median wait in the last {shown.scenario.calendar.period}, area by area. "
                "A gap that an option widens is told "
                "among what became worse.")  # fmt: skip
    for need in shown.needs:
        clocks = shown.clocks(need)
        chart = shown.between_areas(need, clocks[0]) if clocks else None
        if chart is not None:
            show_chart(chart)


def _staff(run: Run) -> None:
    chart = drawn(run).staff()
    if chart is None:
        empty("No staff here", "No team of this plan works on clinic days.")
    else:
        show_chart(chart)


def _money(run: Run) -> None:
    options = when_compared(run)
    for one in options.comparison.likely():
        st.subheader(plain(options.titles.get(one.option, one.option)), anchor=False)
        if not is_priced(one.option, options.value):
            st.markdown("It spends neither more nor less than today's plan: nothing that it "
                        "changes has a price in this plan.")  # fmt: skip
        sheets = (
            *money_sheets(one.option, options.value, options.labels),
            *assumed_sheets(one.option, options.funded, options.regrading, options.labels),
        )
        for number, sheet in enumerate(sheets):
            show_sheet(sheet.title, sheet.table, f"money-{number}-{one.option}", level=4)


def _why(run: Run) -> None:
    """What held children up, what moves the result, and arithmetic that can be done by hand."""
    st.header("Why children waited", anchor=False)
    shown = drawn(run)
    charts = shown.causes()
    for chart in charts[:1]:
        show_chart(chart)
    more_charts(charts[1:], "causes")
    what_drives(run, shown)
    published.by_hand(run)


def _place(shown: Beside) -> tuple[str, str]:
    left, right = st.columns(2)
    need = left.selectbox("Need", shown.needs, key="need",
                          format_func=lambda one: opened(shown.labels.of("need", one)))  # fmt: skip
    area = right.selectbox(
        "Area", shown.areas(need), key=f"area-{need}",
        format_func=lambda one: "All areas" if one == ALL else shown.labels.of("area", one),
    )  # fmt: skip
    note_choice("Need", opened(shown.labels.of("need", need)), beside=True)
    note_choice("Area", "All areas" if area == ALL else shown.labels.of("area", area), beside=True)
    return need, area


ALONE: dict[str, Callable[[Run], None]] = {
    "Waits": _waits,
    "Standards": _standards,
    "Lists": _lists,
    "Areas": _areas,
    "Staff": _staff,
    "Why": _why,
}
HEADINGS = {
    "Waits": "How long children wait",
    "Standards": "Whether standards are met",
    "Lists": "How many wait",
    "Worse elsewhere": "What became worse elsewhere",
    "Areas": "Areas beside each other",
    "Staff": "Staff time used",
    "Money": "What it costs",
}
"""Title of a section to its heading; the others have headings of their own."""
SECTIONS = {
    "Answer": _answer, **dict(list(ALONE.items())[:3]), "Worse elsewhere": _elsewhere,
    "Areas": _areas, "Staff": _staff, "Money": _money, "Why": _why,
}  # fmt: skip


if __name__ == "__main__":
    show()
