"""The table of differences: one row for each option and compared value."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.compare.account import Account, Scope
from scenarios.compare.catalogue import compared_measures, smallest_differences
from scenarios.compare.paired import Differences
from scenarios.compare.pairing import Pairing
from scenarios.compare.readings import CELL, Readings
from scenarios.compare.verdict import BETTER, NOT_BETTER, replications_needed, verdicts
from sim.measures.table import ALL

FloatArray = NDArray[np.float64]
COLUMNS = (
    "option", *CELL, "unit", "baseline", "value", "difference", "low", "high", "p10", "p90",
    "chance_better", "verdict", "smallest", "replications", "replications_needed", "p_value",
)  # fmt: skip
"""``value`` is the option's mean; ``low`` to ``high`` the 95 % interval of the mean difference,
``p10`` to ``p90`` the range of futures; ``smallest`` the smallest difference that matters."""


def difference_table(
    readings: Readings, baseline: str, option: str, pairing: Pairing
) -> pd.DataFrame:
    """Return the differences of one option, with verdicts; columns as ``COLUMNS``."""
    d = pairing.difference(baseline, option, readings.values[baseline], readings.values[option])
    cells = readings.cells
    measures = [compared_measures()[name] for name in cells["measure"]]
    sign = np.array([measure.sign for measure in measures], np.int64)
    smallest = smallest_of(cells["unit"], d)
    better = np.where(sign > 0, d.chance_up, np.where(sign < 0, 1 - d.chance_up, np.nan))
    table = pd.DataFrame({
        **{name: cells[name] for name in CELL}, "unit": cells["unit"],
        "baseline": d.baseline, "value": d.option, "difference": d.mean, "low": d.low,
        "high": d.high, "p10": d.p10, "p90": d.p90, "chance_better": better,
        "verdict": verdicts(d, smallest, sign), "smallest": smallest, "replications": d.number,
        "replications_needed": replications_needed(d, smallest), "p_value": d.p_value,
    })  # fmt: skip
    table.insert(0, "option", option)
    return table[table["replications"] > 0].reset_index(drop=True)


def smallest_of(units: pd.Series, d: Differences) -> FloatArray:
    """Return the smallest difference that matters for each cell; 0 for a unit without one."""
    out = np.zeros(len(units))
    for unit, smallest in smallest_differences().items():
        chosen = (units == unit).to_numpy()
        out[chosen] = smallest.of(d.baseline[chosen])
    return out


def without_empty_gains(
    table: pd.DataFrame, accounts: Mapping[Scope, Account], need_of_stage: Mapping[str, str]
) -> pd.DataFrame:
    """Return the table with every gain that was made by losing children named as that.

    No verdict says better unless more children were helped or waited less; or, of what befalls
    children while they wait, unless it fell by more than fewer weeks waited explain.
    """
    emptied = {name for name, measure in compared_measures().items() if measure.emptied}
    apparent = table["verdict"].str.startswith(BETTER) & table["measure"].isin(emptied)
    apparent &= ~_befell_less(table)
    verdict = table["verdict"].to_numpy(object).copy()
    places = table[["area", "need", "stage"]].to_numpy(object)
    for place in np.flatnonzero(apparent):
        area, need, stage = places[place]
        account = accounts.get(Scope(area, need if stage == ALL else need_of_stage.get(stage, ALL)))
        if account is not None and account.made_by_loss:
            verdict[place] = NOT_BETTER + verdict[place].removeprefix(BETTER)
    return table.assign(verdict=verdict)


def _befell_less(table: pd.DataFrame) -> pd.Series:
    """Return which events befell waiting children less often for each week that they waited.

    Weeks waited are those of the same area, need and stage; where they are not fewer, no part of
    the fall is theirs.
    """
    befalls = table["measure"].isin([n for n, m in compared_measures().items() if m.befalls])
    weeks = table[(table["measure"] == "wait_weeks") & (table["priority"] == ALL)]
    weeks = weeks.set_index(["area", "need", "stage"])[["baseline", "difference"]]
    here = weeks.reindex(pd.MultiIndex.from_frame(table[["area", "need", "stage"]]))
    fewer = (-here["difference"] / here["baseline"]).clip(lower=0.0).to_numpy()
    return befalls & (table["high"] < -table["baseline"] * fewer)
