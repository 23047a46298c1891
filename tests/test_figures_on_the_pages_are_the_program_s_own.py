"""Figures that the documentation gives are those that the program works out from what is shipped.

What would take minutes to simulate is left out: the columns of the simulation.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.backtest import baselines, origins_of
from calibration.cases import places, series_of
from calibration.forecast import outlook
from calibration.importers import Request, import_files
from scenarios.accepted import accepted_sets
from sim.measures.arithmetic import arithmetic
from sim.settings import load

DOCS = Path(__file__).parents[1] / "docs"
SCOTLAND = DOCS.parent / "calibration" / "cases" / "scotland" / "data"
SIMPLE = {"persistence": baselines.persistence, "drift": baselines.drift,
          "stock-flow": baselines.stock_flow, "bookkeeping": baselines.bookkeeping}  # fmt: skip


@pytest.fixture(scope="module")
def errors():
    """Errors of the simple forecasts: place, method, months ahead, of start and of what came."""
    files = tuple(sorted(SCOTLAND.glob("scotland_camhs_*.csv")))
    observed = import_files("scotland", Request(files=files)).observed
    series = [series_of(observed, *one) for one in places(observed)]
    with pytest.MonkeyPatch.context() as patch:
        # simple forecasts use no share out of turn, and estimating it is most of the work
        patch.setattr(outlook, "_skew", lambda _: outlook.UNKNOWN_SKEW)
        origins = [origin for one in series for origin in origins_of(one, 6)]
    assert len(origins) == 103
    rows = [row for origin in origins for row in _errors(origin)]
    return pd.DataFrame(rows, columns=["place", "method", "ahead", "error", "relative"])


def _errors(origin):
    came = origin.then["waiting"][: origin.comparable]
    for method, forecast in SIMPLE.items():
        apart = np.abs(forecast(origin)[: len(came)] - came)
        for k, one in enumerate(apart):
            yield origin.place, method, k + 1, one / origin.now.waiting, one / max(came[k], 1.0)


def mean_error(errors, method: str, ahead: tuple[int, int]) -> float:
    some = errors[(errors["method"] == method) & errors["ahead"].between(*ahead)]
    return float(some.groupby("place")["error"].mean().mean())


def table(page: str, heading: str) -> list[dict[str, str]]:
    """The first table of a page after some words, a row as a dictionary."""
    lines = (DOCS / page).read_text(encoding="utf-8").partition(heading)[2].splitlines()
    rows = []
    for line in lines:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        elif rows:
            break
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


def ahead_of(words: str) -> tuple[int, int]:
    first, *last = (int(number) for number in re.findall(r"\d+", words))
    return first, last[0] if last else first


def test_errors_with_nothing_given_are_as_printed(errors):
    for row in table("backtesting.md", "**Nothing given**\n"):
        for method in ("persistence", "stock-flow", "drift"):
            found = mean_error(errors, method, ahead_of(row["months ahead"]))
            assert row[method] == f"{found:.1%}", (row["months ahead"], method)


def test_errors_with_the_flows_given_are_as_printed(errors):
    *means, median = table("backtesting.md", "**Referrals and contacts given**\n")
    for row in means:
        for method in ("bookkeeping", "persistence"):
            found = mean_error(errors, method, ahead_of(row["months ahead"]))
            assert row[method] == f"{found:.1%}", (row["months ahead"], method)
    for method in ("bookkeeping", "persistence"):
        last = errors[(errors["method"] == method) & (errors["ahead"] == 12)]
        assert median[method] == f"{last['relative'].median():.1%}"


def test_what_suffolk_s_figures_leave_open_is_what_its_sets_hold():
    """Middle of staff time and of leaving, as the page gives them."""
    loaded = load("suffolk")
    rows = pd.DataFrame(accepted_sets(loaded).rows)
    teams = loaded.scenario.teams
    for words, setting, role in (
        ("Ipswich and East", "camhs_ipswich_east", "clinician"),
        ("CAMHS, West", "camhs_west_suffolk", "clinician"),
        ("CAMHS, Waveney", "camhs_waveney", "clinician"),
        ("autism, East and West", "asd_under_11", "clinician"),
        ("ADHD, East and West", "adhd_suffolk", "clinician"),
        ("autism and ADHD, Waveney", "neurodevelopmental_waveney", "clinician"),
    ):
        times = rows[f"teams.{setting}.roles.{role}.wte"] / teams[setting].roles[role].wte
        assert printed(words) == pytest.approx(float(times.median()), abs=0.006), words
    for need, words in (("camhs", "leaving the CAMHS list"), ("adhd", "leaving the autism")):
        rate = 100 * rows[f"waiting.{need}.leaving.0.per_week"].median()
        assert printed(words) == pytest.approx(rate, abs=0.06), words


def printed(words: str) -> float:
    """The middle after the fit, of the one unknown whose name holds some words."""
    rows = table("suffolk.md", "### What the figures leave open")
    [row] = [row for row in rows if words in row["unknown"]]
    return float(re.match(r"[\d.]+", row["after"]).group())


CAMHS = ("camhs_ipswich_east", "camhs_west_suffolk", "camhs_waveney")
LINES = {
    "Hub, screening": [("hub", "hub")],
    "Waveney front door": [("waveney_mental_health", "waveney_mental_health")],
    "Ipswich and East, choice": [("camhs_ipswich_east", "choice")],
    "Ipswich and East, treatment": [("camhs_ipswich_east", "partnership")],
    "West, choice": [("camhs_west_suffolk", "choice")],
    "West, treatment": [("camhs_west_suffolk", "partnership")],
    "Waveney, choice": [("camhs_waveney", "choice")],
    "Waveney, treatment": [("camhs_waveney", "partnership")],
    "urgent assessment, each area": [(team, "urgent_assessment") for team in CAMHS],
    "urgent follow-up, each area": [(team, "urgent_follow_up") for team in CAMHS],
    "early help": [("early_help", "early_help")],
    "autism under 11, screening": [("asd_under_11", "asd_screening")],
    "autism 11-18, screening": [("asd_11_to_18", "asd_screening")],
    "autism Waveney, screening": [("neurodevelopmental_waveney", "asd_screening")],
    "ADHD East and West, triage": [("adhd_suffolk", "adhd_triage")],
    "ADHD Waveney, triage": [("neurodevelopmental_waveney", "adhd_triage")],
}
"""Lines of the table of teams and stages; one is left out, whose minutes are of three teams."""
SHOWN = {"reaching it a week": "seen_per_week", "needed": "minutes_needed_per_week",
         "offered": "minutes_offered_per_week", "load": "load"}  # fmt: skip


def test_suffolk_s_teams_have_the_work_and_the_minutes_that_the_page_gives():
    found = arithmetic(load("suffolk").scenario).set_index(["team", "stage"])
    rows = table("suffolk.md", "**Crisis responders**")
    assert {row["team and stage"] for row in rows} == {*LINES, "EHC new assessment, three teams"}
    for row in (row for row in rows if row["team and stage"] in LINES):
        lines = LINES[row["team and stage"]]
        for column, name in SHOWN.items():
            for line, cell in zip(lines, cells(row[column])[: len(lines)], strict=True):
                assert agrees(cell, float(found.loc[line, name])), (line, column, cell)


def test_suffolk_s_posts_add_up_to_the_total_on_the_page():
    scenario = load("suffolk").scenario
    posts = sum(
        role.wte
        for name, one in {**scenario.access_points, **scenario.teams}.items()
        for role in one.roles.values()
        if name != "ehc_desk"
    )
    assert f"autism and ADHD is {posts:.0f} WTE" in (DOCS / "suffolk.md").read_text("utf-8")


def cells(words: str) -> list[str]:
    """The numbers of a cell, one a team; a range, of loads, is between the least and the most."""
    return [words] * 3 if "-" in words else words.split(", ")


def agrees(cell: str, value: float) -> bool:
    """Whether a number is rounded to what is printed, or lies in a range that is."""
    low, high = (float(one.replace(",", "")) for one in (cell.split("-") * 2)[:2])
    unit = 10.0 ** -len(cell.split("-")[0].partition(".")[2])
    near = max(unit / 2, 0.006 * value)
    return low - near <= value <= high + near
