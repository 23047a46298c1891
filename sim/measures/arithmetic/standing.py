"""Who stands where on the first day: the opening list by line."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sim.demand.cohort import needs_of
from sim.demand.opening_file import read_opening_file
from sim.settings.routes import boundaries, teams_for
from sim.settings.scenario import Scenario

UNKNOWN_AGES = (6.0, 17.0)
"""Ages over which children of unknown age are spread, as the opening list itself does."""

_Group = tuple[str, str, str, float, float, float, bool]
"""Stage, need, area, age from, age to, children, in contact."""


def standing(scenario: Scenario) -> pd.DataFrame:
    """Return children waiting and in contact on the first day, by team and stage.

    Columns: team, stage, waiting, in_contact. Children of one band are spread evenly over
    its ages. ``attrs["unknown"]`` is true when a warm-up has yet to build the list.

    Raises BadInput when the opening list is a file that cannot be used.
    """
    rows = [
        (team, stage, 0.0 if started else share, share if started else 0.0)
        for stage, need, area, low, high, count, started in _groups(scenario)
        for team, share in _teams(scenario, stage, need, area, (low, high), count)
    ]
    frame = pd.DataFrame(rows, columns=["team", "stage", "waiting", "in_contact"])
    frame = frame.groupby(["team", "stage"], as_index=False).sum()
    frame.attrs["unknown"] = scenario.opening.source == "warm_up"
    return frame


def _groups(scenario: Scenario) -> Iterator[_Group]:
    if scenario.opening.source == "bands":
        for band in scenario.opening.bands.values():
            yield (band.stage, band.need, band.area, band.age_from, band.age_to,
                   float(band.count), band.in_contact)  # fmt: skip
    elif scenario.opening.source == "file":
        yield from _from_file(scenario)


def _from_file(scenario: Scenario) -> Iterator[_Group]:
    path = Path(scenario._folder) / scenario.opening.file
    columns = read_opening_file(path, scenario).columns
    needs, areas = needs_of(scenario), list(scenario.areas)
    names = ("stage", "need", "area", "age", "in_contact")
    for stage, need, area, age, started in zip(*(columns[name] for name in names), strict=True):
        low, high = (age, age) if age == age else UNKNOWN_AGES
        yield stage, needs[need], areas[area], low, high, 1.0, bool(started)


def _teams(
    scenario: Scenario, stage: str, need: str, area: str, ages: tuple[float, float], count: float
) -> Iterator[tuple[str, float]]:
    """Yield the teams that would see such children, with how many each."""
    if stage in scenario.access_points:
        yield stage, count
        return
    if scenario.stages[stage].service != "clinic_day":
        return
    edges = boundaries(scenario, "teams")[0]
    for low, high in zip(edges, [*edges[1:], 100.0], strict=True):
        share = _overlap(ages, (low, high))
        if share > 0:
            on = scenario.calendar.start_date
            for team in teams_for(scenario, area, need, low, stage, on)[:1]:
                yield team, count * share


def _overlap(ages: tuple[float, float], edges: tuple[float, float]) -> float:
    """Return the share of an age span that lies between two edges."""
    low, high = ages
    if high <= low:
        return float(edges[0] <= low < edges[1])
    return max(0.0, min(high, edges[1]) - max(low, edges[0])) / (high - low)
