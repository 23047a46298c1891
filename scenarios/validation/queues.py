"""Continuous stages beside queueing formulas.

One team on duty day and night, Poisson referrals that reach it at once. Errors come from batch
means (ten batches in each of many replications) and the limit is four standard errors. Where a
figure is out, suspect `sim/pathway/crisis.py` (who is served next), `sim/demand/rates.py` (how
many come) and `sim/pathway/durations.py` (how long it takes).
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.validation.held import Case, Held
from scenarios.validation.small import DONE, MONDAY, YOUNG, Values, run, stays

Waits = tuple[NDArray[np.float64], NDArray[Any], NDArray[np.bool_]]
"""When joined, days waited, and whether seen; one of each for every child."""

MINUTES = 1440.0
HORIZON, WARM = 3000, 200
BATCHES = 10
REPLICATIONS, LIMIT = 30, 4.0
FOUR_ERRORS = "four standard errors of the simulation"


def queue(per_day: float, servers: int, service: float | Values, **more: Any) -> Values:
    """A continuous stage `duty`; `service` is in days or a duration in minutes."""
    minutes = service if isinstance(service, dict) else _exponential(service)
    demand = {"need": "camhs", "referrals_per_year": {"here": per_day * 365.25}, "ages": YOUNG}
    return {
        "title": "queue",
        "calendar": {"start_date": MONDAY, "horizon_days": HORIZON, "country": "none"},
        "areas": {"here": {}},
        "demand": {"calls": demand | more.pop("demand", {})},
        "teams": {"crew": {
            "serves": [{"areas": ["here"]}], "works_at": ["duty"],
            "shifts": [{"servers": float(servers), "opens": 0.0, "closes": 24.0}],
        }},
        "stages": {"duty": {"service": "continuous", "service_minutes": minutes,
                            "outcomes": DONE}},
        "pathways": {"camhs": {"need": "camhs", "stages": ["duty"], "entry": {"routine": "duty"}}},
    } | more  # fmt: skip


def erlang_c(servers: int, load: float) -> float:
    """Chance of waiting in M/M/c with so many servers' worth of work offered."""
    terms = [load**k / math.factorial(k) for k in range(servers)]
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(terms) + last)


def abandonment(per_day: float, servers: int, patience: float) -> tuple[float, float]:
    """Share who leave and mean wait of M/M/c+M with service of one day, by balance."""
    chances = [1.0]
    for n in range(1, 400):
        chances.append(chances[-1] * per_day / (min(n, servers) + max(n - servers, 0) / patience))
    total = sum(chances)
    waiting = sum(max(n - servers, 0) * p for n, p in enumerate(chances)) / total
    return waiting / patience / per_day, waiting / per_day


def _exponential(days: float) -> Values:
    return {"shape": "exponential", "mean": days * MINUTES}


def _waits(values: Values, priority: int | None = None) -> list[Waits]:
    """Ended waits of each replication, after a run-in."""
    found = []
    for k in range(REPLICATIONS):
        ended = stays(run(values, 1, k), "wait")
        keep = (ended["join"] >= WARM) & (ended["join"] < HORIZON - 100)
        if priority is not None:
            keep &= ended["prio"] == priority
        ended = ended[keep]
        found.append((ended["join"], ended["end"] - ended["start"], ended["how"] == 0))
    return found


def _batch_means(joined: list[NDArray[np.float64]], values: list[Any]) -> tuple[float, float]:
    """Mean and its standard error, from equal stretches of time."""
    edges = np.linspace(WARM, HORIZON - 100, BATCHES + 1)
    means = [
        value[(at >= low) & (at < high)].mean()
        for at, value in zip(joined, values, strict=True)
        for low, high in zip(edges, edges[1:], strict=False)
    ]
    return float(np.mean(means)), float(np.std(means, ddof=1) / math.sqrt(len(means)))


def _held(figure: str, unit: str, expected: float, found: list[Waits], value: Any) -> Held:
    mean, error = _batch_means([waits[0] for waits in found], [value(waits) for waits in found])
    return Held(figure, unit, expected, mean, LIMIT * error, FOUR_ERRORS)


