"""How a value of a table is shown to readers, in every form of a paper."""

import re
from typing import Any

import numpy as np
import pandas as pd

FIGURES = 4
NUMBER = re.compile(r"[-+£]*\d.*")
MOST_LETTERS = 32
"""A longer cell is a sentence, whatever it begins with."""

LONGEST_WORD = 16
"""Letters; a longer word, such as the path of a setting, may be broken where the line ends."""


def shown(value: Any) -> str:
    """Return a value in words: numbers to four figures, nothing for what is missing."""
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float | np.floating):
        return _number(float(value))
    if isinstance(value, int | np.integer):
        return f"{value:,}"
    return str(value)


def _number(value: float) -> str:
    if value.is_integer():
        return f"{value:,.0f}"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return np.format_float_positional(value, FIGURES, fractional=False, trim="-")


def is_number(text: str) -> bool:
    """Return whether a cell holds a number, with its unit or range perhaps, and no sentence."""
    return len(text) <= MOST_LETTERS and NUMBER.fullmatch(text) is not None


def style(text: str) -> str:
    """Return the class that a cell has on a page: a number, a word that may be broken, or none."""
    if is_number(text):
        return "number"
    return "long" if any(len(word) > LONGEST_WORD for word in text.split()) else ""
