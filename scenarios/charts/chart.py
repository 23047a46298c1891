"""A chart: what it shows, in words, numbers and a drawing."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import altair as alt
import pandas as pd


@dataclass(frozen=True)
class Chart:
    """A drawing that never stands alone.

    ``title`` is the message in a sentence; ``subtitle`` says what is measured, in what unit and
    what the shaded range means; ``words`` tell the same to those who do not see it; ``table``
    holds every number drawn, with headings for readers.
    """

    name: str
    title: str
    subtitle: str
    words: str
    table: pd.DataFrame = field(repr=False)
    drawing: alt.TopLevelMixin = field(repr=False)
    kind: Literal["lines", "layers", "bars", "other"] = "other"
    """What an office program can draw again from the table: lines or layers over time, or rows
    of shares."""
    unit: str = ""
    """What stands beside its upright axis, or along its foot if it has rows."""
    narrow: int = 0
    """Width of its plot, in points, where two stand side by side; 0 where it keeps its own."""
    rows: bool = False
    """Whether it is in rows with names beside them, and so is never made less high."""
    wide: bool = False
    """Whether it needs more room than a phone has, and is scrolled sideways there."""
    numbers: pd.DataFrame | None = field(default=None, repr=False)
    """The table as numbers, where it tells them as they are drawn."""

    @cached_property
    def spec(self) -> dict[str, Any]:
        """The drawing as Vega-Lite, written out once; do not change it."""
        return dict(self.drawing.to_dict(validate=False))

    @cached_property
    def pictures(self) -> dict[str, Any]:
        """The pictures made of it so far, by form: none is drawn twice."""
        return {}
