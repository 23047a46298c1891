"""Tables that readers keep: as CSV in which no cell can act as a formula."""

import re

import pandas as pd

ACTS = ("=", "@", "\t", "\r")
"""A cell that begins with one of these is worked out by a spreadsheet, whatever follows."""
SIGNED = re.compile(r"[-+][-+\d,.%£() a-z]*")
"""A signed number in words, as in "-12 (-15 to -9)", which no spreadsheet works out."""


def as_csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV that Excel reads as UTF-8; words stay words."""
    safe = table.rename(columns=lambda name: harmless(str(name)))
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = safe[column].map(harmless)
    return safe.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def harmless(cell: object) -> object:
    """Return a cell with an apostrophe before it if a spreadsheet would work it out."""
    if not isinstance(cell, str) or not cell:
        return cell
    signed = cell[0] in "+-" and not SIGNED.fullmatch(cell)
    return f"'{cell}" if cell.startswith(ACTS) or signed else cell
