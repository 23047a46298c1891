"""What drives the result of a run: its scenario as the folder holds it, and what was found.

What is found is kept beside the run, so that whoever reads the run afterwards, a board above
all, is told without simulating anything.
"""

import datetime as dt
import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from scenarios.compare.contender import settings_of
from scenarios.explain.drivers import Drivers
from scenarios.explain.outcome import Outcome
from scenarios.explain.ranges import LeftOut
from scenarios.explain.side import refuse_opening_file
from scenarios.project import SETS
from scenarios.whole import write_whole
from sim.measures.table import ALL
from sim.runs.folder import Run
from sim.settings import BadInput, Loaded, Problem, plain

BEGINS = "drivers-"
"""How the names of the files beside a run begin; a run made anew leaves them where they are."""
SETTINGS = "scenario.json"


def loaded_of(run: Run) -> Loaded:
    """Return the scenario of a run as it was run, with its accepted sets.

    Raises:
    BadInput
        When its opening list stands in a file, which a run folder does not hold.
    """
    scenario, sets = settings_of(run), run.folder / SETS
    refuse_opening_file(run, scenario, "Give the scenario file instead.")
    return Loaded(
        str(run.manifest["scenario"]), run.folder / SETTINGS, scenario, plain(scenario), {},
        sets if sets.is_file() else None,
    )  # fmt: skip


def keep_drivers(found: Drivers, run: Run) -> Path:
    """Keep beside a run what drives its result, in place of what was known of the same result.

    Raises:
    BadInput
        When the folder takes no file.
    """
    outcome = {name: str(value) for name, value in asdict(found.outcome).items() if value}
    told = {
        "settings": settings_of_run(run), "outcome": outcome,
        "today": found.today, "unit": found.unit,
        "table": found.table.to_dict("list"), "left_out": [asdict(one) for one in found.left_out],
    }  # fmt: skip
    path = drivers_file(run, found.outcome)
    text = json.dumps(told, indent=1)
    try:
        return write_whole(path, lambda part: part.write_text(text, encoding="utf-8"))
    except OSError as error:
        said = f"cannot be written ({error.strerror}), so what was found is not kept"
        remedy = "Let the folder be written, and give it again: nothing is simulated twice."
        raise BadInput([Problem(str(run.folder), path.name, said, remedy)]) from error


def drivers_of(run: Run, outcome: Outcome) -> Drivers | None:
    """Return what drives a result of a run; None where nobody has asked, or of other settings."""
    return _read(drivers_file(run, outcome), settings_of_run(run))


def all_drivers_of(run: Run) -> list[Drivers]:
    """Return what is known beside a run of what drives its results."""
    settings = settings_of_run(run)
    found = [_read(path, settings) for path in sorted(run.folder.glob(f"{BEGINS}*.json"))]
    known = [one for one in found if one is not None]
    return sorted(known, key=lambda one: (one.outcome.need != ALL, one.outcome.measure))


def drivers_file(run: Run, outcome: Outcome) -> Path:
    """Return where it is kept what drives a result of a run."""
    words = "-".join(str(value) for value in asdict(outcome).values() if value)
    return run.folder / f"{BEGINS}{words}.json"


def settings_of_run(run: Run) -> str:
    """Return what changes with the settings of a run, and not with the number of its futures."""
    said = hashlib.blake2b(str(run.manifest["seed"]).encode(), digest_size=16)
    for name in (SETTINGS, SETS):
        path = run.folder / name
        said.update(path.read_bytes() if path.is_file() else b"")
    return said.hexdigest()


def _read(path: Path, settings: str) -> Drivers | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["settings"] != settings:
            return None
        by = told["outcome"].pop("by", None)
        outcome = Outcome(**told["outcome"], by=dt.date.fromisoformat(by) if by else None)
        return Drivers(
            pd.DataFrame(told["table"]), float(told["today"]), outcome,
            [LeftOut(**one) for one in told["left_out"]], str(told["unit"]),
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
