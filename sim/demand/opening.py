"""Children already waiting, in treatment or under review on the first day."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.cohort import (
    Cohort,
    FloatArray,
    empty_cohort,
    group_kinds,
    joined_cohorts,
    needs_of,
)
from sim.demand.referrals import COLUMNS, PLACE, WORD
from sim.settings.demand import Demand
from sim.settings.lengths import DAYS_PER_YEAR
from sim.settings.opening import OpeningBand
from sim.settings.scenario import Scenario
from sim.settings.words import EXITS, LATEST_EVENTS, PRIORITIES, SOURCES
from sim.streams import Streams

IMPUTED_OF_BANDS = (
    "age and wait of each child, even within the band",
    "date of joining the stage, taken to be the referral (of children in contact, the first day)",
    "contacts done and next due date of children in contact, drawn",
    "dates of events so far, taken to be the date of referral",
)
TURNED_AWAY = frozenset({"refused", "signposted", "information_lapsed"})
"""Exits that access points decide."""
WAITED = PLACE["height"]
"""The column that, for opening referrals, says how long they have waited."""


@dataclass(frozen=True)
class OpeningList:
    """Opening referrals: as a cohort (dates before day 0), and where each one stands."""

    cohort: Cohort
    node: list[str]
    """Stage or access point of each."""
    stage_entry: NDArray[np.float64]
    """Date they joined it, in days (0 or before)."""
    entry_known: NDArray[np.bool_]
    """False where that date was filled in."""
    contacts_done: NDArray[np.int64]
    """Contacts attended there; -1 when not known: then drawn."""
    in_contact: NDArray[np.bool_]
    """True once the first contact there has happened."""
    next_due: NDArray[np.float64]
    """Day the next contact is due; NaN when not known: then drawn."""
    imputed: tuple[str, ...] = ()
    """What the list did not say and was filled in."""
    events: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    """Dates of events so far, where known; NaN where not."""

    def __len__(self) -> int:
        return len(self.cohort)

    @property
    def first_request(self) -> NDArray[np.float64]:
        """Date of each child's first referral, in days: no earlier one is known."""
        return self.cohort.time

    @property
    def restarts(self) -> dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]]:
        """Events that set clocks back to zero, by word: rows, and the latest date of each."""
        known = {name: dates for name, dates in self.events.items() if name in LATEST_EVENTS}
        rows = {name: np.flatnonzero(~np.isnan(dates)) for name, dates in known.items()}
        return {name: (rows[name], dates[rows[name]]) for name, dates in known.items()}


def someone_returns(scenario: Scenario) -> bool:
    """Return whether children turned away before the first day come back to a run."""
    opening = scenario.opening
    listed = opening.source in ("bands", "file") and opening.returns == "steady"
    return listed and any(returns_when_turned_away(each) for each in scenario.demand.values())


def returns_when_turned_away(demand: Demand) -> bool:
    """Return whether some of those whom an access point turns away are referred again."""
    return demand.re_referral.share > 0 and bool(TURNED_AWAY & set(demand.re_referral.after))


def returns_not_drawn(scenario: Scenario) -> list[str]:
    """Return the exits after which children come back, save those who left before the run.

    Who was turned away before the first day follows from the rules of access points; who left
    later steps follows from lists and waits that an opening list does not tell.
    """
    rules = [each.re_referral for each in scenario.demand.values() if each.re_referral.share > 0]
    drawn = TURNED_AWAY if scenario.opening.returns == "steady" else frozenset()
    after = {exit for rule in rules for exit in rule.after} - drawn
    return [exit for exit in EXITS if exit in after]


def no_opening(scenario: Scenario) -> OpeningList:
    """Return an empty opening list."""
    none = np.zeros(0)
    cohort = empty_cohort(len(group_kinds(scenario)))
    no, whole = none.astype(bool), none.astype(np.int64)
    return OpeningList(cohort, [], none, no, whole, no, none)


def opening_from_bands(scenario: Scenario, streams: Streams) -> OpeningList:
    """Return an opening list drawn from counts by wait band; counts are exact.

    Within a band waits and ages are even. The number of children in each wait band is the
    stated share of the count, rounded so that the total is the count.
    """
    bands = {name: band for name, band in scenario.opening.bands.items() if band.count > 0}
    if not bands:
        return no_opening(scenario)
    uniforms = np.concatenate(
        [streams.uniforms((band.count, len(COLUMNS)), "opening", name)
         for name, band in bands.items()]
    )  # fmt: skip
    of_band = _OfBand(list(bands.values()))
    low, high = of_band.waits()
    waited = low + uniforms[:, WAITED] * (high - low)
    youngest = of_band.each(lambda band: band.age_from)
    span = np.maximum(0.0, of_band.each(lambda band: band.age_to) - youngest)
    age_now = youngest + uniforms[:, PLACE["age"]] * span
    needs, areas = needs_of(scenario), list(scenario.areas)
    cohort = opening_cohort(
        scenario,
        uniforms,
        time=-waited,
        need=of_band.each(lambda band: needs.index(band.need)),
        area=of_band.each(lambda band: areas.index(band.area)),
        priority=of_band.each(lambda band: PRIORITIES.index(band.priority)),
        age=np.maximum(0.0, age_now - waited / DAYS_PER_YEAR),
    )
    in_contact = of_band.each(lambda band: band.in_contact)
    return OpeningList(
        cohort,
        [band.stage for band in bands.values() for _ in range(band.count)],
        np.where(in_contact, 0.0, -waited),
        np.zeros(len(waited), bool),
        np.full(len(waited), -1),
        in_contact,
        np.full(len(waited), np.nan),
        IMPUTED_OF_BANDS,
    )


