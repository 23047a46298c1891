"""What a drawing of a pathway shows: boxes with their words, and arrows between them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from scenarios.diagram.words import (
    about_acceptance,
    about_stage,
    amount,
    heading,
    percent,
    spoken,
    who_works_at,
)
from sim.settings.access import AccessPoint, Triage
from sim.settings.scenario import Scenario
from sim.settings.stage import Pathway, Stage
from sim.settings.waiting import Waiting
from sim.settings.words import EXIT_LABELS

ACCEPTED, WAITING = "accepted", "while_waiting"
KINDS = ("access", "accepted", "clinic_day", "continuous", "delay", "waiting")
ARROWS = ("outcome", "when_closed", "escalation")


@dataclass(frozen=True)
class Box:
    """One step, with the words inside it."""

    key: str
    kind: str
    """One of KINDS."""
    title: str
    lines: tuple[str, ...] = ()
    """Who, minutes, contacts, attendance."""
    ends: tuple[str, ...] = ()
    """Ways in which a child leaves the system here."""
    nice: str = ""
    """follows, adds or omits a step that NICE recommends."""


@dataclass(frozen=True)
class Arrow:
    """A way from one box to another."""

    start: str
    end: str
    kind: str
    """One of ARROWS."""
    label: str


@dataclass(frozen=True)
class Picture:
    """One pathway."""

    name: str
    title: str
    note: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    entries: tuple[str, ...] = field(default=())
    """Boxes where children come in."""


def picture_of(scenario: Scenario, name: str) -> Picture:
    """Return what is drawn of one pathway."""
    pathway = scenario.pathways[name]
    points = [
        key
        for key, point in scenario.access_points.items()
        if any(not s.needs or pathway.need in s.needs for s in point.serves)
    ]
    waiting = scenario.waiting.get(pathway.need, Waiting())
    stages = _stages(scenario, pathway, points, waiting)
    boxes = [
        *(_access_box(scenario, key, pathway.need) for key in points),
        _accepted_box(scenario, pathway, screened=bool(points)),
        *_waiting_box(waiting),
        *(_stage_box(scenario, key, pathway.need) for key in stages),
    ]
    arrows = [
        *_arrows_from_access(scenario, points, pathway.need),
        *_arrows_from_acceptance(pathway),
        *_arrows_from_stages(scenario, stages),
        *_arrows_while_waiting(scenario, waiting, stages),
    ]
    known = {box.key for box in boxes}
    drawn = tuple(a for a in dict.fromkeys(arrows) if a.start in known and a.end in known)
    entries = tuple(points) or (ACCEPTED,)
    title = pathway.label or heading(name)
    return Picture(name, title, pathway.guideline, tuple(boxes), drawn, entries)


def _stages(scenario: Scenario, pathway: Pathway, points: list[str], waiting: Waiting) -> list[str]:
    """Return the pathway's stages, and whatever else its children can reach."""
    found = list(pathway.stages)
    rules = [scenario.access_points[key].triage.get(pathway.need, Triage()) for key in points]
    ahead = [
        *pathway.stages,
        *pathway.entry.values(),
        *(rule.signposted_to for rule in rules if rule.signposted_to),
        *(d.to for d in waiting.destinations.values() if d.to),
        *(e.to_stage for e in waiting.escalation.values() if e.to_stage),
    ]
    while ahead:
        key = ahead.pop(0)
        if key not in found:
            found.append(key)
        stage = scenario.stages[key]
        onward = [o.to for o in stage.outcomes.values() if o.to] + [stage.when_closed]
        ahead += [to for to in onward if to and to not in found and to not in ahead]
    return found


# -- boxes -------------------------------------------------------------------------------------


def _access_box(scenario: Scenario, key: str, need: str) -> Box:
    point: AccessPoint = scenario.access_points[key]
    roles = ", ".join(role.label or spoken(name) for name, role in point.roles.items())
    lines = [f"{roles}: {amount(point.minutes_per_screening)} minutes to screen each"]
    rule = point.triage.get(need, Triage())
    lines += about_acceptance(rule)
    refused = 1 - rule.accepted_share
    ends = []
    if refused > 0 and rule.signposted_share < 1:
        share = refused * (1 - rule.signposted_share)
        ends.append(f"{percent(share)} {EXIT_LABELS['refused']}")
    if refused > 0 and rule.signposted_share > 0 and not rule.signposted_to:
        ends.append(f"{percent(refused * rule.signposted_share)} {EXIT_LABELS['signposted']}")
    return Box(key, "access", point.label or heading(key), tuple(lines), tuple(ends))


