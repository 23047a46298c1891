"""The answer of a paper with options: which is best, what a handful do, and all in one table.

A screen and a terminal tell the handful in sentences and every option in one table
(:func:`answer`); two printed pages tell the handful in the table alone (:func:`in_short`).
"""

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from scenarios.cells import spoken_period
from scenarios.charts import Chart
from scenarios.charts.differences import differences
from scenarios.compare.best import NOT_A_CHOICE
from scenarios.compare.comparison import Compared
from scenarios.compare.terms import RANKED_BY
from scenarios.compare.verdict import (
    BETTER,
    FEWER,
    MORE,
    NOT_BETTER,
    NOT_CLEAR,
    TOO_LITTLE,
    WORSE,
)
from scenarios.compare.words import (
    amount,
    headline_rows,
    rounded,
)
from scenarios.report.one_line import (
    TOLD,
    beside,
    broken_by,
    by_how_much,
    cost_of,
    measures_told,
    unsure_of,
    verdict_on,
)
from scenarios.report.options import Options
from scenarios.report.paper import Part

HEADING = "The answer"


def answer(options: Options) -> Part:
    """Return the answer: which is best, what a handful do, and every option in one line."""
    said = [*_verdicts(options), *(_in_brief(one, options) for one in options.told)]
    said += _others(options, "in the table below")
    return Part(HEADING, tuple(said), (beside(options),), _charts(options))


def in_short(options: Options) -> Part:
    """Return the answer for two printed pages: which is best, and the handful in one table."""
    careful = (f"Careful. {line}" for line in outside_told(options))
    said = (*_verdicts(options), *careful, *_others(options, "in the annex"))
    return Part(HEADING, said, (beside(options, options.told),), _charts(options))


def every_line(options: Options) -> Part:
    """Return every option in one line, where the answer told a handful alone."""
    return Part("Every option beside the others", (), (beside(options),))


def outside_told(options: Options) -> Iterator[str]:
    """Yield what options change of which nothing happens within the run, each by its title."""
    for one in options.comparison.outside:
        yield f"\u201c{options.title(one.option)}\u201d: {one.sentence}"


def _others(options: Options, where: str) -> list[str]:
    return [f"The other {len(options.rest)} are {where}, a line each."] if options.rest else []


def _charts(options: Options) -> tuple[Chart, ...]:
    return tuple(
        chart
        for measure in measures_told(options)
        if (chart := _drawn(options, measure)) is not None
    )


def _verdicts(options: Options) -> Iterator[str]:
    """Say what was compared, which is best, what is best value, and what cannot be chosen."""
    comparison, number = options.comparison, len(options.likely)
    yield (
        f"{number} {'option was' if number == 1 else 'options were'} compared with today's plan "
        f"over {comparison.window.words}, same children and same luck in each: "
        f"{comparison.replications} futures."
    )
    yield _with_titles(comparison.best.verdict, options.titles)
    yield from _lists(options)
    yield from _guarded(options)
    yield from _today(options)
    if options.best_value is not None:
        title, says = options.title(options.best_value["option"]), options.best_value["says"]
        yield (f"Best value, by money for each week of waiting avoided over the whole run, is "
               f"\u201c{title}\u201d: {says}.")  # fmt: skip
    yield from _under_risk(options)
    yield from _left_out(options)


def _today(options: Options) -> Iterator[str]:
    """Say what today's plan comes to, which differences are read against."""
    rows = options.likely[0].whole if options.likely else {}
    said = [f"{rounded(rows[name]['baseline']):,.0f} {what}"
            for name, what in measures_told(options).items() if name in rows]  # fmt: skip
    if said:
        yield f"With today's plan, over {options.comparison.window.words}: {', '.join(said)}."


def _lists(options: Options) -> Iterator[str]:
    """Say what the option that leads does to the list of each need, where it matters."""
    first = options.leader
    if first is None:
        return
    rows = headline_rows(first.differences)
    rows = rows[(rows["measure"] == "list_size") & rows["verdict"].isin([BETTER, WORSE])]
    said = [f"{options.labels.of('need', row['need'])} {amount(row['value'], row['unit'])}, not "
            f"{amount(row['baseline'], row['unit'])}" for _, row in rows.iterrows()]  # fmt: skip
    if said:
        when = spoken_period(options.comparison.window.last)
        yield (f"With \u201c{options.title(first.option)}\u201d, children waiting at the end of "
               f"{when}: {'; '.join(said)}.")  # fmt: skip


def _guarded(options: Options) -> Iterator[str]:
    """Say whether harm by the option that leads is ruled out, and where it is not."""
    first = options.leader
    if first is None or first.broken or not first.rails:
        return
    unsure = unsure_of(first)
    said = f"harm cannot be ruled out in {_listed(unsure)}" if unsure else "harm is ruled out"
    yield f"It breaks no guard rail; {said}."


