"""What an option costs more or less than the baseline, year by year."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from scenarios.compare.contender import Contender
from scenarios.compare.pairing import Pairing
from scenarios.compare.readings import Readings
from sim.measures.table import ALL
from sim.settings import BadInput, Problem
from sim.settings.team import recruiting_gbp

DAYS_PER_WEEK, MINUTES_PER_HOUR = 7, 60
COLUMNS = ("option", "year", "words", "extra_cost", "low", "high", "p10", "p90", "one_off",
           "recurrent")  # fmt: skip


def cost_table(
    years: Sequence[Readings], contenders: Sequence[Contender], pairing: Pairing
) -> pd.DataFrame:
    """Return extra spending of each option in each year of the run, in GBP.

    Columns: option, year, words (its dates), extra_cost (mean difference), low and high (95 %
    interval of that mean), p10 and p90 (range of futures), one_off (recruiting and equipping
    posts, and minutes bought for a while: known from the settings) and recurrent (the rest).
    """
    baseline = contenders[0]
    before = list(_one_off(settings_of_option(baseline)))
    rows = []
    for contender in contenders[1:]:
        after = list(_one_off(settings_of_option(contender)))
        for readings in years:
            d = pairing.difference(
                baseline.name,
                contender.name,
                *(spend(readings, c.name) for c in (baseline, contender)),
            )
            once = _within(after, readings) - _within(before, readings)
            rows.append((contender.name, readings.window.name, readings.window.words, d.mean[0],
                         d.low[0], d.high[0], d.p10[0], d.p90[0], once,
                         d.mean[0] - once))  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def spend(readings: Readings, option: str) -> Any:
    """Return the whole spending of an option by replication, in GBP."""
    return readings.of(option, measure="spend", area=ALL, need=ALL, priority=ALL, stage=ALL,
                       clock="none", standard="none")  # fmt: skip


def settings_of_option(contender: Contender) -> dict[str, Any]:
    """Return the resolved settings of an option, from the scenario and what the option changes."""
    settings = contender.run.scenario()
    for row in _changes(contender):
        *folders, last = str(row.setting).split(".")
        place = settings
        for folder in folders:
            below = place.get(folder)
            place[folder] = place = below if isinstance(below, dict) else {}
        if row.new == "":
            place.pop(last, None)
        else:
            place[last] = json.loads(str(row.new))
    return settings


def _changes(contender: Contender) -> list[Any]:
    """Return what the option changes.

    Raises:
    BadInput
        When the file that says so is damaged.
    """
    try:
        changes = contender.run.changes()
        mine = changes[changes["option"] == contender.option]
        return list(mine[["setting", "old", "new"]].itertuples(index=False))
    except (KeyError, ValueError) as error:  # pandas' parser and decoding errors are ValueErrors
        folder = str(contender.run.folder)
        problem = Problem(folder, "changes.csv", "is damaged", "Run the scenario again.")
        raise BadInput([problem]) from error


Dated = tuple[dt.date, dt.date, float]
"""From a day to a day, so many GBP spread evenly."""


def _one_off(settings: Mapping[str, Any]) -> Iterator[Dated]:
    """Yield every one-off cost of a scenario, with its days."""
    for team in settings.get("teams", {}).values():
        for role in team.get("roles", {}).values():
            for post in role.get("posts", {}).values():
                day = dt.date.fromisoformat(post["funded_from"])
                yield day, day, recruiting_gbp(post["wte"], post.get("one_off_cost_gbp", 0.0))
        for bought in team.get("extra_minutes", {}).values():
            first, last = (dt.date.fromisoformat(bought[word]) for word in ("start", "end"))
            weeks = ((last - first).days + 1) / DAYS_PER_WEEK
            hours = weeks * bought["minutes_per_week"] / MINUTES_PER_HOUR
            yield first, last, hours * bought.get("cost_gbp_per_hour", 0.0)


def _within(costs: Sequence[Dated], readings: Readings) -> float:
    """Return how much of some costs falls into a window."""
    window = readings.window
    first, after = window.first_day, window.first_day + dt.timedelta(days=round(window.days))
    total = 0.0
    for start, end, cost in costs:
        days = (min(end + dt.timedelta(days=1), after) - max(start, first)).days
        total += cost * max(days, 0) / ((end - start).days + 1)
    return total
