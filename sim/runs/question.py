"""What is asked of the engine: a scenario or option, a seed, a replication; and its key.

The key is a hash of everything that decides the answer and nothing else: resolved settings,
input files, seed, replication, engine source, result schema, numerical libraries and the
resolved calendar. Workers, folders and names stay out, so the same question is never run
twice.
"""

import hashlib
import json
import platform
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from sim.settings import Scenario, plain

SCHEMA_VERSION = 1
"""Raised whenever the columns or meaning of stored measures change."""
LIBRARIES = ("numpy", "scipy", "numba", "simpy", "holidays", "pyarrow")
NOT_ASKED = ("title", "question", "caveat", "as_at", "costs.salary_year")


@dataclass(frozen=True)
class Question:
    """One option of a scenario under a seed; replications are asked one by one."""

    option: str
    scenario: Scenario
    seed: int
    baseline: Scenario
    """The scenario whose settings rule in the warm-up."""
    accepted_file: str = ""
    """Hash of the file of accepted sets, if any."""

    @cached_property
    def hash(self) -> str:
        """Hash of everything but the replication."""
        parts = {
            "settings": _asked(self.scenario),
            "baseline": _asked(self.baseline) if self.scenario.calendar.warm_up_days else None,
            "files": input_hashes(self.scenario),
            "accepted": self.accepted_file,
            "seed": self.seed,
            "schema": SCHEMA_VERSION,
            "engine": _engine(),
            "libraries": library_versions(),
            "calendar": _calendar(self.scenario),
        }
        return _hash(parts)

    def key(self, replication: int) -> str:
        """Return the key of one replication's answer."""
        return _hash([self.hash, replication])


def input_hashes(scenario: Scenario) -> dict[str, str]:
    """Return the hash of every input file the scenario names."""
    if scenario.opening.source != "file":
        return {}
    path = Path(scenario._folder) / scenario.opening.file
    content = path.read_bytes() if path.is_file() else b""
    return {scenario.opening.file: hashlib.blake2b(content, digest_size=16).hexdigest()}


@lru_cache(maxsize=1)
def library_versions() -> dict[str, str]:
    """Return versions of the libraries that decide numbers, and of Python."""
    versions = {name: metadata.version(name) for name in LIBRARIES}
    return {**versions, "python": platform.python_version()}


def _engine() -> str:
    from sim.pathway.compiled import engine_hash  # noqa: PLC0415 - imports numba

    return engine_hash()


def _calendar(scenario: Scenario) -> str:
    from sim.demand.days import days_of  # noqa: PLC0415 - imports numpy

    days = days_of(scenario.calendar, warm_up=True)
    return hashlib.blake2b(days.working.tobytes() + days.term.tobytes()).hexdigest()


def _asked(scenario: Scenario) -> dict[str, Any]:
    values = plain(scenario)
    for name in ("title", "question", "caveat", "as_at"):
        values.pop(name, None)
    return values


def _hash(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
