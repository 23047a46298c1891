"""Results of a validation: a row for each figure, with what made them and when."""

import io
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from importlib import resources

import pandas as pd

FILE = "results.csv"
NOTE = "# "
"""How the lines begin that say, above the header, what made the results."""


@dataclass(frozen=True)
class Results:
    """A table of figures, and what it was made with."""

    table: pd.DataFrame = field(repr=False)
    """Columns group, case, title, figure, unit, expected, model, allowed, allowed_is, agrees,
    source."""
    made: dict[str, str]
    """Version, day, Python."""

    def of(self, names: Collection[str]) -> "Results":
        """Return the results of some cases, or of all where none is named."""
        chosen = self.table["case"].isin(names) if names else slice(None)
        return replace(self, table=self.table[chosen].reset_index(drop=True))


def shipped() -> Results:
    """Return the results that are shipped with the program."""
    text = resources.files("scenarios.validation").joinpath(FILE).read_text("utf-8")
    lines = text.splitlines(keepends=True)
    notes = [line.removeprefix(NOTE).strip() for line in lines if line.startswith(NOTE)]
    made = dict(note.split(": ", 1) for note in notes if ": " in note)
    table = pd.read_csv(io.StringIO("".join(lines[len(notes) :])), keep_default_na=False)
    return Results(table, made)


def as_csv(results: Results) -> str:
    """Return results as the text of the file that is shipped."""
    notes = [f"{NOTE}{name}: {value}\n" for name, value in results.made.items()]
    return "".join(notes) + results.table.to_csv(index=False, lineterminator="\n")
