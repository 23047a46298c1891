"""The fit and the backtest that are shipped: which runs they belong to, and what they say.

A fit belongs to a run that went through its very accepted sets and has the settings that it was
made for. A backtest is of the method: public figures of other places, and any run's concern.
"""

from importlib import resources
from pathlib import Path
from typing import Any

from scenarios.accepted import read_accepted
from scenarios.report.fits import Outcome, outcome_in
from sim.runs.folder import Run
from sim.runs.question import SAID
from sim.settings import load
from sim.settings.files import library, library_names

FOLDER = "fit"
"""Where a shipped scenario keeps the fit that made its accepted sets."""
BACKTEST = "cases/scotland/backtest"
"""Where the backtest lies in calibration."""
OF_BACKTEST = (
    "Made with public figures of ten Scottish health boards, not with this service's: it says how "
    "far forecasts of this engine could have been trusted there. For your own place: pathways "
    "import, then pathways backtest; leave its folder among the runs, and it is shown here."
)
HOW_TO_FIT = (
    "To make one: pathways template fit writes a starting file, pathways fit runs it; leave its "
    "folder in fits/ beside the runs, and it is shown here."
)


def fit_of(run: Run) -> tuple[Outcome | None, str]:
    """Return the shipped fit that a run rests on, or None, and what to say of it."""
    name = _fitted(run)
    if not run.manifest.get("accepted_file"):
        return None, f"This run rests on no fit. {HOW_TO_FIT}"
    if name is None:
        return None, f"The fit behind this run's sets is not shipped with the program. {HOW_TO_FIT}"
    parts = _differing(run, name)
    if parts:
        return None, (
            f"This run goes through the accepted sets of the shipped scenario {name}, but other "
            f"settings differ from it, changed by somebody or by a newer version of the program: "
            f"{', '.join(parts)}. Its fit says nothing of a changed scenario and is not shown. "
            f"{HOW_TO_FIT}"
        )
    return outcome_in(library() / name / FOLDER), (
        f"The fit that made the accepted sets of this run, shipped with the scenario. To make it "
        f"again: pathways fit {name}."
    )


def backtest() -> Outcome | None:
    """Return the backtest that is shipped."""
    return outcome_in(Path(str(resources.files("calibration"))) / BACKTEST)


def _fitted(run: Run) -> str | None:
    """Return the shipped scenario whose fit made a run's accepted sets."""
    for name in library_names():
        sets = library() / name / "accepted.csv"
        shipped = sets.is_file() and (library() / name / FOLDER).is_dir()
        if shipped and read_accepted(sets).hash == run.manifest.get("accepted_file"):
            return name
    return None


def _differing(run: Run, name: str) -> list[str]:
    """Return the parts of a run's settings that are not those of a shipped scenario."""
    own, shipped = run.scenario(), load(name).scenario.model_dump(mode="json")
    return [part.replace("_", " ") for part in shipped
            if part not in SAID and _matters(own.get(part)) != _matters(shipped[part])]  # fmt: skip


def _matters(part: Any) -> Any:
    """Return what a fit depends on: not how far ahead a run looks."""
    return (
        {**part, "horizon_days": 0} if isinstance(part, dict) and "horizon_days" in part else part
    )
