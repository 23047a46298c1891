"""A comparison: what each option changes, by how much, how sure, and what it breaks."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenarios.compare.account import MEASURES as ACCOUNT_MEASURES
from scenarios.compare.account import Account, Scope, accounts, lists_of, split_table
from scenarios.compare.alike import Unlike, refuse_meaningless, unlike
from scenarios.compare.best import NOT_A_CHOICE, Best, Criterion, best_of
from scenarios.compare.catalogue import compared_measures, smallest_differences
from scenarios.compare.contender import Contender, settings_of
from scenarios.compare.knock_on import knock_on
from scenarios.compare.pairing import Pairing
from scenarios.compare.promised import standards_table
from scenarios.compare.rails import BROKEN, RailVerdict, check_rails
from scenarios.compare.readings import Reader, Readings
from scenarios.compare.table import difference_table, without_empty_gains
from scenarios.compare.variants import AS_FUNDED
from scenarios.compare.verdict import NOT_BETTER
from scenarios.compare.window import Over, Window, so_far, window_of
from sim.measures.table import ALL
from sim.runs.executor import Progress
from sim.runs.folder import Run
from sim.settings import BadInput, Problem, Scenario

RANKED_BY = "wait_weeks"
"""What options are ranked by unless another measure is asked for."""


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


@dataclass(frozen=True)
class Comparison:
    """Options against one baseline, over one window."""

    baseline: str
    window: Window
    scenario: Scenario
    """The settings of the baseline."""
    options: tuple[Compared, ...]
    best: Best
    warnings: tuple[Unlike, ...]
    by_replication: bool
    replications: int

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
    contenders: Sequence[Contender],
    *,
    over: Over = "last_year",
    by: dt.date | None = None,
    by_replication: bool = True,
    ranked_by: str = RANKED_BY,
    progress: Progress | None = None,
) -> Comparison:
    """Compare options with the first of them.

    ``by_replication`` False takes runs as having nothing in common, when they have not the
    same children. ``progress`` is told of the options compared.

    Raises:
    BadInput
        When pairing would be meaningless, or a run cannot be read.
    """
    baseline = contenders[0]
    warnings = _warnings(contenders)
    refuse_meaningless(warnings, paired=by_replication)
    _check_ranking(ranked_by)
    scenario = settings_of(baseline.run)
    window = window_of(scenario.calendar, over, by)
    shown, before = _read(contenders, scenario, window)
    _check_shared(shown, contenders, window)
    pairing = Pairing(shown.pairs, by_replication)
    needs = {stage: pathway.need for pathway in scenario.pathways.values()
             for stage in pathway.stages}  # fmt: skip
    options, lists = [], lists_of(before)
    for number, contender in enumerate(contenders[1:], 1):
        of = accounts(lists, baseline.name, contender.name, pairing)
        table = difference_table(shown, baseline.name, contender.name, pairing)
        table = without_empty_gains(table, of, needs)
        rails = check_rails(shown, baseline.name, contender.name, scenario.clocks, pairing)
        options.append(Compared(contender.name, table, tuple(rails), of, knock_on(table)))
        if progress:
            progress(number, len(contenders) - 1)
    best = _best(shown, contenders, options, pairing, ranked_by)
    return Comparison(
        baseline.name, window, scenario, tuple(options), best, tuple(warnings), by_replication,
        _shared_number(contenders, pairing),
    )  # fmt: skip


def _warnings(contenders: Sequence[Contender]) -> list[Unlike]:
    first = contenders[0].run
    others: dict[str, Run] = {}
    for contender in contenders[1:]:
        if contender.run is not first:
            others.setdefault(contender.name.partition("/")[0], contender.run)
    return [found for name, run in others.items() for found in unlike(first, run, name)]


def _read(
    contenders: Sequence[Contender], scenario: Scenario, window: Window
) -> tuple[Readings, Readings]:
    """Return what is compared over the window, and the account of children up to its end."""
    reader = Reader([(window, None), (so_far(scenario.calendar, window), ACCOUNT_MEASURES)])
    runs = list({id(c.run): c.run for c in contenders}.values())
    for run in runs:
        names = {c.option: c.name for c in contenders if c.run is run}
        reader.read(run.folder, names)
    shown, before = reader.readings()
    return shown, before


def _check_shared(readings: Readings, contenders: Sequence[Contender], window: Window) -> None:
    problems = [
        Problem(str(c.run.folder), "", f"holds nothing of {c.name} from {window.words}",
                "Choose another window with --over or --by.")
        for c in contenders
        if c.name not in readings.values
    ]  # fmt: skip
    if problems:
        raise BadInput(problems)


def _check_ranking(measure: str) -> None:
    known = [name for name, one in compared_measures().items() if one.sign]
    if measure not in known:
        from sim.settings.problems import did_you_mean

        remedy = did_you_mean(measure, known) or f"Measures: {', '.join(known)}."
        raise BadInput([Problem("--rank-by", "", f"{measure} has no better and worse", remedy)])


def _shared_number(contenders: Sequence[Contender], pairing: Pairing) -> int:
    first = contenders[0].name
    return min(len(pairing.shared(first, c.name)[0]) for c in contenders[1:])


def _best(
    readings: Readings,
    contenders: Sequence[Contender],
    options: Sequence[Compared],
    pairing: Pairing,
    measure: str,
) -> Best:
    compared = compared_measures()[measure]
    names = [c.name for c in contenders if not c.name.endswith(AS_FUNDED)]
    shared = set.intersection(*(set(pairing.pairs[name]) for name in names))
    rows = []
    for name in names:
        columns = [k for k, pair in enumerate(pairing.pairs[name]) if pair in shared]
        rows.append(_total(readings, name, measure)[columns])
    values = np.array(rows)
    unit = readings.cells.loc[readings.pick(measure=measure), "unit"]
    smallest = smallest_differences().get(unit.iloc[0]) if len(unit) else None
    return best_of(
        values, names,
        Criterion(measure, compared.words, compared.sign,
                  0.0 if smallest is None else float(smallest.of(values[0].mean()))),
        barred={**_barred(options, measure), **_unknown(contenders)},
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
    about = ((c.name, c.run.manifest.get("about", {}).get(c.option, {})) for c in contenders)
    return {name: NOT_A_CHOICE for name, its in about if its.get("unknown")}


def _total(readings: Readings, option: str, measure: str) -> np.ndarray:
    """Return a measure over the whole system by replication."""
    chosen = readings.pick(measure=measure, area=ALL, need=ALL, priority=ALL, stage=ALL,
                           clock="none", standard="none")  # fmt: skip
    if not chosen.any():
        text = f"{measure} is not stored for the whole system"
        raise BadInput([Problem("--rank-by", "", text, "Choose a count, such as wait_weeks.")])
    return np.asarray(readings.values[option][np.flatnonzero(chosen)[0]])
