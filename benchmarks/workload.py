"""The reference workload: one set of facts from which every rival is built.

Three areas times three pathways. A referral is screened at its area's access point, waits two
days for the decision, and joins the assessment list of its area and need: priority first, then
the longest wait since referral. A missed appointment loses its slot and is booked again a week
later. A share goes on to treatment of six contacts, which come out of the same clinicians' job
plan; follow-ups due are seen before anyone new. Children leave while waiting at a constant
rate, and some routine referrals become urgent while they wait for assessment.

Slots are whole and the same every working day, and nothing flows between the two parts of the
job plan, so that a plain model with resources of fixed capacity can do exactly the same work.
"""

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

AREAS = {"north": 0.45, "centre": 0.35, "south": 0.20}
NEEDS = {"camhs": 0.50, "asd": 0.22, "adhd": 0.28}
TEAMS = [(area, need) for area in AREAS for need in NEEDS]
"""A team is its position here: area number times three plus need number."""

URGENT_SHARE = 0.15
MISSED = 0.10
TREATED_SHARE = 0.60
CONTACTS = 6
SPACING_DAYS = 12.0
REBOOK_DAYS = 7.0
DECISION_DAYS = 2.0
BEFORE_TREATMENT_DAYS = 7.0
LEAVING_PER_DAY = 1 / (3 * 365.25)
ESCALATION_PER_DAY = 1 / (2 * 365.25)
SCREENING_MINUTES, CONTACT_MINUTES = 15.0, 60.0
OPENS, CLOSES = 9 / 24, 17 / 24
DAYS_PER_YEAR = 365.25
WORKING_DAYS_PER_YEAR = DAYS_PER_YEAR * 5 / 7
URGENT, ROUTINE = 1, 2

SPARE = 1.06
ASSESSED = {
    "stable": dict.fromkeys(NEEDS, SPARE),
    "long": {"camhs": SPARE, "asd": 0.60, "adhd": 0.65},
}
"""Assessment slots as a multiple of what all who are referred would need."""


@dataclass(frozen=True)
class Workload:
    """A version of the workload at a size: slots a working day by access point and team."""

    version: str
    years: float
    referrals_per_year: float = 20_000.0

    @property
    def days(self) -> int:
        """Days simulated; day 0 is a Monday and every Monday to Friday is worked."""
        return round(self.years * 365)

    def volume(self, area: str, need: str) -> float:
        """Return referrals a year of a team."""
        return self.referrals_per_year * AREAS[area] * NEEDS[need]

    @property
    def screening_slots(self) -> list[int]:
        """Screenings a working day by access point."""
        per_day = self.referrals_per_year / WORKING_DAYS_PER_YEAR
        return [math.ceil(share * per_day * 1.08) for share in AREAS.values()]

    @property
    def assessment_slots(self) -> list[int]:
        """Assessment contacts a working day by team."""
        slots = []
        for area, need in TEAMS:
            share = ASSESSED[self.version][need]
            wanted = self.volume(area, need) / WORKING_DAYS_PER_YEAR / (1 - MISSED) * share
            slots.append(max(1, math.ceil(wanted) if share > 1 else round(wanted)))
        return slots

    @property
    def treatment_slots(self) -> list[int]:
        """Treatment contacts a working day by team: what those assessed need, and a little more."""
        slots = []
        for (area, need), assessing in zip(TEAMS, self.assessment_slots, strict=True):
            referred = self.volume(area, need) / WORKING_DAYS_PER_YEAR
            seen = min(referred, assessing * (1 - MISSED))
            slots.append(math.ceil(seen * TREATED_SHARE * CONTACTS / (1 - MISSED) * SPARE))
        return slots

    def values(self) -> dict[str, Any]:
        """Return the workload as the tables of a scenario."""
        return {
            "title": f"Reference workload, {self.version}",
            "calendar": {
                "start_date": dt.date(2026, 4, 6), "horizon_days": self.days, "country": "none",
            },
            "areas": {area: {} for area in AREAS},
            "demand": {need: self._demand(need) for need in NEEDS},
            "access_points": {
                f"point_{area}": self._point(area, slots)
                for area, slots in zip(AREAS, self.screening_slots, strict=True)
            },
            "teams": {
                f"{area}_{need}": self._team(k, area, need) for k, (area, need) in enumerate(TEAMS)
            },
            "stages": {name: stage for need in NEEDS for name, stage in _stages(need).items()},
            "pathways": {
                need: {
                    "need": need, "stages": [f"assess_{need}", f"treat_{need}"],
                    "entry": {"routine": f"assess_{need}"},
                }
                for need in NEEDS
            },
            "waiting": {need: _waiting(need) for need in NEEDS},
        }  # fmt: skip

    def _demand(self, need: str) -> dict[str, Any]:
        return {
            "need": need,
            "referrals_per_year": {area: self.volume(area, need) for area in AREAS},
            "priority_shares": {"urgent": URGENT_SHARE, "routine": 1 - URGENT_SHARE},
            "ages": [{"age_from": 6, "age_to": 10, "share": 1.0}],
        }

    def _point(self, area: str, slots: int) -> dict[str, Any]:
        return {
            "serves": [{"areas": [area]}],
            "roles": {"screener": {"minutes_by_weekday": [SCREENING_MINUTES * slots] * 5,
                                   "carry_over_minutes": 0}},
            "minutes_per_screening": SCREENING_MINUTES,
            "decision_delay_days": DECISION_DAYS,
        }  # fmt: skip

    def _team(self, k: int, area: str, need: str) -> dict[str, Any]:
        assess, treat = self.assessment_slots[k], self.treatment_slots[k]
        share = assess / (assess + treat)
        return {
            "serves": [{"areas": [area], "needs": [need]}],
            "roles": {"clinician": {
                "minutes_by_weekday": [CONTACT_MINUTES * (assess + treat)] * 5,
                "job_plan": {f"assess_{need}": share, f"treat_{need}": 1 - share},
                "flex": False,
                "carry_over_minutes": 0,
            }},
        }  # fmt: skip


def _stages(need: str) -> dict[str, Any]:
    contact = {
        "minutes": {"clinician": CONTACT_MINUTES}, "missed_share": MISSED,
        "rebook_days": REBOOK_DAYS,
    }  # fmt: skip
    outcomes = {
        "go_on": {"share": TREATED_SHARE, "to": f"treat_{need}"},
        "advice": {"exit": "assessed_no_further_help"},
    }
    return {
        f"assess_{need}": {**contact, "outcomes": outcomes},
        f"treat_{need}": {
            **contact, "contacts": CONTACTS, "spacing_days": SPACING_DAYS,
            "delay_days": BEFORE_TREATMENT_DAYS, "outcomes": {"done": {"exit": "helped"}},
        },
    }  # fmt: skip


def _waiting(need: str) -> dict[str, Any]:
    return {
        "leaving": [{"per_week": LEAVING_PER_DAY * 7}],
        "escalation": {
            "worse": {
                "from_priority": "routine", "to_priority": "urgent",
                "per_week": ESCALATION_PER_DAY * 7, "from_stages": [f"assess_{need}"],
            }
        },
    }  # fmt: skip
