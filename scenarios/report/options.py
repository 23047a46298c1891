"""What a run says of its options: which of them matter most to a reader, and those in full."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from scenarios.compare import Comparison, compare, contenders_of
from scenarios.compare.assumptions import across_regrading, funded_beside_likely
from scenarios.compare.comparison import Compared, compare_on
from scenarios.compare.contender import Contender
from scenarios.compare.promised_words import standard_sentences
from scenarios.compare.reader import read_once
from scenarios.compare.study import Study, study_of
from scenarios.compare.terms import RANKED_BY, terms_of
from scenarios.compare.verdict import BETTER, differs
from scenarios.compare.words import (
    account_sentences,
    headline_rows,
    headline_table,
    knock_on_sentences,
    rail_sentences,
    untouched_sentences,
    what,
)
from scenarios.labels import Labels, opened
from scenarios.report.money import assumed_sheets, money_sheets
from scenarios.report.paper import Part, Sheet
from scenarios.value.value import WEEKS_AVOIDED, Value, value_on, valued_over
from sim.runs.executor import Progress
from sim.runs.folder import Run

NUMBERS = {
    "Today's plan": "baseline", "This option": "value", "Difference": "difference",
    "Interval from": "low", "to": "high", "1 in 10 below": "p10", "1 in 10 above": "p90",
    "Better in, share of futures": "chance_better",
}  # fmt: skip
"""Heading to the column of a comparison, for who works on with its numbers."""
HANDFUL = 5
"""Options told one by one; the rest stand in one table, and in full in the workbook."""


@dataclass(frozen=True)
class Options:
    """A comparison with its money, its variants and the words for them."""

    comparison: Comparison
    value: Value
    study: Study
    funded: pd.DataFrame
    regrading: pd.DataFrame
    about: dict[str, dict[str, Any]]
    """Title, question and parts of each option, as its run folder tells."""
    labels: Labels

    @cached_property
    def likely(self) -> tuple[Compared, ...]:
        """The options as likely recruited: those that can be chosen first, the best before all."""
        ranked = self.comparison.best.table.sort_values("allowed", ascending=False, kind="stable")
        found = (self.comparison.of(name) for name in ranked["option"])
        return tuple(one for one in found if one is not None)

    @cached_property
    def best_value(self) -> pd.Series | None:
        """What is had for the money by the option that asks least for a week of waiting avoided.

        Of those that can be chosen and shorten waits by what matters; None where there is none.
        Where several save money, the one that avoids most is best.
        """
        weeks = self.value.ratios[self.value.ratios["effect"] == WEEKS_AVOIDED]
        weeks = weeks[weeks["option"].isin(self._better) & weeks["worth_saying"]]
        asked = weeks["ratio"].clip(lower=0.0)
        rows = weeks.assign(asked=asked, given=-weeks["extra_effect"])
        rows = rows.sort_values(["asked", "given"], kind="stable")
        return rows.iloc[0] if len(rows) else None

    @property
    def _better(self) -> list[str]:
        """The options that can be chosen and shorten waits by what matters."""
        table = self.comparison.best.table
        allowed = set(table.loc[table["allowed"], "option"])
        found = {one.option: one.whole.get(RANKED_BY, {}) for one in self.likely}
        return [name for name, row in found.items()
                if name in allowed and row.get("verdict") == BETTER]  # fmt: skip

    @cached_property
    def told(self) -> tuple[Compared, ...]:
        """The handful told one by one: the best, the best value, the plan of several, the next."""
        value = [] if self.best_value is None else [self.best_value["option"]]
        plans = [one.option for one in self.likely if len(self.parts(one.option)) > 1]
        plans.sort(key=list(self.about).index)
        ranked = [one.option for one in self.likely]
        names = list(dict.fromkeys([*ranked[:1], *value, *plans[:1], *ranked]))[:HANDFUL]
        return tuple(one for one in self.likely if one.option in names)

    @property
    def rest(self) -> tuple[Compared, ...]:
        """The options that are not told one by one."""
        told = {one.option for one in self.told}
        return tuple(one for one in self.likely if one.option not in told)

    @property
    def leader(self) -> Compared | None:
        """The first of them, where it is the best or cannot be told apart from the best."""
        first = next(iter(self.likely), None)
        leads = first is not None and first.option in self.comparison.best.survivors
        return first if leads else None

    def title(self, option: str) -> str:
        """Return what readers call an option."""
        return str(self.about.get(option, {}).get("title") or option)

    def question(self, option: str) -> str:
        """Return the question that an option answers, or nothing."""
        return str(self.about.get(option, {}).get("question", ""))

    def tries_the_unknown(self, option: str) -> bool:
        """Return whether an option tries what nobody knows, and so cannot be chosen."""
        return bool(self.about.get(option, {}).get("unknown"))

    @property
    def ranked_by(self) -> str:
        """The measure by which the best of them is chosen."""
        return self.comparison.best.criterion.measure

    @property
    def titles(self) -> dict[str, str]:
        """What readers call each option."""
        return {name: self.title(name) for name in self.about}

    @cached_property
    def _changes(self) -> dict[str, dict[str, str]]:
        """What each option sets, by setting."""
        if self.study.run is None:
            return {}
        changes = self.study.run.changes()
        return {str(name): dict(zip(rows["setting"], rows["new"], strict=True))
                for name, rows in changes.groupby("option")}  # fmt: skip

    def without(self, option: str, plan: str) -> Compared | None:
        """Return the option that sets what one sets beside a plan, and nothing of the plan."""
        planned = self._changes.get(plan, {})
        rest = {s: new for s, new in self._changes.get(option, {}).items() if s not in planned}
        same = (one for one in self.likely if rest and self._changes.get(one.option) == rest)
        return next(same, None)

    def parts(self, option: str) -> Sequence[str]:
        """Return the options that an option includes, itself among them."""
        return self.about.get(option, {}).get("parts", ())


def options_of(run: Run, progress: Progress | None = None) -> Options:
    """Compare the options of a run folder, with the variants that stand beside it."""
    return options_among(contenders_of([run]), study_of(run), progress=progress)


def options_among(
    contenders: Sequence[Contender], done: Study, *, progress: Progress | None = None, **chosen: Any
) -> Options:
    """Compare contenders; ``chosen`` is how, as :func:`terms_of` takes it."""
    terms = terms_of(contenders, **chosen)
    for_comparison, for_value = read_once(contenders, terms.asked, valued_over(terms.calendar))
    comparison = compare_on(terms, for_comparison, progress)
    rates = {
        rate: compare(contenders_of([other]), progress=progress, **chosen)
        for rate, other in done.regrading.items()
    }
    about = {c.name: _about(c, contenders[0]) for c in contenders}
    return Options(
        comparison, value_on(comparison, contenders, for_value), done,
        funded_beside_likely(comparison),
        across_regrading(comparison, rates), about, Labels(comparison.scenario),
    )  # fmt: skip


def _about(one: Contender, first: Contender) -> dict[str, Any]:
    """Return what a run folder tells of an option; another run as it stands has its own title."""
    stands = one.run is not first.run and one.option == one.run.manifest["options"][0]
    return one.about | ({"title": one.run.manifest["title"]} if stands else {})


def in_full(options: Options) -> Iterator[Part]:
    """Yield a part for each option of the handful: its question, rails, table, children, money."""
    for one in options.told:
        question = options.question(one.option)
        lines = ([question] if question else []) + _lines(one, options)
        yield Part(options.title(one.option), tuple(lines), tuple(_sheets(one, options)))


def every_difference(options: Options) -> Sheet:
    """Return what differs in every option, need by need and area by area, in numbers to work with.

    Of measures that are shares, differences are shares too: 0.01 is a percentage point.
    """
    rows = [{"Option": options.title(one.option), **_in_numbers(row, options)}
            for one in options.likely
            for _, row in headline_rows(one.differences, by_area=True).iterrows()]  # fmt: skip
    return Sheet("Every difference, in numbers", pd.DataFrame(rows))


def every_sentence(options: Options) -> Sheet:
    """Return what is said of every option, for the workbook."""
    rows = [(options.title(one.option), options.question(one.option), line)
            for one in options.likely for line in _lines(one, options)]  # fmt: skip
    columns = ["Option", "Question", "What is said of it"]
    return Sheet("What is said of every option", pd.DataFrame(rows, columns=columns))


def _in_numbers(row: pd.Series, options: Options) -> dict[str, Any]:
    return {
        "What": opened(what(row, options.labels)),
        "Unit": row["unit"],
        **{heading: row[name] for heading, name in NUMBERS.items()},
        "Verdict": row["verdict"],
    }  # fmt: skip


def _lines(one: Compared, options: Options) -> list[str]:
    labels = options.labels
    return [
        *rail_sentences(one, labels),
        *standard_sentences(one.differences, labels),
        *account_sentences(one, options.comparison, labels),
        *(f"Worse elsewhere: {line}" for line in knock_on_sentences(one, labels)),
        *untouched_sentences(one, labels),
    ]


def _sheets(one: Compared, options: Options) -> Iterator[Sheet]:
    labels = options.labels
    moved = headline_table(one, labels).rename(columns=opened)
    moved = moved[moved["Verdict"].map(differs)] if len(moved) else moved
    shown = headline_rows(one.differences).loc[moved.index] if len(moved) else one.differences[:0]
    numbers = pd.DataFrame([_in_numbers(row, options) for _, row in shown.iterrows()])
    tables = (
        Sheet("What differs (rows with no real difference are left out)", moved, numbers=numbers),
        *money_sheets(one.option, options.value, labels),
        *assumed_sheets(one.option, options.funded, options.regrading, labels),
    )
    yield from (sheet for sheet in tables if len(sheet.table))
