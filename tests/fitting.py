"""A tiny scenario with figures to fit it to, and toys whose posterior is known by formula."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import tiny

from calibration.fit import Budget, Case, Counted, Figure, Prior, Statistic, Unknown, space_of
from calibration.fit.statistic import words_of
from sim.settings.files import Loaded, validated
from sim.streams import Streams

SMALL = Budget(pilot=96, surface=60, compressed=60, recalibration=30, predictive=30, accepted=60)
TINY = Budget(pilot=32, surface=20, compressed=20, recalibration=0, predictive=20, accepted=20)
"""Every step that keeps runs, and no more runs than they need."""
START = dt.date(2026, 1, 1)


def unknown(*settings, prior=None, **more):
    """An unknown with an even prior."""
    words = {"reason": "it is not published", "source": "assumption"}
    return Unknown(settings=settings, prior=prior or Prior(low=60.0, high=140.0), **words, **more)


def loaded(values=None, name="tiny"):
    """A scenario as if it had been read from a file."""
    values = clinic() if values is None else values
    return Loaded(name, Path(f"{name}.toml"), validated(values, {}, name), values, {})


def clinic():
    """One clinic, half a year, a list, leavers; 100 minutes a day for 60-minute contacts.

    Minutes carry over; else every number from 60 to 119 would give one contact a day.
    """
    values = tiny.scenario(
        calendar={"start_date": START, "horizon_days": 181, "country": "none"},
        demand__calls__referrals_per_year={"here": 600.0},
        waiting={"camhs": {"leaving": [{"per_week": 0.01}]}},
        teams__team__roles__nurse__minutes_by_weekday=[100.0] * 5,
        teams__team__roles__nurse__carry_over_minutes=240.0,
    )
    return tiny.listed(values, there=tiny.waits(150, 20.0))


def minutes():
    return unknown("teams.team.roles.nurse.minutes_by_weekday.*")


def leaving():
    prior = Prior(shape="loguniform", low=0.002, high=0.05)
    return unknown("waiting.camhs.leaving.0.per_week", prior=prior)


def asked():
    """Lists by age, children seen and their wait, month by month."""
    of = words_of({"need": "camhs", "clock": "first_contact"})
    for month in pd.period_range("2026-01", "2026-06", freq="M"):
        window = ((month.start_time.date(), month.end_time.date()),)
        yield "log", Statistic(Counted("wait_completed_mean", of, window))
        yield "root", Statistic(Counted("completed", of, window))
        for band in ((0, 90), (91, 9999)):
            yield "root", Statistic(Counted("open_waits", of, window, waited=band))


def case_of(values=None, **unknowns):
    """A case whose figures are observed as given, by default as 10 each."""
    scenario = loaded()
    unknowns = unknowns or {"minutes": minutes(), "leaving": leaving()}
    wanted = list(asked())
    values = [10.0] * len(wanted) if values is None else values
    figures = tuple(
        Figure(f"figure_{k}", f"figure {k}", float(v), float(v), one, 0.01, scale=scale, when="x")
        for k, (v, (scale, one)) in enumerate(zip(values, wanted, strict=True))
    )
    return Case(scenario, space_of(scenario, unknowns), figures, "A tiny clinic")


def straight(slopes, noise=1.0, seed=5):
    """A simulator: figures that move in straight lines with the unknowns, and normal noise."""

    def simulate(values, first):
        chance = [
            Streams(seed, first + k).generator("toy").standard_normal(len(slopes))
            for k in range(len(values))
        ]
        return values @ np.transpose(slopes) + noise * np.array(chance)

    return simulate


def exact(slopes, noise, observed, low, high):
    """Mean and standard deviation of the posterior of one even unknown, by adding up."""
    at = np.linspace(low, high, 4001)
    away = (np.outer(at, slopes) - observed) / noise
    weight = np.exp(-0.5 * (away**2).sum(axis=1))
    weight /= weight.sum()
    mean = float(weight @ at)
    return mean, float(np.sqrt(weight @ (at - mean) ** 2))
