"""What a comparison says, in sentences and short tables for readers."""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pandas as pd

from scenarios.cells import spoken_period
from scenarios.compare.account import FEWER_WAITING, HALF_A_CHILD, PARTS, Account, Scope
from scenarios.compare.catalogue import compared_measures
from scenarios.compare.comparison import Compared, Comparison
from scenarios.compare.rails import BROKEN, KEPT, UNSURE, RailVerdict
from scenarios.compare.verdict import NOT_CLEAR, matters
from scenarios.labels import Labels, opened
from sim.measures.table import ALL, NONE

HEADLINES = (
    ("list_size", NONE), ("wait_completed_mean", "first_contact"),
    ("wait_open_mean", "first_contact"), ("over_52_weeks", "first_contact"),
    ("exits_helped", NONE), ("share_within_completed", ""),
)  # fmt: skip
"""Measure and clock of the rows shown first; no clock is every clock."""
UNITS = {
    "children": "{:,.0f}", "child-weeks": "{:,.0f}", "days": "{:,.0f}", "hours": "{:,.1f} hours",
    "share": "{:.1%}", "points": "{:,.1f}", "GBP": "£{:,.0f}", "contacts": "{:,.0f}",
}  # fmt: skip
FEW = {"children": 20, "days": 10}
"""Below so many, an average number of children, or a wait in days, is shown with a decimal."""
FIGURES = 3
SIDES, FUTURES = ("difference", "low", "high"), ("p10", "p90")
"""Columns of a difference with its interval, and of its range of futures."""
SHORT_DAYS = 2
"""A wait below so many days is told in hours."""


def amount(value: float, unit: str, *, beside: float = 0.0) -> str:
    """Return a value in its unit, as readers write it; as closely as one it stands beside."""
    if np.isnan(value):
        return "-"
    few = round(max(abs(value), beside), 1) < FEW.get(unit, 0.0)
    text = ("{:,.1f}" if few else UNITS.get(unit, "{:,.4g}")).format(abs(value))
    text = text.removesuffix(".0") if unit == "days" and not beside else text
    return f"-{text}" if value < 0 and not _is_zero(text) else text


def rounded(value: float, *, beside: float = 0.0) -> float:
    """Return a number to three figures, more of which would be read as known and are not.

    Beside a larger one, in a range above all, it is rounded as that is.
    """
    largest = max(abs(value), abs(beside))
    if not 0 < largest < np.inf:
        return value
    return round(value, FIGURES - 1 - int(np.floor(np.log10(float(f"{largest:.{FIGURES}g}")))))


def rounded_alike(values: Iterable[float]) -> list[float]:
    """Return numbers that are told together, an average and its interval, rounded alike."""
    kept = list(values)
    most = float(np.nanmax(np.abs(kept), initial=0.0))
    return [rounded(value, beside=most) for value in kept]


def more_or_fewer(values: Iterable[float]) -> str:
    """Return a difference and its interval as people say it: 4,320 fewer (3,350 to 5,300)."""
    middle, low, high = rounded_alike(values)
    ends = [f"{abs(end):,.0f}" for end in sorted((low, high), key=abs)]
    if round(low) < 0 < round(high):
        ends = [f"{-low:,.0f} fewer", f"{high:,.0f} more"]
    word = "no more and no fewer" if round(middle) == 0 else (
        f"{abs(middle):,.0f} {'more' if middle > 0 else 'fewer'}"
    )  # fmt: skip
    return word if np.isnan(low) else f"{word} ({' to '.join(ends)})"


def difference(value: float, unit: str, *, beside: float = 0.0) -> str:
    """Return a difference in its unit; of two shares in percentage points."""
    if unit == "share":
        return amount(100 * value, "points")
    return amount(value, unit, beside=beside)


def signed(value: float, unit: str, *, beside: float = 0.0) -> str:
    """Return a difference with its sign, plus too; what is read as nothing has none."""
    text = difference(value, unit, beside=beside)
    return f"+{text}" if value > 0 and not _is_zero(text) else text


def change(row: pd.Series) -> str:
    """Return a difference with its 95 % interval: '-41 (-44 to -38)'."""
    most = max(abs(row[name]) for name in (*SIDES, *FUTURES) if name in row)
    middle = signed(row["difference"], row["unit"], beside=most)
    low, high = (difference(row[name], row["unit"], beside=most) for name in SIDES[1:])
    points = " points" if row["unit"] == "share" else ""
    return f"{middle} ({low} to {high}){points}"


def _is_zero(text: str) -> bool:
    return not any(digit in text for digit in "123456789")


