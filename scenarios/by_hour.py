"""Standards that are told by when the clock began: in hours, or out of them."""

from sim.measures.clocks import HOURS
from sim.measures.table import ALL
from sim.settings.standard import Standard

A_DAY = 24.0
"""Beyond so many hours every wait holds a night, and the hour it began at says little."""


def bands_told(standard: Standard) -> tuple[str, ...]:
    """Return the bands of a standard's share that readers are shown, the total first."""
    within_a_day = standard.unit == "hours" and standard.limit <= A_DAY
    return (ALL, *HOURS) if within_a_day else (ALL,)


def begun(words: str, band: str) -> str:
    """Return the words of a standard for one band: ``…, begun out of hours``."""
    return words if band == ALL else f"{words}, begun {band}"
