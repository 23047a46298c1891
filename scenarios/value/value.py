"""Cost for each child helped, each child seen within a standard, each week of waiting avoided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.compare.account import MEASURES as ACCOUNT_MEASURES
from scenarios.compare.account import Lists, Scope, accounts, lists_of
from scenarios.compare.catalogue import smallest_differences
from scenarios.compare.comparison import Comparison
from scenarios.compare.contender import Contender
from scenarios.compare.paired import Differences, paired
from scenarios.compare.pairing import Pairing
from scenarios.compare.reader import Asked, read_once
from scenarios.compare.readings import Readings
from scenarios.compare.verdict import LEAST
from scenarios.compare.window import window_of, years_of
from scenarios.compare.words import rounded, rounded_alike
from scenarios.value.cost import cost_table, spend
from scenarios.value.ratio import NO_VALUE, Ratio, ratio_of_means
from sim.measures.table import ALL, NONE
from sim.settings.calendar import Calendar

FloatArray = NDArray[np.float64]
Columns = NDArray[np.int64]
WEEK = "week"
WEEKS_AVOIDED = "weeks of waiting avoided"
READ = (
    "spend",
    "exits_helped",
    "wait_weeks",
    "seen_within",
    "breaches_completed",
    *ACCOUNT_MEASURES,
)
NO_RATIO = "no meaningful ratio"
FEW = 5
"""Children, or weeks, over a whole run: to divide money by fewer says little of either."""
NOT_PRICED = "nothing that differs has a price in this scenario"


@dataclass(frozen=True)
class Value:
    """What options cost and what is had for it, over the whole run."""

    costs: pd.DataFrame
    """Extra spending year by year; columns as ``scenarios.value.cost.COLUMNS``."""
    ratios: pd.DataFrame
    """One row for each option and effect: option, effect, standard, extra_cost and
    extra_effect with their intervals, ratio, low, high (GBP for each), worth_saying (false where
    a ratio would mislead), says (the ratio in words, or why there is none)."""


@dataclass(frozen=True)
class Effect:
    """Something that money may buy, by replication; more is better."""

    words: str
    singular: str
    standard: str
    baseline: FloatArray
    option: FloatArray
    share: tuple[FloatArray, FloatArray] | None = None
    """Of a standard: the share seen in time of baseline and option."""


def value(comparison: Comparison, contenders: Sequence[Contender]) -> Value:
    """Return the value of every compared option, over the whole run.

    Ratios need pairing by replication; of runs that are not paired only costs are given.
    """
    (read,) = read_once(contenders, valued_over(comparison.calendar))
    return value_on(comparison, contenders, read)


def valued_over(calendar: Calendar) -> list[Asked]:
    """Return what has to be read: the whole run, and its spending year by year."""
    years: list[Asked] = [(year, ("spend",)) for year in years_of(calendar)]
    return [(window_of(calendar, "whole_run"), READ), *years]


def value_on(
    comparison: Comparison, contenders: Sequence[Contender], read: Sequence[Readings]
) -> Value:
    """Return the value of every compared option, from what :func:`valued_over` asks for."""
    whole, *years = read
    pairing = Pairing(whole.pairs, comparison.by_replication)
    costs, lists = cost_table(years, contenders, pairing), lists_of(whole)
    rows = [
        row
        for contender in contenders[1:]
        if comparison.by_replication
        for row in _ratios(lists, contenders[0].name, contender.name, pairing)
    ]
    return Value(costs, pd.DataFrame(rows, columns=list(RATIO_COLUMNS)))


RATIO_COLUMNS = ("option", "effect", "standard", "extra_cost", "cost_low", "cost_high",
                 "extra_effect", "effect_low", "effect_high", "ratio", "low", "high",
                 "worth_saying", "says")  # fmt: skip


def _ratios(
    lists: Lists, baseline: str, option: str, pairing: Pairing
) -> Iterator[tuple[object, ...]]:
    whole = lists.so_far
    left, right = pairing.shared(baseline, option)
    cost = spend(whole, option)[right] - spend(whole, baseline)[left]
    of_cost = paired(np.zeros_like(cost), cost)
    by_loss = accounts(lists, baseline, option, pairing)[Scope(ALL, ALL)].made_by_loss
    for effect in _effects(whole, baseline, option):
        gain = effect.option[right] - effect.baseline[left]
        of_gain = paired(np.zeros_like(gain), gain)
        why_not = _why_not(effect, of_gain, (left, right), by_loss)
        if not cost.any():
            why_not = NOT_PRICED
        elif len(cost) < LEAST:
            why_not = f"{NO_RATIO}: too few futures to say"
        ratio = ratio_of_means(cost, gain) if not why_not else NO_VALUE
        says = why_not or _says(ratio, effect.singular, of_cost, of_gain)
        yield (option, effect.words, effect.standard, of_cost.mean[0], of_cost.low[0],
               of_cost.high[0], of_gain.mean[0], of_gain.low[0], of_gain.high[0], ratio.value,
               ratio.low, ratio.high, not why_not, says)  # fmt: skip


def _why_not(
    effect: Effect, gain: Differences, columns: tuple[Columns, Columns], by_loss: bool
) -> str:
    """Return why a ratio would mislead, or nothing."""
    if by_loss and effect.singular == WEEK:
        return f"{NO_RATIO}: children were lost, not seen"
    if gain.low[0] <= 0 <= gain.high[0]:
        return f"{NO_RATIO}: the effect cannot be told from none"
    if abs(gain.mean[0]) < FEW:
        return f"{NO_RATIO}: too few to divide by"
    if effect.share is None:
        return ""
    share = paired(effect.share[0][columns[0]], effect.share[1][columns[1]])
    if share.number[0] == 0:
        return f"{NO_RATIO}: the baseline has nobody to whom the standard applies"
    if gain.mean[0] > 0 and share.high[0] < 0:
        return f"{NO_RATIO}: more were counted, and a smaller share in time"
    if gain.mean[0] < 0 and not share.high[0] < 0:
        return f"{NO_RATIO}: fewer were counted, and no smaller share in time"
    return ""


def _effects(whole: Readings, baseline: str, option: str) -> Iterator[Effect]:
    def total(name: str, measure: str) -> FloatArray:
        return whole.of(name, measure=measure, area=ALL, need=ALL, priority=ALL, stage=ALL,
                        clock=NONE, standard=NONE)  # fmt: skip

    yield Effect(WEEKS_AVOIDED, WEEK, NONE, -total(baseline, "wait_weeks"),
                 -total(option, "wait_weeks"))  # fmt: skip
    yield Effect("children helped", "child helped", NONE, total(baseline, "exits_helped"),
                 total(option, "exits_helped"))  # fmt: skip
    within = whole.pick(measure="seen_within", area=ALL, priority=ALL)
    for standard in dict.fromkeys(whole.cells.loc[within, "standard"]):
        rows = within & whole.pick(standard=standard)
        one, two = (whole.values[name][rows].sum(axis=0) for name in (baseline, option))
        shares = _share(whole, baseline, standard, one), _share(whole, option, standard, two)
        yield Effect("children seen within the standard", "child seen in time", standard, one, two,
                     shares)  # fmt: skip


def _share(whole: Readings, option: str, standard: str, within: FloatArray) -> FloatArray:
    """Return the share seen in time over all needs; NaN where nobody was seen."""
    rows = whole.pick(measure="breaches_completed", standard=standard, area=ALL, priority=ALL)
    seen = within + whole.values[option][rows].sum(axis=0)
    return np.divide(within, seen, out=np.full(len(seen), np.nan), where=seen > 0)


def _says(ratio: Ratio, singular: str, cost: Differences, gain: Differences) -> str:
    matters = max(abs(cost.low[0]), abs(cost.high[0])) >= smallest_differences()["GBP"].absolute
    dearer, cheaper = matters and cost.low[0] > 0, matters and cost.high[0] < 0
    if gain.low[0] > 0 and dearer:
        each, *ends = rounded_alike((ratio.value, ratio.low, ratio.high))
        return f"£{each:,.0f} for each {singular} ({' to '.join(f'£{end:,.0f}' for end in ends)})"
    if gain.low[0] > 0:
        return "more for less money" if cheaper else "more for the same money"
    if cheaper:
        return f"saves £{rounded(ratio.value):,.0f} for each {singular} given up"
    return "less for more money" if dearer else "less for the same money"
