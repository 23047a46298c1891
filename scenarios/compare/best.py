"""Which option is best, and how sure: ranking and selection under common random numbers.

Screening to a subset (Nelson, Swann, Goldsman and Song 2001, their first stage): an option
stays unless another beats it by more than the half-width of their paired difference, at a
level divided by the number of rivals (Bonferroni), so that the subset holds the best option
with at least the stated confidence. Pairing makes those half-widths narrow. Where more than
one stays, the comparison cannot separate them, and says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

from scenarios.compare.verdict import LEAST

CONFIDENCE = 0.95
NOBODY: Mapping[str, str] = {}
NOT_A_CHOICE = "nobody can choose what is not known"
"""What is said of an option that tries what nobody knows: why it is never the best."""


@dataclass(frozen=True)
class Criterion:
    """What options are ranked by."""

    measure: str
    words: str
    sign: int
    """1 where more is better, -1 where less is."""
    smallest: float
    """The smallest difference that matters."""


@dataclass(frozen=True)
class Best:
    """What can be said about which option is best by one measure."""

    criterion: Criterion
    table: pd.DataFrame
    """Best mean first: option, mean, difference_from_best, low, high, chance_of_being_best,
    stays, allowed."""
    verdict: str
    """Which is best, or that it cannot be told."""
    left_out: str
    """Who cannot be chosen, and why; empty when everybody can."""

    @property
    def sentence(self) -> str:
        """Which is best, and who was left out."""
        return self.verdict + self.left_out

    @property
    def survivors(self) -> list[str]:
        """Options that may be the best."""
        return self.table.loc[self.table["stays"], "option"].tolist()


def best_of(
    values: NDArray[np.float64],
    options: Sequence[str],
    criterion: Criterion,
    *,
    barred: Mapping[str, str] = NOBODY,
    confidence: float = CONFIDENCE,
) -> Best:
    """Return which of some options is best by one measure.

    ``values`` has shape (options, replications), columns paired. ``barred`` gives options that
    are shown and cannot be chosen, each with the reason.
    """
    sign = criterion.sign
    gain = sign * values
    allowed = np.array([option not in barred for option in options])
    stays = allowed & _screened(gain, allowed, confidence)
    mean = gain.mean(axis=1)
    leader = int(np.argmax(np.where(allowed, mean, -np.inf)))
    behind = gain - gain[leader]
    half = _half(behind, confidence)
    table = pd.DataFrame({
        "option": list(options), "mean": values.mean(axis=1),
        "difference_from_best": sign * behind.mean(axis=1),
        "low": sign * behind.mean(axis=1) - half, "high": sign * behind.mean(axis=1) + half,
        "chance_of_being_best": _chances(np.where(allowed[:, None], gain, -np.inf)),
        "stays": stays, "allowed": allowed,
    }).iloc[np.argsort(-mean, kind="stable")]  # fmt: skip
    table = table.reset_index(drop=True)
    verdict = _verdict(table, values.shape[1], criterion, confidence)
    return Best(criterion, table, verdict, _left_out(barred))


def _screened(
    gain: NDArray[np.float64], allowed: NDArray[np.bool_], confidence: float
) -> NDArray[np.bool_]:
    """Return which options no allowed rival beats for sure."""
    number, rivals = gain.shape[1], max(int(allowed.sum()) - 1, 1)
    stays = np.ones(len(gain), bool)
    if number < LEAST:
        return stays
    level = 1 - (1 - confidence) / rivals
    for k in np.flatnonzero(allowed):
        lead = gain[k] - gain
        stays &= lead.mean(axis=1) <= _half(lead, level, one_sided=True)
    return stays


def _half(
    values: NDArray[np.float64], confidence: float, *, one_sided: bool = False
) -> NDArray[np.float64]:
    number = values.shape[1]
    if number < 2:
        return np.full(len(values), np.inf)
    point = confidence if one_sided else (1 + confidence) / 2
    return np.asarray(stdtrit(number - 1, point) * values.std(axis=1, ddof=1) / np.sqrt(number))


def _chances(gain: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of replications in which each option is the best; ties are shared."""
    first = gain == gain.max(axis=0)
    return np.asarray((first / first.sum(axis=0)).mean(axis=1))


def _verdict(table: pd.DataFrame, number: int, criterion: Criterion, confidence: float) -> str:
    if number < LEAST:
        return f"With {number} futures nothing can be said about which option is best."
    if not table["allowed"].any():
        return "None is called the best."
    stays = table[table["stays"]]
    leader = str(stays["option"].iloc[0])
    sure = f"{confidence:.0%} sure"
    if len(stays) == 1:
        return f"By {criterion.words}, {leader} {_beats(table)} ({sure})."
    rest = stays["option"].iloc[1:].tolist()
    edge = stays[["low", "high"]].abs().to_numpy()[1:].max()
    close = (
        f" They differ by at most {edge:,.0f}, which is too little to matter."
        if edge <= criterion.smallest
        else " More futures may separate them."
    )
    return (
        f"By {criterion.words}, {leader} leads, but it cannot be told apart from "
        f"{', '.join(rest)}: the best is among them ({sure}).{close}"
    )


def _beats(table: pd.DataFrame) -> str:
    """Return what the best does: of two that can be chosen it only does better than the other."""
    if len(table) == 2 and table["allowed"].all():
        return f"does better than {table['option'].iloc[1]}"
    return "is the best"


def _left_out(barred: Mapping[str, str]) -> str:
    """Return who cannot be chosen, reason by reason."""
    named: dict[str, list[str]] = {}
    for option, why in barred.items():
        named.setdefault(why, []).append(option)
    return "".join(f" Left out because {why}: {', '.join(who)}." for why, who in named.items())
