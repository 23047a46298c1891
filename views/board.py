"""For the board: one screen a question, read from a run folder; nothing is simulated here."""

from functools import lru_cache, partial
from html import escape

import streamlit as st

from scenarios.report import FORMS, board_paper
from scenarios.report.observed import observed_file, observed_of
from scenarios.report.screen import Screen
from scenarios.report.screens import COMPARED, screens_of
from scenarios.report.write import lacking
from sim.runs.folder import Run
from views.comparing import when_compared
from views.look import (
    caveat,
    heading,
    listed,
    more_charts,
    note_choice,
    section,
    show_charts,
    show_sheet,
)
from views.store import chosen_run, compared, reading_of, screen_of

LEAD = "One question at a time: the answer, how sure it is, what it rests on, what would change it."
AT_ONCE = 2
"""Charts on the first screen: the browser takes longer over charts than over anything else."""
KEPT_FILES = {
    "docx": ("Paper (Word)", "application/vnd.openxmlformats-officedocument"
             ".wordprocessingml.document"),
    "pptx": ("Slides", "application/vnd.openxmlformats-officedocument"
             ".presentationml.presentation"),
    "xlsx": ("Workbook (Excel)", "application/vnd.openxmlformats-officedocument"
             ".spreadsheetml.sheet"),
    "html": ("Page to print", "text/html"),
}  # fmt: skip
"""Form of the paper to what its button says, and its media type."""


def show() -> None:
    """Show the view."""
    heading("For the board", LEAD)
    run = chosen_run()
    if run is None:
        return
    caveat(run.manifest["caveat"])
    titles = screens_of(reading_of(run))
    name = st.segmented_control(
        "Question", list(titles), format_func=titles.__getitem__, default=next(iter(titles)),
        required=True, key="screen", bind="query-params",
    )  # fmt: skip
    note_choice("Question", titles[str(name)], *titles.values())
    if name == COMPARED:
        when_compared(run)
    _screen(screen_of(run, str(name)), str(name))
    _kept(run)


def _screen(shown: Screen, name: str) -> None:
    section(shown.question)
    listed(shown.answer, "answer")
    show_charts(shown.charts[:AT_ONCE])
    _beneath((
        ("How sure we are", shown.sure), ("What it rests on", shown.rests),
        ("What would change it", shown.change),
    ))  # fmt: skip
    more_charts(shown.charts[AT_ONCE:], name)
    for number, sheet in enumerate(sheet for sheet in shown.tables if len(sheet.table)):
        show_sheet(sheet.title, sheet.table, f"board-{number}")


def _beneath(parts: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
    """Show what stands beneath an answer side by side; on a narrow screen one below another."""
    cards = "".join(
        f'<section class="card"><h3>{escape(title)}</h3>'
        f"<ul>{''.join(f'<li>{escape(sentence)}</li>' for sentence in said)}</ul></section>"
        for title, said in parts
    )
    st.html(f'<div class="cards beneath">{cards}</div>')


def _kept(run: Run) -> None:
    st.header("To keep and to hand round", anchor=False)
    places = st.columns(len(KEPT_FILES))
    for place, (form, (label, media)) in zip(places, KEPT_FILES.items(), strict=True):
        package = lacking(form)
        place.download_button(
            label, partial(_made, _Kept(run), form), f"{run.folder.name}.{form}", media,
            key=f"keep-{form}", on_click="ignore", width="stretch", disabled=bool(package),
            help=f"Needs the package {package}: install camhs-pathways[report]." if package
            else None,
        )  # fmt: skip


class _Kept:
    """A run that counts as the same while neither it nor the months beside it were written anew."""

    def __init__(self, run: Run) -> None:
        self.run = run
        months = observed_file(run)
        self._key = (str(run.folder), run.manifest["created"], run.manifest["replications"],
                     months and months.stat().st_mtime_ns)  # fmt: skip

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and other._key == self._key


@lru_cache(maxsize=12)
def _made(kept: _Kept, form: str) -> bytes:
    """Return the paper in a form, made when it is asked for and not before."""
    return FORMS[form](board_paper(kept.run, observed_of(kept.run), compared))


if __name__ == "__main__":
    show()
