"""No dead setting: every setting not marked descriptive moves a result.

The settings are read from the models themselves. Each needs a nudge below: what to change in
a small scenario that switches the setting on. A new setting without a nudge fails here.
"""

import datetime as dt
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import numpy as np
import pyarrow as pa
import pytest
from pydantic import BaseModel

from scenarios.opening_words import opening_lines
from sim.measures.arithmetic import arithmetic
from sim.measures.measure import measured
from sim.pathway.blueprint import blueprint_of
from sim.pathway.simulate import simulate
from sim.pathway.warm_up import warmed_up
from sim.runs.trace import events_table
from sim.settings import Scenario, from_values

SCENARIO = """
title = "Two areas, two needs, one of everything"

[calendar]
start_date = 2026-04-01
horizon_days = 240
school_holidays = [{ start = 2026-05-23, end = 2026-05-31 }]

[areas.town]
responsible = [{ council = "A" }, { council = "B", from_date = 2026-07-01 }]
[areas.moor]

[demand.camhs]
need = "camhs"
referrals_per_year = { town = 500, moor = 250 }
priority_shares = { crisis = 0.1, urgent = 0.2, routine = 0.7 }
source_shares = { gp = 0.5, school = 0.5 }
ages = [{ age_from = 5, age_to = 12, share = 0.4 }, { age_from = 12, age_to = 18, share = 0.6 }]
groups.sex.girl = { share = 0.5 }
groups.sex.boy = { share = 0.5 }
re_referral = { share = 0.3, delay_days = 30 }

[demand.asd]
need = "asd"
referrals_per_year = { town = 120, moor = 60 }
ages = [{ age_from = 3, age_to = 18, share = 1.0 }]

[access_points.town_door]
serves = [{ areas = ["town"] }]
roles.screener = { wte = 0.3, clinical_share = 0.6 }
triage.camhs = { accepted_share = 0.8, signposted_share = 0.5, signposted_to = "early_help" }
triage.asd = { information_missing_share = 0.5, information_lapse_share = 0.3 }
[access_points.moor_door]
serves = [{ areas = ["moor"] }]
roles.screener = { wte = 0.2, clinical_share = 0.6 }

[teams.clinic]
serves = [{ areas = ["town"] }]
roles.clinician = { wte = 2.6, clinical_share = 0.5, band = "6", job_plan = PLAN }
roles.doctor = { wte = 0.8, clinical_share = 0.4, band = "8", job_plan = { asd_parts = 1.0 } }
[teams.moor_clinic]
serves = [{ areas = ["moor"] }]
roles.clinician = { wte = 0.9, clinical_share = 0.5, band = "6", job_plan = PLAN }
roles.doctor = { wte = 0.2, clinical_share = 0.5, job_plan = { asd_parts = 1.0 } }
[teams.charity]
serves = [{ areas = ["town", "moor"] }]
roles.worker = { wte = 0.5, job_plan = { early_help = 1.0 } }
[teams.duty]
serves = [{ areas = ["town", "moor"] }]
works_at = ["response"]
shifts = [{ opens = 9.0, closes = 17.0, servers = 1 }]
[teams.hospital]
serves = [{ areas = ["town", "moor"] }]
works_at = ["liaison"]
shifts = [{ opens = 0.0, closes = 24.0, servers = 1 }]

[stages.choice]
minutes.clinician = 90
missed_share = 0.15
discharge_after_missed = 2
events = ["care_plan"]
outcomes.go_on = { share = 0.7, to = "treatment" }
outcomes.advice = { exit = "helped" }
[stages.treatment]
minutes.clinician = 60
contacts = 4
drop_out_share = 0.1
events = ["intervention"]
outcomes.reviewed = { share = 0.3, to = "review" }
outcomes.done = { exit = "helped" }
[stages.review]
minutes.clinician = 30
recurrence = { every_days = 60, shared_care_share = 0.3, shared_care_refused_share = 0.3 }
waiting = false
outcomes.done = { exit = "helped" }
[stages.early_help]
minutes.worker = 45
outcomes.done = { exit = "helped" }
[stages.response]
service = "continuous"
service_minutes = 120
when_closed = "liaison"
waiting = false
events = ["crisis_response"]
outcomes.follow = { share = 0.6, to = "choice", priority = "urgent" }
outcomes.done = { exit = "helped" }
[stages.liaison]
service = "continuous"
service_minutes = 90
waiting = false
events = ["crisis_response"]
outcomes.done = { to = "choice", priority = "urgent" }
[stages.pack]
service = "delay"
delay_days = 21
outcomes.back = { to = "asd_parts" }
[stages.asd_parts]
minutes = { clinician = 60, doctor = 60 }
end_events = ["assessed"]
outcomes.yes = { share = 0.6, event = "diagnosis", exit = "helped" }
outcomes.no = { exit = "assessed_no_further_help" }

[pathways.camhs]
need = "camhs"
stages = ["choice", "treatment", "review", "response", "liaison"]
entry = { routine = "choice", urgent = "choice", crisis = "response" }
[pathways.asd]
need = "asd"
stages = ["pack", "asd_parts"]
entry = { routine = "pack" }

[waiting.camhs]
leaving = [{ per_week = 0.02 }, { from_week = 8, per_week = 0.05 }]
destinations.private = { share = 0.5, exit = "gone_elsewhere" }
destinations.gone = { share = 0.5, exit = "left_without_help" }
escalation.up = { from_priority = "routine", to_priority = "urgent", per_week = 0.03 }

[clocks.first_contact]
stop = [["first_contact"]]
[clocks.crisis]
stop = [["crisis_response"]]
priorities = ["crisis"]
[standards.weeks]
clock = "first_contact"
limit = 28
share = 0.8

[costs]
salary_gbp = { "6" = 40000, "8" = 60000 }

[opening]
source = "bands"
[opening.bands.waiting]
need = "camhs"
stage = "choice"
area = "town"
count = 60
[opening.bands.treated]
need = "camhs"
stage = "treatment"
area = "town"
count = 40
in_contact = true
""".replace("PLAN", "{ choice = 0.3, treatment = 0.5, review = 0.1, asd_parts = 0.1 }")
LIST = "area,need,stage,referral_date,priority\n" + "town,camhs,choice,2026-0{m}-05,{p}\n" * 40

