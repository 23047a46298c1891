"""What explains a result, in sentences and for readers' tables."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from scenarios.charts import Chart
from scenarios.charts.tornado import TOGETHER, tornado
from scenarios.compare.words import amount, rounded, signed
from scenarios.explain.causes import BUSY, IDLE, Causes
from scenarios.explain.drivers import NEGLIGIBLE, PARTS, Drivers
from scenarios.explain.ranges import reasons
from scenarios.explain.waterfall import Waterfall
from scenarios.labels import CAUSES, opened
from sim.measures.table import ALL
from sim.settings.calendar import Calendar

STAGES_TOLD = 8
SENTENCE_NAMES = 3
COUNTED = ("children", "contacts", "child-weeks")
"""Units of which there are fewer, not less."""


def sentences(found: Drivers) -> Iterator[str]:
    """Say what matters most, what is too little to matter, and what was left out."""
    today = with_unit(amount(found.today, found.unit), found.unit)
    yield f"Explained: {found.outcome.words()}; {today} with today's settings."
    named = named_drivers(found)
    yield f"Matter most: {'; '.join(named)}." if named else "None makes a difference that matters."
    still = found.moving.drop(found.matter.index)
    if len(still):
        yield (
            f"Too little to matter (less than {NEGLIGIBLE:.1%} of today's value at either end): "
            f"{'; '.join(still['words'])}."
        )
    yield from _idle_sentence(found)
    yield from (f"Left out, {number} of the entries of evidence: {reason}."
                for reason, number in reasons(found.left_out))  # fmt: skip
    screened = found.screened
    if len(screened):
        yield (
            f"The {len(screened)} from rank {screened['rank'].min()} on were only screened, with "
            f"{screened['replications'].max()} futures: their order is rough and their "
            "intervals are wide; --top runs more of them in full."
        )


def _idle_sentence(found: Drivers) -> Iterator[str]:
    """Say which numbers change nothing, where others do."""
    idle = found.table.drop(found.moving.index)
    if len(idle):
        yield f"Change nothing in any future tried: {'; '.join(idle['words'])}."


def told(found: Drivers, calendar: Calendar) -> Iterator[str]:
    """Say on a page what moves a result, how far, and what was not moved."""
    today = with_unit(amount(found.today, found.unit), found.unit)
    number = int(found.table["replications"].max())
    yield (f"{opened(found.outcome.words(calendar))}: {today} with today's settings, on average "
           f"over the first {number} futures.")  # fmt: skip
    yield from (f"{opened(one)}." for one in named_drivers(found))
    some, every = len(found.matter), len(found.table)
    yield (f"{some} of the {every} numbers tried move it by at least {NEGLIGIBLE:.1%} at one end; "
           "only one was moved at a time, so what two do together is not shown.")  # fmt: skip
    yield from _idle_sentence(found)
    if found.left_out:
        why = "; ".join(f"{number} ({reason})" for reason, number in reasons(found.left_out))
        yield f"Not moved: {len(found.left_out)} entries of the evidence. {why}."


def for_a_board(found: Drivers, calendar: Calendar) -> Iterator[str]:
    """Say in short sentences what moves a result most; nothing where nothing does."""
    if len(found.matter):
        yield f"Tried one by one, these move {found.outcome.words(calendar)} most."
    for row in found.matter.head(SENTENCE_NAMES).itertuples():
        name = TOGETHER.sub("", str(row.words))
        yield f"{name} ({row.ends}): {_more_or_fewer(row.at_low, row.at_high, found.unit)}."


def _more_or_fewer(low: Any, high: Any, unit: str) -> str:
    """Return what both ends do as people say it: ``140 fewer to 2,310 more``."""
    most = max(abs(low), abs(high))
    less = "fewer" if unit in COUNTED else "less"
    return " to ".join(
        f"{amount(abs(rounded(end, beside=most)), unit, beside=most)} {'more' if end > 0 else less}"
        for end in (low, high)
    )


def chart_of(found: Drivers, calendar: Calendar) -> Chart:
    """Draw what moves a result."""
    outcome = found.outcome
    name = f"drivers-{outcome.measure}-{outcome.need}"
    return tornado(_with_words(found), name=name, what=outcome.words(calendar), unit=found.unit)


def named_drivers(found: Drivers) -> list[str]:
    """Name the few that matter most: from what to what each was moved, and what that did."""
    rows = _with_words(found).head(min(SENTENCE_NAMES, len(found.matter))).itertuples()
    return [f"{row.words} ({row.ends}: {row.told})" for row in rows]


def _with_words(found: Drivers) -> pd.DataFrame:
    """Return the rows that matter, or all where none does, with what both ends do in words."""
    rows = found.matter if len(found.matter) else found.table
    both = zip(rows["at_low"], rows["at_high"], strict=True)
    return rows.assign(told=[_both_ends(low, high, found.unit) for low, high in both])


def _both_ends(low: Any, high: Any, unit: str) -> str:
    """Return what both ends do, rounded alike: ``-120 to +340 children``."""
    most = max(abs(low), abs(high))
    both = " to ".join(signed(rounded(end, beside=most), unit, beside=most) for end in (low, high))
    return with_unit(both, "points" if unit == "share" else unit)


def with_unit(text: str, unit: str) -> str:
    """Return an amount with its unit, where the amount does not say it itself."""
    return text if unit in ("share", "hours", "GBP", "") else f"{text} {unit}"


def shown(found: Drivers) -> pd.DataFrame:
    """Return the table as commands print it: what changes nothing is told in a sentence."""
    table = found.moving
    columns = {"Rank": table["rank"], "What": table["words"], "Range": table["ends"]}
    return pd.DataFrame(columns | _at_ends(found) | {"Runs": table["replications"]})


def moved_title(found: Drivers, calendar: Calendar) -> str:
    """Return the title of the table that a page shows."""
    unit = "percentage points" if found.unit == "share" else found.unit
    return (f"What moves {found.outcome.words(calendar)}: change in {unit} at both ends of each "
            "range; in brackets, where the average lies, 19 times in 20")  # fmt: skip


def shown_with_sources(found: Drivers) -> pd.DataFrame:
    """Return the table as a page shows it: what was moved, what it did, what its range rests on."""
    table = found.moving
    columns = {"What": table["words"], "Moved between": table["ends"], **_at_ends(found)}
    rests = [
        confidence if source == confidence else f"{confidence}: {source}"
        for confidence, source in zip(table["confidence"], table["source"], strict=True)
    ]
    return pd.DataFrame(
        columns | {"Futures": table["replications"], "What the range rests on": rests}
    )


def _at_ends(found: Drivers) -> dict[str, list[str]]:
    """Return what each end does with its interval, each number rounded as its neighbours are."""
    return {
        f"At the {end} end": [
            _with_interval(*numbers, unit=found.unit)
            for numbers in found.moving[[f"at_{end}{part}" for part in PARTS]].to_numpy()
        ]
        for end in ("low", "high")
    }


def _with_interval(middle: float, low: float, high: float, *, unit: str) -> str:
    most = float(np.nanmax(np.abs([middle, low, high])))
    said = [signed(value, unit, beside=most) for value in (middle, low, high)]
    return f"{said[0]} ({said[1]} to {said[2]})"


def change_sentences(found: Waterfall) -> Iterator[str]:
    """Say how the result changed and how the steps are to be read."""
    before, after = found.names
    yield (
        f"Explained: {found.outcome.words()}; {found.before:,.4g} in {before}, {found.after:,.4g} "
        f"in {after} ({found.after - found.before:+,.4g})."
    )
    number = int(found.table["replications"].min())
    yield (
        f"One change after the other, the strongest alone first, {number} futures of the same "
        "children with the same luck; another order would divide the same total differently."
    )


def change_table(found: Waterfall) -> pd.DataFrame:
    """Return the steps as commands print them."""
    rows = [
        (opened(row["step"]), f"{row['difference']:+,.4g} ({row['low']:+,.4g} to "
         f"{row['high']:+,.4g})", f"{row['total']:,.4g}", row["settings"])
        for row in found.table.to_dict("records")
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["Step", "Difference (95%)", "Then", "Settings"])


def cause_sentences(found: Causes) -> Iterator[str]:
    """Say why children waited, over all and at the stages where they waited most."""
    by_cause = [f"{share:.0%} {CAUSES[str(cause)]}" for cause, share in found.shares().items()
                if share >= NEGLIGIBLE]  # fmt: skip
    yield (
        f"{found.total:,.0f} days waited over the run, average of the futures: "
        f"{', '.join(by_cause)}."
    )
    for row in found.table.head(STAGES_TOLD).to_dict("records"):
        yield _stage_sentence(row, found)


def _stage_sentence(row: Mapping[Any, Any], found: Causes) -> str:
    main = max(CAUSES, key=lambda cause: float(row[cause]))
    place = opened(found.labels.of("stage", row["stage"]))
    need = "" if row["need"] == ALL else f" ({found.labels.of('need', row['need'])})"
    said = [
        f"{place}{need}: {row['share']:.0%} of all days waited, {row[main]:.0%} of them "
        f"{CAUSES[main]}"
    ]
    if main in ("no_slot", "no_right_role") and row["minutes_used"] == row["minutes_used"]:
        said.append(_why_no_slot(row["minutes_used"]))
    if main == "no_right_role" and row["tightest"]:
        said.append(f"the tightest is {row['tightest']}")
    if row["slots_lost"] >= 0.01:
        said.append(f"{row['slots_lost']:.0%} of slots are lost to missed or cancelled "
                    "appointments")  # fmt: skip
    if row["kept"]:
        said.append(f"time is kept ({row['kept']})")
    return "; ".join(said) + "."


def _why_no_slot(used: float) -> str:
    if used >= BUSY:
        return f"those who work there used {used:.0%} of their minutes, so it is capacity"
    if used <= IDLE:
        return (
            f"those who work there used only {used:.0%} of their minutes: there was time, but on "
            "other days, for other priorities or stages, or in pieces too short"
        )
    return f"those who work there used {used:.0%} of their minutes"


def cause_table(found: Causes) -> pd.DataFrame:
    """Return the stages as commands print them."""
    table = found.table
    columns: dict[str, object] = {
        "Stage": [opened(found.labels.of("stage", key)) for key in table["stage"]],
        "Days waited": table["days_waited"].round(), "Of all": _percent(table["share"]),
    }  # fmt: skip
    columns |= {opened(cause.replace("_", " ")): _percent(table[cause]) for cause in CAUSES}
    columns |= {"Minutes used": _percent(table["minutes_used"]),
                "Slots lost": _percent(table["slots_lost"]), "Kept": table["kept"]}  # fmt: skip
    return pd.DataFrame(columns)


def _percent(shares: pd.Series) -> list[str]:
    return ["" if share != share else f"{share:.0%}" for share in shares]
