"""A projection: futures run on the engine, one replication each, and read as figures."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from calibration.cases.board import STAGE, board_values, month_ends
from calibration.forecast.futures import Futures
from calibration.forecast.outlook import Outlook
from calibration.forecast.reading import lists_at, seen_by
from sim.pathway.blueprint import blueprint_of
from sim.pathway.compiled import engine_hash
from sim.pathway.simulate import simulate
from sim.runs.answer import stored
from sim.runs.question import library_versions
from sim.runs.store import Store
from sim.settings import from_values
from sim.settings.tables import copied, put

VERSION = 2
"""Raised whenever the reading of a history changes."""
SECONDS_A_REPLICATION = 0.04
"""Measured over a year of one board; most of it goes into making the settings."""


@dataclass(frozen=True)
class Projection:
    """Replications of one board from one month on; a worker does them together."""

    values: Mapping[str, Any] = field(repr=False)
    """Settings before what is uncertain."""
    sets: pd.DataFrame = field(repr=False)
    """Accepted sets, one a replication."""
    bands: tuple[int, ...]
    """Least weeks waited of each band that is read."""
    first: pd.Period
    months: int
    seed: int
    store: Path

    @classmethod
    def of(cls, now: Outlook, futures: Futures, seed: int, store: Path) -> "Projection":
        """Return the projection of futures from where a board stands."""
        months = len(futures.months)
        values = board_values(now.known, months, futures.missed_share)
        bands = tuple(int(week) for week in now.known.bands.columns) or (0,)
        return cls(values, futures.settings(), bands, futures.months[0], months, seed, store)

    @property
    def key(self) -> str:
        """A hash of everything that decides the answer."""
        asked = [
            self.values, self.sets.to_csv(), self.bands, str(self.first), self.months, self.seed,
            VERSION, engine_hash(), library_versions(),
        ]  # fmt: skip
        text = json.dumps(asked, sort_keys=True, default=str)
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    @property
    def stays_here(self) -> bool:
        """Whether it describes children: it never does, being made of published counts."""
        return False

    @property
    def seconds(self) -> float:
        """About how long one processor takes."""
        return SECONDS_A_REPLICATION * len(self.sets)

    def worked_out(self) -> pa.Table:
        """Run every replication, and return the lists read from it."""
        return pa.Table.from_pandas(self._read(), preserve_index=False)

    def answer(self) -> str:
        """Run what is not stored yet, and return its key."""
        return stored(self)

    def result(self) -> pd.DataFrame:
        """Return the stored answer: replication, month (0, 1, …), seen, and the list by band."""
        return Store(self.store).read(self.key).to_pandas()

    def _read(self) -> pd.DataFrame:
        ends = month_ends(self.first, self.months)
        parts = []
        for replication, row in enumerate(self.sets.to_dict("records")):
            values = copied(self.values)
            for path, value in row.items():
                put(values, tuple(str(path).split(".")), _whole(path, value))
            history = simulate(blueprint_of(from_values(values)), self.seed, replication)
            part = pd.DataFrame(lists_at(history, ends, self.bands), columns=_names(self.bands))
            part["seen"] = seen_by(history, ends, STAGE)
            parts.append(part.assign(replication=replication, month=np.arange(self.months)))
        return pd.concat(parts, ignore_index=True)


def _names(bands: tuple[int, ...]) -> list[str]:
    return [f"from_{week}" for week in bands]


def _whole(path: Any, value: float) -> float | int:
    """Return counts as whole numbers: the engine takes no half referral."""
    return int(value) if ".observed_counts." in str(path) else float(value)