Changes = Mapping[str, Any]
Nudge = tuple[Changes, Changes]
"""What switches the setting on (before and after), and what is then changed."""


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def moved(setting: str, value: Any) -> Nudge:
    return {}, {setting: value}


def on(before: Changes, after: Changes) -> Nudge:
    return before, after


def durations(setting: str, example: str) -> dict[str, Nudge]:
    """Nudges of a length of time that varies."""
    gamma = {"shape": "gamma", "mean": 20.0, "sd": 5.0}
    uniform = {"shape": "uniform", "low": 10.0, "high": 20.0}
    table = {
        "shape": (gamma, {**gamma, "shape": "lognormal"}),
        "mean": (gamma, {**gamma, "mean": 40.0}),
        "sd": (gamma, {**gamma, "sd": 15.0}),
        "low": (uniform, {**uniform, "low": 1.0}),
        "high": (uniform, {**uniform, "high": 60.0}),
    }
    return {f"{setting}.{k}": on({example: a}, {example: b}) for k, (a, b) in table.items()}


def spans(setting: str, example: str) -> dict[str, Nudge]:
    """Nudges of a list of spans of days."""
    first = {"start": day("2026-05-11"), "end": day("2026-05-29")}
    return {
        f"{setting}.*.start": on(
            {example: [first]}, {example: [first | {"start": day("2026-05-04")}]}
        ),
        f"{setting}.*.end": on({example: [first]}, {example: [first | {"end": day("2026-06-19")}]}),
    }


def serves(setting: str, one: str, other: str) -> dict[str, Nudge]:
    """Nudges of whom a service takes: two services that hand over to each other."""

    def shared(**to: Any) -> Changes:
        rest = {
            "age_to": "age_from",
            "age_from": "age_to",
            "from_date": "to_date",
            "to_date": "from_date",
        }
        taken: list[dict[str, Any]] = [{"areas": ["moor"]}]
        for name, value in to.items():
            beside = value
            if isinstance(value, dt.date):
                beside = value + dt.timedelta(days=-1 if name == "from_date" else 1)
            taken.append({"areas": ["town"], rest[name]: beside})
        return {f"{one}.serves": [{"areas": ["town"], **to}], f"{other}.serves": taken}

    both = {
        f"{one}.serves": [{"areas": ["town", "moor"], "needs": ["camhs"]}],
        f"{other}.serves": [{"areas": ["town", "moor"], "needs": ["asd"]}],
    }
    swapped = {f"{one}.serves": both[f"{other}.serves"], f"{other}.serves": both[f"{one}.serves"]}
    crossed = {f"{one}.serves": [{"areas": ["moor"]}], f"{other}.serves": [{"areas": ["town"]}]}
    return {
        f"{setting}.*.areas": on({}, crossed),
        f"{setting}.*.needs": on(both, swapped),
        f"{setting}.*.age_from": on(shared(age_from=8.0), shared(age_from=14.0)),
        f"{setting}.*.age_to": on(shared(age_to=14.0), shared(age_to=8.0)),
        f"{setting}.*.from_date": on(shared(from_date=day("2026-05-01")),
                                     shared(from_date=day("2026-07-01"))),
        f"{setting}.*.to_date": on(shared(to_date=day("2026-05-01")),
                                   shared(to_date=day("2026-07-01"))),
    }  # fmt: skip


def staff(setting: str, example: str) -> dict[str, Nudge]:
    """Nudges of staff, for teams and access points alike."""
    post = {
        "wte": 0.6,
        "funded_from": day("2026-05-01"),
        "months_to_fill_high": 1.0,
        "induction_weeks": 8.0,
    }
    at = f"{example}.posts.p"

    def posted(name: str, value: Any, **before: Any) -> Nudge:
        return on({at: {**post, **before}}, {at: {**post, **before, name: value}})

    place = "choice" if example.startswith("teams") else example.split(".")[1]
    plain = {
        "wte": 0.45,
        "contracted_hours_per_week": 30.0,
        "weeks_worked_per_year": 38.0,
        "sickness_share": 0.2,
        "vacancy_share": 0.3,
        "clinical_share": 0.35,
        "minutes_by_weekday": [200, 0, 100, 0, 0],
        "observed_minutes": {"2026-05": 300.0, "2026-06": 3000.0},
        "observed_contacts": {place: {"2026-05": 5.0, "2026-06": 90.0}},
        "leave_factors": [1, 1, 1, 0, 1, 1, 3, 4, 1, 1, 1, 1],
        "band": "8",
        "carry_over_minutes": 0.0,
    }
    posts = {
        "wte": posted("wte", 1.5),
        "funded_from": posted("funded_from", day("2026-07-01")),
        "until": posted("until", day("2026-07-01")),
        "fill_chance": posted("fill_chance", 0.0),
        "months_to_fill_low": posted("months_to_fill_low", 1.0),
        "months_to_fill_high": posted("months_to_fill_high", 4.0),
        "induction_weeks": posted("induction_weeks", 0.0),
        "induction_output": posted("induction_output", 0.0),
        "supervision_hours_per_week": posted("supervision_hours_per_week", 5.0),
        "turnover_per_year": on(
            {f"{at}{k}": post for k in range(5)},
            {f"{at}{k}": {**post, "turnover_per_year": 0.99} for k in range(5)}),
        "agency_premium": on({f"{example}.band": "6", at: post},
                             {at: {**post, "agency_premium": 0.5}}),
        "drawn_from": posted("drawn_from", "moor_clinic.clinician"),
        "one_off_cost_gbp": posted("one_off_cost_gbp", 5000.0),
    }  # fmt: skip
    week = {f"{example}.clinical_share": 0.5, f"{example}.non_contact": {"travel": 0.5}}
    fuller = {f"{example}.non_contact": {"travel": 0.2, "reports": 0.3}}
    return (
        {f"{setting}.{k}": moved(f"{example}.{k}", v) for k, v in plain.items()}
        | {f"{setting}.posts.*.{k}": nudge for k, nudge in posts.items()}
        | {f"{setting}.non_contact": on(week, fuller)}
    )


