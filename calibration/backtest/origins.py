"""Origins: the months from which forecasts are made, by rule and the same for every board."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from calibration.cases import Series
from calibration.forecast import Outlook, outlook_of
from sim.settings import BadInput

MONTHS = 12
"""How far ahead is forecast."""
FEWEST_WAITING = 30
"""Below this, one family more or less is a large error, and the figures say little."""


@dataclass(frozen=True)
class Origin:
    """A board at the end of a month, and what then happened."""

    now: Outlook
    then: Series = field(repr=False)

    @property
    def place(self) -> str:
        """The board."""
        return self.now.known.place

    @property
    def month(self) -> pd.Period:
        """The last month known."""
        return self.now.known.months[-1]

    @property
    def comparable(self) -> int:
        """Months ahead before the publisher marks a break in the series."""
        breaks = [(one - self.month).n - 1 for one in self.then.breaks]
        return min([len(self.then), *breaks])


def origins_of(series: Series, every: int, since: pd.Period | None = None) -> Iterator[Origin]:
    """Yield a board's origins: each so many months, back from the last that has a whole year after.

    Left out are months from which too little was known, with too few waiting, or after which a
    flow or the list is not published.
    """
    last = len(series) - 1 - MONTHS
    for at in sorted(range(last, -1, -every)):
        month = series.months[at]
        if since is not None and month < since:
            continue
        origin = _origin(series, month)
        if origin is not None:
            yield origin


def _origin(series: Series, month: pd.Period) -> Origin | None:
    then = series.after(month, MONTHS)
    published = np.isfinite(then.flows[["accepted", "seen", "waiting"]].to_numpy()).all()
    if not published:
        return None
    try:
        now = outlook_of(series.until(month))
    except BadInput:
        return None  # too little was known by then
    origin = Origin(now, then)
    return origin if now.waiting >= FEWEST_WAITING and origin.comparable > 0 else None


def left_out(series: Sequence[Series], origins: Sequence[Origin]) -> list[str]:
    """Return the boards that have no origin at all."""
    used = {origin.place for origin in origins}
    return [one.place for one in series if one.place not in used]
