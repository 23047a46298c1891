"""What was observed month by month at one place: flows, the list, and its age profile."""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.settings import BadInput, Problem
from sim.settings.problems import did_you_mean

FLOWS = {
    "received": "received", "accepted": "received", "seen": "seen", "appointments": "seen",
    "missed": "seen", "waiting": "still waiting",
}  # fmt: skip
"""Statistic to the population that it counts."""
NEEDED = ("accepted", "seen", "waiting")
MOST_DAYS = 31
"""Periods up to this long are months."""
MOST_NAMES = 20
"""Places up to so many are listed."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """Monthly figures of one place, one row a month without a gap; NaN where not known."""

    place: str
    need: str
    flows: pd.DataFrame = field(repr=False)
    """Index: months (periods); columns: ``FLOWS``."""
    bands: pd.DataFrame = field(repr=False)
    """Children waiting by band; index as flows, columns: least weeks waited of each band."""
    seen_bands: pd.DataFrame = field(repr=False)
    """Children seen by band of weeks waited; as bands."""
    breaks: tuple[pd.Period, ...] = ()
    """Months from which the publisher says that figures are not comparable with earlier ones."""

    def __len__(self) -> int:
        return len(self.flows)

    def __getitem__(self, flow: str) -> Numbers:
        return self.flows[flow].to_numpy(float)

    @property
    def months(self) -> pd.PeriodIndex:
        """The months."""
        return pd.PeriodIndex(self.flows.index)

    @property
    def left(self) -> Numbers:
        """Children who left unseen: list before + accepted - seen - list, corrections included.

        Below 0 where more joined the list than were accepted.
        """
        before = np.concatenate([[np.nan], self["waiting"][:-1]])
        return np.asarray(before + self["accepted"] - self["seen"] - self["waiting"])

    @property
    def exposed(self) -> Numbers:
        """Children who could leave in the month: the list before it and those accepted in it."""
        before = np.concatenate([[np.nan], self["waiting"][:-1]])
        return np.asarray(before + self["accepted"])

    def until(self, month: pd.Period) -> "Series":
        """Return what was known at the end of a month."""
        return replace(
            self, flows=self.flows.loc[:month], bands=self.bands.loc[:month],
            seen_bands=self.seen_bands.loc[:month],
            breaks=tuple(one for one in self.breaks if one <= month),
        )  # fmt: skip

    def after(self, month: pd.Period, months: int) -> "Series":
        """Return what then happened, up to so many months after a month."""
        last = month + months
        return replace(
            self, flows=self.flows.loc[month + 1 : last], bands=self.bands.loc[month + 1 : last],
            seen_bands=self.seen_bands.loc[month + 1 : last],
            breaks=tuple(one for one in self.breaks if month < one <= last),
        )  # fmt: skip


def places(observed: pd.DataFrame) -> list[tuple[str, str]]:
    """Return (place, need) of every monthly series with a list and its flows."""
    found = _monthly(observed)
    kinds = found.groupby(["area", "need"])["statistic"].agg(set).reset_index()
    return [(str(a), str(n)) for a, n, has in kinds.to_numpy() if set(NEEDED) <= has]


def series_of(observed: pd.DataFrame, place: str, need: str = "") -> Series:
    """Return the series of one place, the need left out if there is only one.

    Raises:
    BadInput
        When there is no such series, or more than one figure for a month.
    """
    known = places(observed)
    needs = [n for name, n in known if name == place and need in ("", n)]
    if len(needs) != 1:
        raise BadInput([_no_series(observed, place, need, known)])
    own = _monthly(observed)
    own = own[(own["area"] == place) & (own["need"] == needs[0])]
    whole = own[own["statistic"].isin(FLOWS) & (own["population"] == own["statistic"].map(FLOWS))]
    _check_single(whole, ["statistic"], place)
    flows = whole.pivot(index="month", columns="statistic", values="value")
    months = pd.period_range(flows.index.min(), flows.index.max(), freq="M")
    broken = whole.loc[whole["series_break"] & whole["statistic"].isin(NEEDED), "month"]
    return Series(
        place, needs[0], flows.reindex(index=months, columns=list(FLOWS)).astype(float),
        _bands(own, "still waiting", months), _bands(own, "seen", months),
        tuple(sorted(broken.unique())),
    )  # fmt: skip


def _bands(own: pd.DataFrame, population: str, months: pd.PeriodIndex) -> pd.DataFrame:
    """Return counts by the least weeks waited of each band."""
    rows = own[(own["statistic"] == "in_band") & (own["population"] == population)]
    rows = rows.assign(weeks=(rows["lower"] / 7).astype(int))
    _check_single(rows, ["weeks"], population)
    return rows.pivot(index="month", columns="weeks", values="value").astype(float).reindex(months)


def _monthly(observed: pd.DataFrame) -> pd.DataFrame:
    """Return figures of whole months for all priorities and ages, with their month."""
    days = (observed["period_end"] - observed["period_start"]).dt.days
    kept = observed[(days < MOST_DAYS) & observed["priority"].eq("all") & ~observed["suppressed"]]
    return kept.assign(month=pd.to_datetime(kept["period_start"]).dt.to_period("M"))


def _check_single(rows: pd.DataFrame, what: list[str], place: str) -> None:
    if rows.duplicated(["month", *what]).any():
        text = "has several figures for the same month (ages, providers or definitions)"
        raise BadInput([Problem(place, "", text, "Import one of them.")])


def _no_series(
    observed: pd.DataFrame, place: str, need: str, known: list[tuple[str, str]]
) -> Problem:
    """Say why there is no series: several needs, split by priority, or another place."""
    names = sorted({name for name, _ in known})
    own = observed[observed["area"].eq(place) & (observed["need"].eq(need) | (need == ""))]
    if place in names and not need:
        needs = ", ".join(n for name, n in known if name == place)
        return Problem("--area", place, f"has several needs ({needs})", "Give --need.")
    split = set(own.loc[own["statistic"].eq("waiting"), "priority"]) - {"all"}
    if split:
        text = f"has its list split by priority ({', '.join(sorted(split))})"
        remedy = "Import rows for all priorities together (priority all)."
    else:
        text = "has no monthly series of accepted referrals, children seen and children waiting"
        near = "" if len(names) <= MOST_NAMES else did_you_mean(place, names)
        remedy = near or f"Places that have them: {', '.join(names) or 'none'}."
    return Problem("--area", f"{place} {need}".strip(), text, remedy)
