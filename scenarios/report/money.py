"""What options cost and what is had for it, and under other assumptions: tables for readers."""

from collections.abc import Iterator, Mapping

import pandas as pd

from scenarios.compare.assumptions import NOBODY
from scenarios.compare.catalogue import compared_measures
from scenarios.compare.verdict import differs
from scenarios.compare.words import amount, change, more_or_fewer, rounded, rounded_alike, what
from scenarios.labels import Labels, opened
from scenarios.report.paper import Sheet
from scenarios.value.value import WEEKS_AVOIDED, Value
from sim.measures.table import NONE

FUNDED = {"": "As likely recruited", "funded": "Every post filled on its date"}
REGRADED = {"": "At the plan's own rate", "zero": "Nobody re-graded", "low": "At a low rate",
            "high": "At a high rate"}  # fmt: skip
"""Prefix of the columns of a variant to its heading."""
A_POUND = 0.5
"""Rounded, less is nothing."""
GAIN = ("extra_effect", "effect_low", "effect_high")
COSTS = {
    "Year": "words", "Extra cost, \u00a3": "extra_cost", "Interval from": "low", "to": "high",
    "1 in 10 below": "p10", "1 in 10 above": "p90", "Once, \u00a3": "one_off",
    "Every year, \u00a3": "recurrent",
}  # fmt: skip
"""Heading of the workbook to the column of what an option costs."""
HAD = {
    "More of it over the whole run": "extra_effect", "More of it, from": "effect_low",
    "More of it, to": "effect_high", "\u00a3 for each": "ratio", "\u00a3 for each, from": "low",
    "\u00a3 for each, to": "high",
}  # fmt: skip
"""The same of what is had for the money."""


def money_sheets(option: str, value: Value, labels: Labels) -> Iterator[Sheet]:
    """Yield what an option costs, and what is had for it, where it spends at all."""
    if not is_priced(option, value):
        return
    costs, ratios = (table[table["option"] == option] for table in (value.costs, value.ratios))
    ratios = ratios[(ratios[list(GAIN)] != 0).any(axis=1)]
    if len(costs):
        title = "What it costs more, year by year (in brackets, where the average lies)"
        yield Sheet(title, pd.DataFrame([_cost(row) for _, row in costs.iterrows()]),
                    numbers=_in_numbers(costs, COSTS))  # fmt: skip
    told = _waited(ratios[ratios["worth_saying"] | (ratios["standard"] == NONE)])
    if len(told):
        left = len(ratios) > len(told)
        title = "What is had for the money, over the whole run"
        title += " (standards for which no ratio can be told are left out)" * left
        words = pd.DataFrame([_had(row, labels) for _, row in told.iterrows()])
        numbers = _in_numbers(told, HAD).assign(**{"In words": words["For the money"]})
        numbers.insert(0, "What", words["What"])
        yield Sheet(title, words, numbers=numbers)


def _waited(ratios: pd.DataFrame) -> pd.DataFrame:
    """Return weeks avoided as weeks waited, more or fewer: nobody reads avoided ones below none."""
    avoided = ratios["effect"] == WEEKS_AVOIDED
    more = ratios[["extra_effect", "effect_high", "effect_low"]].set_axis(list(GAIN), axis=1)
    gain = ratios[list(GAIN)].where(~avoided, -more)
    waited = compared_measures()["wait_weeks"].words
    return ratios.assign(**gain, effect=ratios["effect"].where(~avoided, waited))


def is_priced(option: str, value: Value) -> bool:
    """Whether an option spends anything other than today's plan does."""
    costs = value.costs[value.costs["option"] == option]
    return bool((costs[["extra_cost", "p10", "p90"]].abs() >= A_POUND).any(axis=None))


def assumed_sheets(
    option: str, funded: pd.DataFrame, regrading: pd.DataFrame, labels: Labels
) -> Iterator[Sheet]:
    """Yield what an option changes under other assumptions, where others were tried."""
    for title, table, columns in (
        ("If every post were filled on its date", funded, FUNDED),
        ("If more or fewer children were re-graded while waiting", regrading, REGRADED),
    ):
        own = table[table["option"] == option] if len(table) else table
        tried = {k: words for k, words in columns.items() if not k or f"{k}_verdict" in own}
        if len(own) and len(tried) > 1:
            marks = [f"{prefix}_verdict".removeprefix("_") for prefix in tried]
            moved = own[own[marks].map(lambda said: said != NOBODY and differs(said)).any(axis=1)]
            rows = [_tried(row, tried, labels) for _, row in moved.iterrows()]
            if rows:
                yield Sheet(
                    f"{title} (rows where nothing really differs are left out)", pd.DataFrame(rows)
                )


def _in_numbers(table: pd.DataFrame, headings: Mapping[str, str]) -> pd.DataFrame:
    """Return columns of a table under the headings of the workbook."""
    named = {name: heading for heading, name in headings.items()}
    return table[list(headings.values())].rename(columns=named).reset_index(drop=True)


def _cost(row: pd.Series) -> dict[str, str]:
    names = ("extra_cost", "low", "high", "p10", "p90")
    mean, low, high, p10, p90 = (
        amount(value, "GBP") for value in rounded_alike(row[name] for name in names)
    )
    once, yearly = (amount(rounded(row[name]), "GBP") for name in ("one_off", "recurrent"))
    return {"Year": row["words"], "Extra cost": f"{mean} ({low} to {high})",
            "Range of futures": f"{p10} to {p90}", "Once": once, "Every year": yearly}  # fmt: skip


def _had(row: pd.Series, labels: Labels) -> dict[str, str]:
    standard = "" if row["standard"] == NONE else f": {labels.of('standard', row['standard'])}"
    return {"What": opened(f"{row['effect']}{standard}"),
            "Beside today's plan, over the whole run": more_or_fewer(row[name] for name in GAIN),
            "For the money": opened(row["says"])}  # fmt: skip


def _tried(row: pd.Series, tried: dict[str, str], labels: Labels) -> dict[str, str]:
    said = {"What": opened(what(row, labels))}
    for prefix, words in tried.items():
        mark = f"{prefix}_" if prefix else ""
        numbers = {name: row[f"{mark}{name}"] for name in ("difference", "low", "high")}
        moved = change(pd.Series({"unit": row["unit"], **numbers}))
        verdict = row[f"{mark}verdict"]
        said[words] = verdict if verdict == NOBODY else f"{moved}: {verdict}"
    return said
