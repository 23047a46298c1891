"""The arithmetic of every line as one table."""

import datetime as dt

import numpy as np
import pandas as pd

from sim.measures.arithmetic.flows import Way, reaching, ways
from sim.measures.arithmetic.lines import Offer, lines_of, minutes_by_role, offer_of
from sim.measures.arithmetic.promised import promises, relief_capacity
from sim.measures.arithmetic.standing import standing
from sim.settings.scenario import Scenario

WILL_GROW = "the list will grow"
HELD_UP = "held up before it"
SPARE = "much time is spare"
SPARE_BELOW = 0.6
YEARLY = " Reviews build up over years; this is the load once they have."
MOST_ROUNDS = 40
CLOSE = 0.001
"""Rounds end when no line's share going on changes by more than this."""
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
    "capacity_per_week": "children a week who can be seen: seen_per_week / load",
    "children_now_per_week": "children joining while lists before it see no more than they can",
    "load_now": "the load that they make",
    "seen_now_per_week": "of them, those who can be seen",
    "minutes_used_now_per_week": "minutes that takes, of all roles together",
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
    "flag": f"'{WILL_GROW}' (load_now above 1), '{HELD_UP}' (load above 1, load_now not), "
    f"'{SPARE}' (load below {SPARE_BELOW}), or empty",
    "says": "the same in a sentence",
}
"""Every column of the table and what it means."""


def arithmetic(
    scenario: Scenario, on: dt.date | None = None, *, relief_weeks: float = 26
) -> pd.DataFrame:
    """Return the arithmetic a manager can check by hand: one row for each line.

    Columns are those of `COLUMNS`; minutes and children are per week. Nothing is simulated:
    these are averages of a steady week, and leaving, escalating and growing up while waiting
    are ignored. Without ``now`` in its name, a column takes every list before a stage to keep
    up; with it, an overloaded line lets on only what its minutes allow.
    ``on`` gives the numbers for another date, without its unknown waiting list;
    ``relief_weeks`` is the time in which relief capacity clears the excess (26 is Fong's).
    """
    start = scenario.calendar.start_date
    on = on or start
    kinds, offer = ways(scenario, on), offer_of(scenario, on)
    demand = reaching(kinds, {})
    table = _lines(scenario, demand)
    table = table.merge(_tightest(minutes_by_role(offer, demand)), on=["team", "stage"])
    slots = table["minutes_offered_per_week"] / table["minutes_per_slot"]
    table["capacity_per_week"] = slots * table["seen_per_slot"]
    table = table.merge(_as_things_are(offer, kinds), on=["team", "stage"])
    table = _with_people(table, standing(scenario) if on == start else None)
    table = _with_promises(scenario, table, demand, on)
    table = _with_relief(table, relief_weeks)
    table["flag"] = _flags(table)
    table["says"] = _says(scenario, table)
    return table[list(COLUMNS)]


def _as_things_are(offer: Offer, kinds: list[Way]) -> pd.DataFrame:
    """Return the columns ending in now: what reaches each line past the bottlenecks.

    Found by letting each overloaded line pass on what it can, until nothing changes: minutes
    that a held-up stage leaves flow to others, which then pass on more.
    """
    goes_on: dict[tuple[str, str], float] = {}
    for _ in range(MOST_ROUNDS):
        demand = reaching(kinds, goes_on)
        by_role = minutes_by_role(offer, demand)
        load = by_role.groupby(["team", "stage"])["load"].max()
        before, goes_on = goes_on, _passed_on(load)
        lines = goes_on | before
        if all(abs(goes_on.get(k, 1.0) - before.get(k, 1.0)) < CLOSE for k in lines):
            break
    sums = demand.groupby(["team", "stage"])[["children_per_week", "seen_per_week"]].sum()
    part = 1 / load.clip(lower=1.0)
    used = by_role.groupby(["team", "stage"])["needed"].sum() * part
    now = pd.DataFrame({"load_now": load, "minutes_used_now_per_week": used}).join(sums)
    now["seen_now_per_week"] = now.pop("seen_per_week") * part
    now = now.rename(columns={"children_per_week": "children_now_per_week"})
    return now.fillna(0.0).reset_index()


def _passed_on(load: pd.Series) -> dict[tuple[str, str], float]:
    """Return the share that an overloaded line lets on."""
    lines: list[tuple[str, str]] = load.index.to_list()
    return {line: 1 / x for line, x in zip(lines, load.to_list(), strict=True) if x > 1}


