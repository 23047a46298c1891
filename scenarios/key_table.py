"""The few numbers told after a run: lists, waits and promises, need by need and year by year."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenarios.by_band import banded, bands_told
from scenarios.labels import limit_words
from sim.measures.table import ALL
from sim.runs.folder import Run
from sim.settings import Scenario
from sim.settings.standard import Clock, Standard

COLUMNS = (
    "option", "need", "pathway", "says", "measure", "clock", "standard", "band", "unit", "period",
    "mean", "mean_low", "mean_high", "range_p10", "range_p90", "replications", "n",
)  # fmt: skip
WHOLE = ("area", "priority", "stage", "age_group", "group")
TOLD = ("option", "need", "measure", "clock", "standard", "band")
"""What tells one line of an option from another."""
JOURNEY = {"first_contact": "first contact", "treatment": "treatment", "diagnosis": "diagnosis",
           "advice_returned": "advice"}  # fmt: skip
"""Events whose wait from referral a family asks about, in a reader's words."""
FIRST_OF_ALL = ("first_contact", "advice_returned")
"""Of them, those every child waits for: a list counts later steps and the council's too."""
MONTHS_A_YEAR, WEEKS_A_YEAR = 12, 52


@dataclass(frozen=True)
class Line:
    """One line of the table: where its numbers stand in the summary, and what it says."""

    measure: str
    clock: str
    standard: str
    says: str
    band: str = ALL

    @property
    def cell(self) -> tuple[str, str, str, str]:
        """What tells its rows from others of an option and need."""
        return self.measure, self.clock, self.standard, self.band


def key_table(run: Run, scenario: Scenario) -> pd.DataFrame:
    """Return one row for each option, need, line and period shown; columns are `COLUMNS`.

    Two ranges, never mixed: mean_low to mean_high is the precision of our average, range_p10
    to range_p90 the futures you might see.
    """
    summary = run.summary()
    whole = summary[(summary[list(WHOLE)] == "all").all(axis=1)]
    whole = whole[whole["period"].isin(periods_shown(whole))]
    whole = whole.sort_values("period", kind="stable")
    places = whole.groupby(list(TOLD), observed=True, sort=False).indices
    told = [
        (places[key], pathway.label or pathway.need, line.says)
        for pathway in scenario.pathways.values()
        for line in _lines(scenario, pathway.need)
        for option in run.manifest["options"]
        if (key := (option, pathway.need, *line.cell)) in places
    ]
    if not told:
        return pd.DataFrame(columns=list(COLUMNS))
    number = [len(found) for found, _, _ in told]
    table = whole.iloc[np.concatenate([found for found, _, _ in told])].assign(
        pathway=np.repeat([pathway for _, pathway, _ in told], number),
        says=np.repeat([says for _, _, says in told], number),
    )
    return table.loc[~_said_already(table), list(COLUMNS)].reset_index(drop=True)


def _said_already(table: pd.DataFrame) -> pd.Series:
    """Return which rows count those not yet seen of a need whose whole list is of such children."""
    cells = ["need", "option", "period"]
    lists = table[table["measure"] == "list_size"].set_index(cells)["mean"]
    counted = table["measure"] == "open_waits"
    whole = table[cells].join(lists.rename("list"), on=cells)["list"]
    apart = set(table.loc[counted & (table["mean"] != whole), "need"])
    return counted & ~table["need"].isin(apart)


def periods_shown(summary: pd.DataFrame) -> list[str]:
    """Return the first period and the last of each year."""
    periods = sorted(set(summary["period"]) - {"all"})
    if not periods:
        return []
    step = MONTHS_A_YEAR if len(periods[0]) == len("2026-04") else WEEKS_A_YEAR
    return list(dict.fromkeys([periods[0], *periods[step - 1 :: step], periods[-1]]))


def _lines(scenario: Scenario, need: str) -> Iterator[Line]:
    yield Line("list_size", "none", "none", "Children waiting")
    told = {n: event for n, c in scenario.clocks.items() if (event := _of_the_journey(c, need))}
    for name, event in told.items():
        if event in FIRST_OF_ALL:
            yield Line("open_waits", name, "none", f"Still waiting for {JOURNEY[event]}")
    for name, event in told.items():
        yield Line("wait_completed_p50", name, "none", f"Median wait to {JOURNEY[event]}")
        if event == "first_contact":
            yield Line("wait_completed_p90", name, "none", "9 in 10 had it within")
    for name, standard in scenario.standards.items():
        for band in bands_told(standard):
            says = banded(_promise(name, standard), band)
            yield Line("share_within_completed", standard.clock, name, says, band)


def _of_the_journey(clock: Clock, need: str) -> str:
    """Return the event a clock ends at if it times every child's way from referral, or nothing."""
    event = clock.stop[0][0] if clock.stop == ((clock.stop[0][0],),) else None
    for_all = clock.start == "referral" and not clock.priorities
    if not for_all or (clock.needs and need not in clock.needs):
        return ""
    return event if event in JOURNEY else ""


def _promise(name: str, standard: Standard) -> str:
    label = standard.label or f"{name}: {limit_words(standard)}"
    asked = f"; {standard.share:.0%} asked" if standard.share is not None else ""
    return f"{label}{asked}"
