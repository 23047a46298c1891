"""The engine beside plain SimPy: the same children with the same luck, a process for each child.

The plain model lies in `benchmarks/`, with SimPy's own resources and none of the engine's code;
it is no part of the installed program, so that this case needs a checkout.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from scenarios.validation.held import Case, Held

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
DATES = {"screened": "screening", "assessed": "assessment", "left": "leaving"}
"""Dates of which none may differ."""
MEANS = {
    "days assessment to treatment": ("Mean wait from assessment to treatment", "days"),
    "treatment started, of 1,000": ("Treatment started, of 1,000 referrals", "children"),
    "treatment finished, of 1,000": ("Treatment finished, of 1,000 referrals", "children"),
    "contacts attended, for 1,000": ("Contacts attended, for 1,000 referrals", "contacts"),
}
"""What stands beside each other where follow-ups due at the same instant go in another order."""
TIES = "0.5%: of two follow-ups due at the same instant SimPy takes another first"
VERSIONS = {"stable": "a service that keeps up", "long": "a service with long lists"}


def dates() -> Iterator[Held]:
    """Dates of each referral until treatment, and what treatment comes to."""
    command = [sys.executable, str(BENCHMARKS / "run.py"), "--same-luck", "--json"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=BENCHMARKS)
    report = json.loads(told.stdout)["same luck"]
    for version, words in VERSIONS.items():
        ours, plain = report[version]["ours"]["summary"], report[version]["plain"]["summary"]
        apart = report[version]["plain"]["share of referrals with another date"]
        number = round(plain["referrals"])
        for date, of in DATES.items():
            yield Held(f"Referrals with another date of {of}, {words}, of {number:,}", "referrals",
                       0, round(apart[date] * number), 0, "none may differ")  # fmt: skip
        for name, (figure, unit) in MEANS.items():
            yield Held(f"{figure}, {words}", unit, plain[name], ours[name], 0.005 * plain[name],
                       TIES)  # fmt: skip


CASES = {
    "plain_simpy": Case("The engine beside plain SimPy, child by child",
                        "benchmarks/plain.py: a process for each child, SimPy's own resources",
                        dates),
} if BENCHMARKS.is_dir() else {}  # fmt: skip
"""Cases by name; none where the program is installed without its checkout."""
