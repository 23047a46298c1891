"""The board paper: question, answer, how sure, what it rests on, what would change it."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from scenarios.cells import spoken_day
from scenarios.charts import Chart
from scenarios.compare.contender import settings_of
from scenarios.evidence.entries import dates, rests_on, sources
from scenarios.evidence.traced import for_readers
from scenarios.observed_months import observed_months
from scenarios.project import TODAY, question_of
from scenarios.report.answer import every_line, in_short
from scenarios.report.exact_words import clocks, standards
from scenarios.report.milestones import milestone_sentences, milestones
from scenarios.report.moved import moved_charts, moved_of, moved_sentences, moved_tables
from scenarios.report.options import (
    Options,
    every_difference,
    every_sentence,
    in_full,
    options_of,
)
from scenarios.report.paper import Paper, Part, Sheet
from scenarios.report.projection import Projection
from scenarios.report.quality import quality_log
from scenarios.report.stress import stress_des
from scenarios.report.sureness import how_sure, would_change
from scenarios.setting_words import changed_in
from sim.runs.folder import Run
from sim.settings import Scenario
from sim.settings.calendar import Calendar

CHARTS_SHOWN = 4
"""Charts over time in the paper itself, two beside each other; more would not fit two pages."""
OBSERVED_SHOWN = 2
"""Of those, control charts where there are observed months; the rest stands in the annex."""
MOST_PRINTED = 25
"""A longer table of settings is looked up and not read through."""


def board_paper(
    run: Run,
    observed: pd.DataFrame | None = None,
    compared: Callable[[Run], Options] = options_of,
) -> Paper:
    """Write the paper of a run folder; it reads the folder and simulates nothing.

    ``observed`` is a table of observed waits (`docs/observed.md`), whose months stand before
    the projection. ``compared`` compares the options, or knows already how they compare.

    Raises:
    BadInput
        When the folder is damaged or of another version.
    """
    scenario = settings_of(run)
    manifest = run.manifest
    today = manifest["options"][0]
    projection = Projection.read(run, scenario, today, TODAY)
    options = compared(run) if len(manifest["options"]) > 1 else None
    lists = tuple(projection.lists())
    shown = 0 if options else CHARTS_SHOWN - (0 if observed is None else OBSERVED_SHOWN)
    body = list(_body(manifest, scenario, projection, options, lists[:shown]))
    body.append(Part("What would change it", would_change(
        scenario, options, moved_sentences(moved_of(run), scenario.calendar)
    )))  # fmt: skip
    annex = list(_annex(run, scenario, projection, options, lists[shown:]))
    if observed is not None:
        first, more = _observed(observed, run, scenario)
        body.insert(-3, first)
        annex[:0] = [more] if more.charts or more.sentences else []
    return Paper(
        manifest["title"], question_of(run, scenario), manifest["caveat"],
        _facts(manifest, scenario), tuple(body), tuple(annex),
        () if options is None else tuple(_appended(run, options)),
    )  # fmt: skip


def _facts(manifest: dict[str, Any], scenario: Scenario) -> tuple[tuple[str, str], ...]:
    calendar = scenario.calendar
    last_day = calendar.end_date - dt.timedelta(days=1)
    made = spoken_day(dt.date.fromisoformat(manifest["created"][:10]))
    return (
        ("Numbers as at", dates(scenario)),
        ("Simulated", f"{spoken_day(calendar.start_date)} to {spoken_day(last_day)}"),
        ("Futures", f"{manifest['replications']}, seed {manifest['seed']}"),
        ("Run", f"{manifest['scenario']}, made {made}, {manifest['status']}"),
        ("Program", f"camhs-pathways {manifest['version']} {manifest['commit'][:10]}".strip()),
    )


def _body(
    manifest: dict[str, Any], scenario: Scenario, projection: Projection, options: Options | None,
    lists: tuple[Chart, ...],
) -> Iterator[Part]:  # fmt: skip
    if options is not None:
        yield in_short(options)
        yield Part("Where we are heading if nothing changes", tuple(projection.sentences()))
    else:
        table = projection.lists_and_waits()
        yield Part("The answer", tuple(projection.sentences()), (table,), lists)
    yield Part("How sure we are", how_sure(manifest, projection))
    yield Part("What it rests on", rests_on(scenario))


def _moved(run: Run, calendar: Calendar) -> Iterator[Part]:
    """Show what moves the results most, where somebody has looked."""
    if moved := moved_of(run):
        tables = tuple(replace(one, looked_up=True) for one in moved_tables(moved, calendar))
        yield Part("What moves the results most", (), tables, moved_charts(moved, calendar))


def _observed(table: pd.DataFrame, run: Run, scenario: Scenario) -> tuple[Part, Part]:
    """Return the months observed so far, judged by their own limits: a few, and the rest."""
    months = observed_months(table, scenario)
    today = run.manifest["options"][0]
    rows = run.summary([today], months.measures)
    charts = tuple(months.charts(rows, scenario, today))
    judged = (
        "Only observed months are judged: within its limits a month varies by itself, and one "
        "high or low month is no news (Making Data Count)."
    )
    said = tuple(months.sentences(scenario))
    heading = "What was observed, and where it is heading"
    return (
        Part(
            heading,
            (months.followed(rows, today), judged, *said[:OBSERVED_SHOWN]),
            (),
            charts[:OBSERVED_SHOWN],
        ),
        Part(f"{heading}: more series", said[OBSERVED_SHOWN:], (), charts[OBSERVED_SHOWN:]),
    )


def _appended(run: Run, options: Options) -> Iterator[Sheet]:
    """Yield what is said of every option and what each changes: for the workbook."""
    yield every_sentence(options)
    yield every_difference(options)
    yield Sheet("Every setting that an option changes", _changes(run, options))


def _annex(
    run: Run, scenario: Scenario, projection: Projection, options: Options | None,
    lists: tuple[Chart, ...],
) -> Iterator[Part]:  # fmt: skip
    if options is not None:
        if options.rest:
            yield every_line(options)
        yield from in_full(options)
        yield from _in_workbook(options)
        told = [one.option for one in options.told]
        changed = _changes(run, options, told)
        changes = Sheet("Settings, old and new", changed, looked_up=len(changed) > MOST_PRINTED)
        yield Part("What these options change", (), (changes,))
        dated = milestones(run.manifest, told)
        if len(dated):
            numbers = milestones(run.manifest, told, lambda day: day)
            steps = Sheet("Dates the options depend on", dated, numbers=numbers)
            yield Part("Milestones", milestone_sentences(run.manifest, told), (steps,))
        yield Part("If nothing changes", (), (projection.table(),), lists)
    else:
        yield Part("Every standard", (), (projection.standards(),), lists)
    yield Part("Waits over time", (), (), tuple(projection.waits()))
    yield Part("How long those still waiting have waited", (), (), tuple(projection.ages()))
    charts = tuple(c for c in (projection.areas(), projection.causes()) if c is not None)
    yield Part("Between areas, and why children wait", (), (), charts)
    yield from _moved(run, scenario.calendar)
    exact = clocks(scenario), standards(scenario)
    yield Part("Clocks and standards, in their exact words", (),
               tuple(replace(one, looked_up=True) for one in exact))  # fmt: skip
    every = "Every number with its confidence, the weakest first"
    yield Part("Assumptions and sources", (), (
        Sheet(every, for_readers(scenario), looked_up=True),
        Sheet("Sources", sources(scenario), looked_up=True),
    ))  # fmt: skip
    yield stress_des(run, scenario)
    yield quality_log(run, scenario)


def _in_workbook(options: Options) -> Iterator[Part]:
    """Say where the options are found that are not told one by one."""
    if options.rest:
        yield Part("The other options", (
            f"What is said of the other {len(options.rest)} options, what differs in each, and "
            "every setting they change are in the workbook: pathways report --to xlsx.",
        ))  # fmt: skip


def _changes(run: Run, options: Options, told: Sequence[str] = ()) -> pd.DataFrame:
    """Return in words what options change: some of them; or all, with each setting's path too."""
    changes = run.changes()
    if told:
        changes = changes[changes["option"].isin(told)]
    words = changed_in(options.comparison.scenario, changes)
    words.insert(0, "Option", words.pop("option").map(options.title))
    return words.drop(columns="Setting") if told else words
