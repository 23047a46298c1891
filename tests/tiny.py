"""Tiny scenarios as plain values, and the few questions that tests ask of a history.

`scenario()` is one area, one need, one team with one role and one stage; tests change what
they are about with `change`. Day 0 is Monday 5 January 2026 unless a test says otherwise, there are
no bank holidays unless it asks for them, and children are too young to turn 18.
"""

import datetime as dt
from pathlib import Path

import numpy as np

from scenarios.validation.small import (
    DONE,
    MONDAY,
    YOUNG,
    change,
    listed,
    run,
    scenario,
    seen,
    stage,
    stays,
    team,
    waits,
)
from sim.pathway.blueprint import blueprint_of
from sim.pathway.codes import STATES
from sim.pathway.history import History
from sim.pathway.simulate import simulate
from sim.settings import Scenario, from_values
from sim.settings.words import EXITS, PRIORITIES

__all__ = ["DONE", "MONDAY", "YOUNG", "change", "listed", "run", "scenario", "seen", "stage",
           "stays", "team", "waits"]  # fmt: skip

COLUMNS = "area,need,stage,priority,referral_date,stage_entry_date,contacts_done,next_due_date"
"""Columns of an opening list, as far as most tests need them."""


def from_rows(folder: Path, values: dict, rows: list[str], columns: str = COLUMNS) -> Scenario:
    """A scenario whose opening list is a file of rows, so that every date can be chosen."""
    (folder / "list.csv").write_text("\n".join([columns, *rows]) + "\n", encoding="utf-8")
    found = from_values(change(values, {"opening": {"source": "file", "file": "list.csv"}}))
    found._folder = str(folder)
    return found


def run_list(folder: Path, values: dict, rows: list[str], columns: str = COLUMNS) -> History:
    """Simulate one replication from a file of rows, with a trace."""
    found = from_rows(folder, values, rows, columns)
    return simulate(blueprint_of(found), 1, 0, trace=True)


def days_seen(history: History, node: str = "see") -> list:
    """Days on which first contacts of a stage took place, in order."""
    return np.floor(seen(history, node)["end"]).astype(int).tolist()


def rows_seen(history: History, node: str = "see") -> list:
    """Rows in the order in which they were first seen at a stage."""
    return seen(history, node)["row"].tolist()


def events(history: History, word: str, row: int | None = None) -> list:
    """Moments of a traced event, in order of time."""
    from sim.pathway.codes import TRACE_WORDS

    found = history.trace[history.trace["event"] == TRACE_WORDS.index(word)]
    if row is not None:
        found = found[found["row"] == row]
    return sorted(found["time"].tolist())


def days(moments) -> list:
    """Whole days of some moments."""
    return np.floor(np.asarray(moments)).astype(int).tolist()


def exits(history: History) -> dict:
    """How many left by each way out."""
    codes = history.register["exit"]
    return {name: n for k, name in enumerate(EXITS) if (n := int((codes == k).sum()))}


def states(history: History) -> dict:
    """How many episodes are in each state at the horizon."""
    found = history.register["state"]
    return {name: n for k, name in enumerate(STATES) if (n := int((found == k).sum()))}


def priority(name: str) -> int:
    """Rank of a priority."""
    return PRIORITIES.index(name)


