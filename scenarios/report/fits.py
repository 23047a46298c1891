"""Fits and backtests on disk: what each found, as its folder tells it."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from scenarios.labels import opened, spaced

FILES = {"fit.json": "Fit", "backtest.html": "Backtest"}
"""File that marks a folder to what the folder is."""
PLACES = ("fits",)
"""Folders beside the runs in which the commands put them; a backtest lies among the runs."""
NOT_SHOWN = {"accepted"}
"""Tables for the program and not for readers."""
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
        rows = [(name.replace("_", " "), str(value)) for name, value in self.about.items()
                if isinstance(value, str | int | float | bool) and name != "title"]  # fmt: skip
        return pd.DataFrame(rows, columns=["What", "Value"])

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return its tables by name."""
        return {
            path.stem.replace("_", " "): _for_readers(pd.read_csv(path, nrows=MOST_ROWS))
            for path in sorted(self.folder.glob("*.csv"))
            if path.stem not in NOT_SHOWN
        }

    def pages(self) -> list[Path]:
        """Return its reports to open in a browser."""
        return sorted(self.folder.glob("*.html"))


def _found(folder: Path) -> tuple[str, ...]:
    """Return what a backtest found, from the page in Markdown that it leaves beside the other."""
    page = folder / "backtest.md"
    if not page.is_file():
        return ()
    _, _, after = page.read_text("utf-8").partition(FOUND)
    lines = after.partition("\n## ")[0].splitlines()
    return tuple(line.removeprefix("- ") for line in lines if line.startswith("- "))


def outcomes(runs: Path) -> list[Outcome]:
    """Return the fits and backtests among and beside runs, the newest first.

    Damaged ones are left out.
    """
    places = (runs, *(runs.parent / name for name in PLACES))
    marks = {path for place in places for name in FILES for path in place.glob(f"*/{name}")}
    newest = sorted(marks, key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [found for path in newest if (found := _outcome(path)) is not None]


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
