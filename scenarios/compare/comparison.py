"""A comparison: what each option changes, by how much, how sure, and what it breaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from scenarios.compare.account import Account, Scope, accounts, lists_of, split_table
from scenarios.compare.alike import Unlike
from scenarios.compare.best import NOT_A_CHOICE, Best, Criterion, best_of
from scenarios.compare.catalogue import compared_measures, smallest_differences
from scenarios.compare.contender import Contender, outside_of
from scenarios.compare.knock_on import knock_on
from scenarios.compare.pairing import Pairing
from scenarios.compare.promised import standards_table
from scenarios.compare.rails import BROKEN, RailVerdict, check_rails, watched_cells
from scenarios.compare.reader import read_once
from scenarios.compare.readings import Readings
from scenarios.compare.table import difference_table, without_empty_gains
from scenarios.compare.terms import Terms, terms_of
from scenarios.compare.variants import AS_FUNDED
from scenarios.compare.verdict import NOT_BETTER
from scenarios.compare.window import Window
from sim.measures.table import ALL, NONE
from sim.runs.executor import Progress
from sim.settings import BadInput, Problem, Scenario
from sim.settings.calendar import Calendar

WHOLE = {"area": ALL, "need": ALL, "priority": ALL, "stage": ALL, "clock": NONE, "standard": NONE}
"""The words of a cell of the whole system."""


@dataclass(frozen=True)
class Compared:
    """One option against the baseline."""

    option: str
    differences: pd.DataFrame
    """Columns as ``scenarios.compare.table.COLUMNS``."""
    rails: tuple[RailVerdict, ...]
    """Broken ones first."""
    accounts: Mapping[Scope, Account]
    knock_on: pd.DataFrame
    """The largest worsenings, ranked."""

    @property
    def broken(self) -> list[RailVerdict]:
        """The guard rails that it breaks."""
        return [verdict for verdict in self.rails if verdict.status == BROKEN]

    @cached_property
    def whole(self) -> Mapping[str, Mapping[str, Any]]:
        """What the option changes in the whole system: rows of the differences by measure."""
        rows, chosen = self.differences, np.ones(len(self.differences), bool)
        for column, word in WHOLE.items():
            chosen &= (rows[column] == word).to_numpy()
        found = (dict(zip(rows.columns, row, strict=True))
                 for row in rows[chosen].itertuples(index=False))  # fmt: skip
        return {row["measure"]: row for row in found}


class Outside(NamedTuple):
    """What an option changes of which nothing happens within its run."""

    option: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.option}: {self.sentence}"


@dataclass(frozen=True)
class Comparison:
    """Options against one baseline, over one window."""

    baseline: str
    window: Window
    scenario: Scenario
    """The settings of the baseline."""
    calendar: Calendar
    """The days that all who are compared share."""
    options: tuple[Compared, ...]
    best: Best
    warnings: tuple[Unlike, ...]
    by_replication: bool
    replications: int
    outside: tuple[Outside, ...] = ()
    """What options change of which nothing happens within the run."""

    def of(self, option: str) -> Compared | None:
        """Return one option by name, or None if it is not compared."""
        return next((one for one in self.options if one.option == option), None)

    def likely(self) -> tuple[Compared, ...]:
        """Return the options as likely recruited, without their twins as funded."""
        return tuple(one for one in self.options if not one.option.endswith(AS_FUNDED))

    def differences(self) -> pd.DataFrame:
        """Return every option's differences in one table."""
        return pd.concat([one.differences for one in self.options], ignore_index=True)

    def splits(self) -> pd.DataFrame:
        """Return where the children of every list went, from the first day to the window's end."""
        tables = [split_table(one.option, one.accounts) for one in self.options]
        return pd.concat(tables, ignore_index=True)

    def standards(self) -> pd.DataFrame:
        """Return every standard of every option, split into the children behind it."""
        tables = [standards_table(one.differences, one.accounts) for one in self.options]
        return pd.concat(tables, ignore_index=True)

    def rails(self) -> pd.DataFrame:
        """Return every guard rail of every option."""
        rows = [
            {**{k: v for k, v in vars(verdict).items() if k != "rail"}, "rail": verdict.rail.name,
             "words": verdict.rail.words, "reason": verdict.rail.reason}
            for one in self.options
            for verdict in one.rails
        ]  # fmt: skip
        return pd.DataFrame(rows)

    def knock_on(self) -> pd.DataFrame:
        """Return the largest worsenings of every option."""
        return pd.concat([one.knock_on for one in self.options], ignore_index=True)


def compare(
    contenders: Sequence[Contender], *, progress: Progress | None = None, **chosen: Any
) -> Comparison:
    """Compare options with the first of them.

    ``chosen`` is how, as :func:`scenarios.compare.terms.terms_of` takes it; ``progress`` is told
    of the options compared.

    Raises:
    BadInput
        When pairing would be meaningless, or a run cannot be read.
    """
    terms = terms_of(contenders, **chosen)
    (read,) = read_once(contenders, terms.asked)
    return compare_on(terms, read, progress)


