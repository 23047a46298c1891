"""What a child goes through at one stage, on average: contacts, missed slots, ways of ending."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.pathway.durations import contacts_table
from sim.settings.distribution import as_contacts, as_duration
from sim.settings.lengths import DAYS_PER_YEAR
from sim.settings.stage import Stage

FloatArray = NDArray[np.float64]

_AGES = 24
"""Ages at which a yearly review is worked out, spread evenly over an age band."""


@dataclass(frozen=True)
class Course:
    """One child's expected course at a stage, counted from joining its list."""

    seen: float
    """Chance of ever attending; the rest are discharged for not coming."""
    contacts: float
    """Contacts attended."""
    attempts: float
    """Slots spent: contacts attended, missed, and cancelled by the provider."""
    completed: float
    """Chance of completing the stage; the four chances from here on add up to 1."""
    dropped_out: float
    """Chance of stopping before the last contact."""
    not_attended: float
    """Chance of being discharged for missing too many in a row."""
    turned_18: float
    """Chance of reaching the age at which a recurring stage stops."""


PASSES_THROUGH = Course(1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0)


def course(stage: Stage, missed_by: float = 1.0, ages: tuple[float, float] = (5, 18)) -> Course:
    """Return the expected course of a child at a clinic-day stage.

    ``missed_by`` multiplies the chance of missing an appointment; ``ages`` is the span of
    ages, in years, over which children of a recurring stage are spread evenly (their age at
    referral: a child who has waited has fewer reviews left than this says).

    With no discharge for missing, slots are contacts / (1 - missed - cancelled).
    """
    if stage.service != "clinic_day":
        return PASSES_THROUGH
    contact = _contact(stage, missed_by)
    if stage.recurrence is not None:
        return _recurring(stage, contact, ages)
    planned = np.diff(contacts_table(as_contacts(stage.contacts)), prepend=0.0)
    number = np.arange(1, len(planned) + 1)
    chains = contact.kept ** np.arange(len(planned) + 1)
    rounds = np.concatenate(([0.0], np.cumsum(chains[:-1])))
    drops = np.where(number > 1, stage.drop_out_share, 0.0)
    before_last = np.maximum(number - 1, 1)
    rounds_dropping = np.cumsum(rounds)[:-1] / before_last
    done_dropping = (np.cumsum(chains)[:-1] - 1.0) / before_last
    expected = float(planned @ ((1 - drops) * rounds[1:] + drops * rounds_dropping))
    completed = float(planned @ ((1 - drops) * chains[1:]))
    dropped = float(planned @ (drops * done_dropping))
    return Course(
        contact.kept, expected * contact.kept, expected * contact.slots,
        completed, dropped, max(0.0, 1 - completed - dropped), 0.0,
    )  # fmt: skip


@dataclass(frozen=True)
class _Contact:
    kept: float
    """Chance that one planned contact is attended in the end."""
    slots: float
    """Slots spent on it, attended or not."""


def _contact(stage: Stage, missed_by: float) -> _Contact:
    """Return what one planned contact takes: slots until attended, or until discharged."""
    cancelled = stage.cancelled_by_provider_share
    missed = min(stage.missed_share * missed_by, 1 - cancelled)
    not_there = missed / (1 - cancelled)
    if stage.discharge_after_missed is None:
        slots = 1 / (1 - not_there) if not_there < 1 else float("inf")
        return _Contact(1.0, slots / (1 - cancelled))
    most = stage.discharge_after_missed
    tries = sum(not_there**k for k in range(most))
    return _Contact(1 - not_there**most, tries / (1 - cancelled))


def _recurring(stage: Stage, contact: _Contact, ages: tuple[float, float]) -> Course:
    """Return the course of a child who is seen again and again until handed over or grown."""
    rule = stage.recurrence
    assert rule is not None
    handed = rule.shared_care_share * (1 - rule.shared_care_refused_share)
    low, high = ages
    age = low + (np.arange(_AGES) + 0.5) / _AGES * (high - low)
    age = age + as_duration(stage.delay_days).average / DAYS_PER_YEAR
    years = np.maximum(rule.until_age - age, 0.0)
    most = 1 + np.floor(years * DAYS_PER_YEAR / rule.every_days)
    goes_on = contact.kept * (1 - handed)
    rounds = most if goes_on == 1 else (1 - goes_on**most) / (1 - goes_on)
    expected = float(np.mean(rounds))
    grown = float(np.mean(goes_on**most))
    completed = expected * contact.kept * handed
    return Course(
        contact.kept, expected * contact.kept, expected * contact.slots,
        completed, 0.0, max(0.0, 1 - completed - grown), grown,
    )  # fmt: skip
