"""What is believed of an unknown before the data speak: a proper distribution between two ends."""

import math
from functools import cached_property
from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator
from scipy import stats

from sim.settings.setting import Setting

Positive = Annotated[float, Field(gt=0)]
Shape = Literal["uniform", "loguniform", "triangular", "beta", "normal", "lognormal"]
NEEDS = {"uniform": (), "loguniform": (), "triangular": ("mode",), "beta": ("mean", "sd"),
         "normal": ("mean", "sd"), "lognormal": ("median", "ratio")}  # fmt: skip
"""What each shape needs beside its two ends."""
OTHERS = ("mode", "mean", "sd", "median", "ratio")


class Prior(Setting):
    """A distribution between a lowest and a highest value, both of which must be given."""

    shape: Shape = "uniform"
    """uniform: even; loguniform: even in proportion; triangular: most likely at mode; beta:
    between the ends with that mean and sd; normal and lognormal: cut off at the ends."""
    low: float
    """Lowest value."""
    high: float
    """Highest value."""
    mode: float | None = None
    """triangular: the most likely value."""
    mean: float | None = None
    """beta and normal: the mean (of a normal before it is cut off)."""
    sd: Positive | None = None
    """beta and normal: the standard deviation."""
    median: Positive | None = None
    """lognormal: the median."""
    ratio: Annotated[float, Field(gt=1)] | None = None
    """lognormal: how many times the median the value is that five in six stay under."""

    @model_validator(mode="after")
    def _is_proper(self) -> Self:
        if self.high <= self.low:
            raise ValueError("high must be above low")
        needed = NEEDS[self.shape]
        missing = [name for name in needed if getattr(self, name) is None]
        spare = [n for n in OTHERS if n not in needed and getattr(self, n) is not None]
        if missing:
            raise ValueError(f"a {self.shape} prior needs {' and '.join(missing)}")
        if spare:
            raise ValueError(f"a {self.shape} prior has no {' or '.join(spare)}")
        if self.shape in ("loguniform", "lognormal") and self.low <= 0:
            raise ValueError(f"a {self.shape} prior needs a low above 0")
        for name in ("mode", "mean", "median"):
            value = getattr(self, name)
            if value is not None and not self.low <= value <= self.high:
                raise ValueError(f"{name} must lie between low and high")
        if self.shape == "beta" and not self._beta_exists():
            raise ValueError("sd is too large for a beta with that mean between those ends")
        return self

    def values(self, chances: Any) -> NDArray[np.float64]:
        """Return the values below which those chances lie."""
        found = self._distribution.ppf(np.asarray(chances, np.float64))
        return np.clip(np.asarray(found), self.low, self.high)

    def chances(self, values: Any) -> NDArray[np.float64]:
        """Return the chance of lying below each value."""
        return np.asarray(self._distribution.cdf(np.asarray(values, np.float64)))

    @property
    def spread(self) -> float:
        """Standard deviation."""
        return float(self._distribution.std())

    @property
    def words(self) -> str:
        """The prior in words."""
        ends = f"{self.low:.4g} to {self.high:.4g}"
        more = ", ".join(f"{name} {getattr(self, name):.4g}" for name in NEEDS[self.shape])
        return f"{self.shape}, {ends}{', ' + more if more else ''}"

    @cached_property
    def _distribution(self) -> Any:
        return _MAKERS[self.shape](self)

    def _beta_exists(self) -> bool:
        width = self.high - self.low
        mean = ((self.mean or 0.0) - self.low) / width
        return 0 < mean < 1 and ((self.sd or 0.0) / width) ** 2 < mean * (1 - mean)


def _triangular(prior: Prior) -> Any:
    width = prior.high - prior.low
    return stats.triang(((prior.mode or 0.0) - prior.low) / width, prior.low, width)


def _beta(prior: Prior) -> Any:
    width = prior.high - prior.low
    mean, sd = ((prior.mean or 0.0) - prior.low) / width, (prior.sd or 0.0) / width
    weight = mean * (1 - mean) / sd**2 - 1
    return stats.beta(mean * weight, (1 - mean) * weight, prior.low, width)


def _normal(prior: Prior) -> Any:
    mean, sd = prior.mean or 0.0, prior.sd or 1.0
    return stats.truncnorm((prior.low - mean) / sd, (prior.high - mean) / sd, mean, sd)


class _Lognormal:
    """A lognormal cut off at two ends."""

    def __init__(self, prior: Prior) -> None:
        self.centre, self.sd = math.log(prior.median or 1.0), math.log(prior.ratio or math.e)
        low, high = ((math.log(end) - self.centre) / self.sd for end in (prior.low, prior.high))
        self.inner = stats.truncnorm(low, high, self.centre, self.sd)

    def ppf(self, chances: NDArray[np.float64]) -> Any:
        return np.exp(self.inner.ppf(chances))

    def cdf(self, values: NDArray[np.float64]) -> Any:
        return self.inner.cdf(np.log(np.maximum(values, 1e-300)))

    def std(self) -> Any:
        return self.ppf((np.arange(2000) + 0.5) / 2000).std()


_MAKERS: dict[str, Any] = {
    "uniform": lambda prior: stats.uniform(prior.low, prior.high - prior.low),
    "loguniform": lambda prior: stats.loguniform(prior.low, prior.high),
    "triangular": _triangular,
    "beta": _beta,
    "normal": _normal,
    "lognormal": _Lognormal,
}