CLINICIAN = "teams.clinic.roles.clinician"
DURABLE = {"demand.camhs.re_referral.share": 0.9}
RARE = {"stages.choice.carve_out": {"urgent": 0.5}}
OBSERVED = {"town": {"2026-04": 90, "2026-05": 10}}
NUDGES: dict[str, Nudge] = {
    "calendar.start_date": moved("calendar.start_date", day("2026-04-08")),
    "calendar.horizon_days": moved("calendar.horizon_days", 150),
    "calendar.warm_up_days": on({"opening": {"source": "warm_up"}, "calendar.warm_up_days": 60},
                                {"calendar.warm_up_days": 200}),
    "calendar.country": moved("calendar.country", "Scotland"),
    "calendar.working_weekdays": moved("calendar.working_weekdays", 7),
    **{k: on({"stages.pack.delay_in_term_only": True, **b}, a) for k, (b, a) in
       spans("calendar.school_holidays", "calendar.school_holidays").items()},
    "calendar.period": moved("calendar.period", "week"),
    # -- demand ----------------------------------------------------------------------------
    "demand.*.need": moved("demand.asd.need", "camhs"),
    "demand.*.referrals_per_year": moved("demand.camhs.referrals_per_year.town", 900),
    "demand.*.growth_per_year": moved("demand.camhs.growth_per_year", 0.5),
    "demand.*.growth_low": on(
        {"demand.camhs.growth_low": -0.1, "demand.camhs.growth_high": 0.1},
        {"demand.camhs.growth_low": -0.8}),
    "demand.*.growth_high": on(
        {"demand.camhs.growth_low": -0.1, "demand.camhs.growth_high": 0.1},
        {"demand.camhs.growth_high": 2.0}),
    "demand.*.month_factors": moved(
        "demand.camhs.month_factors", [1, 1, 1, 4, 1, 1, 1, 0, 1, 1, 1, 1]),
    "demand.*.hour_factors": moved("demand.camhs.hour_factors", [0] * 9 + [1] * 8 + [0] * 7),
    "demand.*.weekday_factors": moved("demand.camhs.weekday_factors", [5, 1, 1, 1, 1, 0, 0]),
    "demand.*.working_days_only": moved("demand.camhs.working_days_only", True),
    "demand.*.over_dispersion": moved("demand.camhs.over_dispersion", 1.0),
    "demand.*.mode": on(
        {"demand.camhs.observed_counts": OBSERVED}, {"demand.camhs.mode": "observed"}),
    "demand.*.observed_counts": on(
        {"demand.camhs.mode": "observed", "demand.camhs.observed_counts": OBSERVED},
        {"demand.camhs.observed_counts": {"town": {"2026-04": 90, "2026-05": 60}}}),
    "demand.*.priority_shares": moved(
        "demand.camhs.priority_shares", {"urgent": 0.5, "routine": 0.5}),
    "demand.*.recorded_grades": on(
        {"opening": {"source": "file", "file": "graded.csv"},
         "demand.camhs.recorded_grades": {"amber": "routine"}},
        {"demand.camhs.recorded_grades": {"amber": "urgent"}}),
    "demand.*.source_shares": on(
        {"access_points.town_door.triage.camhs.accepted_by_source": {"gp": 0.2}},
        {"demand.camhs.source_shares": {"gp": 1.0}}),
    "demand.*.ages.*.age_from": moved(
        "demand.camhs.ages", [{"age_from": 16, "age_to": 18, "share": 1.0}]),
    "demand.*.ages.*.age_to": on(
        {"demand.camhs.ages": [{"age_from": 5, "age_to": 18, "share": 1.0}]},
        {"demand.camhs.ages": [{"age_from": 5, "age_to": 6, "share": 1.0}]}),
    "demand.*.ages.*.share": moved(
        "demand.camhs.ages", [{"age_from": 5, "age_to": 12, "share": 0.9},
                              {"age_from": 12, "age_to": 18, "share": 0.1}]),
    "demand.*.groups.*.*.share": moved(
        "demand.camhs.groups.sex", {"girl": {"share": 0.9}, "boy": {"share": 0.1}}),
    **{f"demand.*.groups.*.*.{k}": moved(f"demand.camhs.groups.sex.girl.{k}", 3.0)
       for k in ("referral_rate", "missed", "leaving")},
    "demand.*.groups.*.*.acceptance": moved("demand.camhs.groups.sex.girl.acceptance", 0.3),
    "demand.*.second_need": on(
        {"demand.adhd": {"need": "camhs", "referrals_per_year": {"town": 200},
                         "second_need": "asd", "second_need_share": 0.5}},
        {"demand.adhd.second_need": "camhs", "demand.adhd.need": "asd"}),
    "demand.*.second_need_share": on({"demand.camhs.second_need": "asd"},
                                     {"demand.camhs.second_need_share": 0.5}),
    "demand.*.second_need_order": on(
        {"demand.camhs.second_need": "asd", "demand.camhs.second_need_share": 0.5},
        {"demand.camhs.second_need_order": "after"}),
    "demand.*.re_referral.share": moved("demand.camhs.re_referral.share", 0.9),
    "demand.*.re_referral.after": on(
        DURABLE, {"demand.camhs.re_referral.after": ["left_without_help"]}),
    "demand.*.re_referral.raised_share": on(
        DURABLE, {"demand.camhs.re_referral.raised_share": 1.0}),
    **{k: on({**DURABLE, **b}, a) for k, (b, a) in
       durations("demand.*.re_referral.delay_days", "demand.camhs.re_referral.delay_days").items()},
    # -- access points ---------------------------------------------------------------------
    **serves("access_points.*.serves", "access_points.town_door", "access_points.moor_door"),
    "access_points.*.hours.opens": on({"access_points.town_door.crisis_screened": True},
                                      {"access_points.town_door.hours.opens": 12.0}),
    "access_points.*.hours.closes": on({"access_points.town_door.crisis_screened": True},
                                       {"access_points.town_door.hours.closes": 11.0}),
    "access_points.*.hours.every_day": moved("access_points.town_door.hours.every_day", True),
    **staff("access_points.*.roles.*", "access_points.town_door.roles.screener"),
    "access_points.*.minutes_per_screening": moved(
        "access_points.town_door.minutes_per_screening", 60.0),
    "access_points.*.first_come_first_served": on(
        {"access_points.town_door.minutes_per_screening": 120.0},
        {"access_points.town_door.first_come_first_served": True}),
    "access_points.*.triage.*.accepted_share": moved(
        "access_points.town_door.triage.camhs.accepted_share", 0.3),
    "access_points.*.triage.*.accepted_by_source": moved(
        "access_points.town_door.triage.camhs.accepted_by_source", {"gp": 0.3}),
    "access_points.*.triage.*.accepted_by_priority": moved(
        "access_points.town_door.triage.camhs.accepted_by_priority", {"routine": 0.3}),
    "access_points.*.triage.*.signposted_share": moved(
        "access_points.town_door.triage.camhs.signposted_share", 0.0),
    "access_points.*.triage.*.signposted_to": on(
        {"waiting.camhs.destinations.private": {"share": 0.5, "to": "early_help"}},
        {"access_points.town_door.triage.camhs.signposted_to": ""}),
    "access_points.*.triage.*.passed_share": on(
        {"access_points.town_door.triage.camhs.passed_to": "moor_door"},
        {"access_points.town_door.triage.camhs.passed_share": 0.5}),
    "access_points.*.triage.*.passed_to": on(
        {"access_points.third": {"serves": [], "roles": {"screener": {"wte": 0.1}}},
         "access_points.town_door.triage.camhs.passed_share": 0.5,
         "access_points.town_door.triage.camhs.passed_to": "moor_door"},
        {"access_points.town_door.triage.camhs.passed_to": "third"}),
    "access_points.*.triage.*.information_missing_share": moved(
        "access_points.town_door.triage.asd.information_missing_share", 1.0),
    "access_points.*.triage.*.information_in_term_only": moved(
        "access_points.town_door.triage.asd.information_in_term_only", True),
    **durations("access_points.*.triage.*.information_delay_days",
                "access_points.town_door.triage.asd.information_delay_days"),
    "access_points.*.triage.*.information_lapse_share": moved(
        "access_points.town_door.triage.asd.information_lapse_share", 0.9),
    "access_points.*.triage.*.information_lapse_days": moved(
        "access_points.town_door.triage.asd.information_lapse_days", 70.0),
    "access_points.*.triage.*.regraded": moved(
        "access_points.town_door.triage.camhs.regraded", {"routine": {"urgent": 0.5}}),
    **spans("access_points.*.closures", "access_points.town_door.closures"),
    "access_points.*.crisis_screened": moved("access_points.town_door.crisis_screened", True),
    "access_points.*.decision_delay_days": moved(
        "access_points.town_door.decision_delay_days", 14.0),
    "access_points.*.provider": moved("access_points.town_door.provider", "Trust"),
    # -- places ----------------------------------------------------------------------------
    **{f"areas.*.responsible.*.{k}": moved("areas.town.responsible", [{"council": "A"}, {
        "council": "B", "from_date": day("2026-07-01"), k: value}])
       for k, value in {"council": "C", "commissioner": "D",
                        "from_date": day("2026-09-01")}.items()},
    # -- teams -----------------------------------------------------------------------------
    "teams.*.provider": moved("teams.clinic.provider", "Trust"),
    **serves("teams.*.serves", "teams.clinic", "teams.moor_clinic"),
    "teams.*.hours.opens": moved("teams.clinic.hours.opens", 13.0),
    "teams.*.hours.closes": moved("teams.clinic.hours.closes", 12.0),
    "teams.*.hours.every_day": moved("teams.clinic.hours.every_day", True),
    **staff("teams.*.roles.*", CLINICIAN),
    "teams.*.roles.*.job_plan": moved(
        f"{CLINICIAN}.job_plan",
        {"choice": 0.1, "treatment": 0.7, "review": 0.1, "asd_parts": 0.1}),
    "teams.*.roles.*.flex": on(
        {f"{CLINICIAN}.job_plan": {
            "review": 0.4, "choice": 0.2, "treatment": 0.3, "asd_parts": 0.1}},
        {f"{CLINICIAN}.flex": False}),
    "teams.*.roles.*.shared_from": on(
        {"stages.early_help.minutes": {"worker": 45, "aide": 45},
         "teams.charity.serves": [{"areas": ["town"]}],
         "teams.charity.roles.aide": {"shared_from": "helper.aide"},
         "teams.other": {"serves": [{"areas": ["moor"]}], "roles": {
             "worker": {"wte": 0.5, "job_plan": {"early_help": 1.0}},
             "aide": {"shared_from": "rival.aide"}}},
         **{f"teams.{name}": {"serves": [], "roles": {"aide": {
             "wte": wte, "job_plan": {"early_help": 1.0}}}}
            for name, wte in (("helper", 0.5), ("rival", 0.02))}},
        {"teams.charity.roles.aide.shared_from": "rival.aide",
         "teams.other.roles.aide.shared_from": "helper.aide"}),
    "teams.*.shifts.*.opens": moved("teams.duty.shifts", [{"opens": 14.0, "closes": 17.0}]),
    "teams.*.shifts.*.closes": moved("teams.duty.shifts", [{"opens": 9.0, "closes": 11.0}]),
    "teams.*.shifts.*.every_day": moved("teams.duty.shifts", [{"every_day": False}]),
    "teams.*.shifts.*.servers": moved("teams.duty.shifts", [{"servers": 0.0}]),
    "teams.*.shifts.*.weekdays": moved("teams.duty.shifts", [{"weekdays": [1, 2]}]),
    "teams.*.works_at": on(
        {"teams.duty.shifts": [{"opens": 9.0, "closes": 17.0}]},
        {"teams.duty.works_at": ["liaison"], "teams.hospital.works_at": ["response"]}),
    "teams.*.responder_cost_gbp_per_hour": moved("teams.duty.responder_cost_gbp_per_hour", 30.0),
    "teams.*.takes_from": moved("teams.moor_clinic.takes_from", ["clinic"]),
    **{f"teams.*.extra_minutes.*.{k}": on(
        {"teams.clinic.extra_minutes.w": (w := {"stage": "choice", "role": "clinician",
                                                "minutes_per_week": 900.0,
                                                "start": day("2026-05-01"),
                                                "end": day("2026-06-30"),
                                                "cost_gbp_per_hour": 10.0})},
        {"teams.clinic.extra_minutes.w": {**w, k: v}}) for k, v in {
            "stage": "treatment", "minutes_per_week": 100.0, "start": day("2026-06-01"),
            "end": day("2026-08-30"), "cost_gbp_per_hour": 90.0}.items()},
    "teams.*.extra_minutes.*.role": on(
        {"teams.clinic.extra_minutes.w": (w := {"stage": "asd_parts", "role": "clinician",
                                                "minutes_per_week": 900.0,
                                                "start": day("2026-05-01"),
                                                "end": day("2026-06-30")})},
        {"teams.clinic.extra_minutes.w": {**w, "role": "doctor"}}),
    **spans("teams.*.closures", "teams.clinic.closures"),
    "teams.*.price_gbp_per_contact": moved("teams.charity.price_gbp_per_contact", 80.0),
    # -- stages ----------------------------------------------------------------------------
    "stages.*.service": on(
        {},
        {"stages.response": {"service": "delay", "outcomes": {"done": {"to": "liaison"}}},
         "teams.duty.works_at": ["liaison"], "teams.duty.serves": []}),
    "stages.*.minutes": moved("stages.choice.minutes.clinician", 60.0),
    **{k: on(b, a) for k, (b, a) in
       durations("stages.*.service_minutes", "stages.response.service_minutes").items()},
    **durations("stages.*.delay_days", "stages.pack.delay_days"),
    "stages.*.delay_in_term_only": moved("stages.pack.delay_in_term_only", True),
    "stages.*.notice_working_days": moved("stages.choice.notice_working_days", {"routine": 30}),
    **{f"stages.*.contacts.{k}": on({"stages.treatment.contacts": b},
    {"stages.treatment.contacts": a})
       for k, (b, a) in {
           "shape": ({"shape": "negative_binomial", "mean": 5.0, "sd": 4.0}, {"mean": 5.0}),
           "mean": ({"mean": 4.0}, {"mean": 9.0}),
           "sd": ({"shape": "negative_binomial", "mean": 5.0, "sd": 3.0},
                  {"shape": "negative_binomial", "mean": 5.0, "sd": 9.0}),
           "minimum": ({"shape": "negative_binomial", "mean": 6.0, "sd": 4.0},
                       {"shape": "negative_binomial", "mean": 6.0, "sd": 4.0, "minimum": 3}),
           "single_share": ({"shape": "negative_binomial", "mean": 5.0, "sd": 4.0},
                            {"shape": "negative_binomial", "mean": 5.0, "sd": 4.0,
                             "single_share": 0.6}),
           "shares": ({"shape": "shares", "shares": {"1": 0.5, "9": 0.5}},
                      {"shape": "shares", "shares": {"1": 0.9, "9": 0.1}}),
       }.items()},
    "stages.*.spacing_days": moved("stages.treatment.spacing_days", 28.0),
    "stages.*.missed_share": moved("stages.choice.missed_share", 0.5),
    "stages.*.cancelled_by_provider_share": moved("stages.choice.cancelled_by_provider_share", 0.3),
    "stages.*.rebook_days": moved("stages.choice.rebook_days", 42.0),
    "stages.*.discharge_after_missed": moved("stages.choice.discharge_after_missed", 1),
    "stages.*.drop_out_share": moved("stages.treatment.drop_out_share", 0.8),
    "stages.*.group_size": moved("stages.choice.group_size", 4),
    "stages.*.group_minimum": on(
        {"stages.choice.group_size": 6}, {"stages.choice.group_minimum": 6}),
    "stages.*.caseload_per_wte": moved("stages.treatment.caseload_per_wte", 4.0),
    "stages.*.recurrence.every_days": moved("stages.review.recurrence.every_days", 20.0),
    "stages.*.recurrence.until_age": moved("stages.review.recurrence.until_age", 10.0),
    "stages.*.recurrence.shared_care_share": moved(
        "stages.review.recurrence.shared_care_share", 0.9),
    "stages.*.recurrence.shared_care_refused_share": moved(
        "stages.review.recurrence.shared_care_refused_share", 1.0),
    "stages.*.outcomes.*.share": moved("stages.choice.outcomes.go_on.share", 0.2),
    "stages.*.outcomes.*.to": moved("stages.choice.outcomes.go_on.to", "review"),
    "stages.*.outcomes.*.exit": moved("stages.choice.outcomes.advice.exit", "dropped_out"),
    "stages.*.outcomes.*.event": on({"clocks.d": {"stop": [["diagnosis"]]}},
                                    {"stages.asd_parts.outcomes.yes.event": "treatment"}),
    "stages.*.outcomes.*.priority": moved("stages.liaison.outcomes.done.priority", "routine"),
    "stages.*.waiting": moved("stages.choice.waiting", False),
    "stages.*.discipline": moved("stages.choice.discipline", "longest_wait"),
    "stages.*.longest_wait_from": moved("stages.treatment.longest_wait_from", "stage"),
    "stages.*.target_days": on(
        {"stages.choice.discipline": "target_aware",
         "stages.choice.target_days": {"urgent": 7.0, "routine": 28.0}},
        {"stages.choice.target_days": {"urgent": 70.0, "routine": 28.0}}),
    "stages.*.skew_share": on(
        {"stages.choice.discipline": "skew", "stages.choice.skew_days": 30.0},
        {"stages.choice.skew_share": 0.5}),
    "stages.*.skew_days": on(
        {"stages.choice.discipline": "skew", "stages.choice.skew_share": 0.5},
        {"stages.choice.skew_days": 30.0}),
    "stages.*.carve_out": on({"stages.choice.discipline": "longest_wait"},
                             {"stages.choice.carve_out": {"urgent": 0.6}}),
    "stages.*.carve_out_rounding": on(
        {"stages.choice.discipline": "longest_wait", "stages.choice.carve_out": {"urgent": 0.3}},
        {"stages.choice.carve_out_rounding": "whole_contacts"},
    ),
    "stages.*.pooling": on(
        {"teams.moor_clinic.takes_from": ["clinic"], "teams.clinic.takes_from": ["moor_clinic"]},
        {"stages.choice.pooling": "listed"},
    ),
    "stages.*.carve_out_release": on(RARE, {"stages.choice.carve_out_release": "never"}),
    "stages.*.when_closed": on({"stages.response.outcomes.done": {"to": "liaison"}},
                               {"stages.response.when_closed": ""}),
    "stages.*.borrows_from": moved("stages.response.borrows_from", "clinic.clinician"),
    "stages.*.events": on({"clocks.d": {"stop": [["care_plan"]]}}, {"stages.choice.events": []}),
    "stages.*.end_events": on({"clocks.d": {"stop": [["assessed"]]}},
                              {"stages.asd_parts.end_events": []}),
    "stages.*.counts_as_contact": moved("stages.choice.counts_as_contact", False),
    "stages.*.luck": moved("stages.choice.luck", "another"),
    # -- pathways and waiting ---------------------------------------------------------------
    "pathways.*.need": on({}, {"pathways.asd.need": "camhs", "pathways.camhs.need": "asd"}),
    "pathways.*.entry": moved("pathways.camhs.entry.routine", "treatment"),
    "waiting.*.leaving.*.from_week": moved(
        "waiting.camhs.leaving", [{"per_week": 0.02}, {"from_week": 2, "per_week": 0.05}]),
    "waiting.*.leaving.*.per_week": moved(
        "waiting.camhs.leaving", [{"per_week": 0.2}, {"from_week": 8, "per_week": 0.05}]),
    "waiting.*.destinations.*.share": on({}, {"waiting.camhs.destinations.private.share": 0.9,
                                              "waiting.camhs.destinations.gone.share": 0.1}),
    "waiting.*.destinations.*.exit": moved("waiting.camhs.destinations.private.exit", "helped"),
    "waiting.*.destinations.*.to": moved("waiting.camhs.destinations.private",
                                         {"share": 0.5, "to": "early_help"}),
    "waiting.*.destinations.*.from_stages": moved(
        "waiting.camhs.destinations.private.from_stages", ["treatment"]),
    "waiting.*.escalation.*.from_priority": moved(
        "waiting.camhs.escalation.up", {"from_priority": "urgent", "to_priority": "crisis",
                                        "per_week": 0.03}),
    "waiting.*.escalation.*.to_priority": moved(
        "waiting.camhs.escalation.up.to_priority", "crisis"),
    "waiting.*.escalation.*.per_week": moved("waiting.camhs.escalation.up.per_week", 0.2),
    "waiting.*.escalation.*.from_stages": moved(
        "waiting.camhs.escalation.up.from_stages", ["treatment"]),
    "waiting.*.escalation.*.to_stage": moved("waiting.camhs.escalation.up.to_stage", "treatment"),
    "waiting.*.escalation.*.keeps_place": on(
        {"waiting.camhs.escalation.up.per_week": 0.3},
        {"waiting.camhs.escalation.up.keeps_place": False}),
    "waiting.*.escalation.*.returns_to": on(
        {"waiting.camhs.escalation.up": {"from_priority": "routine", "to_priority": "crisis",
                                         "per_week": 0.2, "to_stage": "early_help"}},
        {"waiting.camhs.escalation.up.returns_to": "choice"}),
    "waiting.*.support.reach_share": on(
        {"waiting.camhs.support.leaving_multiplier": 0.1},
        {"waiting.camhs.support.reach_share": 0.8}),
    **{f"waiting.*.support.{k}": on({"waiting.camhs.support.reach_share": 0.8},
                                    {f"waiting.camhs.support.{k}": 0.1})
       for k in ("escalation_multiplier", "leaving_multiplier", "cost_gbp_per_child_per_week")},
    **{f"waiting.*.validations.*.{k}": on(
        {"waiting.camhs.validations.v": (v := {"date": day("2026-06-01"), "removed_share": 0.5})},
        {"waiting.camhs.validations.v": {**v, k: value}}) for k, value in {
            "date": day("2026-08-01"), "latest_date": day("2026-09-30"),
            "removed_share": 1.0, "waited_from_weeks": 10.0,
            "exit": "gone_elsewhere"}.items()},
    "waiting.*.leaves_at_age": moved("waiting.camhs.leaves_at_age", 12.0),
    "waiting.*.transfer": on(
        {"teams.clinic.serves": [{"areas": ["town"], "to_date": day("2026-05-31")}],
         "teams.moor_clinic.serves": [{"areas": ["moor"]},
                                      {"areas": ["town"], "from_date": day("2026-06-01")}]},
        {"waiting.camhs.transfer": "restart"}),
    # -- promises, costs, opening list -------------------------------------------------------
    "clocks.*.start": moved("clocks.first_contact.start", "accepted"),
    "clocks.*.stop": moved("clocks.first_contact.stop", [["second_contact"]]),
    "clocks.*.restarts_on": moved("clocks.first_contact.restarts_on", ["missed_appointment"]),
    "clocks.*.pauses_for_information": on({"clocks.a": {"stop": [["assessed"]]}},
                                          {"clocks.a.pauses_for_information": True}),
    "clocks.*.needs": moved("clocks.first_contact.needs", ["asd"]),
    "clocks.*.priorities": moved("clocks.first_contact.priorities", ["urgent"]),
    "clocks.*.excludes_stages": moved("clocks.first_contact.excludes_stages", ["treatment"]),
    "clocks.*.unit_counted": on(
        {"demand.camhs.second_need": "asd", "demand.camhs.second_need_share": 0.5},
        {"clocks.first_contact.unit_counted": "provider_spell"}),
    "clocks.*.starts_at_next_opening": moved("clocks.first_contact.starts_at_next_opening", True),
    "standards.*.clock": moved("standards.weeks.clock", "crisis"),
    "standards.*.needs": moved("standards.weeks.needs", ["asd"]),
    "standards.*.priorities": moved("standards.weeks.priorities", ["urgent"]),
    "standards.*.age_from": moved("standards.weeks.age_from", 12.0),
    "standards.*.age_to": moved("standards.weeks.age_to", 12.0),
    "standards.*.areas": moved("standards.weeks.areas", ["moor"]),
    "standards.*.limit": moved("standards.weeks.limit", 14),
    "standards.*.unit": moved("standards.weeks.unit", "working_days"),
    "standards.*.from_date": moved("standards.weeks.from_date", day("2026-06-01")),
    "standards.*.to_date": moved("standards.weeks.to_date", day("2026-06-01")),
    "standards.*.exceptions.events": moved(
        "standards.weeks.exceptions.events", ["missed_appointment"]),
    "standards.*.exceptions.school_closed_days": moved(
        "standards.weeks.exceptions.school_closed_days", 5),
    "standards.*.exceptions.shares": moved("standards.weeks.exceptions.shares", {"away": 0.3}),
    "standards.*.applies": moved("standards.weeks.applies", False),
    "costs.salary_gbp": moved("costs.salary_gbp", {"6": 50000, "8": 60000}),
    "costs.oncost_multiplier": moved("costs.oncost_multiplier", 1.5),
    "costs.non_pay_gbp_per_wte": moved("costs.non_pay_gbp_per_wte", 5000.0),
    "opening.source": moved("opening.source", "empty"),
    "opening.returns": moved("opening.returns", "none"),
    "opening.file": on({"opening": {"source": "file", "file": "march.csv"}},
                       {"opening.file": "february.csv"}),
    "opening.bands.*.need": on({"opening.bands.waiting.stage": "early_help"},
                               {"opening.bands.waiting.need": "asd"}),
    "opening.bands.*.stage": moved("opening.bands.waiting.stage", "treatment"),
    "opening.bands.*.area": moved("opening.bands.waiting.area", "moor"),
    "opening.bands.*.priority": moved("opening.bands.waiting.priority", "urgent"),
    "opening.bands.*.count": moved("opening.bands.waiting.count", 90),
    "opening.bands.*.waited.*.from_weeks": moved(
        "opening.bands.waiting.waited", [{"from_weeks": 12, "to_weeks": 13, "share": 1.0}]),
    "opening.bands.*.waited.*.to_weeks": moved(
        "opening.bands.waiting.waited", [{"from_weeks": 0, "to_weeks": 1, "share": 1.0}]),
    "opening.bands.*.waited.*.share": on(
        {"opening.bands.waiting.waited": [{"from_weeks": 0, "to_weeks": 4, "share": 0.5},
                                          {"from_weeks": 4, "to_weeks": 40, "share": 0.5}]},
        {"opening.bands.waiting.waited": [{"from_weeks": 0, "to_weeks": 4, "share": 0.1},
                                          {"from_weeks": 4, "to_weeks": 40, "share": 0.9}]}),
    "opening.bands.*.in_contact": moved("opening.bands.treated.in_contact", False),
    "opening.bands.*.age_from": on(
        {"opening.bands.waiting.stage": "town_door"}, {"opening.bands.waiting.age_from": 16.5}
    ),
    "opening.bands.*.age_to": on(
        {"opening.bands.waiting.stage": "town_door"}, {"opening.bands.waiting.age_to": 5.5}
    ),
}  # fmt: skip

