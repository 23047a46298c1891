"""What a search found, in sentences and a table."""

from collections.abc import Iterator

import pandas as pd

from scenarios.cells import spoken_period
from scenarios.compare.words import amount, rail_words
from scenarios.labels import Labels, opened
from scenarios.seek.bench import Bench
from scenarios.seek.search import Sought
from scenarios.seek.target import Target
from scenarios.seek.trial import Trial
from sim.measures.table import ALL

UNPRICED = "Nothing that moves has a price in this scenario."


def target_sentence(bench: Bench) -> str:
    """Say what is sought."""
    target, labels = bench.target, Labels(bench.loaded.scenario)
    where = "" if target.area == ALL else f" in {labels.of('area', target.area)}"
    whose = ", ".join(labels.of("need", need) for need in target.needs)
    kind = " (a local ambition)" if target.ambition else ""
    return (
        f"Sought: {target.label}, {target.share:.0%} of children{kind}, {whose}{where}, in "
        f"{_spoken(target)}, in at least {bench.sure:.0%} of futures."
    )


def _spoken(target: Target) -> str:
    first, last = spoken_period(target.periods[0]), spoken_period(target.periods[-1])
    return first if first == last else f"{first} to {last}"


def answer_sentences(bench: Bench, sought: Sought) -> Iterator[str]:
    """Say what would meet the target, or that nothing does and what comes nearest."""
    if sought.found is sought.today:
        yield f"Today's plan meets it already: {_assured(sought.today)}."
        return
    if sought.found is None:
        yield from _cannot(bench, sought)
        return
    for verdict in sought.broken:
        yield f"BREAKS A GUARD RAIL: {rail_words(verdict, Labels(bench.loaded.scenario))}"
    yield f"Smallest change found: {_change(bench, sought.found)}."
    yield f"It meets the target in {_assured(sought.found)}."
    yield f"Today's plan meets it in {_assured(sought.today)}."
    cost = sought.found.extra_cost_per_year
    yield f"Extra cost about {_money(cost)} a year over the run." if cost else UNPRICED


def _cannot(bench: Bench, sought: Sought) -> Iterator[str]:
    limits = "; ".join(f"{one.name}: {one.low:g} to {one.high:g}" for one in bench.levers
                       if one.low is not None and one.high is not None)  # fmt: skip
    if sought.over_budget is not None:
        dear = sought.over_budget
        yield (
            f"It cannot be met within the budget: {_change(bench, dear)} would meet it, for about "
            f"{_money(dear.extra_cost_per_year)} a year."
        )
    else:
        yield f"It cannot be met within these limits ({limits})."
    near = sought.nearest
    yield (
        f"Nearest: {_change(bench, near)}, which meets it in {_assured(near)} and typically "
        f"reaches {near.typical:.0%} of children where {bench.target.share:.0%} are wanted."
    )


def _change(bench: Bench, trial: Trial) -> str:
    moved = [
        f"{lever.name} {value:g} in place of {float(lever.today):g} {lever.unit}"
        for lever, value in zip(bench.levers, trial.values, strict=True)
        if value != float(lever.today)
    ]
    return "; ".join(moved) or "today's plan"


def _assured(trial: Trial) -> str:
    low, high = trial.interval
    return (
        f"{trial.met} of {trial.replications} futures ({trial.assurance:.0%}, between "
        f"{low:.0%} and {high:.0%})"
    )


def _money(cost: float) -> str:
    """Return a cost to the nearest hundred pounds; it rests on a few futures."""
    return amount(round(cost, -2), "GBP")


def search_table(bench: Bench, sought: Sought) -> pd.DataFrame:
    """Return every trial in the order it was made: values, assurance, what was reached, cost."""
    rows = [
        (
            *one.values, one.replications, one.met, one.assurance, *one.interval, one.typical,
            one.extra_cost_per_year, one.meets(bench.sure),
        )
        for one in sought.trials
    ]  # fmt: skip
    names = [lever.name for lever in bench.levers]
    return pd.DataFrame(rows, columns=[
        *names, "futures", "met", "assurance", "from", "to", "typical share",
        "extra cost a year", "meets",
    ])  # fmt: skip


def told(tried: pd.DataFrame) -> pd.DataFrame:
    """Return a table of trials as it is read: shares in per cent, money in pounds."""
    shown = tried.iloc[:, : tried.columns.get_loc("futures")].rename(columns=opened)
    shown["Futures tried"], shown["Met in"] = tried["futures"], tried["met"]
    shown["Share of futures in which it is met"] = [
        f"{share:.0%} ({low:.0%} to {high:.0%})"
        for share, low, high in tried[["assurance", "from", "to"]].to_numpy()
    ]
    shown["Children within the limit, typically"] = tried["typical share"].map("{:.0%}".format)
    shown["Extra cost a year"] = tried["extra cost a year"].map(_money)
    shown["As surely as asked"] = tried["meets"].map({True: "yes", False: "no"})
    return shown
