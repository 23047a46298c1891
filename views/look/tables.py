"""Tables as readers see them, and as they keep them: CSV in which no cell acts as a formula."""

import re
from html import escape

import pandas as pd

from scenarios.report.cells import is_number, shown

ACTS = ("=", "@", "\t", "\r")
"""A cell that begins with one of these is worked out by a spreadsheet, whatever follows."""
SIGNED = re.compile(r"[-+][-+\d,.%£() a-z]*")
"""A signed number in words, as in "-12 (-15 to -9)", which no spreadsheet works out."""

WHOLE_ROWS = 25
"""A longer table is scrolled in a frame of its own; others are shown whole."""
UNNAMED = "What is counted"
"""What the first column is called where its head is left empty."""
SENTENCE_LETTERS = 60
"""A column with a longer cell gets a place in which sentences can be read."""
BRIEF_LETTERS = 16
"""A column with no longer cell takes no more room than it needs."""
BRACKET = re.compile(r" (?=\()")
"""Between a number and its range, which may stand on two lines, each of them whole."""


def as_html(table: pd.DataFrame, words: str) -> str:
    """Return a table as markup: words wrap, numbers stand under each other, nothing is cut.

    ``words`` name it for those who do not see it. What does not fit is scrolled, by keyboard too.
    """
    texts = [[shown(cell) for cell in table[column]] for column in table.columns]
    kinds = [_kind(column, beside=k > 0) for k, column in enumerate(texts)]
    first = "".join(_head(str(name), kinds[k]) for k, name in enumerate(table.columns))
    rows = "".join(
        "<tr>" + "".join(_cell("td" if k else "th", text, kinds[k], "" if k else ' scope="row"')
                         for k, text in enumerate(row)) + "</tr>"
        for row in zip(*texts, strict=True)
    )  # fmt: skip
    name, long = escape(words), len(table) > WHOLE_ROWS
    told = f'<p class="rows">{len(table)} rows: scroll down in the table for the rest.</p>' * long
    return (
        f'{told}<div class="sheet{" long" * long}" tabindex="0" role="region" '
        f'aria-label="{name}"><table>'
        f"<thead><tr>{first}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _head(name: str, kind: str) -> str:
    """Return the head of a column; one that needs no name for the eye has one for the ear."""
    if name:
        return _cell("th", name, kind, ' scope="col"')
    return f'<th scope="col" class="{kind}"><span class="unseen">{UNNAMED}</span></th>'


def _cell(tag: str, text: str, kind: str, scope: str) -> str:
    words = escape(text)
    if kind == "number" and BRACKET.search(words):
        words = " ".join(f"<span>{part}</span>" for part in BRACKET.split(words))
    return f'<{tag}{scope} class="{kind}">{words}</{tag}>'


def _kind(texts: list[str], *, beside: bool) -> str:
    """Return how a column is set: numbers to the right, sentences wide, few letters narrow."""
    if beside and _numbers(texts):
        return "number"
    longest = max(map(len, texts), default=0)
    if beside and longest <= BRIEF_LETTERS:
        return "brief"
    return "sentence" if longest > SENTENCE_LETTERS else "words"


def _numbers(texts: list[str]) -> bool:
    """Whether a column holds numbers, with units or ranges perhaps, and nothing else."""
    told = [text for text in texts if text not in ("", "-")]
    return bool(told) and all(map(is_number, told))


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
