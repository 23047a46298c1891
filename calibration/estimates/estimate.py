"""One estimated number: what it is, how sure, from how many, and where a scenario keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import pandas as pd
from scipy import stats

LEVEL = 0.9
"""Intervals hold the truth nine times in ten, if the stated method's assumptions hold."""
TAIL = (1 - LEVEL) / 2
FEWEST = 10
"""Estimates that rest on fewer are not given: a child could be recognised, and little is said."""
Z = float(stats.norm.ppf(1 - TAIL))


@dataclass(frozen=True)
class Estimate:
    """An estimate with its 90 % interval."""

    need: str
    area: str
    quantity: str
    group: str
    """Which of several: a priority, a month, a band of weeks; empty for one number."""
    value: float
    low: float
    high: float
    n: int
    """How many referrals, events or appointments it rests on."""
    unit: str
    method: str
    setting: str = ""
    """Where a scenario keeps it; empty where it has no such setting."""


@dataclass(frozen=True)
class Subject:
    """Of whom an estimate speaks: a need, in an area or in all."""

    need: str
    area: str = "all"

    def says(
        self, quantity: str, interval: tuple[float, float, float], n: int, unit: str, method: str,
        group: str = "", setting: str = "",
    ) -> Estimate:  # fmt: skip
        """Return an estimate from a value with its low and high."""
        return Estimate(self.need, self.area, quantity, group, *interval, n, unit, method, setting)


def as_table(estimates: Sequence[Estimate]) -> pd.DataFrame:
    """Return estimates as a tidy table."""
    names = [field.name for field in fields(Estimate)]
    return pd.DataFrame([vars(one) for one in estimates], columns=names)
