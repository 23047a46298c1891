"""What a board's figures say at one month's end: levels, leaving, and how its years differ.

Direct estimates, no simulation: every number is a mean or a ratio of published counts.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from calibration.cases import Series
from calibration.forecast.ageing import aged, observed_shares, wrong_band
from sim.settings import BadInput, Problem

YEAR = 12
LEAVING_MONTHS, HALF_LIFE = 24, 6.0
"""Leaving is the ratio over two years in which a month counts half as much as one six months
later: rates of leaving drift, and older months say little."""
SHARE_MONTHS = 24
USUAL_MONTHS = 60
"""The list a board usually has: the geometric mean of five years."""
REVERSION = 0.02
"""Share of the distance to its usual list that a list is taken to go back each month."""
LEAST_LEAVING, MOST_LEAVING = 0.01, 0.6
FEWEST_YEARS = 24
"""Past years needed, counted from every month: three years of figures and the one before."""
SKEWS, UNKNOWN_SKEW = tuple(round(0.1 * k, 1) for k in range(10)), 0.5
"""Shares out of turn that are tried; and the one taken where no bands are published."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Outlook:
    """Where a board stands at a month's end."""

    known: Series = field(repr=False)
    accepted: float
    """Accepted referrals a month, over the latest year."""
    seen: float
    """Children seen a month, over the latest year."""
    accepted_share: float
    """Accepted of those received; 1 where received is not published."""
    missed_share: float
    """Of first appointments; 0 where it is not published."""
    leaving: float
    """Share who leave unseen each month, of the list before it and those accepted in it."""
    usual_list: float
    skew: float
    """Share of children taken out of turn."""
    years: NDArray[np.int64] = field(repr=False)
    """Positions of months after which a whole year is known, and before which too."""

    @property
    def waiting(self) -> float:
        """The list."""
        return float(self.known["waiting"][-1])

    def expected_list(self, months: int) -> Numbers:
        """Return the list by month if it goes back to its usual size at the stated pace."""
        back = 1 - (1 - REVERSION) ** np.arange(1, months + 1)
        start = np.log(max(self.waiting, 1.0))
        return np.asarray(np.exp(start + (np.log(self.usual_list) - start) * back))


def outlook_of(known: Series) -> Outlook:
    """Return where a board stands at the end of a series.

    Raises:
    BadInput
        When the latest year is not complete or too few years came before it.
    """
    years = _past_years(known)
    _check(known, years)
    return Outlook(
        known,
        accepted=level(known["accepted"], len(known) - 1),
        seen=level(known["seen"], len(known) - 1),
        accepted_share=_ratio(known, "accepted", "received", 1.0),
        missed_share=_ratio(known, "missed", "appointments", 0.0),
        leaving=leaving_at(known, len(known) - 1, LEAVING_MONTHS, HALF_LIFE),
        usual_list=_usual(known["waiting"]),
        skew=_skew(known),
        years=years,
    )


def level(flow: Numbers, at: int) -> float:
    """Return the mean of the year that ends at a month."""
    return float(np.nanmean(flow[at - YEAR + 1 : at + 1]))


def leaving_at(known: Series, at: int, months: int, half_life: float = np.inf) -> float:
    """Return the monthly share leaving, over the months that end at one."""
    window = slice(max(0, at - months + 1), at + 1)
    left, exposed = known.left[window], known.exposed[window]
    weight = 0.5 ** (np.arange(len(left))[::-1] / half_life)
    fine = np.isfinite(left) & np.isfinite(exposed)
    total = float((weight * exposed)[fine].sum())
    rate = float((weight * left)[fine].sum()) / total if total > 0 else 0.0
    return float(np.clip(rate, LEAST_LEAVING, MOST_LEAVING))


def _past_years(known: Series) -> NDArray[np.int64]:
    fine = np.isfinite(known.left).astype(int)
    whole = np.convolve(fine, np.ones(2 * YEAR, int), "valid") == 2 * YEAR
    return np.flatnonzero(whole) + YEAR - 1


def _check(known: Series, years: NDArray[np.int64]) -> None:
    problems = []
    if not np.isfinite(known.left[-YEAR:]).all():
        text = f"lacks a figure in the year to {known.months[-1]:%B %Y}"
        remedy = "Accepted referrals, children seen and the list are needed for each month."
        problems.append(Problem(known.place, "", text, remedy))
    if len(years) < FEWEST_YEARS:
        text = f"holds {len(known)} months; the year ahead is judged by years that went before"
        problems.append(Problem(known.place, "", text, "Give at least four years of months."))
    if problems:
        raise BadInput(problems)


def _ratio(known: Series, part: str, whole: str, unknown: float) -> float:
    both = known.flows[[part, whole]].dropna().tail(SHARE_MONTHS).sum()
    return float(min(both[part] / both[whole], 1.0)) if both[whole] > 0 else unknown


def _usual(waiting: Numbers) -> float:
    recent = waiting[-USUAL_MONTHS:]
    return float(np.exp(np.log(np.maximum(recent[np.isfinite(recent)], 1.0)).mean()))


def _skew(known: Series) -> float:
    """Return the share of children taken out of turn, by which last year's bands are best met.

    Placed out of turn, a child is as often earlier as later: twice the share seen early.
    """
    before, year = known.until(known.months[-1 - YEAR]), known.after(known.months[-1 - YEAR], YEAR)
    bands = observed_shares(year)
    if not (np.isfinite(bands).all() and np.isfinite(before.bands.iloc[-1]).all() and bands.size):
        return UNKNOWN_SKEW
    rate = leaving_at(known, len(known) - 1, YEAR)
    errors = [wrong_band(aged(before, year, rate, skew / 2), bands).mean() for skew in SKEWS]
    return SKEWS[int(np.argmin(errors))]
