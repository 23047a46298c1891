"""What looks odd in a sound scenario: to be looked at, and never refused."""

from collections.abc import Iterator

import pandas as pd

from sim.settings import Problem, Scenario
from sim.settings.happens import outside
from sim.settings.routes import events_of, stages_from

FAR_ABOVE = 1.5
"""Times the minutes there are: beyond this a list grows fast whatever else happens."""


def oddities(scenario: Scenario, arithmetic: pd.DataFrame) -> list[Problem]:
    """Return what a reader should look at; ``arithmetic`` is the table of every line."""
    found = [
        *_overloaded(scenario, arithmetic),
        *_nobody_comes(scenario, arithmetic),
        *_promises_that_cannot_be_kept(scenario),
        *_never_happens(scenario),
        *_never_read(scenario),
    ]
    return [Problem("look at", setting, problem, remedy) for setting, problem, remedy in found]


Odd = tuple[str, str, str]
"""Setting, what is odd, and what to do about it."""


def _overloaded(scenario: Scenario, arithmetic: pd.DataFrame) -> Iterator[Odd]:
    """Yield lists that grow without end: far too little time, or nobody who leaves."""
    for team, stage, load in _columns(arithmetic, "load_now"):
        if load <= 1:
            continue
        endless = not _anybody_leaves(scenario, stage)
        if endless or load > FAR_ABOVE:
            leaves = "; and nobody leaves while waiting" if endless else ""
            text = f"{load:.2f} times its minutes are needed{leaves}, so its list grows"
            yield f"{team} at {stage}", text, "Is the work or the staff right?"


def _columns(arithmetic: pd.DataFrame, number: str) -> Iterator[tuple[str, str, float]]:
    """Yield team, stage and a number of every line."""
    yield from zip(arithmetic["team"], arithmetic["stage"], arithmetic[number], strict=True)


def _anybody_leaves(scenario: Scenario, stage: str) -> bool:
    """Return whether anybody on this list may leave it; a point's list is of every need."""
    needs = {p.need for p in scenario.pathways.values() if stage in p.stages}
    needs = needs or {p.need for p in scenario.pathways.values()}
    waits = stage not in scenario.stages or scenario.stages[stage].waiting
    return waits and any(
        band.per_week > 0
        for need in needs & scenario.waiting.keys()
        for band in scenario.waiting[need].leaving
    )


def _nobody_comes(scenario: Scenario, arithmetic: pd.DataFrame) -> Iterator[Odd]:
    """Yield lines with nobody on them; a team that only lends its people there is no line."""
    meanwhile = _joined_while_waiting(scenario)
    for name, stage, children in _columns(arithmetic, "children_per_week"):
        needs = {p.need for p in scenario.pathways.values() if stage in p.stages}
        team = scenario.teams.get(name)
        serves = team is None or any(not s.needs or needs & {*s.needs} for s in team.serves)
        if children == 0 and serves and stage not in meanwhile:
            yield f"{name} at {stage}", "nobody comes to this list", "Is a share at 0?"


def _joined_while_waiting(scenario: Scenario) -> set[str]:
    """Return stages of those who leave a list or are re-graded, whom the arithmetic leaves out."""
    first: set[str] = set()
    for waiting in scenario.waiting.values():
        if any(band.per_week > 0 for band in waiting.leaving):
            first |= {one.to for one in waiting.destinations.values() if one.share > 0}
        first |= {one.to_stage for one in waiting.escalation.values() if one.per_week > 0}
    return stages_from(scenario, first - {""})


def _promises_that_cannot_be_kept(scenario: Scenario) -> Iterator[Odd]:
    first, last = scenario.calendar.start_date, scenario.calendar.end_date
    for name, standard in scenario.standards.items():
        at = f"standards.{name}"
        if not standard.applies:
            continue
        if (standard.to_date and standard.to_date < first) or (
            standard.from_date and standard.from_date >= last
        ):
            yield at, "is not in force on any day of the run", "Set applies = false."
        clock = scenario.clocks[standard.clock]
        needs = [
            pathway.need
            for pathway in scenario.pathways.values()
            if pathway.need in (standard.needs or [pathway.need])
            and pathway.need in (clock.needs or [pathway.need])
        ]
        if not needs:
            yield at, f"covers no need that the clock {standard.clock} times", "Correct needs."
        stops = [all(set(one) & events_of(scenario, need) for one in clock.stop) for need in needs]
        if needs and not any(stops):
            text = f"can never be met: no stage marks what stops the clock {standard.clock}"
            yield at, text, "Add the event to a stage."
        if clock.priorities and not set(clock.priorities) & set(
            standard.priorities or clock.priorities
        ):
            text = f"covers no priority that the clock {standard.clock} times"
            yield at, text, "Correct priorities."