# Settings that no measure can show, each with where it is read instead.
NOT_MEASURED = {
    "opening.real_extract": "decides what an event log leaves out",
    "opening.reported": "printed beside the opening list",
    "pathways.*.stages": "decides which stages are checked for a team and drawn",
    "standards.*.share": "read by the arithmetic before a run",
}


def settings(model: type[BaseModel], above: str = "") -> Iterator[str]:
    """Every setting that is not marked descriptive; a star stands for any name."""
    for name, field in model.model_fields.items():
        beside = [getattr(one, "json_schema_extra", None) for one in field.metadata]
        marks = [field.json_schema_extra, *beside, *_marks(field.annotation)]
        if any(isinstance(mark, dict) and mark.get("descriptive") for mark in marks):
            continue
        below = list(_models(field.annotation))
        for star, inner in below:
            yield from settings(inner, f"{above}{name}{star}.")
        if not below:
            yield f"{above}{name}"


def _marks(annotation: Any) -> Iterator[Any]:
    """What is said beside a type, wherever it stands in the annotation."""
    if get_origin(annotation) is Annotated:
        kind, *beside = get_args(annotation)
        yield from (getattr(one, "json_schema_extra", None) for one in beside)
        yield from _marks(kind)


def _models(annotation: Any) -> Iterator[tuple[str, type[BaseModel]]]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield "", annotation
    elif origin is Annotated:
        yield from _models(arguments[0])
    elif origin in (dict, tuple):
        yield from ((f".*{star}", m) for star, m in _models(arguments[origin is dict]))
    elif origin in (Union, UnionType):
        yield from (found for one in arguments for found in _models(one))