def compare_on(
    terms: Terms, read: Sequence[Readings], progress: Progress | None = None
) -> Comparison:
    """Compare options on given terms, from what the terms ask to be read.

    Raises:
    BadInput
        When a run holds nothing of the window.
    """
    shown, before = read
    _check_shared(shown, terms.contenders, terms.window)
    pairing = Pairing(shown.pairs, terms.by_replication)
    watched, lists = watched_cells(shown, terms.scenario.clocks), lists_of(before)
    baseline, needs = terms.baseline, _needs(terms.scenario)
    options = []
    for number, contender in enumerate(terms.options, 1):
        of = accounts(lists, baseline, contender.name, pairing)
        table = difference_table(shown, baseline, contender.name, pairing)
        table = without_empty_gains(table, of, needs)
        rails = check_rails(watched, baseline, contender.name, pairing)
        options.append(Compared(contender.name, table, tuple(rails), of, knock_on(table)))
        if progress:
            progress(number, len(terms.options))
    best = _best(shown, terms, options, pairing)
    return Comparison(
        baseline, terms.window, terms.scenario, terms.calendar, tuple(options), best,
        terms.warnings, terms.by_replication, _shared_number(terms, pairing),
        tuple(Outside(c.name, said) for c in terms.options for said in outside_of(c.run, c.option)),
    )  # fmt: skip


def _needs(scenario: Scenario) -> dict[str, str]:
    """Return the need of each stage."""
    return {stage: pathway.need for pathway in scenario.pathways.values()
            for stage in pathway.stages}  # fmt: skip


def _check_shared(readings: Readings, contenders: Sequence[Contender], window: Window) -> None:
    problems = [
        Problem(str(c.run.folder), "", f"holds nothing of {c.name} from {window.words}",
                "Choose another window with --over or --by.")
        for c in contenders
        if c.name not in readings.values
    ]  # fmt: skip
    if problems:
        raise BadInput(problems)


def _shared_number(terms: Terms, pairing: Pairing) -> int:
    if not terms.by_replication:
        return min(len(pairing.pairs[c.name]) for c in terms.contenders)
    return min(len(pairing.shared(terms.baseline, c.name)[0]) for c in terms.options)


def _beside(pairing: Pairing, names: Sequence[str]) -> dict[str, list[int]]:
    """Return the futures that stand beside each other: the same ones, or any where none is."""
    if not pairing.by_replication:
        fewest = min(len(pairing.pairs[name]) for name in names)
        return {name: list(range(fewest)) for name in names}
    shared = set.intersection(*(set(pairing.pairs[name]) for name in names))
    return {name: [k for k, pair in enumerate(pairing.pairs[name]) if pair in shared]
            for name in names}  # fmt: skip


def _best(readings: Readings, terms: Terms, options: Sequence[Compared], pairing: Pairing) -> Best:
    measure = terms.ranked_by
    compared = compared_measures()[measure]
    names = [c.name for c in terms.contenders if not c.name.endswith(AS_FUNDED)]
    columns = _beside(pairing, names)
    values = np.array([_total(readings, name, measure)[columns[name]] for name in names])
    unit = readings.cells.loc[readings.pick(measure=measure), "unit"]
    smallest = smallest_differences().get(unit.iloc[0]) if len(unit) else None
    return best_of(
        values, names,
        Criterion(measure, compared.words, compared.sign,
                  0.0 if smallest is None else float(smallest.of(values[0].mean()))),
        barred={**_barred(options, measure), **_unknown(terms.contenders)},
    )  # fmt: skip


def _barred(options: Sequence[Compared], measure: str) -> dict[str, str]:
    """Return options that must not be called the best, with the reason.

    Those that break a guard rail; and those that lead by losing children in some need.
    """
    reasons: dict[str, str] = {}
    for one in options:
        table = one.differences
        whole = (table["area"] == ALL) & (table["stage"] == ALL) & (table["priority"] == ALL)
        here = table[whole & (table["measure"] == measure)]
        if one.option.endswith(AS_FUNDED):
            continue
        if one.broken:
            reasons[one.option] = "a guard rail breaks"
        elif (here["verdict"] == NOT_BETTER).any():
            reasons[one.option] = "children were lost, not helped"
    return reasons


def _unknown(contenders: Sequence[Contender]) -> dict[str, str]:
    """Return options that nobody can choose: they vary what is not known."""
    about = ((c.name, c.about) for c in contenders)
    return {name: NOT_A_CHOICE for name, its in about if its.get("unknown")}


def _total(readings: Readings, option: str, measure: str) -> np.ndarray:
    """Return a measure over the whole system by replication."""
    chosen = readings.pick(measure=measure, area=ALL, need=ALL, priority=ALL, stage=ALL,
                           clock="none", standard="none")  # fmt: skip
    if not chosen.any():
        text = f"in no future is {measure} counted over the whole system"
        raise BadInput([Problem("--rank-by", "", text, "Choose a count, such as wait_weeks.")])
    return np.asarray(readings.values[option][np.flatnonzero(chosen)[0]])
