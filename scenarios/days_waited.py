"""The days children waited, by stage and by cause, over the whole of a run, and their chart.

The engine puts every day of every wait down to a cause when it happens, at a team's list or at
a delay that is nobody's; both count.
"""

import pandas as pd

from scenarios.charts import Chart
from scenarios.charts.bars import shares
from scenarios.labels import CAUSES, Labels, opened
from sim.measures.table import ALL

MOST_STAGES = 12
"""Stages that are drawn one by one, those first at which children waited most."""


def days_waited(summary: pd.DataFrame, option: str) -> pd.DataFrame:
    """Return days waited in one option: a row for each stage, a column for each of ``CAUSES``.

    Stages at which nobody waited are left out.
    """
    rows = summary[(summary["measure"] == "days_waited") & (summary["option"] == option)]
    rows = rows[(rows["period"] != ALL) & (rows["stage"] != ALL) & (rows["band"] != ALL)]
    rows = rows.assign(stage=rows["stage"].astype(str), band=rows["band"].astype(str))
    days = rows.pivot_table(index="stage", columns="band", values="mean", aggfunc="sum")
    days = days.reindex(columns=list(CAUSES)).fillna(0.0)
    return days[days.sum(axis=1) > 0]


def why_waited(
    days: pd.DataFrame, labels: Labels, *, name: str, what: str, over: str = "over the whole run"
) -> Chart | None:
    """Draw for each stage the shares of its causes; ``days`` as :func:`days_waited` gives them."""
    if not len(days):
        return None
    order = days.loc[days.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    named = [opened(labels.of("stage", str(stage))) for stage in order.index]
    rest = f"The other {len(order) - MOST_STAGES} steps"
    bars = (
        order.rename(columns=CAUSES)
        .assign(row=[*named[:MOST_STAGES], *[rest] * len(named[MOST_STAGES:])])
        .melt("row", var_name="part", value_name="value")
        .groupby(["row", "part"], sort=False)["value"].sum().reset_index()
    )  # fmt: skip
    of_part = bars.groupby("part", sort=False)["value"].transform("sum")
    return shares(bars[of_part > 0], name=name, what=what, whole="days waited", over=over)
