"""What a backtest says, in sentences; a loss is said first."""

import pandas as pd

from calibration.backtest.outcome import FLOWS, NOTHING, SIMULATION

ALIKE = 0.02
"""Errors that differ by less than this share are called alike."""
AHEAD = ("1-3", "4-6", "7-12")
"""Months ahead of which coverage is told."""


def findings(table: pd.DataFrame) -> list[str]:
    """Return sentences about a table of errors: forecasts first, then the conditional test."""
    said = [_against(table, "1-3", "persistence"), _against(table, "7-12", "persistence"),
            _against(table, "7-12", "stock-flow"), _covered(table, NOTHING),
            _conditional(table), _profile(table), _covered(table, FLOWS)]  # fmt: skip
    return sorted(said, key=lambda sentence: "worse" not in sentence)


def _cell(table: pd.DataFrame, given: str, method: str, ahead: str, column: str) -> float:
    rows = table[(table["given"] == given) & (table["method"] == method)]
    return float(rows.loc[rows["ahead"] == ahead, column].iloc[0])


def verdict(own: float, other: float) -> str:
    """Return better, worse or alike, of two errors."""
    if abs(own - other) <= ALIKE * other:
        return "alike"
    return "better" if own < other else "worse"


def _against(table: pd.DataFrame, ahead: str, method: str) -> str:
    own, other = (_cell(table, NOTHING, m, ahead, "error") for m in (SIMULATION, method))
    return (
        f"Knowing nothing of what comes, {ahead} months ahead: simulation {own:.1%} of the list, "
        f"{method} {other:.1%}: {verdict(own, other)}."
    )


def _conditional(table: pd.DataFrame) -> str:
    own, books, stays = (
        _cell(table, FLOWS, m, "12", "median_error")
        for m in (SIMULATION, "bookkeeping", "persistence")
    )
    return (
        "Given the referrals and contacts that then happened, median error 12 months ahead, of the "
        f"list that came: simulation {own:.1%}, bookkeeping {books:.1%}, persistence {stays:.1%}: "
        f"{verdict(own, books)} than bookkeeping."
    ).replace("alike than", "alike to")


def _profile(table: pd.DataFrame) -> str:
    own, aged, stays = (
        _cell(table, FLOWS, m, "12", "wrong_band")
        for m in (SIMULATION, "bookkeeping", "persistence")
    )
    return (
        f"Of the list 12 months ahead, the share in the wrong band of waits: simulation {own:.1%}, "
        f"stock-flow by age {aged:.1%}, as it was {stays:.1%}: {verdict(own, aged)} than "
        "stock-flow."
    ).replace("alike than", "alike to")


def _covered(table: pd.DataFrame, given: str) -> str:
    boards, forecasts = (
        [_cell(table, given, SIMULATION, ahead, column) for ahead in AHEAD]
        for column in ("covered", "covered_of_all")
    )
    shares = ", ".join(f"{held:.0%} ({ahead})" for held, ahead in zip(boards, AHEAD, strict=True))
    of_all = ", ".join(f"{held:.0%}" for held in forecasts)
    known = "nothing" if given == NOTHING else "the flows"
    return (
        f"80 % intervals, {known} given, held the list that came in {shares} of forecasts, each "
        f"board counting the same, and in {of_all} of all forecasts."
    )
