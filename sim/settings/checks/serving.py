"""Who serves whom: a child must find one access point, and one team at each stage."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sim.settings.checks.line import line
from sim.settings.routes import boundaries, takes, teams_at

if TYPE_CHECKING:
    from sim.settings.place import Serves
    from sim.settings.scenario import Scenario
    from sim.settings.stage import Pathway


def one_pathway_a_need(s: "Scenario") -> Iterator[str]:
    """Yield a problem where two pathways serve the same need."""
    needs = [pathway.need for pathway in s.pathways.values()]
    for need in sorted({n for n in needs if needs.count(n) > 1}):
        yield line("pathways", f"two pathways serve the need {need}", "Keep one for each need.")


def everyone_is_served(s: "Scenario") -> Iterator[str]:
    """Yield a problem where a child would find no team, or two, at a stage."""
    yield from _at_the_door(s)
    yield from _at_each_stage(s)


def _at_the_door(s: "Scenario") -> Iterator[str]:
    if not s.access_points:
        return
    doors = {name: point.serves for name, point in s.access_points.items()}
    when = boundaries(s, "access_points")
    for pathway, area in _who_comes(s):
        whom = f"{pathway.need} in {area}"
        for found in _taking(doors, area, pathway.need, *when):
            yield from _coverage("access_points", "access point", whom, found)


def _at_each_stage(s: "Scenario") -> Iterator[str]:
    teams = {
        name: {team: s.teams[team].serves for team in teams_at(s, name)}
        for name, stage in s.stages.items()
        if stage.service != "delay"
    }
    when = boundaries(s, "teams")
    for pathway, area in _who_comes(s):
        for stage in (stage for stage in pathway.stages if stage in teams):
            whom = f"{pathway.need} in {area} at {stage}"
            for found in _taking(teams[stage], area, pathway.need, *when):
                yield from _coverage(f"stages.{stage}", "team", whom, found)


def _who_comes(s: "Scenario") -> Iterator[tuple["Pathway", str]]:
    """Yield each pathway with each area from which children of its need come."""
    for pathway in s.pathways.values():
        streams = [d for d in s.demand.values() if pathway.need in (d.need, d.second_need)]
        areas = {area for d in streams for area in (*d.referrals_per_year, *d.observed_counts)}
        yield from ((pathway, area) for area in sorted(areas))


def _taking(
    services: Mapping[str, tuple["Serves", ...]],
    area: str,
    need: str,
    ages: list[float],
    dates: list[dt.date],
) -> Iterator[dict[float, list[str]]]:
    """Yield, for each date, which services take such a child, by age."""
    for date in dates:
        yield {
            age: [name for name, serves in services.items() if takes(serves, area, need, age, date)]
            for age in ages
        }


def _coverage(setting: str, what: str, whom: str, found: dict[float, list[str]]) -> Iterator[str]:
    none = [age for age, names in found.items() if not names]
    if none and len(none) == len(found):
        yield line(setting, f"no {what} serves {whom}", "Let one serve it.")
    elif none and any(age < 18 for age in none) and len(none) < len(found):
        ages = ", ".join(f"{age:g}" for age in none if age < 18)
        yield line(setting, f"no {what} serves {whom} from age {ages}", "Widen its ages.")
    for age, names in found.items():
        if len(names) > 1:
            text = f"{' and '.join(names)} both serve {whom} from age {age:g}"
            yield line(setting, text, "Let one of them serve each age.")
            return
