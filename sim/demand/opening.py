"""Children already waiting, in treatment or under review on the first day."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.cohort import COLUMNS, Cohort, empty_cohort, group_kinds, needs_of
from sim.settings.opening import OpeningBand
from sim.settings.scenario import Scenario
from sim.settings.words import PRIORITIES, SOURCES
from sim.streams import Streams

WORD = float(1 << 32)
_C = {name: k for k, name in enumerate(COLUMNS)}
WAITED = _C["height"]
"""The column that, for opening referrals, says how long they have waited."""


@dataclass(frozen=True)
class OpeningList:
    """Opening referrals: as a cohort (dates before day 0), and where each one stands."""

    cohort: Cohort
    node: list[str]
    """Stage or access point of each."""
    stage_entry: NDArray[np.float64]
    """Date they joined it, in days (0 or before)."""
    contacts_done: NDArray[np.int64]
    """Contacts attended there; -1 when not known: then drawn."""
    in_contact: NDArray[np.bool_]
    """True once the first contact there has happened."""
    next_due: NDArray[np.float64]
    """Day the next contact is due; NaN when not known: then drawn."""
    imputed: tuple[str, ...] = ()
    """What the list did not say and was filled in."""

    def __len__(self) -> int:
        return len(self.cohort)


def no_opening(scenario: Scenario) -> OpeningList:
    """Return an empty opening list."""
    none = np.zeros(0)
    cohort = empty_cohort(len(group_kinds(scenario)))
    return OpeningList(cohort, [], none, none.astype(np.int64), none.astype(bool), none)


def opening_from_bands(scenario: Scenario, streams: Streams) -> OpeningList:
    """Return an opening list drawn from counts by wait band; counts are exact.

    Within a band waits and ages are even. The number of children in each wait band is the
    stated share of the count, rounded so that the total is the count.
    """
    parts = [
        _from_band(scenario, name, band, streams)
        for name, band in scenario.opening.bands.items()
        if band.count > 0
    ]
    if not parts:
        return no_opening(scenario)
    imputed = ("contacts done and next due dates of children in contact",)
    return joined_lists(parts, imputed)


def joined_lists(parts: list[OpeningList], imputed: tuple[str, ...]) -> OpeningList:
    """Return several opening lists as one."""
    first = parts[0].cohort
    columns = {
        name: np.concatenate([getattr(part.cohort, name) for part in parts])
        for name in first.__dataclass_fields__
    }
    cohort = Cohort(**columns)
    return OpeningList(
        cohort,
        [node for part in parts for node in part.node],
        np.concatenate([part.stage_entry for part in parts]),
        np.concatenate([part.contacts_done for part in parts]),
        np.concatenate([part.in_contact for part in parts]),
        np.concatenate([part.next_due for part in parts]),
        imputed,
    )


def _from_band(scenario: Scenario, name: str, band: OpeningBand, streams: Streams) -> OpeningList:
    uniforms = streams.uniforms((band.count, len(COLUMNS)), "opening", name)
    counts = _rounded([wait.share for wait in band.waited], band.count)
    low = np.repeat([wait.from_weeks * 7 for wait in band.waited], counts)
    high = np.repeat([wait.to_weeks * 7 for wait in band.waited], counts)
    waited = low + uniforms[:, WAITED] * (high - low)
    age_now = band.age_from + uniforms[:, _C["age"]] * max(0.0, band.age_to - band.age_from)
    cohort = opening_cohort(
        scenario,
        uniforms,
        time=-waited,
        need=np.full(band.count, needs_of(scenario).index(band.need)),
        area=np.full(band.count, list(scenario.areas).index(band.area)),
        priority=np.full(band.count, PRIORITIES.index(band.priority)),
        age=np.maximum(0.0, age_now - waited / 365.25),
    )
    count = band.count
    return OpeningList(
        cohort,
        [band.stage] * count,
        -waited if not band.in_contact else np.zeros(count),
        np.full(count, -1),
        np.full(count, band.in_contact),
        np.full(count, np.nan),
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
    words = np.column_stack((uniforms[:, _C["word 1"]], uniforms[:, _C["word 2"]]))
    escalation = np.column_stack((uniforms[:, _C["escalation 1"]], uniforms[:, _C["escalation 2"]]))
    return Cohort(
        time=time, area=area, stream=stream_of[need], need=need, priority=priority,
        source=np.full(count, SOURCES.index("other")), age=age,
        words=(words * WORD).astype(np.uint32),
        leaving=-np.log1p(-uniforms[:, _C["leaving"]]),
        escalation=-np.log1p(-escalation), support=uniforms[:, _C["support"]],
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