def _listed(words: Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _under_risk(options: Options) -> Iterator[str]:
    """Say how the option that leads does when what nobody chooses goes against it."""
    first = options.leader
    if first is None:
        return
    by = options.ranked_by
    tried = [one for one in options.likely if first.option in options.parts(one.option)
             and options.tries_the_unknown(one.option) and by in one.whole]  # fmt: skip
    if tried:
        worst = max(tried, key=lambda one: _harm(one, options))
        risks = f"Of {len(tried)} risks tried with it the worst is"
        yield (f"{risks if len(tried) > 1 else 'One risk was tried with it:'} "
               f"\u201c{options.title(worst.option)}\u201d. Then {measures_told(options)[by]} are "
               f"{by_how_much(worst.whole[by])} over {options.comparison.window.words}, beside "
               f"today's plan without that risk.{_with_today(worst.option, first.option, options)}"
               )  # fmt: skip


def _with_today(risk: str, plan: str, options: Options) -> str:
    """Say what the same risk does to today's plan, where that was tried."""
    alone, by = options.without(risk, plan), options.ranked_by
    if alone is None or by not in alone.whole:
        return ""
    return (f" With today's plan, \u201c{options.title(alone.option)}\u201d makes them "
            f"{by_how_much(alone.whole[by])}.")  # fmt: skip


def _left_out(options: Options) -> Iterator[str]:
    """Say how many can never be called the best, and why."""
    broken = [one for one in options.likely if one.broken]
    if broken:
        alone = len(broken) == 1
        yield (
            f"{len(broken)} of {len(options.likely)} {'breaks' if alone else 'break'} a guard rail "
            "and cannot be called the best, whatever else is gained; "
            f"{'its line says' if alone else 'their lines say'} which rail."
        )
    unknown = sum(options.tries_the_unknown(one.option) for one in options.likely)
    if unknown:
        yield f"{unknown} {'tries' if unknown == 1 else 'try'} a risk: {NOT_A_CHOICE}."
    for one in options.likely:
        if not one.broken and verdict_on(one, RANKED_BY) == NOT_BETTER:
            title = options.title(one.option)
            yield f"With \u201c{title}\u201d, waits are shorter because children were lost."


def _with_titles(sentence: str, titles: dict[str, str]) -> str:
    """Return a sentence that names options by their titles instead of their keys."""
    named = "|".join(re.escape(name) for name in sorted(titles, key=len, reverse=True))
    whole = rf"(?<![\w@])(?:{named})(?![\w@])"
    return re.sub(whole, lambda found: f"\u201c{titles[found[0]]}\u201d", sentence)


def _in_brief(one: Compared, options: Options) -> str:
    """Say what one option does, each number with its period in its own sentence."""
    title, broken, rows = f"\u201c{options.title(one.option)}\u201d", broken_by(one), one.whole
    said = [f"{title} BREAKS A GUARD RAIL ({broken})."] if broken else []
    periods = [f"over {options.comparison.window.words}"] + ["over the same time"] * len(TOLD)
    known = [(name, what) for name, what in measures_told(options).items() if name in rows]
    said += [
        f"With {'it' if broken or k else title}, {what} are {by_how_much(rows[name])} {periods[k]}"
        f"{_judged(str(rows[name]['verdict']))}."
        for k, (name, what) in enumerate(known)
    ]
    cost = cost_of(one.option, options)
    said += [f"Over the whole run it costs {cost}."] if cost else []
    return " ".join(said) or f"Of {title} nothing was measured."


def _judged(verdict: str) -> str:
    """Return a verdict as the end of a sentence that told a difference."""
    spoken = verdict.replace(TOO_LITTLE, " but too little to matter")
    if spoken.startswith(NOT_CLEAR):
        return ", which is not clear yet"
    good_or_bad = spoken.startswith((BETTER, WORSE, MORE, FEWER))
    return f", which is {spoken}" if good_or_bad else f", {spoken}"


def _harm(one: Compared, options: Options) -> float:
    """Return by how much an option is worse by what options are ranked by."""
    return -options.comparison.best.criterion.sign * float(
        one.whole[options.ranked_by]["difference"]
    )


def _drawn(options: Options, measure: str) -> Chart | None:
    """Draw a measure of the options that are told one by one."""
    rows = [(one, one.whole.get(measure)) for one in options.told]
    known = [{**row, "option": options.title(one.option)} for one, row in rows if row]
    if not known:
        return None
    data = pd.DataFrame(known)[["difference", "low", "high", "verdict", "option"]]
    return differences(data, name=f"difference-{measure}", what=measures_told(options)[measure],
                       unit=known[0]["unit"], over=options.comparison.window.words)  # fmt: skip
