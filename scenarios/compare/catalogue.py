"""What is compared: measures and which way is better, the smallest difference that matters, rails.

All of it is data, in ``measures.toml`` and ``rails.toml`` beside this file.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).parent
SIGNS = {"up": 1, "down": -1, "neither": 0}
"""What a rise means: 1 better, -1 worse, 0 neither."""


@dataclass(frozen=True)
class Compared:
    """One measure as it is compared over a window."""

    name: str
    words: str
    over: Literal["sum", "end", "time"]
    """Added up over the window, read at its end, or a count times time."""
    better: Literal["up", "down", "neither"]
    of: str = ""
    """The stored measure it is made from; left out, its own name."""
    bands: tuple[str, ...] = ()
    """Bands of that measure added up; none means the total."""
    counted: bool = False
    """True to take the number of children behind a share or mean and not the value."""
    unit: str = ""
    """Unit where it is not that of the stored measure."""
    emptied: bool = False
    """True where a list that is emptied without help would look better too."""
    befalls: bool = False
    """True for what befalls children while they wait: fewer weeks waited make it rarer."""

    @property
    def source(self) -> str:
        """The stored measure."""
        return self.of or self.name

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is, 0 for neither."""
        return SIGNS[self.better]


@dataclass(frozen=True)
class Smallest:
    """The smallest difference that matters, in one unit."""

    absolute: float
    share: float
    """As a share of the baseline."""
    reason: str

    def of(self, baseline: Any) -> Any:
        """Return it beside a baseline value (or an array of them)."""
        import numpy as np

        return np.maximum(self.absolute, self.share * np.abs(np.nan_to_num(baseline)))


@dataclass(frozen=True)
class Rail:
    """Something that an option must not make worse."""

    name: str
    words: str
    measures: tuple[str, ...]
    reason: str
    tolerance: Mapping[str, float]
    """How much worse is still no worse, by unit."""
    tolerance_share: float = 0.0
    """The same as a share of the baseline; the larger of the two holds."""
    stops: tuple[str, ...] = ()
    """Events: clocks that stop at one of them are watched."""
    clocks: tuple[str, ...] = ()
    """Clocks watched by name."""
    worst_area: bool = False
    """True to watch, in each need, whichever area is worst off."""


@lru_cache(maxsize=1)
def compared_measures() -> dict[str, Compared]:
    """Return every measure that is compared, by name, in the order of the file."""
    tables = _file("measures.toml")["measures"]
    return {name: Compared(name, **_tuples(table)) for name, table in tables.items()}


@lru_cache(maxsize=1)
def smallest_differences() -> dict[str, Smallest]:
    """Return the smallest difference that matters, by unit."""
    return {unit: Smallest(**table) for unit, table in _file("measures.toml")["smallest"].items()}


@lru_cache(maxsize=1)
def guard_rails() -> tuple[Rail, ...]:
    """Return the rails that hold by default."""
    tables = _file("rails.toml")["rails"]
    return tuple(Rail(name, **_tuples(table)) for name, table in tables.items())


def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in table.items()}
