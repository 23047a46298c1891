"""Where children go: stages nobody reaches, places nobody leaves, and circles."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sim.settings.checks.line import line
from sim.settings.distribution import as_duration
from sim.settings.routes import stages_ahead, stages_from

if TYPE_CHECKING:
    from sim.settings.scenario import Scenario
    from sim.settings.stage import Stage


def reachable(s: "Scenario") -> Iterator[str]:
    """Yield a problem for every stage that no child can reach."""
    reached = stages_from(s, _entries(s))
    for stage in s.stages:
        if stage not in reached:
            yield line(
                f"stages.{stage}",
                "no pathway reaches this stage",
                "Name it in a pathway's entry or in an outcome, or remove it.",
            )
    for name, pathway in s.pathways.items():
        for priority, stage in pathway.entry.items():
            if stage not in pathway.stages and not any(
                stage in other.stages for other in s.pathways.values()
            ):
                yield line(
                    f"pathways.{name}.entry.{priority}",
                    f"{stage} is in no pathway",
                    f"Add it to pathways.{name}.stages.",
                )
        if "routine" not in pathway.entry:
            yield line(f"pathways.{name}.entry", "routine is missing", "Say where it enters.")


def _entries(s: "Scenario") -> set[str]:
    stages = {stage for pathway in s.pathways.values() for stage in pathway.entry.values()}
    for point in s.access_points.values():
        stages |= {t.signposted_to for t in point.triage.values() if t.signposted_to}
    for waiting in s.waiting.values():
        stages |= {d.to for d in waiting.destinations.values() if d.to}
        stages |= {e.to_stage for e in waiting.escalation.values() if e.to_stage}
    stages |= {band.stage for band in s.opening.bands.values() if band.stage in s.stages}
    return stages


def ways_out(s: "Scenario") -> Iterator[str]:
    """Yield a problem for every stage from which no child could ever leave."""
    out = {
        name
        for name, stage in s.stages.items()
        if any(outcome.exit for outcome in stage.outcomes.values())
    }
    grown = True
    while grown:
        more = {name for name in s.stages if name not in out and stages_ahead(s, name) & out}
        out |= more
        grown = bool(more)
    for name in s.stages:
        if name not in out:
            yield line(
                f"stages.{name}",
                "no way out of the system leads from here",
                "Give an outcome an exit.",
            )


def endless_delays(s: "Scenario") -> Iterator[str]:
    """Yield a problem where steps that take no time follow each other in a circle."""
    instant = {name for name, stage in s.stages.items() if _takes_no_time(stage)}
    ahead = {name: stages_ahead(s, name) & instant for name in instant}
    for name in s.stages:
        if _returns(name, ahead):
            text = "steps that take no time go in a circle"
            yield line(f"stages.{name}", text, "Give one a length.")


def _takes_no_time(stage: "Stage") -> bool:
    """Return whether a child can be through a stage at the moment of reaching it."""
    if stage.service == "clinic_day" or as_duration(stage.delay_days).average > 0:
        return False
    return stage.service == "delay" or as_duration(stage.service_minutes or 0.0).average == 0


def circles(s: "Scenario") -> Iterator[str]:
    """Yield a problem where children are sent in a circle that has no way out.

    A referral passed on by one access point meets the same luck if it comes back, so a circle
    of points would pass it on for ever; closed stages that hand over to each other likewise.
    """
    ahead = {stage: {one.when_closed} - {""} for stage, one in s.stages.items()}
    for name in s.stages:
        if _returns(name, ahead):
            remedy = "End it at a stage that is always open."
            yield line(f"stages.{name}.when_closed", "goes in a circle", remedy)
    for need in {pathway.need: None for pathway in s.pathways.values()}:
        passed = {
            name: {rules.passed_to}
            for name, point in s.access_points.items()
            if (rules := point.triage.get(need)) and rules.passed_share > 0
        }
        for name in passed:
            if _returns(name, passed):
                at = f"access_points.{name}.triage.{need}.passed_to"
                yield line(at, "referrals are passed in a circle", "Let the last one decide.")


def _returns(name: str, ahead: Mapping[str, set[str]]) -> bool:
    """Return whether the ways ahead of something lead back to it."""
    seen, found = set[str](), ahead.get(name, set())
    while found:
        seen |= found
        found = {n for one in found for n in ahead.get(one, set())} - seen
    return name in seen
