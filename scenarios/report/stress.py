"""The STRESS-DES statement of a run (Monks and others, 2019), filled from the run itself.

What only a person can say is marked as still to be written, and never made up.
"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from scenarios.cells import spoken_day
from scenarios.evidence.entries import dates, told_by_confidence
from scenarios.project import question_of
from scenarios.report.paper import Part, Sheet
from sim.runs.folder import Run
from sim.settings import Scenario

TO_WRITE = "STILL TO BE WRITTEN by a person: "
COLUMNS = ("Item", "Statement")


def stress_des(run: Run, scenario: Scenario) -> Part:
    """Return the statement as a table of twenty items."""
    rows = [*_objectives(run, scenario), *_logic(scenario), *_data(run, scenario),
            *_experiments(run, scenario), *_program(run)]  # fmt: skip
    written = sum(not statement.startswith(TO_WRITE) for _, statement in rows)
    lines = (
        f"{written} of {len(rows)} items are filled from the run; the rest is marked. "
        "docs/model.md describes the program under the same headings.",
    )
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return Part("STRESS-DES statement", lines, (Sheet("STRESS-DES", table),))


Rows = Iterator[tuple[str, str]]


def _objectives(run: Run, scenario: Scenario) -> Rows:
    question = question_of(run, scenario)
    yield "1.1 Purpose", question or f"{TO_WRITE}the question this run answers"
    yield "1.2 Outputs", "lists, waits by clock, shares within standards, exits, staff and spending"
    options = run.manifest["options"]
    if len(options) == 1:
        yield "1.3 Aims of experiments", "a projection of the scenario as it stands; no options"
    else:
        about = run.manifest.get("about", {})
        titles = [str(about.get(name, {}).get("title") or name) for name in options[1:]]
        yield "1.3 Aims of experiments", f"options compared: {'; '.join(titles)}"


def _logic(scenario: Scenario) -> Rows:
    yield "2.1 Overview diagram", "pathway drawings (SVG) in the run folder, made from the settings"
    yield "2.2 Base model logic", "docs/model.md, section 2"
    yield "2.3 Scenario logic", "changes.csv in the run folder: every setting an option changes"
    yield "2.4 Algorithms", "docs/model.md, section 2.4"
    yield (
        "2.5 Components",
        (
            f"{len(scenario.demand)} streams of referrals, {len(scenario.access_points)} access "
            f"points, {len(scenario.teams)} teams, {len(scenario.stages)} stages, "
            f"{len(scenario.pathways)} pathways, {len(scenario.areas)} areas"
        ),
    )


def _data(run: Run, scenario: Scenario) -> Rows:
    said = told_by_confidence(scenario)
    yield "3.1 Data sources", f"{len(scenario.sources)} sources, listed in the annex"
    files = run.manifest["input_hashes"]
    inputs = ", ".join(files) if files else "none"
    yield "3.2 Pre-processing", f"{TO_WRITE}how local data were prepared. Input files: {inputs}"
    fitted = fitted_sets(run)
    every = "scenario.json in the run folder holds every setting"
    yield "3.3 Input parameters", f"{every}; {fitted}" if fitted else every
    yield "3.4 Assumptions", f"evidence by confidence: {said or 'none stated'}; listed in the annex"


def _experiments(run: Run, scenario: Scenario) -> Rows:
    opening = scenario.opening.source.replace("_", " ")
    yield "4.1 Initialisation", f"as at {dates(scenario)}; opening list: {opening}"
    days = scenario.calendar.horizon_days
    yield "4.2 Run length", f"{days:,} days from {spoken_day(scenario.calendar.start_date)}"
    yield (
        "4.3 Estimation approach",
        (
            f"{run.manifest['replications']} replications; 95 % interval of the mean and the 10th "
            "and 90th percentile over replications; options paired by replication"
            f"{'; each replication rests on one accepted set' if fitted_sets(run) else ''}"
        ),
    )


def _program(run: Run) -> Rows:
    manifest: dict[str, Any] = run.manifest
    libraries = ", ".join(f"{name} {version}" for name, version in manifest["libraries"].items())
    yield "5.1 Software", f"camhs-pathways {manifest['version']}; {libraries}"
    yield (
        "5.2 Random sampling",
        f"counter-based streams, seed {manifest['seed']}; docs/model.md, 5.2",
    )
    yield "5.3 Model execution", "SimPy's clock over compiled clinic days; docs/model.md, 5.3"
    yield "5.4 System specification", _system(manifest)
    commit = manifest["commit"] or "installed package"
    yield "6.1 Sharing", f"code under the MIT licence, commit {commit}"


def _system(manifest: dict[str, Any]) -> str:
    """Return what the run took, with what it did not have to do again."""
    asked = manifest["replications"] * len(manifest["options"])
    kept = manifest["reused_from_store"]
    stored = f", {kept:,} of them were in the store already" if kept else ""
    return (
        f"took {manifest['seconds']:.0f} seconds for {asked:,} answers, one for each option and "
        f"replication{stored}; docs/model.md, 5.4, says what a replication takes"
    )


def fitted_sets(run: Run) -> str:
    """Return which accepted sets of fitted settings a run rests on, or nothing."""
    if not run.manifest["accepted_file"]:
        return ""
    name = run.manifest.get("accepted_name") or "accepted.csv"
    number = run.manifest.get("accepted_sets") or "the"
    return f"{name} in the run folder holds {number} accepted sets of fitted settings"
