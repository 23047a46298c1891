"""One of two things that are set against each other: a scenario, an option or a run folder."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from scenarios.accepted import read_accepted
from scenarios.compare.contender import settings_of
from scenarios.project import SETS
from scenarios.questions import Questions
from sim.runs.folder import Run
from sim.settings import BadInput, Loaded, Problem, Scenario, plain, written_option
from sim.settings.tables import matches
from sim.streams import seeded_order


@dataclass(frozen=True)
class Side:
    """One of two things that are set against each other."""

    name: str
    scenario: Scenario
    """With its own numbers, for what is told."""
    run: Run | None = None
    """The run folder whose result is explained; without one, the scenario is run now."""
    at: Callable[[int], Scenario] | None = None
    """With the accepted set of a replication; None where it has no sets."""

    def in_replication(self, replication: int) -> Scenario:
        """Return the settings of one replication."""
        return self.scenario if self.at is None else self.at(replication)


def side_of(run: Run) -> Side:
    """Return the baseline of a run folder, with the accepted sets it was run with.

    Raises:
    BadInput
        When its opening list stands in a file, which a run folder does not hold.
    """
    scenario = settings_of(run)
    refuse_opening_file(run, scenario, "Give the two scenario files instead.")
    return Side(run.folder.name, scenario, run, _recorded_sets(run, scenario))


def refuse_opening_file(run: Run, scenario: Scenario, remedy: str) -> None:
    """Raise BadInput where the opening list of a run stands in a file."""
    if scenario.opening.source == "file":
        text = f"starts from a file ({scenario.opening.file}), which a run folder does not hold"
        raise BadInput([Problem(str(run.folder), "opening.file", text, remedy)])


def side_of_scenario(loaded: Loaded, seed: int, option: str | None = None) -> Side:
    """Return a scenario, or one of its options, that is run now."""
    asking = Questions(loaded, seed)
    written = None if option is None else written_option(loaded, option)
    name = loaded.name if written is None else written.name

    def made(one: Loaded) -> Scenario:
        return one.scenario if written is None else written(one).scenario

    at = None if asking.sets is None else cache(lambda k: made(asking.in_replication(k)))
    return Side(name, made(loaded), at=at)


def _recorded_sets(run: Run, scenario: Scenario) -> Callable[[int], Scenario] | None:
    """Return what gives each replication of a run the accepted set it was run with."""
    if not (run.folder / SETS).is_file():
        return None
    rows = read_accepted(run.folder / SETS).rows
    order = seeded_order(int(run.manifest["seed"]), "accepted sets", len(rows))
    return cache(lambda k: _fitted(scenario, rows[order[k % len(order)]]))


def _fitted(scenario: Scenario, row: dict[str, float]) -> Scenario:
    values = plain(scenario)
    for path, value in row.items():
        for table, key in matches(values, tuple(path.split("."))):
            table[key] = int(value) if isinstance(table[key], int) else value
    return Scenario.model_validate_json(json.dumps(values))
