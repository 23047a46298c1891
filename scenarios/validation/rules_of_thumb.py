"""The worked examples that other planning tools publish: NHSRwaitinglist, CReST and CAPA."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from scenarios.validation.held import Case, Held, as_printed, exact
from scenarios.validation.small import (
    DONE,
    Values,
    listed,
    run,
    scenario,
    stage,
    standing,
    stays,
    team,
    waits,
)
from sim.measures.arithmetic import arithmetic, capa_balance, relief_capacity, right_sized_list
from sim.settings import Scenario, from_values

YEAR_WEEKS = 365.25 / 7
WEEKDAYS = 2e-3
"""A year has not quite 365.25 x 5 / 7 weekdays."""
NOT_QUITE = "0.2%: a year is no whole number of weeks"
SIX_POINT_THREE = {"shape": "shares", "shares": {"6": 0.7, "7": 0.3}}
SEVEN_AND_A_HALF = {"shape": "shares", "shares": {"7": 0.5, "8": 0.5}}
QUARTER_WEEKS, WORKED_WEEKS, HALF_DAY_HOURS, HALF_DAY_STARTS = 13, 11.25, 3.5, 3
"""CAPA's constants as it prints them, so that the program's own are held against them: weeks of a
quarter, those worked, and new partnerships a quarter for one weekly half-day."""
CLINICIANS = {"Karen Peters, 11 hours a week": (11.0, 9.4, 1),
              "Andrew Down, three half-days": (10.5, 9.0, 1),
              "one hour a week": (1.0, 0.86, 2)}  # fmt: skip
"""Hours a week, new partnerships a quarter, and the digits printed."""


def nhsr_waiting_list() -> Iterator[Held]:
    """30 referrals a week, 1,200 waiting, a limit of 52 weeks; 27 seen a week."""
    target = right_sized_list(30, 52, 1 - np.exp(-4))
    relief = relief_capacity(30, 1200, target, 26)
    yield as_printed("Target list: 30 referrals a week, 52 weeks", "children", 390, target, 0)
    yield as_printed("Relief capacity: 1,200 waiting, 26 weeks", "a week", 61.15, relief, 2)
    team_now = team({"see": 1.0}, [relief * 60 / 5] * 5, role={"carry_over_minutes": 60.0})
    history = run(listed(
        scenario(calendar__horizon_days=26 * 7, demand__calls=_observed({"2026-02": 30 * 26}),
                 teams__team=team_now),
        waiting=waits(1200, weeks=63.0),
    ))  # fmt: skip
    yield Held("The same simulated: waiting after 26 weeks", "children", 390,
               standing(history.stays, 26 * 7 - 0.1), 1, "one child")  # fmt: skip
    line = _arithmetic(30 * YEAR_WEEKS, minutes_a_week=27 * 60)
    yield Held("Load: 30 referred, 27 seen a week", "", 30 / 27, line["load"], WEEKDAYS * 30 / 27,
               NOT_QUITE)  # fmt: skip


def crest() -> Iterator[Held]:
    """250 accepted a year, 6.3 sessions for each."""
    kept = _arithmetic(250.0, contacts=SIX_POINT_THREE)
    missed = _arithmetic(250.0, contacts=SIX_POINT_THREE, missed_share=0.1)
    yield as_printed("Accepted a week, of 250 a year", "a week", 4.8, kept["children_per_week"], 1)
    appointments = 250 / YEAR_WEEKS * 6.3
    for words, line, expected in (
        ("Appointments a week, 6.3 for each", kept, appointments),
        ("The same where one in ten is missed", missed, appointments / 0.9),
    ):
        yield exact(words, "a week", expected, line["minutes_needed_per_week"] / 60)


def capa() -> Iterator[Held]:
    """CAPA's clinicians and choice appointments, and its rule of eight to nine times.

    The rule is a quarter's weeks times the share that goes on to partnership, rounded.
    """
    for words, (hours, partnerships, digits) in CLINICIANS.items():
        row = capa_balance(capa_team(11.0, hours)).iloc[0]
        yield as_printed(f"New partnerships a quarter: {words}", "a quarter", partnerships,
                         row["partnership_capacity_per_quarter"], digits)  # fmt: skip
    lines = arithmetic(capa_team(11.0, 11.0))
    choice = lines.loc[lines["stage"] == "choice", "minutes_needed_per_week"].item() / 105
    yield exact("Choice appointments: Anywhere CAMHS, 11 accepted a week", "a week", 11, choice)
    for transfer in (0.66, 0.70):
        row = capa_balance(capa_team(11.0, 11.0, transfer)).iloc[0]
        times = float(row["new_partnerships_per_quarter"] / row["accepted_per_week"])
        yield exact(f"Partnerships a quarter over referrals a week, {transfer:.0%} transferred",
                    "times", QUARTER_WEEKS * transfer, times)  # fmt: skip


def capa_simulated() -> Iterator[Held]:
    """In balance, the list for partnership is level; 30% short, it grows by what is short."""
    needed = 11 * 0.68 * QUARTER_WEEKS
    hours = needed / HALF_DAY_STARTS * HALF_DAY_HOURS
    balanced, short = (capa_team(11.0, times * hours, opening=40) for times in (1.0, 0.7))
    balance = float(capa_balance(balanced).iloc[0]["balance_per_quarter"])
    yield Held("Balance of a team with the hours CAPA gives it", "a quarter", 0, balance, 0.5,
               "half a partnership")  # fmt: skip
    begin, end = _partnership_waiting(balanced)
    yield Held("The same simulated: change of its list in 21 months", "children", 0, end - begin,
               0.3 * needed, "three tenths of a quarter's new partnerships")  # fmt: skip
    begin, end = _partnership_waiting(short)
    grown = 0.3 * needed * (SECOND - FIRST) / 7 / QUARTER_WEEKS
    yield Held("30% short, simulated: growth of its list in 21 months", "children", grown,
               end - begin, 0.15 * grown, "15%: chance, and treatment that runs on")  # fmt: skip


FIRST, SECOND = 112.0, 727.9
"""Days at which a list for partnership is counted: once the caseload is full, and at the end."""


def capa_team(
    accepted: float, partnership_hours: float, transfer: float = 0.68, opening: int = 0
) -> Scenario:
    """Return a team whose weekdays offer CAPA's hours, in a year of which 45 weeks are worked."""
    worked = WORKED_WEEKS / QUARTER_WEEKS
    roles = {
        "chooser": _nurse(accepted * 105 / 5 * 1.3, "choice"),
        "nurse": _nurse(partnership_hours * 60 / 5 * worked, "core"),
    }
    on = {"to": "core", "share": transfer}
    core = {"minutes": {"nurse": HALF_DAY_HOURS * 60 / 2}, "contacts": SEVEN_AND_A_HALF,
            "outcomes": DONE}  # fmt: skip
    choice = {"minutes": {"chooser": 105.0},
              "outcomes": {"on": on, "done": {"exit": "helped"}}}  # fmt: skip
    values = scenario(
        calendar__horizon_days=728,
        demand__calls__referrals_per_year={"here": accepted * YEAR_WEEKS},
        teams__team={"serves": [{"areas": ["here"]}], "roles": roles},
        stages={"choice": choice, "core": core},
        pathways={"camhs": {"need": "camhs", "stages": ["choice", "core"],
                            "entry": {"routine": "choice"}}},
    )  # fmt: skip
    return from_values(listed(values, core=waits(opening, stage="core")))


