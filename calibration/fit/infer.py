"""From priors, observed figures and a simulator to posterior draws: the steps in their order.

Pilot over the prior, a box, a quadratic surface of every figure in it, compression to one number
for each direction informed, a t likelihood sampled with walkers, recalibration, and the fit held
against what was observed. Chosen in a comparison of thirteen methods on a hundred hidden truths
(docs/calibrating.md says what was compared).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.fit.budget import Budget
from calibration.fit.figure import Figure, Observed
from calibration.fit.likelihood import (
    Likelihood,
    compressor,
    distances,
    doubts,
    draws_of,
    estimated,
)
from calibration.fit.pilot import pilot
from calibration.fit.prior import Prior
from calibration.fit.recalibrate import stretch_of, stretched
from calibration.fit.simulator import Bench, Simulator, Stage
from calibration.fit.space import values_of
from calibration.fit.surface import Box, around, fit_surface, whole
from sim.streams import Streams

FloatArray = NDArray[np.float64]

MOST_MOVES = 3
"""Times the box is moved after a posterior that piles up at one of its faces."""
AT_FACE, PILED_UP = 0.04, 0.10
"""Within this share of a box's width of a face; and the share of draws there that moves it."""
FIRST_STEPS = 1000


@dataclass(frozen=True)
class Inference:
    """What was inferred, and everything needed to judge it."""

    points: FloatArray
    """Posterior draws in the cube, shape (accepted sets, unknowns)."""
    values: FloatArray
    """The same as values of the unknowns."""
    observed: Observed
    """The figures used."""
    dropped: tuple[str, ...]
    """Names of figures left out because nobody is counted in them."""
    predictive: FloatArray
    """Figures of runs at accepted sets, noise of observation included, as readers know them."""
    distance: float
    """How far the observed figures lie from the nearest point of the surface, in noise."""
    distances: FloatArray
    """The same for figures that the fitted model made itself."""
    stretch: FloatArray
    """How many times wider recalibration made the posterior of each unknown."""
    runs: int

    @property
    def goodness(self) -> float:
        """Chance that the fitted model itself gives figures that fit no better than these."""
        return float((1 + (self.distances >= self.distance).sum()) / (1 + len(self.distances)))


def infer(
    priors: Sequence[Prior], figures: Sequence[Figure], simulate: Simulator, *,
    budget: Budget | None = None, seed: int = 1, tell: Stage = lambda words: None,
) -> Inference:  # fmt: skip
    """Return what observed figures say about unknowns with these priors.

    Raises:
    BadInput
        When the simulator gives none of the figures.
    """
    budget = budget or Budget()
    bench = Bench(priors, Observed(tuple(figures)), simulate, tell)
    return _Steps(bench, budget, Streams(seed, 0, "fit")).taken()


def prior_points(number: int, unknowns: int, seed: int) -> FloatArray:
    """Return the points of the pilot, which a look beforehand shares."""
    return Streams(seed, 0, "fit").spread(number, unknowns, "pilot")


