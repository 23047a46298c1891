"""Names that refer to something that does not exist, or to two things."""

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from sim.settings.checks.line import line
from sim.settings.problems import did_you_mean
from sim.settings.references import references

if TYPE_CHECKING:
    from sim.settings.scenario import Scenario


def unknown_names(s: "Scenario") -> Iterator[str]:
    """Yield every reference to something that does not exist."""
    things: dict[str, Collection[str]] = {
        "area": s.areas,
        "stage": s.stages,
        "team": s.teams,
        "role": {f"{t}.{r}" for t, team in s.teams.items() for r in team.roles},
        "role in any team": {role for team in s.teams.values() for role in team.roles},
        "access point": s.access_points,
        "clock": s.clocks,
        "need": {pathway.need for pathway in s.pathways.values()},
        "place": {*s.stages, *s.access_points},
        "band": s.costs.salary_gbp,
    }
    for setting, what, name in references(s):
        if name not in things[what]:
            yield _missing(setting, what, name, sorted(things[what]))


def _missing(setting: str, what: str, name: str, known: Iterable[str]) -> str:
    known = list(known)
    remedy = did_you_mean(name, known) or f"Known: {', '.join(known) or 'none'}."
    return line(setting, f"there is no {what} called {name}", remedy)
