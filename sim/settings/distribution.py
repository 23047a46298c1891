"""How a file may describe a duration or a count that varies from child to child."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.settings.setting import Setting, Share, Spell


class Duration(Setting):
    """A length of time that varies from child to child; the unit is in the setting's name."""

    shape: Literal["fixed", "uniform", "exponential", "gamma", "lognormal"] = "fixed"
    """fixed (mean), uniform (low to high), exponential (mean), gamma or lognormal (mean, sd)."""
    mean: Spell | None = None
    """The average."""
    sd: Annotated[float, Field(gt=0, le=10_000)] | None = None
    """The standard deviation, for gamma and lognormal."""
    low: Spell | None = None
    """The least, for uniform."""
    high: Spell | None = None
    """The most, for uniform."""

    @model_validator(mode="after")
    def _has_what_its_shape_needs(self) -> Self:
        needed = {
            "fixed": {"mean"},
            "uniform": {"low", "high"},
            "exponential": {"mean"},
            "gamma": {"mean", "sd"},
            "lognormal": {"mean", "sd"},
        }[self.shape]
        given = {name for name in ("mean", "sd", "low", "high") if getattr(self, name) is not None}
        if given != needed:
            wanted = " and ".join(sorted(needed))
            raise ValueError(f"a {self.shape} duration is described by {wanted} and nothing else")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("low must not be above high")
        if self.shape in {"gamma", "lognormal"} and self.mean == 0:
            raise ValueError(f"a {self.shape} duration needs a mean above 0")
        return self

    @property
    def average(self) -> float:
        """The mean, whatever the shape."""
        if self.shape == "uniform":
            return ((self.low or 0.0) + (self.high or 0.0)) / 2
        return self.mean or 0.0


class Contacts(Setting):
    """How many contacts a child has at a stage."""

    shape: Literal["fixed", "negative_binomial", "shares"] = "fixed"
    """fixed (mean), negative_binomial (mean, sd, from minimum up) or shares (a table)."""
    mean: Annotated[float, Field(ge=1, le=500)] | None = None
    """The average number of contacts, at least 1."""
    sd: Annotated[float, Field(gt=0, le=500)] | None = None
    """The standard deviation, for negative_binomial."""
    minimum: Annotated[int, Field(ge=1, le=50)] = 1
    """The least number of contacts, for negative_binomial."""
    single_share: Share = 0.0
    """An extra share of children who have exactly one contact, for negative_binomial."""
    shares: dict[str, Share] = {}
    """For shares: number of contacts (as text) to the share of children who have it."""

    @model_validator(mode="after")
    def _has_what_its_shape_needs(self) -> Self:
        if self.shape == "shares":
            if not self.shares or abs(sum(self.shares.values()) - 1) > 1e-9:
                raise ValueError("shares of children by number of contacts must add up to 1")
            if not all(key.isdigit() and 1 <= int(key) <= 60 for key in self.shares):
                raise ValueError("each number of contacts must be a whole number from 1 to 60")
            return self
        if self.mean is None:
            raise ValueError("the mean number of contacts is missing")
        if self.shape == "fixed" and (self.mean != int(self.mean) or self.mean > 60):
            raise ValueError("a fixed number of contacts must be a whole number up to 60")
        if self.shape == "negative_binomial":
            if self.sd is None:
                raise ValueError("negative_binomial needs mean and sd")
            if self.mean <= self.minimum:
                raise ValueError("mean must be above minimum")
            if self.sd**2 <= self.mean - self.minimum:
                raise ValueError("sd is too small: its square must exceed mean less minimum")
        return self

    @property
    def average(self) -> float:
        """The mean number of contacts, single contacts included."""
        if self.shape == "shares":
            return sum(int(k) * v for k, v in self.shares.items())
        mean = self.mean or 1.0
        return self.single_share + (1 - self.single_share) * mean


DurationOrNumber = Spell | Duration
CountOrContacts = Annotated[int, Field(ge=1, le=60)] | Contacts


def as_duration(value: "float | Duration") -> Duration:
    """Return the duration meant by a plain number or a table."""
    return value if isinstance(value, Duration) else Duration(mean=float(value))


def as_contacts(value: "int | Contacts") -> Contacts:
    """Return the contacts meant by a plain number or a table."""
    return value if isinstance(value, Contacts) else Contacts(mean=float(value))


__all__ = [
    "Contacts",
    "CountOrContacts",
    "Duration",
    "DurationOrNumber",
    "as_contacts",
    "as_duration",
]
