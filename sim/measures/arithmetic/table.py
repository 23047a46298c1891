"""The arithmetic of every line as one table."""

import datetime as dt

import numpy as np
import pandas as pd

from sim.measures.arithmetic.flows import demand_reaching
from sim.measures.arithmetic.lines import lines_of, minutes_by_role
from sim.measures.arithmetic.promised import promises, relief_capacity
from sim.measures.arithmetic.standing import standing
from sim.settings.scenario import Scenario

WILL_GROW = "the list will grow"
SPARE = "much time is spare"
SPARE_BELOW = 0.6
COLUMNS: dict[str, str] = {
    "team": "team, or access point",
    "stage": "clinic-day stage; an access point's own name for its screening",
    "kind": "screening or clinic_day",
    "children_per_week": "children joining the list each week, if every list before kept up",
    "seen_per_week": "of them, those who will attend at least once",
    "slots_per_child": "slots each takes: contacts attended, missed, cancelled by the provider",
    "minutes_per_child": "minutes each takes, of all roles together",
    "role": "the role that is tightest (owner.role)",
    "minutes_needed_per_week": "minutes of that role that they need",
    "minutes_planned_per_week": "minutes of it that the job plan and extra minutes give",
    "minutes_flowing_in_per_week": "minutes of it left by the stages before in the job plan",
    "minutes_offered_per_week": "planned + flowing in, with expected sickness, leave and posts",
    "load": "needed / offered, of the tightest role",
    "minutes_used_per_week": "of all roles together: needed, or what a full line can use",
    "capacity_per_week": "children a week who can be seen: seen_per_week / load",
    "waiting": "children waiting here on the first day; not known for another date",
    "in_contact": "children between contacts here on the first day",
    "standard": "the standard that covers most of them, empty when none does",
    "standard_share": "the share it asks for, or assumed for sizing",
    "share_assumed": "true where the standard states no share",
    "target_mean_wait_weeks": "mean wait that keeps it",
    "right_sized_list": "children waiting when it is kept: target mean wait x seen_per_week",
    "relief_capacity_per_week": "children to see each week to fall to that list in time",
    "mean_wait_weeks": "Little's law: waiting / children seen a week",
    "weeks_to_clear": "weeks until the list is right-sized (or empty, without a standard)",
    "flag": f"'{WILL_GROW}' (load above 1), '{SPARE}' (load below {SPARE_BELOW}), or empty",
    "says": "the same in a sentence",
}
"""Every column of the table and what it means."""


def arithmetic(
    scenario: Scenario, on: dt.date | None = None, *, relief_weeks: float = 26
) -> pd.DataFrame:
    """Return the arithmetic a manager can check by hand: one row for each line.

    Columns are those of `COLUMNS`; minutes and children are per week. Nothing is simulated:
    these are averages, leaving while waiting is ignored, and every list before a stage is
    taken to keep up, so a stage behind an overloaded one may in fact see fewer children.
    ``on`` gives the numbers for another date, without its unknown waiting list;
    ``relief_weeks`` is the time in which relief capacity clears the excess (26 is Fong's).
    """
    start = scenario.calendar.start_date
    on = on or start
    reaching = demand_reaching(scenario, on)
    table = _lines(scenario, reaching)
    table = table.merge(_tightest(minutes_by_role(scenario, reaching, on)), on=["team", "stage"])
    table["capacity_per_week"] = _capacity(table)
    people = standing(scenario) if on == start else None
    table = _with_people(table, people)
    table = _with_promises(scenario, table, reaching, on)
    table = _with_relief(table, relief_weeks)
    table["flag"] = np.select(
        [table["load"] > 1, table["load"] < SPARE_BELOW], [WILL_GROW, SPARE], ""
    )
    table["says"] = [_sentence(row) for row in table.to_dict("records")]
    return table[list(COLUMNS)]


