"""Continuous stages agree with queueing formulas, within sampling error.

One team on duty day and night, Poisson referrals that reach it at once. Errors come from
batch means (ten batches in each of several replications) and the limit is four standard
errors. Seeds are fixed, so a failure is the engine and not bad luck on the day: suspect
`sim/pathway/crisis.py` (who is served next), `sim/demand/rates.py` (how many come) and
`sim/pathway/durations.py` (how long it takes).
"""

import math

import numpy as np
import pytest
from tiny import MONDAY, run, stays

MINUTES = 1440.0
HORIZON, WARM = 3000, 200
BATCHES = 10
LIMIT = 4.0


def queue(per_day: float, servers: int, service, **more) -> dict:
    """A continuous stage `duty`; `service` is in days or a duration in minutes."""
    minutes = service if isinstance(service, dict) else exponential(service)
    demand = {"need": "camhs", "referrals_per_year": {"here": per_day * 365.25}}
    return {
        "title": "queue",
        "calendar": {"start_date": MONDAY, "horizon_days": HORIZON, "country": "none"},
        "areas": {"here": {}},
        "demand": {"calls": demand | {"ages": [{"age_from": 5.0, "age_to": 6.0, "share": 1.0}]}
                   | more.pop("demand", {})},
        "teams": {"crew": {
            "serves": [{"areas": ["here"]}], "works_at": ["duty"],
            "shifts": [{"servers": float(servers), "opens": 0.0, "closes": 24.0}],
        }},
        "stages": {"duty": {"service": "continuous", "service_minutes": minutes,
                            "outcomes": {"done": {"exit": "helped"}}}},
        "pathways": {"camhs": {"need": "camhs", "stages": ["duty"], "entry": {"routine": "duty"}}},
    } | more  # fmt: skip


def exponential(days: float) -> dict:
    return {"shape": "exponential", "mean": days * MINUTES}


def waits_of(values: dict, replications: int, prio: int | None = None, seed: int = 1) -> list:
    """Ended waits of each replication as (when joined, days waited, seen), after a run-in."""
    found = []
    for k in range(replications):
        ended = stays(run(values, seed, k), "wait")
        keep = (ended["join"] >= WARM) & (ended["join"] < HORIZON - 100)
        if prio is not None:
            keep &= ended["prio"] == prio
        ended = ended[keep]
        found.append((ended["join"], ended["end"] - ended["start"], ended["how"] == 0))
    return found


def batch_means(found: list, value: int = 1) -> tuple[float, float]:
    """Mean and its standard error, from equal stretches of time."""
    edges = np.linspace(WARM, HORIZON - 100, BATCHES + 1)
    means = [
        columns[value][(columns[0] >= low) & (columns[0] < high)].mean()
        for columns in found
        for low, high in zip(edges, edges[1:], strict=False)
    ]
    return float(np.mean(means)), float(np.std(means, ddof=1) / math.sqrt(len(means)))


def check(found: list, expected: float, value: int = 1) -> None:
    mean, error = batch_means(found, value)
    z = (mean - expected) / error
    assert abs(z) < LIMIT, f"{mean:.4f} against {expected:.4f}: {z:+.1f} standard errors"
    assert error < 0.15 * expected, "too few children to tell anything"


def erlang_c(servers: int, load: float) -> float:
    """Chance of waiting in M/M/c with so many servers' worth of work offered."""
    terms = [load**k / math.factorial(k) for k in range(servers)]
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(terms) + last)


@pytest.mark.parametrize(("servers", "per_day"), [(1, 0.5), (3, 2.1)])
def test_mmc_mean_wait_is_erlang_c(servers, per_day):
    expected = erlang_c(servers, per_day) / (servers - per_day)
    check(waits_of(queue(per_day, servers, 1.0), 3), expected)


def test_mmc_share_who_wait_at_all_is_erlang_c():
    found = [(j, w > 1e-9, s) for j, w, s in waits_of(queue(2.1, 3, 1.0), 2)]
    check(found, erlang_c(3, 2.1))


@pytest.fixture(scope="module")
def two_priorities():
    """Three calls in ten are urgent; two responders, six tenths busy."""
    shares = {"priority_shares": {"urgent": 0.3, "routine": 0.7}}
    return queue(1.2, 2, 1.0, demand=shares)


@pytest.mark.parametrize("prio", [1, 2])
def test_mean_waits_by_priority_are_cobham_s(two_priorities, prio):
    """Non-preemptive M/M/c: W_k = C / (c mu) / ((1 - s_(k-1)) (1 - s_k))."""
    below, here = (0.0, 0.18) if prio == 1 else (0.18, 0.6)
    expected = erlang_c(2, 1.2) / 2 / ((1 - below) * (1 - here))
    check(waits_of(two_priorities, 3, prio), expected)


def abandonment(per_day: float, servers: int, patience: float) -> tuple[float, float]:
    """Share who leave and mean wait of M/M/c+M with service of one day, by balance."""
    chances = [1.0]
    for n in range(1, 400):
        chances.append(chances[-1] * per_day / (min(n, servers) + max(n - servers, 0) / patience))
    total = sum(chances)
    waiting = sum(max(n - servers, 0) * p for n, p in enumerate(chances)) / total
    return waiting / patience / per_day, waiting / per_day


@pytest.fixture(scope="module")
def impatient():
    """Overloaded: 3.3 a day, three responders; the impatient leave after ten days on average."""
    rules = {"waiting": {"camhs": {"leaving": [{"per_week": 0.7}]}}}
    return waits_of(queue(3.3, 3, 1.0, **rules), 2)


def test_the_share_who_leave_is_erlang_a(impatient):
    share, _ = abandonment(3.3, 3, 10.0)
    check([(j, ~s, s) for j, _, s in impatient], share)


def test_mean_wait_with_leaving_is_erlang_a(impatient):
    _, wait = abandonment(3.3, 3, 10.0)
    check(impatient, wait)


@pytest.mark.parametrize("variation", [0.5, 1.2])
def test_mg1_mean_wait_is_pollaczek_khinchine(variation):
    """Gamma service with a mean of one day: W = rho (1 + cv^2) / (2 (1 - rho))."""
    service = {"shape": "gamma", "mean": MINUTES, "sd": variation * MINUTES}
    expected = 0.5 * (1 + variation**2) / (2 * 0.5)
    check(waits_of(queue(0.5, 1, service), 3), expected)


def test_littles_law_by_the_minute():
    """The list counted each noon, from events, is arrivals a day times the mean wait."""
    values = queue(2.1, 3, 1.0)
    history = run(values)
    ended = stays(history, "wait")
    noons = np.arange(WARM, HORIZON - 100) + 0.5
    come = np.searchsorted(np.sort(history.register["ref"]), noons, side="right")
    begun = np.searchsorted(np.sort(ended["end"][ended["how"] == 0]), noons, side="right")
    inside = (ended["join"] >= WARM) & (ended["join"] < HORIZON - 100)
    rate = inside.sum() / (HORIZON - 100 - WARM)
    expected = rate * (ended["end"] - ended["start"])[inside].mean()
    assert (come - begun).mean() == pytest.approx(expected, rel=0.05)
