"""The opening list: what it needs, and where nobody can be on the first day."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.settings.checks.line import line

if TYPE_CHECKING:
    from sim.settings.scenario import Scenario


def opening_list(s: "Scenario") -> Iterator[str]:
    """Yield a problem where the opening list lacks what its source needs."""
    if s.opening.source == "file" and not s.opening.file:
        yield line("opening.file", "is missing", "Name the CSV file beside the scenario.")
    if s.opening.source == "bands" and not s.opening.bands:
        yield line("opening.bands", "is missing", "Give counts by wait band.")
    for name, band in s.opening.bands.items():
        if band.stage in s.stages and s.stages[band.stage].service == "continuous":
            yield line(
                f"opening.bands.{name}.stage",
                "is a continuous stage, where nobody can be on the first day",
                "Leave the band out.",
            )
    if s.opening.source == "warm_up" and s.calendar.warm_up_days == 0:
        yield line(
            "calendar.warm_up_days",
            "must be above 0 for an opening list by warm-up",
            "Give the days to run before the start date.",
        )
