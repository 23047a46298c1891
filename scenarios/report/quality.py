"""The quality-assurance log of a run, after the Aqua Book: what was checked, and by whom.

Checks that the program makes are filled in; roles and sign-off belong to people.
"""

import pandas as pd

from scenarios.evidence.entries import told_by_confidence
from scenarios.report.paper import Part, Sheet
from scenarios.report.stress import TO_WRITE, fitted_sets
from scenarios.validation import in_short, shipped
from sim.runs.folder import Run
from sim.settings import Scenario

ROLES = ("Commissioner of the analysis", "Analyst", "Assurer", "Approver")


def quality_log(run: Run, scenario: Scenario) -> Part:
    """Return roles to be filled by people, and the checks that the run itself shows."""
    roles = pd.DataFrame([(role, f"{TO_WRITE}name and date") for role in ROLES],
                         columns=["Role", "Who and when"])  # fmt: skip
    checks = pd.DataFrame(_checks(run, scenario), columns=["Check", "Finding"])
    return Part("Quality-assurance log", (), (Sheet("Roles", roles), Sheet("Checks", checks)))


def _checks(run: Run, scenario: Scenario) -> list[tuple[str, str]]:
    return [
        ("Settings", "read and cross-checked; unknown names are refused"),
        ("Every number says what it rests on",
         f"{len(scenario.evidence)} entries by confidence: "
         f"{told_by_confidence(scenario) or 'none'}; {len(scenario.sources)} sources"),
        ("The program against theory, other tools and a plain model",
         f"{in_short(shipped())} docs/validation.md and the page have each"),
        ("Opening list against the reported list", _opening(scenario)),
        ("Arithmetic against simulation", _disagreements(run)),
        ("Fitted to observed waits",
         f"yes: {sets}" if (sets := fitted_sets(run)) else "no accepted sets used"),
        ("Validation of the results by somebody who knows the service",
         f"{TO_WRITE}what was shown to whom, and what they said"),
    ]  # fmt: skip


def _opening(scenario: Scenario) -> str:
    from scenarios.opening_words import opening_lines

    return " ".join(opening_lines(scenario))


def _disagreements(run: Run) -> str:
    path = run.folder / "disagreements.csv"
    if not path.is_file():
        return "not made for this run"
    number = len(pd.read_csv(path))
    if not number:
        return "nowhere more than a quarter apart in the first quarter"
    return f"more than a quarter apart at {number} of the teams' stages; disagreements.csv says why"