def _nurse(minutes: float, at: str) -> Values:
    return {"minutes_by_weekday": [minutes] * 5, "job_plan": {at: 1.0}}


def _partnership_waiting(scenario: Scenario) -> tuple[float, float]:
    """Return children waiting for partnership at two moments, the mean of three replications."""
    from sim.pathway.blueprint import blueprint_of
    from sim.pathway.simulate import simulate

    laid_out = blueprint_of(scenario)
    found = [
        [standing(stays(simulate(laid_out, 1, k), "wait", node="core"), day)
         for day in (FIRST, SECOND)]
        for k in range(3)
    ]  # fmt: skip
    begin, end = np.mean(found, axis=0)
    return float(begin), float(end)


def _arithmetic(a_year: float, minutes_a_week: float = 3000.0, **more: Any) -> Any:
    """Return the line of the arithmetic of a stage with so many referrals."""
    values = scenario(
        demand__calls=scenario()["demand"]["calls"] | {"referrals_per_year": {"here": a_year}},
        teams__team=team({"see": 1.0}, [minutes_a_week / 5] * 5),
        stages__see=stage(60.0, **more),
    )
    return arithmetic(from_values(values)).iloc[0]


def _observed(counts: dict[str, float]) -> Values:
    """Children who are referred in a month, as many as were counted."""
    calls = dict(scenario()["demand"]["calls"])
    return calls | {"mode": "observed", "observed_counts": {"here": counts}}


CASES = {
    "nhsr_waiting_list": Case(
        "Waiting list sums of NHSRwaitinglist",
        "NHSRwaitinglist 0.1.2 (CRAN), vignette 'Walkthrough of waiting list functions', after "
        "Fong and others, medRxiv 2022.08.23.22279117", nhsr_waiting_list,
    ),
    "crest": Case(
        "Appointments by CReST",
        "CReST, NHS England: slides 'A brief example exploring how to manage increased demand'",
        crest,
    ),
    "capa": Case(
        "Balance by CAPA",
        "camhsnetwork.co.uk, 'Calculate new Core Partnership activity for each clinician', 'How "
        "many Choice appointments do you need', 'Step 6: Are you in balance?'; capa.co.uk, "
        "'Step 4'", capa,
    ),
    "capa_simulated": Case("A team in CAPA's balance", "CAPA's arithmetic, as above",
                           capa_simulated),
}  # fmt: skip
"""Cases by name."""
