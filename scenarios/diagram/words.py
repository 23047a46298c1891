"""The words of a drawing: numbers, names, and what a reader should know of a stage."""

from collections.abc import Iterator

from sim.settings.access import Triage
from sim.settings.distribution import Duration, as_contacts, as_duration
from sim.settings.routes import serves_stage
from sim.settings.scenario import Scenario
from sim.settings.stage import Stage


def percent(share: float) -> str:
    """Return a share as a reader writes it: 65%, 66.5%, 0.23%."""
    return f"{100 * share:.3g}%"


def amount(number: float) -> str:
    """Return a number with no more digits than it needs."""
    return f"{number:.3g}" if number < 1000 else f"{number:,.0f}"


def spoken(name: str) -> str:
    """Return a name from a file as words: not_adhd is not ADHD."""
    return " ".join(word.upper() if word in _CAPITALS else word for word in name.split("_"))


def heading(name: str) -> str:
    """Return a name from a file as a heading: front_door is Front door."""
    words = spoken(name)
    return words[:1].upper() + words[1:]


_CAPITALS = {"adhd", "asd", "camhs", "ehc", "gp", "mdt", "spa"}


def plural(number: float, one: str) -> str:
    """Return 1 contact, 2 contacts."""
    return f"{amount(number)} {one}" if number == 1 else f"{amount(number)} {one}s"


def span(value: float | Duration, unit: str) -> str:
    """Return a length of time in words."""
    duration = as_duration(value)
    if duration.shape == "uniform" and duration.low != duration.high:
        return f"{amount(duration.low or 0)} to {plural(duration.high or 0, unit)}"
    average = plural(duration.average, unit)
    return average if duration.shape == "fixed" else f"{average} on average"


def about_acceptance(rule: Triage) -> Iterator[str]:
    """Yield what an access point does besides accepting."""
    if rule.accepted_by_source:
        yield "The share accepted depends on who refers."
    if rule.information_missing_share > 0:
        asked = f"{percent(rule.information_missing_share)} asked for more information"
        lapses = rule.information_lapse_share > 0
        yield asked + (
            f"; {percent(rule.information_lapse_share)} of these lapse" if lapses else ""
        )
    moved = [
        f"{percent(share)} of {given} re-graded {to}"
        for given, row in rule.regraded.items()
        for to, share in row.items()
        if share > 0
    ]
    if moved:
        yield "; ".join(moved)


def about_stage(stage: Stage) -> Iterator[str]:
    """Yield minutes, contacts and attendance of a stage."""
    if stage.service == "continuous":
        yield f"{span(stage.service_minutes or 0.0, 'minute')} with a responder"
    if stage.service == "delay":
        yield f"Takes {span(stage.delay_days, 'day')}" if _length(stage) else "Takes no time"
    elif _length(stage):
        yield f"Joins the list after {span(stage.delay_days, 'day')}"
    if stage.delay_in_term_only and _length(stage):
        yield "Only school days count"
    if stage.minutes:
        yield " + ".join(f"{spoken(role)} {amount(m)} min" for role, m in stage.minutes.items())
    yield from _contacts(stage)
    yield from _attendance(stage)


def _length(stage: Stage) -> float:
    return as_duration(stage.delay_days).average


def _contacts(stage: Stage) -> Iterator[str]:
    contacts = as_contacts(stage.contacts)
    if contacts.average > 1:
        mean = "" if contacts.shape == "fixed" else " on average"
        apart = f", {plural(stage.spacing_days, 'day')} apart"
        yield f"{plural(contacts.average, 'contact')}{mean}{apart}"
    if stage.recurrence:
        rule = stage.recurrence
        yield f"Again every {plural(rule.every_days, 'day')}, until age {amount(rule.until_age)}"
        if rule.shared_care_share > 0:
            handed = rule.shared_care_share * (1 - rule.shared_care_refused_share)
            yield f"{percent(handed)} a time handed over to the GP"
    if stage.group_size > 1:
        yield f"In groups of up to {stage.group_size}"


def _attendance(stage: Stage) -> Iterator[str]:
    lost = [
        f"{percent(share)} {words}"
        for share, words in (
            (stage.missed_share, "missed"),
            (stage.cancelled_by_provider_share, "cancelled by the service"),
        )
        if share > 0
    ]
    if lost:
        yield ", ".join(lost)
    if stage.discharge_after_missed:
        yield f"Discharged after {stage.discharge_after_missed} missed in a row"
    if stage.drop_out_share > 0:
        yield f"{percent(stage.drop_out_share)} drop out before the last contact"


def who_works_at(scenario: Scenario, stage: str, need: str) -> Iterator[str]:
    """Yield a line that names the teams that see children of a need at a stage."""
    service = scenario.stages[stage].service
    names = [
        team.label or spoken(key)
        for key, team in scenario.teams.items()
        if any(not s.needs or need in s.needs for s in team.serves)
        and (stage in team.works_at if service == "continuous" else _sees(scenario, key, stage))
    ]
    if service != "delay" and names:
        yield f"By: {'; '.join(names)}"


def _sees(scenario: Scenario, team: str, stage: str) -> bool:
    return bool(scenario.stages[stage].minutes) and bool(serves_stage(scenario, team, stage))