@dataclass(frozen=True)
class _OfBand:
    """What bands say of each child in them."""

    bands: list[OpeningBand]

    def each(self, says: Callable[[OpeningBand], Any]) -> NDArray[Any]:
        """Return what each child's band says, shape (children,)."""
        return np.repeat([says(band) for band in self.bands], [band.count for band in self.bands])

    def waits(self) -> tuple[FloatArray, FloatArray]:
        """Return the least and the longest wait of each child's wait band, in days."""
        waited = [wait for band in self.bands for wait in band.waited]
        counts = [
            count
            for band in self.bands
            for count in _rounded([wait.share for wait in band.waited], band.count)
        ]
        low = np.repeat([wait.from_weeks * 7 for wait in waited], counts)
        return low, np.repeat([wait.to_weeks * 7 for wait in waited], counts)


def with_second_needs(
    listed: OpeningList, second: NDArray[np.int64], streams: Streams
) -> OpeningList:
    """Return the list with an episode more for each second need, held until the first ends."""
    rows = np.flatnonzero(second >= 0)
    if len(rows) == 0:
        return listed
    count, cohort = len(listed), listed.cohort
    held = cohort.take(rows)
    words = streams.uniforms((len(rows), 2), "opening file", "second needs") * WORD
    held = replace(held, need=second[rows], words=words.astype(np.uint32), partner=rows,
                   held=np.ones(len(rows), bool))  # fmt: skip
    partner = cohort.partner.copy()
    partner[rows] = count + np.arange(len(rows))
    more: dict[str, Any] = {
        each.name: np.concatenate([getattr(listed, each.name), getattr(listed, each.name)[rows]])
        for each in fields(listed)
        if isinstance(getattr(listed, each.name), np.ndarray)
    }
    return replace(
        listed,
        cohort=joined_cohorts([replace(cohort, partner=partner), held]),
        node=listed.node + [listed.node[row] for row in rows],
        events={name: np.append(dates, dates[rows]) for name, dates in listed.events.items()},
        **more,
    )


def opening_cohort(
    scenario: Scenario,
    uniforms: NDArray[np.float64],
    *,
    time: NDArray[np.float64],
    need: NDArray[np.int64],
    area: NDArray[np.int64],
    priority: NDArray[np.int64],
    age: NDArray[np.float64],
) -> Cohort:
    """Return opening referrals as a cohort, with luck and groups of their own."""
    count = len(time)
    streams_of_need = [demand.need for demand in scenario.demand.values()]
    needs = needs_of(scenario)
    stream_of = np.array(
        [streams_of_need.index(name) if name in streams_of_need else 0 for name in needs]
    )
    words = np.column_stack((uniforms[:, PLACE["word 1"]], uniforms[:, PLACE["word 2"]]))
    escalation = np.column_stack(
        (uniforms[:, PLACE["escalation 1"]], uniforms[:, PLACE["escalation 2"]])
    )
    return Cohort(
        time=time, area=area, stream=stream_of[need], need=need, priority=priority,
        source=np.full(count, SOURCES.index("other")), age=age,
        words=(words * WORD).astype(np.uint32),
        leaving=-np.log1p(-uniforms[:, PLACE["leaving"]]),
        escalation=-np.log1p(-escalation), support=uniforms[:, PLACE["support"]],
        groups=np.full((count, len(group_kinds(scenario))), -1),
        accepted_by=np.ones(count), missed_by=np.ones(count), leaving_by=np.ones(count),
        partner=np.full(count, -1), held=np.zeros(count, bool), child=np.arange(count),
    )  # fmt: skip


def _rounded(shares: list[float], total: int) -> list[int]:
    """Return whole numbers near share times total that add up to it (largest remainders)."""
    exact = np.array(shares) * total
    counts = np.floor(exact + 1e-9).astype(int)
    order = np.argsort(-(exact - counts), kind="stable")
    counts[order[: total - counts.sum()]] += 1
    return [int(count) for count in counts]