def put(values: dict[str, Any], path: str, value: Any) -> None:
    *above, last = path.split(".")
    for name in above:
        values = values.setdefault(name, {})
    values[last] = deepcopy(value)


@pytest.fixture(scope="module")
def fingerprint(tmp_path_factory):
    """Make scenarios of changes, run each once, and return a digest of what its measures say."""
    folder = tmp_path_factory.mktemp("opening")
    for name, month, priority in (("february", 2, "urgent"), ("march", 3, "urgent"),
                                  ("graded", 3, "amber")):  # fmt: skip
        text = LIST.replace("{m}", str(month)).replace("{p}", priority)
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")

    @cache
    def of(changes: str) -> str:
        values = tomllib.loads(SCENARIO)
        for path, value in PENDING[changes]:
            put(values, path, value)
        scenario = from_values(values)
        scenario._folder = str(folder)
        opening = warmed_up(scenario, 1, 0) if scenario.opening.source == "warm_up" else None
        return digest(measured(simulate(blueprint_of(scenario), 1, 0, opening=opening)))

    def fingerprint(*parts: Changes) -> str:
        changes = [pair for part in parts for pair in part.items()]
        PENDING[repr(changes)] = changes
        return of(repr(changes))

    return fingerprint


PENDING: dict[str, list[tuple[str, Any]]] = {}


