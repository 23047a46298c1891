"""Errors by what was given, method and how far ahead; each board counts the same."""

from collections.abc import Iterator

import pandas as pd

from calibration.backtest.outcome import SIMULATION, Backtest

HORIZONS = {"1-3": (1, 3), "4-6": (4, 6), "7-12": (7, 12), "12": (12, 12)}
"""Months ahead."""


def error_table(found: Backtest) -> pd.DataFrame:
    """Return one row for each thing given, method and horizon.

    ``error`` is the mean absolute error as a share of the list on the day of the forecast,
    ``against_persistence`` that over persistence's; both are means over boards of means over
    origins. ``median_error`` is the median over all forecasts of the error over the list that came.
    ``covered`` is the share of observed lists within the 80 % interval, each board counting the
    same, ``covered_of_all`` each forecast: a board with one origin then weighs little.
    Scores (children, less is better) are for the simulation; a single number's ranked probability
    score is its error.
    ``wrong_band`` is the share of the list put in the wrong band of waits.
    """
    rows = _with_errors(found)
    table = pd.DataFrame(_rows(rows))
    base = table[table["method"] == "persistence"].set_index(["given", "ahead"])["error"]
    stays = base.reindex(pd.MultiIndex.from_frame(table[["given", "ahead"]]))
    table.insert(
        4,
        "against_persistence",
        table["error"].to_numpy() / stays.replace(0.0, float("nan")).to_numpy(),
    )
    return table


def board_table(found: Backtest) -> pd.DataFrame:
    """Return the errors of each board, averaged over its origins."""
    rows = _with_errors(found)
    parts = []
    for name, (low, high) in HORIZONS.items():
        some = rows[rows["ahead"].between(low, high)].groupby(["place", "given", "method"])
        part = some.agg(error=("error", "mean"), median_error=("relative", "median"),
                        covered=("covered", "mean"), origins=("origin", "nunique"))  # fmt: skip
        parts.append(part.reset_index().assign(ahead=name))
    return pd.concat(parts, ignore_index=True)


def _with_errors(found: Backtest) -> pd.DataFrame:
    keys = ["place", "origin", "method", "ahead"]
    rows = found.forecasts.copy()
    apart = (rows["forecast"] - rows["observed"]).abs()
    rows["error"] = apart / rows["start"]
    rows["relative"] = apart / rows["observed"].clip(lower=1.0)
    rows["crps_share"] = rows["crps"] / rows["start"]
    inside = rows["observed"].between(rows["low"], rows["high"])
    rows["covered"] = inside.astype(float).where(rows["method"] == SIMULATION)
    profiles = found.profiles.replace({"method": {"stock-flow": "bookkeeping"}})
    if not len(profiles):
        return rows.assign(wrong=float("nan"))
    rows = rows.merge(profiles, on=keys, how="left")
    rows["wrong"] = rows["wrong"].where(rows["given"] != "nothing")
    return rows


def _rows(rows: pd.DataFrame) -> Iterator[dict[str, object]]:
    for (given, method), some in rows.groupby(["given", "method"], sort=False):
        for name, (low, high) in HORIZONS.items():
            own = some[some["ahead"].between(low, high)]
            yield {"given": given, "method": method, "ahead": name, **_summed(own)}


def _summed(own: pd.DataFrame) -> dict[str, float]:
    boards = own.groupby("place")[["error", "crps_share", "covered", "wrong"]].mean().mean()
    return {
        "error": boards["error"],
        "median_error": own["relative"].median(),
        "ranked_score": boards["crps_share"],
        "covered": boards["covered"],
        "covered_of_all": own["covered"].mean(),
        "wrong_band": boards["wrong"],
        "boards": own["place"].nunique(),
        "forecasts": len(own[["place", "origin"]].drop_duplicates()),
    }