def whole_service(**changes) -> dict:
    """A little of everything: two areas, two needs, screening, crisis, leaving, coming back."""
    open_list = {"need": "camhs", "area": "here", "count": 12}
    values = {
        "title": "whole service",
        "calendar": {"start_date": MONDAY, "horizon_days": 420},
        "areas": {"here": {}, "there": {}},
        "demand": {
            "calls": {
                "need": "camhs", "referrals_per_year": {"here": 260.0, "there": 130.0},
                "priority_shares": {"crisis": 0.05, "urgent": 0.15, "routine": 0.8},
                "second_need": "asd", "second_need_share": 0.3, "second_need_order": "after",
                "over_dispersion": 0.1,
                "groups": {"sex": {"f": {"share": 0.5, "missed": 1.4}, "m": {"share": 0.5}}},
                "re_referral": {"share": 0.4, "delay_days": 40.0, "raised_share": 0.3,
                                "after": ["refused", "signposted", "dropped_out",
                                          "not_attended", "left_without_help"]},
            },
            "autism": {
                "need": "asd", "referrals_per_year": {"here": 150.0, "there": 60.0},
                "second_need": "camhs", "second_need_share": 0.3,
            },
        },
        "access_points": {"spa": {
            "serves": [{"areas": ["here", "there"]}],
            "roles": {"screener": {"minutes_by_weekday": [40.0] * 5}},
            "decision_delay_days": 1.0,
            "triage": {"camhs": {
                "accepted_share": 0.7, "signposted_share": 0.5,
                "information_missing_share": 0.2, "information_lapse_share": 0.3,
                "regraded": {"routine": {"urgent": 0.1}, "urgent": {"routine": 0.2}},
            }},
        }},
        "teams": {
            "team": {
                "serves": [{"areas": ["here"]}],
                "roles": {"nurse": {
                    "wte": 2.0, "sickness_share": 0.1, "clinical_share": 0.5,
                    "job_plan": {"choice": 0.3, "treatment": 0.7},
                }},
            },
            "far": {
                "serves": [{"areas": ["there"]}],
                "roles": {"nurse": {
                    "wte": 1.0, "clinical_share": 0.5,
                    "job_plan": {"choice": 0.4, "treatment": 0.6},
                }},
            },
            "autism": {
                "serves": [{"areas": ["here", "there"]}],
                "roles": {
                    "doctor": {"minutes_by_weekday": [90.0] * 5, "job_plan": {"assess": 1.0}},
                    "therapist": {"minutes_by_weekday": [120.0] * 5, "job_plan": {"assess": 1.0}},
                },
            },
            "duty": {
                "serves": [{"areas": ["here", "there"]}], "works_at": ["crisis"],
                "shifts": [{"servers": 1.0, "opens": 8.0, "closes": 22.0}],
            },
        },
        "stages": {
            "choice": {
                "minutes": {"nurse": 60.0}, "missed_share": 0.15, "discharge_after_missed": 2,
                "outcomes": {"on": {"to": "treatment", "share": 0.7},
                             "enough": {"exit": "assessed_no_further_help"}},
                "carve_out": {"urgent": 0.3},
            },
            "treatment": {
                "minutes": {"nurse": 60.0}, "missed_share": 0.1, "drop_out_share": 0.2,
                "contacts": {"shape": "negative_binomial", "mean": 6.0, "sd": 5.0},
                "outcomes": {"helped": {"exit": "helped"}}, "caseload_per_wte": 30.0,
            },
            "packs": {
                "service": "delay", "delay_days": {"shape": "lognormal", "mean": 20.0, "sd": 15.0},
                "outcomes": {"on": {"to": "assess"}},
            },
            "assess": {
                "minutes": {"doctor": 60.0, "therapist": 90.0}, "contacts": 2,
                "cancelled_by_provider_share": 0.05,
                "outcomes": {"done": {"exit": "helped", "event": "diagnosis"}},
            },
            "crisis": {
                "service": "continuous", "service_minutes": {"shape": "exponential", "mean": 90.0},
                "outcomes": {"down": {"to": "treatment", "share": 0.5, "priority": "urgent"},
                             "home": {"exit": "helped"}},
            },
        },
        "pathways": {
            "camhs": {"need": "camhs", "stages": ["choice", "treatment", "crisis"],
                      "entry": {"routine": "choice", "crisis": "crisis"}},
            "asd": {"need": "asd", "stages": ["packs", "assess"], "entry": {"routine": "packs"}},
        },
        "waiting": {
            "camhs": {
                "leaving": [{"per_week": 0.02}, {"from_week": 8.0, "per_week": 0.05}],
                "escalation": {
                    "up": {"from_priority": "routine", "to_priority": "urgent", "per_week": 0.02},
                    "crisis": {"from_priority": "urgent", "to_priority": "crisis",
                               "per_week": 0.02, "to_stage": "crisis"},
                },
                "validations": {"check": {"date": MONDAY + dt.timedelta(200),
                                          "removed_share": 0.3, "waited_from_weeks": 4.0}},
            },
            "asd": {"leaving": [{"per_week": 0.01}]},
        },
        "opening": {"source": "bands", "bands": {
            "screened": open_list | {"stage": "spa"},
            "waiting": open_list | {"stage": "choice", "count": 40},
            "seen": open_list | {"stage": "treatment", "in_contact": True},
            "packs": open_list | {"stage": "packs", "need": "asd"},
        }},
    }  # fmt: skip
    return change(values, changes)
