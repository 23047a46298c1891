"""What of a scenario lies outside its run: dated settings of which nothing happens in it.

A post funded after the last day, minutes bought until before the first, a check of the list on a
day that is not simulated: each is sound and decides nothing.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from sim.settings.access import AccessPoint
from sim.settings.calendar import Calendar, Dates
from sim.settings.lengths import DAYS_PER_MONTH
from sim.settings.scenario import Scenario
from sim.settings.team import ExtraMinutes, Post, Team
from sim.settings.waiting import Validation

AFTER, BEFORE = "after the run's last day", "before the run's first day"


class Outside(NamedTuple):
    """Why nothing of a dated setting happens within a run."""

    why: str
    date: str
    """The setting, below its own table, that holds the date."""
    spends: bool = False
    """Whether money is spent on it in the run nevertheless."""


def outside(scenario: Scenario) -> dict[str, Outside]:
    """Return the dated settings of which nothing happens within the run, by path."""
    found = ((path, _where(one, scenario.calendar)) for path, one in _dated(scenario))
    return {path: where for path, where in found if where}


def as_it_happens(scenario: Scenario) -> Scenario:
    """Return a scenario without the dated settings of which nothing happens within its run."""
    decides = _Decides(scenario.calendar)
    return scenario.model_copy(
        update={
            "teams": {name: decides.team(team) for name, team in scenario.teams.items()},
            "access_points": {
                name: decides.point(point) for name, point in scenario.access_points.items()
            },
            "waiting": {
                need: waiting.model_copy(update={"validations": decides.kept(waiting.validations)})
                for need, waiting in scenario.waiting.items()
            },
        }
    )


class _Decides:
    """Keeps what happens within a run."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar

    def one(self, dated: Any) -> bool:
        where = _where(dated, self._calendar)
        return where is None or where.spends

    def kept(self, dated: Mapping[str, Any]) -> dict[str, Any]:
        return {name: one for name, one in dated.items() if self.one(one)}

    def team(self, team: Team) -> Team:
        return self._service(team, {"extra_minutes": self.kept(team.extra_minutes)})

    def point(self, point: AccessPoint) -> AccessPoint:
        return self._service(point, {})

    def _service(self, service: Any, more: dict[str, Any]) -> Any:
        roles = {
            name: role.model_copy(update={"posts": self.kept(role.posts)})
            for name, role in service.roles.items()
        }
        closures = tuple(one for one in service.closures if self.one(one))
        return service.model_copy(update={"roles": roles, "closures": closures, **more})


def _dated(scenario: Scenario) -> Iterator[tuple[str, Any]]:
    """Yield every dated setting with its path."""
    for top in ("teams", "access_points"):
        for name, service in getattr(scenario, top).items():
            for role, its in service.roles.items():
                for post, one in its.posts.items():
                    yield f"{top}.{name}.roles.{role}.posts.{post}", one
            for number, span in enumerate(service.closures):
                yield f"{top}.{name}.closures.{number}", span
    for name, team in scenario.teams.items():
        for bought, minutes in team.extra_minutes.items():
            yield f"teams.{name}.extra_minutes.{bought}", minutes
    for need, waiting in scenario.waiting.items():
        for name, check in waiting.validations.items():
            yield f"waiting.{need}.validations.{name}", check


def _where(one: Any, calendar: Calendar) -> Outside | None:
    return _WHERE[type(one)](one, calendar)


def _post(one: Post, calendar: Calendar) -> Outside | None:
    words = ("is funded from", "has money only until")
    found = _span(one.funded_from, one.until, calendar, words, ("funded_from", "until"))
    filled = one.funded_from + dt.timedelta(one.months_to_fill_low * DAYS_PER_MONTH)
    if found is None and filled >= calendar.end_date:
        why = f"is filled at the earliest on {filled}, {AFTER}, {last_day(calendar)}"
        return Outside(why, "months_to_fill_low", spends=one.recruiting_gbp > 0)
    return found


def _dates(one: ExtraMinutes | Dates, calendar: Calendar) -> Outside | None:
    return _span(one.start, one.end, calendar, ("begins on", "ends on"), ("start", "end"))


def _checked(one: Validation, calendar: Calendar) -> Outside | None:
    last = one.latest_date or one.date
    names = ("date", "latest_date" if one.latest_date else "date")
    return _span(one.date, last, calendar, ("is on", "is on"), names)


_WHERE: dict[type, Callable[[Any, Calendar], Outside | None]] = {
    Post: _post, ExtraMinutes: _dates, Dates: _dates, Validation: _checked,
}  # fmt: skip


def _span(
    first: dt.date, last: dt.date | None, calendar: Calendar, words: tuple[str, str],
    names: tuple[str, str],
) -> Outside | None:  # fmt: skip
    """Return whether a span of days has none of the run's, told by the end that is nearer to it."""
    if first >= calendar.end_date:
        return Outside(f"{words[0]} {first}, {AFTER}, {last_day(calendar)}", names[0])
    if last is not None and last < calendar.start_date:
        return Outside(f"{words[1]} {last}, {BEFORE}, {calendar.start_date}", names[1])
    return None


def last_day(calendar: Calendar) -> dt.date:
    """Return the last day simulated."""
    return calendar.end_date - dt.timedelta(days=1)