def what(row: pd.Series, labels: Labels) -> str:
    """Return what is measured and where: 'children waiting, CAMHS, West Suffolk'."""
    words = [compared_measures()[row["measure"]].words]
    if row["standard"] != NONE:
        words = [f"{words[0]}: {labels.of('standard', row['standard'])}"]
    elif row["clock"] not in (NONE, "first_contact"):
        words.append(labels.of("clock", row["clock"]))
    if row["stage"] != ALL:
        words.append(labels.of("stage", row["stage"]))
    words += [labels.of(c, row[c]) for c in ("need", "area") if row[c] != ALL]
    words += [row["priority"]] * (row["priority"] != ALL)
    return ", ".join(words)


def headline_rows(differences: pd.DataFrame, *, by_area: bool = False) -> pd.DataFrame:
    """Return the rows that readers are shown first: every need, and with ``by_area`` its areas."""
    chosen = np.zeros(len(differences), bool)
    for measure, clock in HEADLINES:
        here = differences["measure"] == measure
        if clock:
            here &= (differences["clock"] == clock) & (differences["standard"] == NONE)
        chosen |= here.to_numpy()
    plain = (differences["stage"] == ALL) & (differences["priority"] == ALL)
    plain &= differences["need"] != ALL
    if not by_area:
        plain &= differences["area"] == ALL
    rows = differences[chosen & plain]
    order = [measure for measure, _ in HEADLINES]
    ranked = rows.assign(rank=rows["measure"].map(order.index))
    ranked = ranked.sort_values(["need", "area", "rank"], kind="stable")
    return ranked.drop(columns="rank")


def headline_table(one: Compared, labels: Labels, *, by_area: bool = False) -> pd.DataFrame:
    """Return the table printed for one option; needs in which nothing matters are left out."""
    rows = headline_rows(one.differences, by_area=by_area)
    rows = rows[rows["need"].isin(_moved(rows))]
    return pd.DataFrame([_headline(row, labels) for _, row in rows.iterrows()], index=rows.index)


def _headline(row: pd.Series, labels: Labels) -> dict[str, str]:
    chance = row["chance_better"]
    return {
        "what": opened(what(row, labels)) + ", days" * (row["unit"] == "days"),
        "baseline": amount(row["baseline"], row["unit"]),
        "option": amount(row["value"], row["unit"]),
        "difference (95 % interval)": change(row),
        "range of futures": range_of(row),
        "better in": "" if np.isnan(chance) else f"{chance:.0%}",
        "verdict": str(row["verdict"]),
    }


def range_of(row: pd.Series) -> str:
    """Return the range of futures of a difference, both ends rounded as the difference is."""
    most = max(abs(row[name]) for name in (*SIDES, *FUTURES))
    return " to ".join(difference(row[name], row["unit"], beside=most) for name in FUTURES)


def _moved(rows: pd.DataFrame) -> list[str]:
    """Return the needs in which some shown value differs by what matters, or may."""
    return [str(need) for need, some in rows.groupby("need") if some["verdict"].map(matters).any()]


def untouched_sentences(one: Compared, labels: Labels) -> list[str]:
    """Return, where there are any, the needs in which no shown value differs by what matters."""
    rows = headline_rows(one.differences)
    needs = [labels.of("need", need) for need in sorted(set(rows["need"]) - set(_moved(rows)))]
    return [f"No difference that matters in: {', '.join(needs)}."] if needs else []


def rail_sentences(one: Compared, labels: Labels) -> list[str]:
    """Return what became of the guard rails, what is broken first."""
    return [line for lines in rails_told(one, labels).values() for line in lines]


def rails_told(one: Compared, labels: Labels) -> dict[str, list[str]]:
    """Return the sentences about guard rails by what became of them, what is broken first."""
    unsure = [verdict for verdict in one.rails if verdict.status == UNSURE]
    kept = [verdict.rail.words for verdict in one.rails if verdict.status == KEPT]
    return {
        BROKEN: [f"BREAKS A GUARD RAIL: {rail_words(verdict, labels)}" for verdict in one.broken],
        UNSURE: [f"Harm cannot be ruled out: {rail_words(verdict, labels)}" for verdict in unsure],
        KEPT: [f"No worse: {', '.join(kept)}."] if kept else [],
    }


