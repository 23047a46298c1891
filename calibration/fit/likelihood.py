"""How likely the observed figures are at each point of the cube, and draws in proportion.

The noise is estimated from a limited number of runs, so its tails are those of a t (Sellentin
and Heavens 2016). A few hundred figures are first compressed to one number for each direction
of the unknowns that they inform (Alsing and Wandelt 2018), because a covariance of hundreds of
figures from hundreds of runs would claim too much.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.fit.surface import Surface
from sim.streams import Streams

FloatArray = NDArray[np.float64]
LogDensity = Callable[[FloatArray], FloatArray]

EVEN_PRECISION = 12.0
"""One over the variance of an even chance from 0 to 1: what the prior knows."""
BURN_IN = 500
LEAST_WALKERS = 24


@dataclass(frozen=True)
class Likelihood:
    """A surface, the noise of observation, and what was observed."""

    surface: Surface
    observation: FloatArray
    """Covariance of the observed figures."""
    observed: FloatArray

    @property
    def covariance(self) -> FloatArray:
        """Noise of a run and of the observation together."""
        return self.surface.noise + self.observation

    def density(self) -> LogDensity:
        """Return the logarithm of the posterior density at points; the prior is even."""
        whiten = np.linalg.inv(np.linalg.cholesky(sound(self.covariance)))
        seen, size, freedom = whiten @ self.observed, len(self.observed), self.surface.freedom

        def at(points: FloatArray) -> FloatArray:
            points = np.atleast_2d(points)
            inside = self.surface.box.holds(points)
            expected, doubt = self.surface.with_doubt(points)
            away = seen - expected @ whiten.T
            far = (away**2).sum(axis=1) / doubt / freedom
            value = -0.5 * (freedom + size) * np.log1p(far) - 0.5 * size * np.log(doubt)
            return np.where(inside, value, -np.inf)

        return at


def compressor(likelihood: Likelihood, point: FloatArray) -> FloatArray:
    """Return the matrix that turns figures into the few numbers that inform the unknowns.

    Rows are directions of the information matrix at a point; fewer than unknowns where the
    figures are fewer, or say nothing about a direction.
    """
    slope = likelihood.surface.slope(point)
    scores = slope.T @ np.linalg.inv(sound(likelihood.covariance))
    size, directions = np.linalg.eigh(scores @ slope)
    kept = size > max(1e-4, 1e-9 * size[-1])
    kept[-1] = True
    unit = np.sqrt(np.maximum(size[kept], 1e-12))
    return np.asarray((directions[:, kept].T @ scores) / unit[:, None])


def draws_of(
    density: LogDensity, start: FloatArray, width: FloatArray, streams: Streams, name: str,
    *, steps: int = 1500,
) -> FloatArray:  # fmt: skip
    """Return posterior draws by an ensemble of walkers (Foreman-Mackey and others 2013).

    Differential-evolution moves, because the posteriors of queues have narrow ridges.
    """
    import emcee

    unknowns = len(start)
    walkers = max(LEAST_WALKERS, 2 * unknowns + 2)
    scatter = streams.generator("walkers", name).standard_normal((walkers, unknowns))
    first = start + scatter * width
    first = np.where(np.isfinite(density(first))[:, None], first, start + 1e-4 * scatter)
    moves = [(emcee.moves.DEMove(), 0.7), (emcee.moves.DESnookerMove(), 0.1),
             (emcee.moves.StretchMove(), 0.2)]  # fmt: skip
    sampler = emcee.EnsembleSampler(walkers, unknowns, density, vectorize=True, moves=moves)
    state = emcee.State(first, random_state=streams.legacy("moves", name).get_state())
    sampler.run_mcmc(state, steps, skip_initial_state_check=True)
    return np.asarray(sampler.get_chain(discard=min(BURN_IN, steps // 2), thin=4, flat=True))


def estimated(
    likelihood: Likelihood, figures: FloatArray, start: FloatArray, *, rounds: int = 12
) -> FloatArray:
    """Return the most likely point for each of several sets of figures, shape (sets, unknowns).

    Gauss and Newton's steps with the prior as a normal of the same variance, kept in the box.
    """
    surface = likelihood.surface
    points = np.repeat(start[None], len(figures), axis=0)
    for _ in range(rounds):
        scores, known = _known(likelihood, points)
        away = np.einsum("nuf,nf->nu", scores, figures - surface.at(points))
        pull = away - EVEN_PRECISION * (points - 0.5)
        step = np.linalg.solve(known, pull[..., None])[..., 0]
        points = np.clip(points + 0.7 * step, surface.box.low, surface.box.high)
    return points


def doubts(likelihood: Likelihood, points: FloatArray) -> FloatArray:
    """Return the standard deviation of each unknown about estimated points, of the same shape."""
    _, known = _known(likelihood, points)
    return np.asarray(np.sqrt(np.diagonal(np.linalg.inv(known), axis1=1, axis2=2)))


def _known(likelihood: Likelihood, points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return how figures pull at points, and the precision that figures and prior give there."""
    slopes = likelihood.surface.slopes(points)
    precision = np.linalg.inv(sound(likelihood.covariance))
    scores = np.einsum("nfu,fg->nug", slopes, precision)
    return scores, scores @ slopes + EVEN_PRECISION * np.eye(points.shape[1])


def distances(likelihood: Likelihood, figures: FloatArray, points: FloatArray) -> FloatArray:
    """Return how far sets of figures lie from the surface at points, in units of the noise."""
    precision = np.linalg.inv(sound(likelihood.covariance))
    away = figures - likelihood.surface.at(points)
    return np.einsum("nf,fg,ng->n", away, precision, away)


def sound(covariance: FloatArray) -> FloatArray:
    """Return a covariance that can be inverted: figures that never move keep a little noise."""
    size = np.diag(covariance)
    floor = 1e-9 * max(float(size.max()), 1e-12)
    return np.asarray(covariance + np.diag(np.full(len(size), floor)))