def _lines(scenario: Scenario, reaching: pd.DataFrame) -> pd.DataFrame:
    sums = reaching.groupby(["team", "stage"])[
        ["children_per_week", "seen_per_week", "slots_per_week"]
    ].sum()
    rows = []
    for line in lines_of(scenario):
        known = (line.team, line.stage) in sums.index
        children, seen, slots = sums.loc[(line.team, line.stage)] if known else (0.0, 0.0, 0.0)
        per_child = slots / children if children > 0 else line.slots_per_child
        share = seen / children if children > 0 else line.seen_share
        minutes = per_child * sum(line.minutes.values())
        rows.append((line.team, line.stage, line.kind, children, seen, share, per_child, minutes,
                     [(role, m * per_child) for role, m in line.minutes.items()]))  # fmt: skip
    return pd.DataFrame(rows, columns=["team", "stage", "kind", "children_per_week",
                                       "seen_per_week", "seen_share", "slots_per_child",
                                       "minutes_per_child", "by_role"])  # fmt: skip


def _tightest(by_role: pd.DataFrame) -> pd.DataFrame:
    """Return each line's tightest role, and minutes used of all its roles."""
    full = by_role.groupby(["team", "stage"])["load"].transform("max").clip(lower=1.0)
    used = (by_role["needed"] / full).groupby([by_role["team"], by_role["stage"]]).sum()
    order = by_role.assign(spare=by_role["offered"] - by_role["needed"])
    order = order.sort_values(["load", "spare"], ascending=[False, True], kind="stable")
    first = order.groupby(["team", "stage"], sort=False, as_index=False).first()
    first = first.merge(used.rename("minutes_used_per_week").reset_index(), on=["team", "stage"])
    return first.rename(
        columns={
            "needed": "minutes_needed_per_week",
            "planned": "minutes_planned_per_week",
            "flowing_in": "minutes_flowing_in_per_week",
            "offered": "minutes_offered_per_week",
        }
    )


def _capacity(table: pd.DataFrame) -> pd.Series:
    """Return children a week whom the tightest role's minutes let be seen."""
    per_child = [
        dict(parts)[role] for parts, role in zip(table["by_role"], table["role"], strict=True)
    ]
    return table["minutes_offered_per_week"] / per_child * table["seen_share"]


def _with_people(table: pd.DataFrame, people: pd.DataFrame | None) -> pd.DataFrame:
    if people is None:
        return table.assign(waiting=np.nan, in_contact=np.nan)
    table = table.merge(people, on=["team", "stage"], how="left")
    unknown = people.attrs["unknown"]
    return table.fillna({"waiting": np.nan, "in_contact": np.nan} if unknown else
                        {"waiting": 0.0, "in_contact": 0.0})  # fmt: skip


def _with_promises(
    scenario: Scenario, table: pd.DataFrame, reaching: pd.DataFrame, on: dt.date
) -> pd.DataFrame:
    found = promises(scenario, reaching, on)
    rows = [
        found.get((team, stage)) for team, stage in zip(table["team"], table["stage"], strict=True)
    ]
    return table.assign(
        standard=[row.name if row else "" for row in rows],
        standard_share=[row.share if row else np.nan for row in rows],
        share_assumed=[bool(row and row.assumed) for row in rows],
        target_mean_wait_weeks=[row.mean_wait_weeks if row else np.nan for row in rows],
    )


def _with_relief(table: pd.DataFrame, weeks: float) -> pd.DataFrame:
    seen, capacity, waiting = (table[c] for c in ("seen_per_week", "capacity_per_week", "waiting"))
    right_sized = table["target_mean_wait_weeks"] * seen
    throughput = np.minimum(seen, capacity)
    excess = (waiting - right_sized.fillna(0.0)).clip(lower=0.0)
    gain = capacity - seen
    return table.assign(
        right_sized_list=right_sized,
        relief_capacity_per_week=[
            relief_capacity(*values, weeks)
            for values in zip(seen, waiting, right_sized, strict=True)
        ],
        mean_wait_weeks=(waiting / throughput.where(throughput > 0)).mask(waiting == 0, 0.0),
        weeks_to_clear=(excess / gain.where(gain > 0)).mask((gain <= 0) & (excess > 0), np.inf)
        .mask(excess == 0, 0.0),
    )  # fmt: skip


def _sentence(row: dict[str, object]) -> str:
    load = float(str(row["load"]))
    minutes = f"{row['minutes_needed_per_week']:,.0f} minutes a week needed of {row['role']}"
    offered = f"{row['minutes_offered_per_week']:,.0f} offered"
    if load > 1:
        return f"The list will grow: {minutes}, {offered}."
    if load < SPARE_BELOW:
        return f"Much time is spare: {minutes}, {offered}."
    return f"{minutes[0].upper()}{minutes[1:]}, {offered}."
