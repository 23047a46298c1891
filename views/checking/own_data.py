"""Data of the reader's own: read in memory on this machine, told what is wrong, never kept."""

from collections.abc import Sequence
from html import escape
from typing import Protocol

import streamlit as st

from calibration.importers import KINDS, Imported, Request, import_files
from calibration.importers.about import About, about_from
from calibration.importers.source import Given
from calibration.observed.files import as_parquet
from calibration.observed.readable import readable
from calibration.quality.page import as_html
from scenarios.labels import opened
from scenarios.template import template
from sim.settings import BadInput, Problem
from views.look import problems, show_sheet

KIND_OF_CHILDREN = "extract"
FILLED_IN = ("bands", KIND_OF_CHILDREN)
"""Local files, which nobody publishes: there is one to fill in."""
DESCRIBED_HERE = "Download the description above, fill it in, and give it beside the extract."
PROMISES = (
    "Say what kind of file it is.",
    "Drop the file. It is read in the memory of this computer, and nothing of it is kept or sent.",
    "Read what was used, what was left out and why; then keep the monthly figures.",
)
NOT_TAKEN = "A file that turns red is too large or of another form: it has not been read."
MEGABYTES = 20
"""Largest file taken, as .streamlit/config.toml says too."""


class Upload(Protocol):
    """A file that was dropped on the page."""

    name: str

    def getvalue(self) -> bytes:
        """Return what it holds."""


def show() -> None:
    """Show the section."""
    st.header("Your own data", anchor=False)
    st.markdown("\n".join(f"{number}. {words}" for number, words in enumerate(PROMISES, 1)))
    kind = st.selectbox("What kind of file is it?", list(KINDS),
                        format_func=lambda one: KINDS[one].title, key="kind",
                        index=list(KINDS).index("bands"))  # fmt: skip
    _told_of(kind)
    files = st.file_uploader(
        f"Files of this kind, CSV or Parquet, up to {MEGABYTES} MB each",
        type=["csv", "parquet"], accept_multiple_files=True, key="files",
    )  # fmt: skip
    st.html(f'<p class="chart-about">{NOT_TAKEN}</p>')
    described = _about() if kind == KIND_OF_CHILDREN else None
    if files:
        _read(kind, files, described)


def _told_of(kind: str) -> None:
    if kind == KIND_OF_CHILDREN:
        st.warning(
            "Rows about children. Take out names, NHS numbers, postcodes and birth dates first: "
            "a file that has them is refused. Counts under 5 are hidden and all are rounded to 5."
        )
    elif kind not in FILLED_IN and not KINDS[kind].real_file_read:
        st.info("This reader was written from the publisher's description: no real file was at "
                "hand. Look at the report with care.")  # fmt: skip
    if kind in FILLED_IN:
        st.download_button("Download a file to fill in", template(kind),
                           f"{kind}.csv", "text/csv", key=f"template-{kind}",
                           on_click="ignore")  # fmt: skip


def _about() -> Upload | None:
    """Ask for the file that says what an extract does not say itself."""
    st.download_button("Download the description to fill in", template("about"),
                       "about.toml", "text/plain", key="template-about",
                       on_click="ignore")  # fmt: skip
    return st.file_uploader("The description of the extract (about.toml)", type=["toml"],
                            key="about")  # fmt: skip


def _read(kind: str, files: Sequence[Upload], described: Upload | None) -> None:
    try:
        about = about_from(described.getvalue(), "about.toml") if described else About()
        given = tuple(Given(_name(kind, one.name, number), one.getvalue())
                      for number, one in enumerate(files, 1))  # fmt: skip
        imported = import_files(kind, Request(given, about))
    except BadInput as error:
        problems([_on_page(one) for one in error.problems], "The file was not read")
        return
    _report(imported)


def _on_page(problem: Problem) -> Problem:
    """Return a problem in the words of the page, which has no options as the command has."""
    remedy = DESCRIBED_HERE if "--about FILE" in problem.remedy else problem.remedy
    file, remedy = (words.replace("--about", "the description") for words in (problem.file, remedy))
    return Problem(file, problem.setting, problem.problem, remedy)


def _name(kind: str, name: str, number: int) -> str:
    """Return what a file is called from here on; that of an extract may name a child."""
    if kind != KIND_OF_CHILDREN:
        return name
    return f"extract {number}{'.parquet' if name.lower().endswith('.parquet') else '.csv'}"


def _report(imported: Imported) -> None:
    report = imported.report
    st.html(f'<p class="lead" role="status">{escape(report.words()[0])}</p>')
    show_sheet("Data-quality report", report.table().rename(columns=opened), "quality",
               about="What was read, used and left out, and what to be careful about.")  # fmt: skip
    observed = imported.observed
    show_sheet(f"{len(observed):,} observed figures", readable(observed), "observed",
               about="The file has every column (docs/observed.md).", kept=observed)  # fmt: skip
    first, second = st.columns(2)
    first.download_button("Keep the figures (Parquet)", as_parquet(observed), "observed.parquet",
                          "application/octet-stream", key="keep-observed", on_click="ignore",
                          width="stretch")  # fmt: skip
    second.download_button("Keep the report", as_html(report), "quality.html", "text/html",
                           key="keep-quality", on_click="ignore", width="stretch")  # fmt: skip
    st.markdown("Put `observed.parquet` into a run's folder, and the board sees the real months "
                "beside the projection.")  # fmt: skip