def _waited(waits: Waits) -> Any:
    return waits[1]


def _waited_at_all(waits: Waits) -> Any:
    return waits[1] > 1e-9


def _left(waits: Waits) -> Any:
    return ~waits[2]


def mmc() -> Iterator[Held]:
    """Several alike responders."""
    for servers, per_day, words in ((1, 0.5, "one responder, half busy"),
                                    (3, 2.1, "three responders, seven tenths busy")):  # fmt: skip
        expected = erlang_c(servers, per_day) / (servers - per_day)
        found = _waits(queue(per_day, servers, 1.0))
        yield _held(f"Mean wait: {words}", "days", expected, found, _waited)
    found = _waits(queue(2.1, 3, 1.0))
    yield _held("Share who wait at all: three responders", "share", erlang_c(3, 2.1), found,
                _waited_at_all)  # fmt: skip


def priorities() -> Iterator[Held]:
    """Three calls in ten are urgent; two responders, six tenths busy; nobody is interrupted.

    W_k = C / (c mu) / ((1 - s_(k-1)) (1 - s_k)).
    """
    values = queue(1.2, 2, 1.0, demand={"priority_shares": {"urgent": 0.3, "routine": 0.7}})
    for priority, words, below, here in ((1, "urgent", 0.0, 0.18), (2, "routine", 0.18, 0.6)):
        expected = erlang_c(2, 1.2) / 2 / ((1 - below) * (1 - here))
        yield _held(f"Mean wait: {words}", "days", expected, _waits(values, priority), _waited)


def leaving() -> Iterator[Held]:
    """Overloaded: 3.3 a day, three responders; the impatient leave after ten days on average."""
    values = queue(3.3, 3, 1.0, waiting={"camhs": {"leaving": [{"per_week": 0.7}]}})
    found = _waits(values)
    share, wait = abandonment(3.3, 3, 10.0)
    yield _held("Share who leave", "share", share, found, _left)
    yield _held("Mean wait, of those seen and those who left", "days", wait, found, _waited)


def general_service() -> Iterator[Held]:
    """Gamma service with a mean of one day: W = rho (1 + cv^2) / (2 (1 - rho))."""
    for variation in (0.5, 1.2):
        service = {"shape": "gamma", "mean": MINUTES, "sd": variation * MINUTES}
        expected = 0.5 * (1 + variation**2) / (2 * 0.5)
        found = _waits(queue(0.5, 1, service))
        yield _held(f"Mean wait: service varies by {variation:g} of its mean", "days", expected,
                    found, _waited)  # fmt: skip


def little() -> Iterator[Held]:
    """The list counted each noon, from events, beside arrivals a day times the mean wait."""
    history = run(queue(2.1, 3, 1.0))
    ended = stays(history, "wait")
    noons = np.arange(WARM, HORIZON - 100) + 0.5
    come = np.searchsorted(np.sort(history.register["ref"]), noons, side="right")
    begun = np.searchsorted(np.sort(ended["end"][ended["how"] == 0]), noons, side="right")
    inside = (ended["join"] >= WARM) & (ended["join"] < HORIZON - 100)
    rate = inside.sum() / (HORIZON - 100 - WARM)
    expected = float(rate * (ended["end"] - ended["start"])[inside].mean())
    yield Held("Mean list, by the minute", "children", expected, float((come - begun).mean()),
               0.05 * expected, "5%: waits cut off at both ends")  # fmt: skip


CASES = {
    "mmc": Case("Queue with several alike responders (M/M/c)", "Erlang's C formula", mmc),
    "priorities": Case("Queue with two priorities", "Cobham's formula (1954)", priorities),
    "leaving": Case("Queue from which children leave (M/M/c+M)",
                    "Erlang's A model, by its balance equations", leaving),
    "general_service": Case("Queue with uneven service (M/G/1)",
                            "Pollaczek and Khinchine's formula", general_service),
    "little": Case("List and waits by the minute", "Little's law", little),
}  # fmt: skip
"""Cases by name."""
