"""Options in one line each: what each changes, costs and breaks, the best first."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from scenarios.compare.best import NOT_A_CHOICE
from scenarios.compare.catalogue import compared_measures, smallest_differences
from scenarios.compare.comparison import Compared
from scenarios.compare.rails import UNSURE
from scenarios.compare.terms import RANKED_BY
from scenarios.compare.words import amount, more_or_fewer, rounded_alike
from scenarios.labels import opened
from scenarios.report.money import A_POUND
from scenarios.report.options import Options
from scenarios.report.paper import Sheet
from scenarios.value.value import NOT_PRICED, WEEKS_AVOIDED

TOLD = ("wait_weeks", "exits_helped")
"""The measures by which options are told in brief, drawn and set beside each other, after the
one by which they are ranked."""
ON_WAITS = "Verdict on waits"
EXTRA = ("extra_cost", "cost_low", "cost_high")
"""Columns of what an option costs more over the whole run: the average and its 95 % interval."""


def measures_told(options: Options) -> dict[str, str]:
    """Return the measures by which options are told, and their words."""
    known = compared_measures()
    return {name: known[name].words for name in dict.fromkeys((options.ranked_by, *TOLD))}


def beside(options: Options, shown: Sequence[Compared] = ()) -> Sheet:
    """Return options in one line each: what it changes, costs and breaks, the best first.

    ``shown`` are those to be told; every one if none is named.
    """
    which = "Options" if shown and options.rest else "Every option"
    title = (
        f"{which} beside today's plan, over {options.comparison.window.words}, money over the "
        "whole run; in brackets, where the average lies, 19 times in 20"
    )
    told = shown or options.likely
    return Sheet(title, pd.DataFrame([_line(one, options) for one in told]),
                 numbers=pd.DataFrame([_in_numbers(one, options) for one in told]))  # fmt: skip


def _line(one: Compared, options: Options) -> dict[str, str]:
    rows, by = one.whole, options.ranked_by
    moved = {
        opened(what): by_how_much(rows[name]) if name in rows else ""
        for name, what in measures_told(options).items()
    }
    risk = f" ({NOT_A_CHOICE})" if options.tries_the_unknown(one.option) else ""
    return {
        "Option": f"{options.title(one.option)}{risk}", **moved,
        "Money, whole run": cost_of(one.option, options) or "not priced",
        _judges(options): verdict_on(one, by),
        "Guard rails broken": _rails(one),
    }  # fmt: skip


def _in_numbers(one: Compared, options: Options) -> dict[str, Any]:
    """Return the line of an option with a number in each cell, for the workbook."""
    words = _line(one, options)
    found: dict[str, Any] = {"Option": words["Option"]}
    for name, what in measures_told(options).items():
        row = one.whole.get(name, {})
        sides = [row.get(column, np.nan) for column in ("difference", "low", "high")]
        found |= dict(zip(_sides(opened(what)), sides, strict=True))
    spent = _spent(one.option, options) or [np.nan] * len(EXTRA)
    found |= dict(zip(_sides("Money over the whole run, \u00a3"), spent, strict=True))
    return found | {name: words[name] for name in (_judges(options), "Guard rails broken")}


def _judges(options: Options) -> str:
    """Return the heading of the verdict on what options are ranked by."""
    by = options.ranked_by
    return ON_WAITS if by == RANKED_BY else f"Verdict on {measures_told(options)[by]}"


def _sides(what: str) -> tuple[str, str, str]:
    return f"{what}: difference", f"{what}: interval from", f"{what}: to"


def verdict_on(one: Compared, measure: str) -> str:
    """Return the verdict on what an option does to a measure; empty where it was not measured."""
    return str(one.whole.get(measure, {}).get("verdict", ""))


def broken_by(one: Compared) -> str:
    """Name the guard rails that an option breaks; empty for none."""
    return "; ".join(verdict.rail.words for verdict in one.broken)


def unsure_of(one: Compared) -> list[str]:
    """Name the guard rails that an option may break or not."""
    return [verdict.rail.words for verdict in one.rails if verdict.status == UNSURE]


def _rails(one: Compared) -> str:
    """Return the guard rails that an option breaks; where none, in how many harm is possible."""
    unsure = len(unsure_of(one))
    possible = f"; {unsure} not sure" if unsure else ""
    return broken_by(one) or f"none{possible}"


def by_how_much(row: Mapping[str, Any]) -> str:
    """Return a difference with its interval: more, fewer, or neither."""
    return more_or_fewer(row[name] for name in ("difference", "low", "high"))


def cost_of(option: str, options: Options) -> str:
    """Return what an option costs more or less over the whole run; nothing where not priced."""
    spent = _spent(option, options)
    if not spent:
        return ""
    middle, low, high = rounded_alike(spent)
    most, side = max(abs(low), abs(high)), "more" if middle > 0 else "less"
    if most < A_POUND:
        return "no more and no less"
    if low < 0 < high:
        ends = f"{amount(-low, 'GBP')} less to {amount(high, 'GBP')} more"
    else:
        ends = " to ".join(amount(end, "GBP") for end in sorted((abs(low), abs(high))))
    if most >= smallest_differences()["GBP"].absolute:
        return f"{amount(abs(middle), 'GBP')} {side} ({ends})"
    return f"{'no more and no less' if low < 0 < high else f'hardly {side}'} ({ends})"


def _spent(option: str, options: Options) -> list[float]:
    """Return what an option costs more over the whole run, in GBP; nothing where not priced."""
    ratios = options.value.ratios
    rows = ratios[(ratios["option"] == option) & (ratios["effect"] == WEEKS_AVOIDED)]
    if not len(rows) or rows["says"].iloc[0] == NOT_PRICED:
        return []
    return [float(rows[name].iloc[0]) for name in EXTRA]
