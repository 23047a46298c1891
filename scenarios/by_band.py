"""Bands of a standard's share that readers are shown beside the whole."""

from sim.measures.exceptions import NOT_EXCEPTED
from sim.measures.hours import HOURS
from sim.measures.table import ALL
from sim.settings.standard import Standard

A_DAY = 24.0
"""Beyond so many hours every wait holds a night, and the hour it began at says little."""
WORDS = {
    ALL: "",
    **{band: f", begun {band}" for band in HOURS},
    NOT_EXCEPTED: ", lawful exceptions left out",
}


def bands_told(standard: Standard) -> tuple[str, ...]:
    """Return the bands of a standard's share that readers are shown, the total first."""
    within_a_day = standard.unit == "hours" and standard.limit <= A_DAY
    hours = HOURS if within_a_day else ()
    excepted = (NOT_EXCEPTED,) if standard.exceptions.stated else ()
    return (ALL, *hours, *excepted)


def banded(words: str, band: str) -> str:
    """Return the words of a standard for one band: ``…, begun out of hours``."""
    return f"{words}{WORDS[band]}"
