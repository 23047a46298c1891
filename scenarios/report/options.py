"""What a run says of its options: guard rails first, then gains, costs and knock-on effects."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenarios.charts import Chart
from scenarios.charts.differences import differences
from scenarios.compare import Comparison, compare, contenders_of
from scenarios.compare.assumptions import across_regrading, funded_beside_likely
from scenarios.compare.comparison import Compared
from scenarios.compare.promised_words import standard_sentences
from scenarios.compare.study import Study, study_of
from scenarios.compare.words import (
    account_sentences,
    headline_table,
    knock_on_sentences,
    rail_sentences,
    untouched_sentences,
)
from scenarios.labels import Labels
from scenarios.report.money import assumed_sheets, money_sheets
from scenarios.report.paper import Part, Sheet
from scenarios.value.value import Value, value
from sim.measures.table import ALL, NONE
from sim.runs import Run

DRAWN = ("wait_weeks", "exits_helped")
"""Measures drawn for all options beside each other."""
UNITS = {"wait_weeks": "child-weeks", "exits_helped": "children"}
SAID = {"wait_weeks": "weeks waited by all children together",
                   "exits_helped": "children helped"}  # fmt: skip


@dataclass(frozen=True)
class Options:
    """A comparison with its money, its variants and the words for them."""

    comparison: Comparison
    value: Value
    study: Study
    funded: pd.DataFrame
    regrading: pd.DataFrame
    titles: dict[str, str]
    labels: Labels


def options_of(run: Run) -> Options:
    """Compare the options of a run folder, with the variants that stand beside it."""
    contenders = contenders_of([run])
    comparison = compare(contenders)
    done = study_of(run)
    rates = {rate: compare(contenders_of([other])) for rate, other in done.regrading.items()}
    about = run.manifest.get("about", {})
    titles = {name: about.get(name, {}).get("title", name) for name in run.manifest["options"]}
    return Options(
        comparison, value(comparison, contenders), done, funded_beside_likely(comparison),
        across_regrading(comparison, rates), titles, Labels(comparison.scenario),
    )  # fmt: skip


def answer(options: Options) -> Part:
    """Return the answer in brief: what breaks a guard rail, which is best, what differs."""
    lines = [
        f"Compared with today's plan over {options.comparison.window.words}, same children and "
        f"same luck in each: {options.comparison.replications} futures.",
        *(_in_brief(one, options) for one in options.comparison.likely()),
        _with_titles(options.comparison.best.sentence, options.titles),
    ]
    charts = tuple(chart for measure in DRAWN if (chart := _drawn(options, measure)) is not None)
    return Part("The answer", tuple(lines), charts=charts)


def _with_titles(sentence: str, titles: dict[str, str]) -> str:
    """Return a sentence that names options by their titles instead of their keys."""
    for name in sorted(titles, key=len, reverse=True):
        sentence = sentence.replace(name, f"\u201c{titles[name]}\u201d")
    return sentence


def _in_brief(one: Compared, options: Options) -> str:
    title = options.titles.get(one.option, one.option)
    broken = [verdict.rail.words for verdict in one.broken]
    words = f"{title}: BREAKS A GUARD RAIL ({'; '.join(broken)}); " if broken else f"{title}: "
    totals = _totals(one.differences)
    said = [
        f"{row['words']}: {_moved(row['difference'], row['low'], row['high'])}, {row['verdict']}"
        for _, row in totals.iterrows()
    ]
    return words + "; ".join(said) + "."


def _moved(middle: float, low: float, high: float) -> str:
    """Return a difference as people say it: 4,324 fewer (3,353 to 5,295)."""
    ends = [f"{abs(end):,.0f}" for end in sorted((low, high), key=abs)]
    if round(low) < 0 < round(high):
        ends = [f"{-low:,.0f} fewer", f"{high:,.0f} more"]
    word = "no more and no fewer" if round(middle) == 0 else (
        f"{abs(middle):,.0f} {'more' if middle > 0 else 'fewer'}"
    )  # fmt: skip
    return word if np.isnan(low) else f"{word} ({' to '.join(ends)})"


def _totals(table: pd.DataFrame) -> pd.DataFrame:
    """Return the drawn measures of the whole system."""
    whole = table
    for column in ("area", "need", "priority", "stage"):
        whole = whole[whole[column] == ALL]
    for column in ("clock", "standard"):
        whole = whole[whole[column] == NONE]
    whole = whole[whole["measure"].isin(DRAWN)]
    return whole.assign(words=whole["measure"].map(SAID))


def _drawn(options: Options, measure: str) -> Chart | None:
    rows = pd.concat([_totals(one.differences) for one in options.comparison.likely()])
    rows = rows[rows["measure"] == measure]
    if not len(rows):
        return None
    data = rows[["difference", "low", "high", "verdict"]].assign(
        option=[options.titles.get(name, name) for name in rows["option"]]
    )
    return differences(data, name=f"difference-{measure}", what=SAID[measure], unit=UNITS[measure])


def in_full(options: Options) -> tuple[Part, ...]:
    """Return a part for each option: rails, table, where children went, what it costs."""
    return tuple(_option(one, options) for one in options.comparison.likely())


def _option(one: Compared, options: Options) -> Part:
    labels = options.labels
    lines = [
        *rail_sentences(one, labels),
        *standard_sentences(one.differences, labels),
        *account_sentences(one, options.comparison, labels),
        *(f"Worse elsewhere: {line}" for line in knock_on_sentences(one, labels)),
        *untouched_sentences(one, labels),
    ]
    tables = (
        Sheet("What differs", headline_table(one, labels)),
        *money_sheets(one.option, options.value, labels),
        *assumed_sheets(one.option, options.funded, options.regrading, labels),
    )
    kept = tuple(sheet for sheet in tables if len(sheet.table))
    return Part(options.titles.get(one.option, one.option), tuple(lines), kept)
