"""The page of a backtest: what it found, beside what anyone could have worked out."""

from collections.abc import Sequence

import pandas as pd

from calibration.backtest import Backtest, error_table, findings
from calibration.backtest.errors import board_table
from calibration.backtest.outcome import FLOWS, NOTHING, SIMULATION
from scenarios.charts.backtest import errors_ahead, forecasts_beside
from scenarios.report.paper import Paper, Part, Sheet

QUESTION = "How far could these forecasts have been trusted, had they been made at the time?"
CAVEAT = (
    "A backtest says how the method would have done in months gone by. It used no figure later "
    "than each forecast's own month; the few settings that all boards share were chosen on "
    "boards of this publication, so other boards and later months are the stricter test."
)
BOARDS = "Median error a year ahead, of the list that came; intervals at 7 to 12 months"
READ = (
    "Mean errors and ranked scores are shares of the list on the day of the forecast, each board "
    "counting the same; median errors are shares of the list that came, of all forecasts. A list "
    "that emptied makes the second much the larger.",
)
HOW = (
    "From each month, every board's next year is simulated many times on the same engine as any "
    "scenario: its referrals, its first appointments, and children leaving the list.",
    "Knowing nothing of what comes: each future takes one of the board's own past years for "
    "referrals and appointments, and draws its own rate of leaving.",
    "Given referrals and contacts: those that then happened are replayed month by month; leaving "
    "is still not known, and futures that could not have seen as many children count less.",
)


def backtest_paper(found: Backtest, facts: Sequence[tuple[str, str]]) -> Paper:
    """Return the paper of a backtest."""
    table = error_table(found)
    charts = [errors_ahead(found.forecasts, given) for given in (NOTHING, FLOWS)]
    beside = tuple(forecasts_beside(found.forecasts, given) for given in (NOTHING, FLOWS))
    body = (
        Part("What was found", tuple(findings(table))),
        Part("Errors beside simple forecasts", READ, (Sheet("Errors", readable(table)),),
             tuple(charts)),
        Part("How it was done", HOW),
    )  # fmt: skip
    annex = (
        Part("Board by board", (), (Sheet(BOARDS, boards(found)),)),
        Part("Every forecast of the simulation", (), (), beside),
    )
    return Paper(
        "Backtest",
        QUESTION,
        CAVEAT,
        tuple(facts),
        body,
        annex,
        foot="Forecasts of months gone by; not for decisions about a child.",
    )


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of errors as readers see it."""
    percent = {
        "error": "mean error", "median_error": "median error, of what came",
        "ranked_score": "ranked score",
        "covered": "80 % interval held", "covered_of_all": "held, of all forecasts",
        "wrong_band": "in wrong band",
    }  # fmt: skip
    shown = table[["given", "method", "ahead"]].rename(columns={"ahead": "months ahead"})
    for column, heading in percent.items():
        shown[heading] = ["" if pd.isna(value) else f"{value:.1%}" for value in table[column]]
    over = ["" if pd.isna(x) else f"{x:.2f}" for x in table["against_persistence"]]
    shown.insert(4, "over persistence", over)
    return shown


def boards(found: Backtest) -> pd.DataFrame:
    """Return each board's median error 12 months ahead by method, and what its intervals held."""
    rows = board_table(found)
    ahead = rows[rows["ahead"] == "12"].assign(
        what=lambda some: some["method"] + ", given " + some["given"]
    )
    wide = ahead.pivot(index="place", columns="what", values="median_error")
    held = rows[(rows["ahead"] == "7-12") & (rows["method"] == SIMULATION)]
    for given in (NOTHING, FLOWS):
        own = held[held["given"] == given].set_index("place")["covered"]
        wide[f"80 % interval held, given {given}"] = own
    shown = wide.map(lambda value: "" if pd.isna(value) else f"{value:.0%}")
    return shown.reset_index().rename(columns={"place": "board"}).rename_axis(columns=None)