def _accepted_box(scenario: Scenario, pathway: Pathway, *, screened: bool) -> Box:
    calls = any(
        demand.priority_shares.get("crisis", 0) > 0
        for demand in scenario.demand.values()
        if demand.need == pathway.need
    )
    lines = ["Crisis calls come straight here."] if screened and calls else []
    if len(set(pathway.entry.values())) > 1:
        lines.append("The priority decides where they begin.")
    return Box(ACCEPTED, "accepted", "Accepted" if screened else "Referral", tuple(lines))


def _waiting_box(waiting: Waiting) -> Iterator[Box]:
    lines = [
        f"{percent(band.per_week)} of those waiting leave each week"
        + (f", from week {amount(band.from_week)}" if band.from_week else "")
        for band in waiting.leaving
        if band.per_week
    ]
    ends = tuple(
        f"{percent(d.share)} {EXIT_LABELS[d.exit]}" for d in waiting.destinations.values() if d.exit
    ) or (EXIT_LABELS["left_without_help"],)
    moved = [
        f"{percent(rule.per_week)} of {rule.from_priority} a week re-graded "
        f"{rule.to_priority}, and wait on where they are"
        for rule in waiting.escalation.values()
        if rule.per_week and not rule.to_stage
    ]
    if lines or moved:
        yield Box(WAITING, "waiting", "While waiting", (*moved, *lines), ends if lines else ())


def _stage_box(scenario: Scenario, key: str, need: str) -> Box:
    stage: Stage = scenario.stages[key]
    shares = stage.outcome_shares()
    ends = tuple(
        f"{percent(shares[name])} {spoken(name)}: {EXIT_LABELS[outcome.exit]}"
        + (f" ({spoken(outcome.event)})" if outcome.event else "")
        for name, outcome in stage.outcomes.items()
        if outcome.exit and shares[name] > 0
    )
    lines = (*about_stage(stage), *who_works_at(scenario, key, need))
    return Box(key, stage.service, stage.label or heading(key), lines, ends, stage.nice)


# -- arrows ------------------------------------------------------------------------------------


def _arrows_from_access(scenario: Scenario, points: list[str], need: str) -> Iterator[Arrow]:
    for key in points:
        rule = scenario.access_points[key].triage.get(need, Triage())
        yield Arrow(key, ACCEPTED, "outcome", f"{percent(rule.accepted_share)} accepted")
        if rule.signposted_to:
            share = (1 - rule.accepted_share) * rule.signposted_share
            yield Arrow(key, rule.signposted_to, "outcome", f"{percent(share)} sent on")
        if rule.passed_share > 0:
            yield Arrow(key, rule.passed_to, "outcome", f"{percent(rule.passed_share)} passed on")


def _arrows_from_acceptance(pathway: Pathway) -> Iterator[Arrow]:
    entered: dict[str, list[str]] = {}
    for priority, stage in pathway.entry.items():
        entered.setdefault(stage, []).append(priority)
    for stage, priorities in entered.items():
        every = len(entered) == 1
        yield Arrow(ACCEPTED, stage, "outcome", "" if every else ", ".join(priorities))


def _arrows_from_stages(scenario: Scenario, stages: list[str]) -> Iterator[Arrow]:
    for key in stages:
        stage = scenario.stages[key]
        shares = stage.outcome_shares()
        for name, outcome in stage.outcomes.items():
            if outcome.to and shares[name] > 0:
                event = f" ({spoken(outcome.event)})" if outcome.event else ""
                label = f"{percent(shares[name])} {spoken(name)}{event}"
                yield Arrow(key, outcome.to, "outcome", label)
        if stage.when_closed:
            yield Arrow(key, stage.when_closed, "when_closed", "when closed")


def _arrows_while_waiting(
    scenario: Scenario, waiting: Waiting, stages: list[str]
) -> Iterator[Arrow]:
    for destination in waiting.destinations.values():
        if destination.to and destination.share > 0:
            yield Arrow(
                WAITING, destination.to, "outcome", f"{percent(destination.share)} of leavers"
            )
    for rule in waiting.escalation.values():
        if rule.per_week == 0 or not rule.to_stage:
            continue
        for key in rule.from_stages or stages:
            if scenario.stages[key].waiting and key != rule.to_stage:
                label = f"re-graded {rule.to_priority} {percent(rule.per_week)} a week"
                yield Arrow(key, rule.to_stage, "escalation", label)
