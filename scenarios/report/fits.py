"""Fits and backtests on disk: what each found, as its folder tells it."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from scenarios.accuracy.page import readable
from scenarios.charts import Chart
from scenarios.fitting.kept import charts_of, table_of
from scenarios.labels import opened, spaced

FIT, BACKTEST = "Fit", "Backtest"
FILES = {"fit.json": FIT, "backtest.html": BACKTEST, "backtest.md": BACKTEST}
"""File that marks a folder to what the folder is."""
PLACES = ("fits",)
"""Folders beside the runs in which the commands put them; a backtest lies among the runs."""
NOT_SHOWN = {"accepted"}
"""Tables for the program and not for readers."""
TITLES = {"unknowns": "What the figures can tell, and what they cannot",
          "figures": "Published beside fitted", "correlations": "Unknowns that go together",
          "errors": "Errors beside simple forecasts"}  # fmt: skip
"""What tables are called where the name of their file says too little."""
FACTS = ("scenario", "runs", "seed", "accepted_sets", "method", "version")
"""Facts of a fit that readers want, in order."""
FOUND = "## What was found\n"
"""The heading under which a backtest says what it found."""
MOST_ROWS = 2_000
"""Rows of a table that are read for showing; the file itself has the rest."""


@dataclass(frozen=True)
class Outcome:
    """A folder left by a fit or a backtest."""

    folder: Path
    kind: str
    about: dict[str, Any] = field(repr=False)
    """What the marking file says of it, where it is one that says anything."""

    @property
    def title(self) -> str:
        """What it is called."""
        return f"{self.kind}: {self.about.get('title') or self.folder.name}"

    @property
    def sentences(self) -> tuple[str, ...]:
        """What it says in words."""
        return tuple(map(str, self.about.get("says", ()))) or _found(self.folder)

    def facts(self) -> pd.DataFrame:
        """Return its plain facts."""
        rows = [(opened(spaced(name)), _told(self.about[name]))
                for name in FACTS if name in self.about]  # fmt: skip
        return pd.DataFrame(rows or _heading(self.folder), columns=["What", "Value"])

    def charts(self) -> tuple[Chart, ...]:
        """Return the charts that its tables can be drawn as."""
        return charts_of(self.folder) if self.kind == FIT else ()

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return its tables by name."""
        return {
            TITLES.get(path.stem, opened(spaced(path.stem))): _table(path)
            for path in sorted(self.folder.glob("*.csv"))
            if path.stem not in NOT_SHOWN
        }

    def pages(self) -> list[Path]:
        """Return its reports to open in a browser."""
        return sorted(self.folder.glob("*.html"))


def _found(folder: Path) -> tuple[str, ...]:
    """Return what a backtest found."""
    return _listed(_page(folder).partition(FOUND)[2].partition("\n## ")[0])


def _heading(folder: Path) -> list[list[str]]:
    """Return what a backtest was made with: a name and a value in each line of its heading."""
    return [line.split(": ", 1) for line in _listed(_page(folder).partition("\n## ")[0])
            if ": " in line]  # fmt: skip


def _page(folder: Path) -> str:
    """Return the page in Markdown that a backtest leaves beside the other, if there is one."""
    page = folder / "backtest.md"
    return page.read_text("utf-8") if page.is_file() else ""


def _listed(text: str) -> tuple[str, ...]:
    return tuple(line.removeprefix("- ") for line in text.splitlines() if line.startswith("- "))


def outcome_in(folder: Path) -> Outcome | None:
    """Return what a fit or a backtest left in a folder; None where there is none, or a damaged."""
    marks = (folder / name for name in FILES if (folder / name).is_file())
    return next((found for path in marks if (found := _outcome(path)) is not None), None)


def outcomes(runs: Path) -> list[Outcome]:
    """Return the fits and backtests among and beside runs, the newest first.

    Damaged ones are left out.
    """
    places = (runs, *(runs.parent / name for name in PLACES))
    marks = {path.parent: path for place in places for name in FILES
             for path in place.glob(f"*/{name}")}  # fmt: skip
    newest = sorted(marks.values(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [found for path in newest if (found := _outcome(path)) is not None]


def _table(path: Path) -> pd.DataFrame:
    """Return a table of a folder as readers see it."""
    if path.stem == "errors":
        table = pd.read_csv(path)
        if {"given", "method", "ahead", "covered_of_all"} <= set(table.columns):
            return readable(table).rename(columns=opened)
    told = table_of(path)
    return _for_readers(pd.read_csv(path, nrows=MOST_ROWS)) if told is None else told


def _told(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _for_readers(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with headings in words; what is missing stays empty."""
    named = table.rename(columns=lambda name: opened(spaced(str(name))))
    return named.round(3).astype(object).where(named.notna(), "").astype(str)


def _outcome(path: Path) -> Outcome | None:
    if path.suffix != ".json":
        return Outcome(path.parent, FILES[path.name], {})
    try:
        about = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return Outcome(path.parent, FILES[path.name], about) if isinstance(about, dict) else None