class _Steps:
    """One inference in the making."""

    def __init__(self, bench: Bench, budget: Budget, streams: Streams) -> None:
        self.bench, self.budget, self.streams = bench, budget, streams
        self.unknowns = len(bench.priors)

    def taken(self) -> Inference:
        rough, points, figures = self._pilot()
        if not self.budget.surface:
            return self._of_pilot(rough, points, figures)
        box = around(rough, 0.002, 0.25)
        draws, box, points, figures = self._surface(box, points, figures)
        draws, local, points, figures = self._compressed(draws, points, figures)
        surface = fit_surface(*_inside(local.surface.box, points, figures), local.surface.box)
        every = Likelihood(surface, self.bench.observed.noise, self.bench.observed.middle)
        stretch = self._stretch(draws, local)
        accepted = self._chosen(stretched(draws, stretch), self.budget.accepted, "accepted")
        return self._held_against(accepted, every, stretch)

    def _of_pilot(self, rough: FloatArray, points: FloatArray, figures: FloatArray) -> Inference:
        """End after the pilot."""
        observed = self.bench.observed
        surface = fit_surface(points, figures, whole(self.unknowns))
        every = Likelihood(surface, observed.noise, observed.middle)
        accepted = self._chosen(rough, self.budget.accepted, "accepted")
        return self._held_against(accepted, every, np.ones(self.unknowns))

    def _pilot(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        points = self.streams.spread(self.budget.pilot, self.unknowns, "pilot")
        figures = self.bench.run(points, "pilot over the prior")
        noise = self.bench.observed.drawn(len(points), self.streams, "pilot")
        return (
            pilot(points, figures + noise, self.bench.observed.middle, self.streams),
            points, figures,
        )  # fmt: skip

    def _surface(
        self, box: Box, points: FloatArray, figures: FloatArray
    ) -> tuple[FloatArray, Box, FloatArray, FloatArray]:
        """Fit every figure in a box, moving it until the posterior lies inside."""
        observed = self.bench.observed
        number = self.budget.local(self.budget.surface, self.unknowns)
        for attempt in range(MOST_MOVES + 1):
            name = f"surface {attempt}"
            fresh = box.spread(self.streams.spread(number, self.unknowns, name))
            points = np.vstack([points, fresh])
            figures = np.vstack([figures, self.bench.run(fresh, "surface of every figure")])
            surface = fit_surface(*_inside(box, points, figures), box)
            likelihood = Likelihood(surface, observed.noise, observed.middle)
            draws = self._draws(likelihood, name, FIRST_STEPS)
            moved = _moved(box, draws)
            if moved is None:
                break
            box = moved
        self.first = likelihood
        return draws, box, points, figures

    def _compressed(
        self, draws: FloatArray, points: FloatArray, figures: FloatArray
    ) -> tuple[FloatArray, Likelihood, FloatArray, FloatArray]:
        """Compress, and fit the few numbers with fresh runs in a box of their own."""
        observed = self.bench.observed
        matrix = compressor(self.first, draws.mean(axis=0))
        self.matrix = matrix
        number = self.budget.local(self.budget.compressed, self.unknowns)
        box = around(draws, 0.01, 0.5)
        for attempt in range(MOST_MOVES):
            name = f"compressed {attempt}"
            fresh = box.spread(self.streams.spread(number, self.unknowns, name))
            points = np.vstack([points, fresh])
            figures = np.vstack([figures, self.bench.run(fresh, "compressed figures")])
            inside, of_inside = _inside(box, points, figures)
            surface = fit_surface(inside, of_inside @ matrix.T, box)
            noise = matrix @ observed.noise @ matrix.T
            likelihood = Likelihood(surface, noise, matrix @ observed.middle)
            draws = self._draws(likelihood, name, 1500)
            moved = _moved(box, draws)
            if moved is None:
                break
            box = moved
        return draws, likelihood, points, figures

    def _draws(self, likelihood: Likelihood, name: str, steps: int) -> FloatArray:
        """Sample a posterior from the best of the points tried."""
        density, box = likelihood.density(), likelihood.surface.box
        tried = box.spread(self.streams.spread(512, self.unknowns, f"start {name}"))
        best = tried[int(np.argmax(density(tried)))]
        start = np.clip(best, box.low + 1e-3, box.high - 1e-3)
        width = 0.3 * np.minimum((box.high - box.low) / 2, 0.05)
        return draws_of(density, start, width, self.streams, name, steps=steps)

    def _chosen(self, draws: FloatArray, number: int, name: str) -> FloatArray:
        order = self.streams.generator("chosen", name).permutation(len(draws))
        return draws[np.sort(order[:number])]

    def _stretch(self, draws: FloatArray, likelihood: Likelihood) -> FloatArray:
        """Return how many times too narrow the posterior is, by figures made at its own draws."""
        number = self.budget.recalibration
        if not number:
            return np.ones(self.unknowns)
        truths = self._chosen(draws, number, "recalibration")
        figures = self.bench.run(truths, "recalibration")
        figures = figures + self.bench.observed.drawn(number, self.streams, "recalibration")
        estimates = estimated(likelihood, figures @ self.matrix.T, draws.mean(axis=0))
        return stretch_of((estimates - truths) / doubts(likelihood, estimates))

    def _held_against(
        self, points: FloatArray, every: Likelihood, stretch: FloatArray
    ) -> Inference:
        """Run accepted sets, and ask whether the observed figures could be one of theirs."""
        bench, observed = self.bench, self.bench.observed
        order = self.streams.generator("predictive").permutation(len(points))
        some = points[order[: self.budget.predictive]]
        figures = bench.run(some, "figures of accepted sets")
        figures = figures + observed.drawn(len(some), self.streams, "predictive")
        both = np.vstack([observed.middle[None], figures])
        centre = np.clip(points.mean(axis=0), every.surface.box.low, every.surface.box.high)
        nearest = estimated(every, both, centre)
        away = distances(every, both, nearest)
        return Inference(
            points, values_of(bench.priors, points), observed, tuple(bench.dropped),
            observed.plain(figures), float(away[0]), away[1:], stretch, bench.done,
        )  # fmt: skip


def _inside(box: Box, points: FloatArray, figures: FloatArray) -> tuple[FloatArray, FloatArray]:
    held = box.holds(points)
    return points[held], figures[held]


def _moved(box: Box, draws: FloatArray) -> Box | None:
    """Return a box moved to where draws pile up at a face that is no end of the prior."""
    edge, width = AT_FACE * (box.high - box.low), box.high - box.low
    low = ((draws < box.low + edge).mean(axis=0) > PILED_UP) & (box.low > 1e-3)
    high = ((draws > box.high - edge).mean(axis=0) > PILED_UP) & (box.high < 1 - 1e-3)
    if not (low | high).any():
        return None
    centre = draws.mean(axis=0)
    new_low, new_high = np.clip(centre - 0.8 * width, 0, 1), np.clip(centre + 0.8 * width, 0, 1)
    stuck = low | high
    return Box(np.where(stuck, new_low, box.low), np.where(stuck, new_high, box.high))
