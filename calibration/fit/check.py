"""The method tried on truths it has to find: recovery, coverage, simulation-based calibration.

Truths are drawn from the priors, figures are simulated from them, and the fit is given the
figures alone. Where intervals are honest, nine in ten of them hold the truth and its rank among
the draws is even (Talts and others 2018).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.fit.budget import Budget
from calibration.fit.case import Case
from calibration.fit.figure import Figure, Observed
from calibration.fit.identify import KNOWN, PARTLY
from calibration.fit.infer import Inference, infer
from calibration.fit.likelihood import EVEN_PRECISION
from calibration.fit.simulator import Simulator
from sim.streams import Streams

FloatArray = NDArray[np.float64]

FIRST_HIDDEN = 1_000_000_000
"""Number of the run that makes the figures of the first hidden truth."""
COVER = 0.9
TRIED = 4000
"""Even samples drawn to find the band that their ranks stay within together."""

Done = Callable[[int], None]


def recoveries(
    case: Case, simulate: Simulator, cases: int, *, budget: Budget | None = None, seed: int = 1,
    done: Done = lambda number: None,
) -> pd.DataFrame:  # fmt: skip
    """Return a row for each hidden truth and unknown.

    Columns: case, unknown, truth, p05, p50, p95, rank (share of draws below the truth), width
    (beside the prior), inside, goodness. All cases share the runs of one pilot.
    """
    rows: list[dict[str, object]] = []
    for number in range(cases):
        truth = Streams(seed, number, "hidden truth").uniforms(len(case.space), "point")
        figures = _figures(case, simulate, truth, number, seed)
        found = infer(case.space.priors, figures, simulate, budget=budget, seed=seed)
        rows += _rows(case, case.space.values(truth[None])[0], found, number)
        done(number + 1)
    return pd.DataFrame(rows)


def _figures(
    case: Case, simulate: Simulator, truth: FloatArray, number: int, seed: int
) -> list[Figure]:
    """Return the case's figures as they would be observed in a world with that truth."""
    observed = Observed(case.figures)
    values = simulate(case.space.values(truth[None]), FIRST_HIDDEN + number)[0]
    middle = np.array([figure.middle for figure in case.figures])
    values = np.where(np.isnan(values), middle, values)
    known = [replace(one, low=v, high=v) for one, v in zip(case.figures, values, strict=True)]
    noise = Observed(known).drawn(1, Streams(seed, number, "hidden truth"), "observation")[0]
    seen = observed.plain(observed.scaled(values) + noise)
    width = [(one.high - one.low) / 2 for one in case.figures]
    return [
        replace(one, low=max(float(v) - w, 0.0) if one.scale != "plain" else float(v) - w,
                high=float(v) + w)
        for one, v, w in zip(case.figures, seen, width, strict=True)
    ]  # fmt: skip


def _rows(
    case: Case, truth: FloatArray, found: Inference, number: int
) -> Iterator[dict[str, object]]:
    low, middle, high = np.quantile(found.values, (0.05, 0.5, 0.95), axis=0)
    width = found.points.std(axis=0) * EVEN_PRECISION**0.5
    for k, name in enumerate(case.space.names):
        yield {
            "case": number, "unknown": name, "truth": truth[k], "p05": low[k], "p50": middle[k],
            "p95": high[k], "rank": float((found.values[:, k] < truth[k]).mean()),
            "width": width[k], "inside": bool(low[k] <= truth[k] <= high[k]),
            "goodness": found.goodness, "runs": found.runs,
        }  # fmt: skip


def coverage(rows: pd.DataFrame) -> pd.DataFrame:
    """Return for each unknown how often its 90 % interval held the truth, and how wide it was."""
    found = []
    for name, group in rows.groupby("unknown", sort=False):
        number, held = len(group), int(group["inside"].sum())
        low, high = within_chance(number)
        width = float(group["width"].median())
        gap, reach = rank_gap(group["rank"].to_numpy()), band(number)
        found.append({
            "unknown": name, "cases": number, "covered": held / number,
            "expected_low": low, "expected_high": high, "width": width,
            "verdict": "identified" if width <= KNOWN else
            "partly identified" if width <= PARTLY else "not identified",
            "ranks": "even" if gap <= reach else "uneven",
        })  # fmt: skip
    return pd.DataFrame(found)


def within_chance(number: int) -> tuple[float, float]:
    """Return between which shares 95 % of honest coverages of so many cases lie."""
    from scipy.stats import binom

    low, high = binom.ppf((0.025, 0.975), number, COVER) / number
    return float(low), float(high)


def rank_gap(ranks: FloatArray) -> float:
    """Return the largest distance of ranks from even ones (Kolmogorov and Smirnov's)."""
    ordered, number = np.sort(ranks), len(ranks)
    steps = np.arange(1, number + 1) / number
    return float(max((steps - ordered).max(), (ordered - steps + 1 / number).max()))


def band(number: int, share: float = 0.95) -> float:
    """Return the distance from even that ranks of so many cases stay within together."""
    tried = np.sort(Streams(1, 0, "rank band").uniforms((TRIED, number), "even"), axis=1)
    steps = np.arange(1, number + 1) / number
    gaps = np.maximum((steps - tried).max(axis=1), (tried - steps + 1 / number).max(axis=1))
    return float(np.quantile(gaps, share))