def _lines(scenario: Scenario, demand: pd.DataFrame) -> pd.DataFrame:
    sums = demand.groupby(["team", "stage"])[
        ["children_per_week", "seen_per_week", "slots_per_week"]
    ].sum()
    found = dict(zip(sums.index, sums.to_numpy(), strict=True))
    rows = []
    for line in lines_of(scenario):
        children, seen, slots = found.get((line.team, line.stage), np.zeros(3))
        per_child = slots / children if children > 0 else line.slots_per_child
        rows.append(
            {
                "team": line.team,
                "stage": line.stage,
                "kind": line.kind,
                "children_per_week": children,
                "seen_per_week": seen,
                "slots_per_child": per_child,
                "minutes_per_child": per_child * sum(line.minutes.values()),
                "seen_per_slot": (seen / slots) if slots else line.seen_share / per_child,
            }
        )
    return pd.DataFrame(rows)


def _tightest(by_role: pd.DataFrame) -> pd.DataFrame:
    """Return each line's tightest role."""
    order = by_role.assign(spare=by_role["offered"] - by_role["needed"])
    order = order.sort_values(["load", "spare"], ascending=[False, True], kind="stable")
    first = order.groupby(["team", "stage"], sort=False, as_index=False).first()
    return first.rename(
        columns={
            "needed": "minutes_needed_per_week",
            "planned": "minutes_planned_per_week",
            "flowing_in": "minutes_flowing_in_per_week",
            "offered": "minutes_offered_per_week",
        }
    )


def _with_people(table: pd.DataFrame, people: pd.DataFrame | None) -> pd.DataFrame:
    if people is None:
        return table.assign(waiting=np.nan, in_contact=np.nan)
    table = table.merge(people, on=["team", "stage"], how="left")
    unknown = people.attrs["unknown"]
    return table.fillna({"waiting": np.nan, "in_contact": np.nan} if unknown else
                        {"waiting": 0.0, "in_contact": 0.0})  # fmt: skip


def _with_promises(
    scenario: Scenario, table: pd.DataFrame, demand: pd.DataFrame, on: dt.date
) -> pd.DataFrame:
    found = promises(scenario, demand, on)
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
    seen, capacity, waiting = (
        table[name].astype(float) for name in ("seen_per_week", "capacity_per_week", "waiting")
    )
    right_sized = table["target_mean_wait_weeks"] * seen
    excess = (waiting - right_sized.fillna(0.0)).clip(lower=0.0)
    return table.assign(
        right_sized_list=right_sized,
        relief_capacity_per_week=[
            relief_capacity(*values, weeks)
            for values in zip(seen, waiting, right_sized, strict=True)
        ],
        mean_wait_weeks=_weeks(waiting, seen.clip(upper=capacity)),
        weeks_to_clear=_weeks(excess, capacity - seen),
    )


def _weeks(children: pd.Series, per_week: pd.Series) -> pd.Series:
    """Return children / per week: 0 where there are none, infinite where they never go."""
    weeks = children / per_week.where(per_week > 0)
    return weeks.mask(per_week <= 0, np.inf).mask(children == 0, 0.0).mask(children.isna())


def _flags(table: pd.DataFrame) -> list[str]:
    columns = ("load", "load_now", "children_per_week")
    return [_flag(*values) for values in zip(*(table[c] for c in columns), strict=True)]


def _flag(load: float, load_now: float, children: float) -> str:
    if load_now > 1 + CLOSE:
        return WILL_GROW
    if load > 1:
        return HELD_UP
    return SPARE if load < SPARE_BELOW and children > 0 else ""


def _says(scenario: Scenario, table: pd.DataFrame) -> list[str]:
    columns = ("flag", "children_per_week", "minutes_needed_per_week",
               "minutes_offered_per_week", "role")  # fmt: skip
    again = {name for name, stage in scenario.stages.items() if stage.recurrence}
    return [
        _sentence(*values) + (YEARLY if stage in again else "")
        for stage, *values in zip(table["stage"], *(table[c] for c in columns), strict=True)
    ]


def _sentence(flag: str, children: float, needed: float, offered: float, role: str) -> str:
    if children == 0:
        return "No referral leads here; whoever leaves another list for this one is not counted."
    ending = {
        WILL_GROW: ": the list will grow, unless children leave it first",
        HELD_UP: ": enough for those who get past the lists before it, not once those are mended",
        SPARE: ": much time is spare",
    }.get(flag, "")
    return f"{needed:,.0f} minutes a week of {role} are needed and {offered:,.0f} offered{ending}."