def _never_happens(scenario: Scenario) -> Iterator[Odd]:
    """Yield dated settings on days that are not simulated."""
    for path, found in outside(scenario).items():
        remedy = f"Move {found.date}, or the run (calendar)."
        yield path, f"{found.why}, so nothing comes of it", remedy


def _never_read(scenario: Scenario) -> Iterator[Odd]:
    """Yield settings that are stated and that nothing reads."""
    remedy = "Take it out, or switch on what reads it."
    for setting, why in never_read(scenario).items():
        yield setting, f"is never read, because {why}", remedy


def never_read(scenario: Scenario) -> dict[str, str]:
    """Return settings that are stated and that nothing reads, and why."""
    return dict((
        *_opening_unread(scenario),
        *_demand_unread(scenario),
        *_triage_unread(scenario),
        *_stages_unread(scenario),
        *_names_unread(scenario),
    ))  # fmt: skip


def _opening_unread(s: Scenario) -> Iterator[tuple[str, str]]:
    opening = s.opening
    reason = f'opening.source is "{opening.source}"'
    if opening.bands and opening.source != "bands":
        yield "opening.bands", reason
    if opening.file and opening.source != "file":
        yield "opening.file", reason
    if s.calendar.warm_up_days and opening.source != "warm_up":
        yield "calendar.warm_up_days", reason


def _demand_unread(s: Scenario) -> Iterator[tuple[str, str]]:
    for name, demand in s.demand.items():
        at = f"demand.{name}"
        if demand.observed_counts and demand.mode != "observed":
            yield f"{at}.observed_counts", 'mode is "expected"'
        if demand.second_need and not demand.second_need_share:
            yield f"{at}.second_need", "second_need_share is 0"
        if demand.recorded_grades and s.opening.source != "file":
            yield f"{at}.recorded_grades", "no file of an opening list is given"


def _triage_unread(s: Scenario) -> Iterator[tuple[str, str]]:
    for name, point in s.access_points.items():
        for need, rules in point.triage.items():
            at = f"access_points.{name}.triage.{need}"
            if rules.signposted_to and not rules.signposted_share:
                yield f"{at}.signposted_to", "signposted_share is 0"
            if rules.passed_to and not rules.passed_share:
                yield f"{at}.passed_to", "passed_share is 0"
            if rules.information_lapse_share and not rules.information_missing_share:
                yield f"{at}.information_lapse_share", "information_missing_share is 0"


def _stages_unread(s: Scenario) -> Iterator[tuple[str, str]]:
    for name, stage in s.stages.items():
        at = f"stages.{name}"
        if stage.target_days and stage.discipline != "target_aware":
            yield f"{at}.target_days", f'discipline is "{stage.discipline}"'
        if (stage.skew_share or stage.skew_days) and stage.discipline != "skew":
            yield f"{at}.skew_share", f'discipline is "{stage.discipline}"'
        if stage.delay_in_term_only and stage.delay_days == 0:
            yield f"{at}.delay_in_term_only", "delay_days is 0"


def _names_unread(s: Scenario) -> Iterator[tuple[str, str]]:
    bands = {role.band for team in s.teams.values() for role in team.roles.values()}
    bands |= {role.band for point in s.access_points.values() for role in point.roles.values()}
    for band in s.costs.salary_gbp.keys() - bands:
        yield f"costs.salary_gbp.{band}", "no role has that band"
    home = {area for d in s.demand.values() for area in (*d.referrals_per_year, *d.observed_counts)}
    for area in s.areas.keys() - home:
        yield f"areas.{area}", "no demand comes from there"
    for need, waiting in s.waiting.items():
        at = f"waiting.{need}.support"
        if waiting.support != type(waiting.support)() and not waiting.support.reach_share:
            yield at, "reach_share is 0"
        if waiting.destinations and not any(band.per_week for band in waiting.leaving):
            yield f"waiting.{need}.destinations", "nobody leaves while waiting"