def rail_words(verdict: RailVerdict, labels: Labels) -> str:
    """Return what a rail measured and where, by how much it is worse, and what is tolerated."""
    measured = opened(compared_measures()[verdict.measure].words)
    if verdict.standard != NONE:
        measured += f" ({labels.of('standard', verdict.standard)})"
    place = [labels.of("need", verdict.need)]
    place += [labels.of("area", verdict.area)] * (verdict.area != ALL)
    in_hours = verdict.unit == "days" and verdict.baseline < SHORT_DAYS
    unit, times = ("hours", 24.0) if in_hours else (verdict.unit, 1.0)
    sides = _alike([times * verdict.baseline, times * verdict.value], unit, amount)
    changes = (verdict.worsening, verdict.low, verdict.high, verdict.tolerance)
    worse, low, high, allowed = _alike([times * value for value in changes], unit, difference)
    points = " points" if unit == "share" else ""
    moved = f"worse by {worse} ({low} to {high})"
    if worse.startswith("-"):  # nobody reads a negative worsening as a gain
        moved = f"better by {worse.removeprefix('-')} on average, but perhaps worse by {high}"
    elif _is_zero(worse):
        moved = f"no worse on average, but perhaps worse by {high}"
    return (
        f"{verdict.rail.words}. {measured}, {', '.join(place)}: {' to '.join(sides)}; "
        f"{moved}, where {allowed}{points} is tolerated."
    )


def _alike(values: list[float], unit: str, told: Callable[..., str]) -> list[str]:
    """Return values that are told together, each rounded as the largest is."""
    most = float(np.nanmax(np.abs(values), initial=0.0))
    return [told(value, unit, beside=most) for value in values]


def account_sentences(one: Compared, comparison: Comparison, labels: Labels) -> list[str]:
    """Return, for each need whose list differs, where its children went."""
    lines = []
    for scope, account in one.accounts.items():
        whole = account.fall[FEWER_WAITING]
        apart = whole.low[0] > 0 or whole.high[0] < 0
        told = (apart and account.moves_a_child) or account.made_by_loss
        if scope.area == ALL and scope.need != ALL and told:
            lines.append(_account(scope, account, comparison, labels))
    return lines


def _account(scope: Scope, account: Account, comparison: Comparison, labels: Labels) -> str:
    fall = float(account.fall[FEWER_WAITING].mean[0])
    means = {part: float(account.fall[part].mean[0]) for part in PARTS}
    parts = [
        f"{abs(mean):,.0f} {'more' if mean > 0 else 'fewer'} {part}"
        for part, mean in means.items()
        if abs(mean) > HALF_A_CHILD
    ]
    sentence = (
        f"{opened(labels.of('need', scope.need))}: {_whole(abs(fall))} "
        f"{'fewer' if fall > 0 else 'more'} waiting at the end of "
        f"{spoken_period(comparison.window.last)}. "
        f"Since the first day: {'; '.join(parts) or 'no part changed by half a child'}."
    )
    if not account.made_by_loss:
        return sentence
    no_gain = ": a shorter list is no gain" if fall > 0 else ""
    return f"{sentence} Children were lost and not more were helped{no_gain}."


def _whole(children: float) -> str:
    return f"{children:,.0f}" if children > HALF_A_CHILD else amount(children, "children")


def knock_on_sentences(one: Compared, labels: Labels, most: int = 5) -> list[str]:
    """Return the largest worsenings elsewhere, the gravest first."""
    return [_worsening(row, labels) for _, row in one.knock_on.head(most).iterrows()]


def _worsening(row: pd.Series, labels: Labels) -> str:
    before, after = (amount(row[side], row["unit"]) for side in ("baseline", "value"))
    unit = " days" if row["unit"] == "days" else ""
    note = f" ({row['note']})" if row["note"] else ""
    return f"{opened(what(row, labels))}: from {before} to {after}{unit}, {change(row)}{note}."


def more_replications(one: Compared, comparison: Comparison) -> str:
    """Return how many futures would settle most of what is not yet told, or nothing."""
    rows = headline_rows(one.differences)
    unsettled = rows[rows["verdict"] == NOT_CLEAR]
    if not len(unsettled):
        return ""
    needed = np.nanmedian(unsettled["replications_needed"].to_numpy(float))
    return (
        f"{len(unsettled)} of {len(rows)} verdicts are not clear with {comparison.replications} "
        f"futures; about {needed:,.0f} would settle half of them."
    )


def opening_lines(comparison: Comparison) -> Iterator[str]:
    """Yield what is said about the comparison as a whole."""
    how = "paired one by one" if comparison.by_replication else "not paired"
    yield (
        f"Compared with {comparison.baseline}, over {comparison.window.words}: "
        f"{comparison.replications} futures, {how}."
    )
    for warning in (*comparison.warnings, *comparison.outside):
        yield f"Careful. {warning}"
