"""What a run gave, in the same form for every rival, and how two of them are compared."""

import math
import statistics
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.stats import ttest_ind
from workload import URGENT

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """One row for each referral, in order of arrival; dates in days, NaN when never."""

    referred: Array
    priority: Array
    """As presented: 1 urgent, 2 routine."""
    screened: Array
    assessed: Array
    """First attended assessment."""
    started: Array
    """First attended treatment contact."""
    finished: Array
    left: Array
    """Left a list without having been seen there."""
    attended: Array
    """Contacts attended; only the sum is the same thing for every rival."""

    def summary(self) -> dict[str, float]:
        """Return the numbers that every rival has to agree on."""
        wait, thousands = self.assessed - self.referred, len(self.referred) / 1000
        return {
            "referrals": float(len(self.referred)),
            "assessed, of 1,000 referrals": _count(self.assessed) / thousands,
            "treatment started, of 1,000": _count(self.started) / thousands,
            "treatment finished, of 1,000": _count(self.finished) / thousands,
            "left while waiting, of 1,000": _count(self.left) / thousands,
            "contacts attended, for 1,000": float(self.attended.sum()) / thousands,
            "days to screening": float(np.nanmean(self.screened - self.referred)),
            "days to assessment": float(np.nanmean(wait)),
            "days to assessment, urgent": float(np.nanmean(wait[self.priority == URGENT])),
            "days assessment to treatment": float(np.nanmean(self.started - self.assessed)),
        }


def _count(dates: Array) -> float:
    return float(np.isfinite(dates).sum())


def difference(one: Outcome, other: Outcome) -> dict[str, float]:
    """Return, for two runs of the same children, the share of rows that differ, by date."""
    found = {}
    for column in fields(Outcome)[:-1]:
        a, b = getattr(one, column.name), getattr(other, column.name)
        same = (np.abs(a - b) < 1e-6) | (np.isnan(a) & np.isnan(b))
        found[column.name] = float(1 - same.mean())
    return found


def agreement(
    ours: list[dict[str, float]], rival: list[dict[str, float]]
) -> dict[str, tuple[float, float, float]]:
    """Return, by measure, our mean, the rival's mean, and the chance of a gap so wide or wider.

    Each list holds one summary for each replication. Replications are independent, so Welch's
    test applies; of many measures, one in twenty falls below 0.05 when all is well.
    """
    found = {}
    for name in ours[0]:
        a, b = ([summary[name] for summary in runs] for runs in (ours, rival))
        chance = float(ttest_ind(a, b, equal_var=False).pvalue) if len(b) > 1 else math.nan
        found[name] = (statistics.mean(a), statistics.mean(b), chance)
    return found
