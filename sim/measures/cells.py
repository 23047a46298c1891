"""Which totals are stored: crossings of area, need and priority, and who answers for them.

A child counts at one *base*: an area, a need, a priority and a provider. A *view* sends each
base, period by period, to one *cell*: a row of the table in that period. Counting is done once
by base and spread over the cells of every view; percentiles are taken cell by cell.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.measures.rollup import NOT_KNOWN, Answering
from sim.measures.table import ALL
from sim.settings.words import PRIORITIES

IntArray = NDArray[np.int64]
Label = tuple[str, str, str, str]
"""Area, need, priority and group of a cell."""

BY_AREA = ("area and need", "need")
BY_NEED = (*BY_AREA, "need and priority")
"""Views of waits: a mean over unlike needs would say nothing."""
OVER_NEEDS = (*BY_NEED, "area", "everyone")
"""Views of counts."""
FINE = "area, need and priority"
ROLL_UPS = ("need and council", "need and commissioner", "need and provider")
FLOWING = (*OVER_NEEDS, *ROLL_UPS)
"""Views of what happened to children."""
EVERY = (*FLOWING, FINE)
"""Views of who came and who is there."""

Stored = Mapping[str, tuple[str, ...]]
"""Views of waits, each with the statistics that are stored in it."""


@dataclass(frozen=True)
class Cells:
    """Bases and cells of a scenario."""

    areas: list[str]
    needs: list[str]
    providers: list[str]
    """Providers by number; the last is not known."""
    maps: dict[str, NDArray[np.int32]]
    """View to the cell of each base in each period, shape (periods, bases); -1 for none."""
    labels: list[Label]
    view: NDArray[np.str_]
    """The view each cell belongs to."""
    words: dict[str, list[str]]
    """The words of each cell, by dimension."""
    _of: dict[tuple[str, ...], NDArray[np.int32]] = field(default_factory=dict)
    _within: dict[tuple[str, ...], NDArray[np.bool_]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def bases(self) -> int:
        """How many bases there are."""
        return len(self.areas) * len(self.needs) * len(PRIORITIES) * len(self.providers)

    def base(
        self, area: IntArray, need: IntArray, priority: IntArray, provider: IntArray
    ) -> IntArray:
        """Return the base of each row."""
        place = (area * len(self.needs) + need) * len(PRIORITIES) + priority
        return np.asarray(place * len(self.providers) + provider, np.int64)

    def of(self, views: Iterable[str]) -> NDArray[np.int32]:
        """Return the maps of some views, shape (views, periods, bases)."""
        wanted = tuple(views)
        if wanted not in self._of:
            self._of[wanted] = np.stack([self.maps[view] for view in wanted])
        return self._of[wanted]

    def within(self, views: Iterable[str]) -> NDArray[np.bool_]:
        """Return which cells belong to some views."""
        wanted = tuple(views)
        if wanted not in self._within:
            self._within[wanted] = np.isin(self.view, wanted)
        return self._within[wanted]


@lru_cache(maxsize=8)
def cells_of(
    areas: tuple[str, ...], needs: tuple[str, ...], providers: tuple[str, ...], answers: Answering
) -> Cells:
    """Return the cells of a scenario; replications with other numbers share them."""
    shape = (len(areas), len(needs), len(PRIORITIES), len(providers))
    area, need, prio, provider = (axis.ravel() for axis in np.indices(shape))
    periods = len(answers.council)
    known = [*providers[:-1], NOT_KNOWN]
    who = {"provider": np.array([[f"provider: {known[v]}" for v in provider]] * periods)}
    for kind, words in answers._asdict().items():
        named = [[f"{kind}: {word}" if word else "" for word in row] for row in words]
        who[kind] = np.array(named)[:, area]
    everyone = np.array([ALL] * len(area))
    place, what = np.array(areas)[area], np.array(needs)[need]
    urgency = np.array(PRIORITIES)[prio]
    by_hand = {
        "area and need": (place, what, everyone),
        "need": (everyone, what, everyone),
        "need and priority": (everyone, what, urgency),
        "area": (place, everyone, everyone),
        "everyone": (everyone, everyone, everyone),
        "area, need and priority": (place, what, urgency),
    }
    numbers: dict[Label, int] = {}
    maps = {}
    for view, (where, of, how) in by_hand.items():
        row = [_number(numbers, w, n, p, ALL) for w, n, p in zip(where, of, how, strict=True)]
        maps[view] = np.array([row] * periods, np.int32)
    for kind, group in who.items():
        maps[f"need and {kind}"] = np.array(
            [[_number(numbers, ALL, n, ALL, g) if g else -1
              for n, g in zip(what, row, strict=True)] for row in group],
            np.int32,
        )  # fmt: skip
    labels = list(numbers)
    columns = ("area", "need", "priority", "group")
    words = {name: [label[k] for label in labels] for k, name in enumerate(columns)}
    return Cells(
        list(areas), list(needs), list(providers), maps, labels, _views_of(maps, len(labels)), words
    )


def _views_of(maps: dict[str, NDArray[np.int32]], cells: int) -> NDArray[np.str_]:
    """Return the view each cell belongs to."""
    view = np.full(cells, "", dtype="<U40")
    for name, places in maps.items():
        view[np.unique(places[places >= 0])] = name
    return view


def _number(numbers: dict[Label, int], area: str, need: str, priority: str, group: str) -> int:
    label = (str(area), str(need), str(priority), str(group))
    return numbers.setdefault(label, len(numbers))
