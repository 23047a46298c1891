"""Who serves whom: a child must find one access point, and one team at each stage."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.settings.checks.line import line
from sim.settings.routes import boundaries, points_for, teams_for

if TYPE_CHECKING:
    from sim.settings.scenario import Scenario


def one_pathway_a_need(s: "Scenario") -> Iterator[str]:
    """Yield a problem where two pathways serve the same need."""
    needs = [pathway.need for pathway in s.pathways.values()]
    for need in sorted({n for n in needs if needs.count(n) > 1}):
        yield line("pathways", f"two pathways serve the need {need}", "Keep one for each need.")


def everyone_is_served(s: "Scenario") -> Iterator[str]:
    """Yield a problem where a child would find no team, or two, at a stage."""
    for pathway in s.pathways.values():
        areas = {
            area
            for d in s.demand.values()
            if pathway.need in (d.need, d.second_need)
            for area in (*d.referrals_per_year, *d.observed_counts)
        }
        for area in sorted(areas):
            yield from _points_problems(s, area, pathway.need)
            for stage in pathway.stages:
                if s.stages[stage].service != "delay":
                    yield from _team_problems(s, area, pathway.need, stage)


def _points_problems(s: "Scenario", area: str, need: str) -> Iterator[str]:
    if not s.access_points:
        return
    ages, dates = boundaries(s, "access_points")
    for date in dates:
        found = {age: points_for(s, area, need, age, date) for age in ages}
        yield from _coverage("access_points", "access point", f"{need} in {area}", found)


def _team_problems(s: "Scenario", area: str, need: str, stage: str) -> Iterator[str]:
    ages, dates = boundaries(s, "teams")
    for date in dates:
        found = {age: teams_for(s, area, need, age, stage, date) for age in ages}
        yield from _coverage(f"stages.{stage}", "team", f"{need} in {area} at {stage}", found)


def _coverage(setting: str, what: str, whom: str, found: dict[float, list[str]]) -> Iterator[str]:
    none = [age for age, names in found.items() if not names]
    if none and len(none) == len(found):
        yield line(setting, f"no {what} serves {whom}", f"Let a {what} serve it.")
    elif none and any(age < 18 for age in none) and len(none) < len(found):
        ages = ", ".join(f"{age:g}" for age in none if age < 18)
        yield line(setting, f"no {what} serves {whom} from age {ages}", "Widen its ages.")
    for age, names in found.items():
        if len(names) > 1:
            text = f"{' and '.join(names)} both serve {whom} from age {age:g}"
            yield line(setting, text, "Let one of them serve each age.")
            return