def digest(table: pa.Table) -> str:
    """One short text for what a table says; hundreds of tables in words would fill the memory."""
    found = hashlib.sha256()
    for column in table.columns:
        for part in written(column.combine_chunks()):
            found.update(part)
    return found.hexdigest()


def written(column: pa.Array) -> Iterator[Any]:
    """The bytes of a column: words whatever their codes, and all that is no number as one."""
    if pa.types.is_dictionary(column.type):
        yield from filter(None, column.dictionary_decode().buffers())
        return
    values = np.asarray(column)
    yield np.where(np.isnan(values), np.nan, values) + 0.0 if values.dtype.kind == "f" else values


ALL = sorted(set(settings(Scenario)))


def test_every_setting_has_a_nudge():
    missing = [name for name in ALL if name not in NUDGES and name not in NOT_MEASURED]
    assert not missing, (
        "Settings without a nudge; add one to NUDGES that moves a result, or remove the setting:\n"
        + "\n".join(missing)
    )


def test_every_nudge_is_of_a_setting():
    gone = sorted((NUDGES.keys() | NOT_MEASURED.keys()) - set(ALL))
    assert not gone, "Nudges of settings that do not exist:\n" + "\n".join(gone)


@pytest.mark.parametrize("setting", sorted(NUDGES))
def test_a_setting_moves_a_result(setting, fingerprint):
    before, after = NUDGES[setting]
    assert fingerprint(before) != fingerprint(before, after), f"{setting} moves nothing"


def test_the_same_results_have_one_fingerprint(fingerprint):
    """Else every setting would seem to move something."""
    assert fingerprint({}) == fingerprint({"title": "Other words"})


def test_a_real_extract_stays_out_of_the_event_log():
    logs = []
    for real in (False, True):
        values = tomllib.loads(SCENARIO)
        put(values, "opening.real_extract", real)
        history = simulate(blueprint_of(from_values(values)), 1, 0, trace=True)
        logs.append(events_table(history, "baseline").num_rows)
    assert logs[1] < logs[0]


def test_the_reported_list_is_printed_beside_the_opening_list():
    values = tomllib.loads(SCENARIO)
    put(values, "opening.reported.camhs", 70)
    lines = "\n".join(opening_lines(from_values(values)))
    assert "60 waiting" in lines
    assert "reported 70, difference -10" in lines


def test_the_share_of_a_standard_moves_the_arithmetic():
    values = tomllib.loads(SCENARIO)
    before = arithmetic(from_values(values))
    put(values, "standards.weeks.share", 0.5)
    assert not before.equals(arithmetic(from_values(values)))
