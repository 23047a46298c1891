"""A backtest: projections from every origin, run where asked, and their errors one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.backtest import baselines
from calibration.backtest.origins import Origin
from calibration.forecast import Projection, Spread, as_happened, may_come
from calibration.forecast.ageing import observed_shares, wrong_band
from sim.runs.executor import LOG, Executor, Progress, WorkersLost, executor_for
from sim.runs.store import Store

NOTHING, FLOWS = "nothing", "referrals and contacts"
"""What a forecast is given of the months ahead."""
SIMULATION = "simulation"
METHODS = {
    NOTHING: {"persistence": baselines.persistence, "drift": baselines.drift,
              "stock-flow": baselines.stock_flow},
    FLOWS: {"persistence": baselines.persistence, "bookkeeping": baselines.bookkeeping},
}  # fmt: skip
PROFILES = {"persistence": baselines.same_profile, "stock-flow": baselines.aged_profile}
LOW, HIGH = 0.1, 0.9
"""Ends of the 80 % interval."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Backtest:
    """Every forecast of a backtest."""

    forecasts: pd.DataFrame = field(repr=False)
    """One row a board, origin, what is given, method and month ahead."""
    profiles: pd.DataFrame = field(repr=False)
    """As forecasts: share of the list put in the wrong band of waits."""
    interrupted: bool = False


@dataclass(frozen=True)
class _Asked:
    origin: Origin
    given: str
    projection: Projection

    @property
    def happened(self) -> Numbers | None:
        return self.origin.then["seen"] if self.given == FLOWS else None


def backtest(
    origins: Sequence[Origin],
    *,
    replications: int,
    seed: int,
    store: Path,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Backtest:
    """Forecast from every origin, knowing nothing of what comes and knowing the flows.

    ``executor`` runs them elsewhere than in ``workers`` processes here.
    What is in the store is not run again; an interruption keeps what finished, and the forecasts
    of those alone are returned.
    """
    asked = [one for origin in origins for one in _asked(origin, replications, seed, store)]
    executor = executor or executor_for(workers, len(asked))
    interrupted = _run([one.projection for one in asked], Store(store), executor, progress)
    done = [one for one in asked if Store(store).holds(one.projection.key)]
    forecasts = [row for one in done for row in _forecasts(one)]
    profiles = [row for one in done if one.given == FLOWS for row in _profiles(one)]
    return Backtest(pd.DataFrame(forecasts), pd.DataFrame(profiles), interrupted)


def _asked(origin: Origin, replications: int, seed: int, store: Path) -> Iterator[_Asked]:
    ahead = {
        NOTHING: may_come(origin.now, len(origin.then), replications, seed),
        FLOWS: as_happened(origin.now, origin.then, replications, seed),
    }
    for given, futures in ahead.items():
        yield _Asked(origin, given, Projection.of(origin.now, futures, seed, store))


def _run(
    projections: Sequence[Projection], store: Store, executor: Executor, progress: Progress | None
) -> bool:
    """Run what is missing; return whether that was interrupted."""
    missing = [one for one in projections if not store.holds(one.key)]
    done = len(projections) - len(missing)
    try:
        for _ in executor.run(missing):
            done += 1
            if progress:
                progress(done, len(projections))
    except KeyboardInterrupt:
        return True
    except WorkersLost:
        LOG.warning("Worker processes were ended from outside; what finished is kept.")
        return True
    return False


def _forecasts(asked: _Asked) -> Iterator[dict[str, object]]:
    origin = asked.origin
    observed, months = origin.then["waiting"], origin.comparable
    spread = Spread.of(asked.projection.result(), asked.happened)
    low, middle, high = (spread.quantile(share) for share in (LOW, 0.5, HIGH))
    crps = spread.crps(observed)
    for k in range(months):
        yield _row(asked, SIMULATION, k, middle[k]) | {
            "low": low[k], "high": high[k], "crps": crps[k],
            "interval_score": interval_score(low[k], high[k], observed[k]),
        }  # fmt: skip
    for method, forecast in METHODS[asked.given].items():
        path = forecast(origin)
        for k in range(months):
            yield _row(asked, method, k, path[k]) | {"crps": abs(path[k] - observed[k])}


def _row(asked: _Asked, method: str, k: int, forecast: float) -> dict[str, object]:
    origin = asked.origin
    return {
        "place": origin.place, "origin": str(origin.month), "given": asked.given,
        "method": method, "ahead": k + 1, "month": str(origin.then.months[k]),
        "start": origin.now.waiting, "forecast": float(forecast),
        "observed": float(origin.then["waiting"][k]),
    }  # fmt: skip


def interval_score(low: float, high: float, observed: float) -> float:
    """Return the width of an 80 % interval plus 10 times by how far it misses (Gneiting 2007)."""
    missed = max(low - observed, observed - high, 0.0)
    return float(high - low + 2 / (1 - (HIGH - LOW)) * missed)


def _profiles(asked: _Asked) -> Iterator[dict[str, object]]:
    origin = asked.origin
    observed = observed_shares(origin.then)
    if not np.isfinite(observed).all() or not np.isfinite(origin.now.known.bands.iloc[-1]).all():
        return
    spread = Spread.of(asked.projection.result(), asked.happened)
    found = {SIMULATION: spread.profile(), **{m: f(origin) for m, f in PROFILES.items()}}
    for method, shares in found.items():
        wrong = wrong_band(shares, observed)
        for k in range(origin.comparable):
            yield {"place": origin.place, "origin": str(origin.month), "method": method,
                   "ahead": k + 1, "wrong": float(wrong[k])}  # fmt: skip
