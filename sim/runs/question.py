"""What is asked of the engine: a scenario or option, a seed, a replication; and its key.

The key is a hash of everything that decides the answer and nothing else: resolved settings,
input files, seed, replication, engine source, result schema, numerical libraries and the
resolved calendar. Workers, folders and names stay out, so the same question is never run
twice.
"""

import hashlib
import json
import platform
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from sim.settings import Scenario
from sim.settings.options import NOT_SETTINGS

SCHEMA_VERSION = 3
"""Raised whenever the files of a run folder, or columns or meaning of its measures, change so
that older folders can no longer be read as they stand."""
SAID = {*NOT_SETTINGS, "title", "question", "caveat", "as_at"}
"""Parts of a scenario that are read and decide nothing."""
LIBRARIES = ("numpy", "scipy", "numba", "simpy", "holidays", "pyarrow")


@dataclass(frozen=True)
class Question:
    """One option of a scenario under a seed; replications are asked one by one."""

    option: str
    scenario: Scenario
    seed: int
    baseline: Scenario
    """The scenario whose settings rule before the first day."""

    @cached_property
    def hash(self) -> str:
        """Hash of everything but the replication."""
        parts = {
            "settings": _asked(self.scenario),
            "baseline": self.baseline_hash if self._past_decides else None,
            "files": input_hashes(self.scenario),
            "seed": self.seed,
            "schema": SCHEMA_VERSION,
            "engine": _engine(),
            "libraries": library_versions(),
            "calendar": _calendar(self.scenario),
        }
        return _hash(parts)

    @cached_property
    def baseline_hash(self) -> str:
        """Hash of the settings that rule before the first day."""
        return _hash(_asked(self.baseline))

    @property
    def _past_decides(self) -> bool:
        from sim.demand.opening import someone_returns

        warms_up = self.scenario.calendar.warm_up_days > 0
        return warms_up or someone_returns(self.scenario)

    def key(self, replication: int) -> str:
        """Return the key of one replication's answer."""
        return key_of(self.hash, replication)

    def asked_of(self, replication: int) -> "Question":
        """Return the question put to one replication: itself."""
        return self

    def accepted_set(self, replication: int) -> int:
        """Return the row of accepted settings used by a replication; -1 for none."""
        return -1


@dataclass(frozen=True)
class UncertainQuestion:
    """An option whose settings are not known exactly: each replication takes an accepted set."""

    option: str
    own: Question
    """The question with the scenario's own numbers: for labels and dates, never simulated."""
    order: tuple[int, ...]
    """The seeded permutation of rows that replications go through, again and again."""
    accepted_file: str
    """Hash of the file of accepted sets."""
    accepted_settings: tuple[str, ...]
    """What is taken from it, by path."""
    accepted_name: str
    """Name of their file."""
    with_set: Callable[[int], Question] = field(repr=False)
    """Returns the question of one accepted set, by its row."""
    hashes: dict[int, str] = field(default_factory=dict, repr=False, compare=False)
    """Hashes of those questions, where known: none is made twice for its key."""

    @property
    def scenario(self) -> Scenario:
        """The settings with the scenario's own numbers."""
        return self.own.scenario

    @property
    def seed(self) -> int:
        """The seed."""
        return self.own.seed

    @cached_property
    def hash(self) -> str:
        """Hash of the question as it is with the scenario's own numbers, of sets and their order.

        :func:`answered` tells apart what only differs set by set.
        """
        return _hash([self.own.hash, self.accepted_file, self.accepted_settings, self.order])

    def accepted_set(self, replication: int) -> int:
        """Return the row of accepted settings used by a replication."""
        return self.order[replication % len(self.order)]

    def asked_of(self, replication: int) -> Question:
        """Return the question put to one replication."""
        return self.with_set(self.accepted_set(replication))

    def key(self, replication: int) -> str:
        """Return the key of one replication's answer."""
        row = self.accepted_set(replication)
        if row not in self.hashes:
            self.hashes[row] = self.with_set(row).hash
        return key_of(self.hashes[row], replication)


Asked = Question | UncertainQuestion


def answered(asked: Asked, replications: int) -> str:
    """Return the hash of what so many replications of a question are asked, set by set.

    Questions with accepted sets may agree by the scenario's own numbers and differ in each set:
    one sets a number to what the scenario has, the other leaves it as each set has it.
    """
    return _hash([asked.hash, *(asked.key(replication) for replication in range(replications))])


def key_of(question: str, replication: int) -> str:
    """Return the key of an answer, from the hash of its question."""
    return _hash([question, replication])


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
    from sim.pathway.compiled import engine_hash

    return engine_hash()


def _calendar(scenario: Scenario) -> str:
    from sim.demand.days import days_of

    days = days_of(scenario.calendar, warm_up=True)
    return hashlib.blake2b(days.working.tobytes() + days.term.tobytes()).hexdigest()


def _asked(scenario: Scenario) -> str:
    """Return the settings that decide an answer, as text."""
    return scenario.model_dump_json(exclude=SAID)


def _hash(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
