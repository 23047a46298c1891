"""Cleaned referrals of an extract, as arrays: nothing in them names a child."""

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.settings.words import EXITS

Days = NDArray[np.float64]
NEEDS = ("camhs", "asd", "adhd", "ehc")

COLUMNS = {
    "referral_id": "Any number or text that tells referrals apart; only compared, never kept.",
    "area": "Where the child lives; translated by [areas].",
    "need": "camhs, asd, adhd or ehc; other words are translated by [needs].",
    "priority": "routine, urgent or crisis; other grades are translated by [priorities].",
    "referral_date": "When the referral was received.",
    "accepted_date": "When it was accepted.",
    "first_contact_date": "The first attended contact.",
    "second_contact_date": "The second attended contact.",
    "discharge_date": "When the referral was closed, for whatever reason.",
    "discharge_reason": "Why; other words are translated by [reasons].",
    "contacts": "Contacts attended so far.",
    "missed": "Appointments not attended so far.",
    "age_at_referral": "Age in years; or give birth_date.",
    "birth_date": "Date of birth; turned into age at referral and dropped.",
}
"""Columns of an extract; those in `NEEDED` must be there."""
NEEDED = ("referral_id", "area", "need", "referral_date", "first_contact_date", "discharge_date")
DATES = (
    "referral_date", "accepted_date", "first_contact_date", "second_contact_date",
    "discharge_date",
)  # fmt: skip
NOT_ACCEPTED = tuple(EXITS.index(name) for name in ("refused", "signposted", "information_lapsed"))
"""Reasons that are decisions at the door, not children who left."""


@dataclass(frozen=True)
class Referrals:
    """Referrals in parallel arrays; dates are days since the extract's first day, NaN if none."""

    first_day: np.datetime64
    length: float
    """Days from the first day to the last; whoever has no end by then is still open."""
    holds: str
    areas: tuple[str, ...]
    has_accepted: bool
    area: NDArray[np.int64]
    need: NDArray[np.int64]
    """Position in `NEEDS`."""
    priority: NDArray[np.int64]
    """Position in the list of priorities; -1 if not known."""
    referred: Days
    accepted: Days
    first: Days
    second: Days
    closed: Days
    reason: NDArray[np.int64]
    """Position in the list of exits; -1 if not known or still open."""
    contacts: Days
    missed: Days
    age: Days
    hashed: NDArray[np.str_]
    """Salted hash of the identity, or nothing."""

    def __len__(self) -> int:
        return len(self.referred)

    @property
    def not_accepted(self) -> NDArray[np.bool_]:
        """Closed at the door, before any contact."""
        return np.isnan(self.first) & np.isin(self.reason, NOT_ACCEPTED)

    @property
    def left(self) -> NDArray[np.bool_]:
        """Closed without a contact, for a reason that is not a decision at the door."""
        return np.isnan(self.first) & ~np.isnan(self.closed) & ~self.not_accepted

    @property
    def wait_end(self) -> Days:
        """When the wait for a first contact ended, by being seen or closed; NaN if it goes on."""
        return np.where(np.isnan(self.first), self.closed, self.first)

    def where(self, keep: NDArray[np.bool_]) -> Self:
        """Return some of the referrals."""
        arrays: dict[str, Any] = {
            name: value[keep] for name, value in vars(self).items() if isinstance(value, np.ndarray)
        }
        return replace(self, **arrays)
