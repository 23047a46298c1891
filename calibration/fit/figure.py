"""An observed figure: a number or an interval, and how far it may lie from what the model counts.

A figure that was rounded, or hidden because it is small, is an interval, not a number and never
a zero: it is read as its middle, with the spread of an even chance over its width.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from calibration.fit.statistic import Statistic
from sim.streams import Streams

FloatArray = NDArray[np.float64]
Scale = Literal["plain", "root", "log", "share"]

EVEN = 12**-0.5
"""Standard deviation of an even chance over a width of 1."""


@dataclass(frozen=True)
class Figure:
    """One observed figure."""

    name: str
    label: str
    low: float
    high: float
    """Both ends of what was observed; equal when it was one exact number."""
    statistic: Statistic | None = None
    """What is counted in a history; None where a simulator is not the engine."""
    tolerance: float = 0.0
    """By what share of itself the figure may differ because definitions do not agree or the
    record is imperfect: one standard deviation, each figure by itself."""
    shared: float = 0.0
    """The same, for what moves all figures of its series together."""
    series: str = ""
    """Figures of one series share an error."""
    scale: Scale = "plain"
    """On which differences are even: counts by their root, waits by their log, shares by the
    angle whose sine squared they are."""
    unit: str = ""
    source: str = ""
    when: str = ""
    """Period, for readers."""
    day: dt.date | None = None
    """Last day of the period, where figures make a series."""

    @property
    def middle(self) -> float:
        """The figure, or the middle of the interval."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Observed:
    """Observed figures as numbers on their scales, with the noise of having been observed."""

    figures: Sequence[Figure]

    def __len__(self) -> int:
        return len(self.figures)

    @property
    def middle(self) -> FloatArray:
        """The figures, each on its own scale."""
        return self.scaled(np.array([[figure.middle for figure in self.figures]]))[0]

    def scaled(self, values: FloatArray) -> FloatArray:
        """Return simulated or observed numbers on the scales, shape (…, figures)."""
        columns = [scaled(values[..., k], one.scale) for k, one in enumerate(self.figures)]
        return np.stack(columns, axis=-1)

    def plain(self, values: FloatArray) -> FloatArray:
        """Return numbers on the scales as readers know them."""
        columns = [unscaled(values[..., k], one.scale) for k, one in enumerate(self.figures)]
        return np.stack(columns, axis=-1)

    @property
    def noise(self) -> FloatArray:
        """Covariance of what was observed, on the scales, shape (figures, figures)."""
        own, shared = self._deviations()
        series = np.array([figure.series or figure.name for figure in self.figures])
        together = series[:, None] == series[None, :]
        return np.asarray(np.diag(own**2) + np.outer(shared, shared) * together)

    def drawn(self, number: int, streams: Streams, name: str) -> FloatArray:
        """Return draws of the noise, shape (number, figures)."""
        own, shared = self._deviations()
        series = [figure.series or figure.name for figure in self.figures]
        place = np.array([sorted(set(series)).index(one) for one in series])
        chance = streams.generator("noise", name)
        alone = chance.standard_normal((number, len(self))) * own
        return alone + chance.standard_normal((number, place.max() + 1))[:, place] * shared

    def _deviations(self) -> tuple[FloatArray, FloatArray]:
        """Return the standard deviation of each figure by itself, and shared, on the scales."""
        own, shared = [], []
        for one in self.figures:
            slope = _slope(one)
            width = abs(scaled(one.high, one.scale) - scaled(one.low, one.scale))
            own.append(np.hypot(slope * one.tolerance * one.middle, width * EVEN))
            shared.append(slope * one.shared * one.middle)
        return np.array(own), np.array(shared)


def scaled(value: Any, scale: Scale) -> Any:
    """Return numbers on a scale; what lies outside its range counts as at its edge."""
    if scale == "root":
        return np.sqrt(np.maximum(value, 0.0) + 0.375)
    if scale == "log":
        return np.log(np.maximum(value, 0.0) + 0.5)
    if scale == "share":
        return np.arcsin(np.sqrt(np.clip(value, 0.0, 1.0)))
    return np.asarray(value, np.float64)


def unscaled(value: Any, scale: Scale) -> Any:
    """Return numbers on a scale as they were."""
    if scale == "root":
        return np.maximum(np.maximum(value, 0.0) ** 2 - 0.375, 0.0)
    if scale == "log":
        return np.maximum(np.exp(value) - 0.5, 0.0)
    if scale == "share":
        return np.sin(np.clip(value, 0.0, np.pi / 2)) ** 2
    return value


def _slope(figure: Figure) -> float:
    """Return how fast the scale moves with the figure, away from the edges of its range."""
    step = max(abs(figure.middle) * 0.05, 1e-6)
    ends = (figure.middle + step, figure.middle - step)
    if figure.scale == "share":
        ends = (min(ends[0], 1.0), max(ends[1], 0.0))
    high, low = (scaled(end, figure.scale) for end in ends)
    return float((high - low) / (ends[0] - ends[1]))
