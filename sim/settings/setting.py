"""What every setting has in common: it is frozen, documented, and refuses unknown names.

Limits are wide enough for any service and narrow enough to catch a slip of the keyboard.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

DESCRIPTIVE: dict[str, Any] = {"descriptive": True}


_TOLD: ContextVar[bool] = ContextVar("what does not add up has been told", default=False)


@contextmanager
def what_does_not_add_up_let_pass() -> Iterator[None]:
    """Look at settings together although some, as has been told, are not sound by themselves."""
    token = _TOLD.set(True)
    try:
        yield
    finally:
        _TOLD.reset(token)


class Setting(BaseModel):
    """A group of settings; the sentence under each field is the help text readers see."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        validate_default=True,
    )

    def _refuse(self, problems: list[str]) -> None:
        """Raise what does not add up within these settings, unless it is told already."""
        if problems and not _TOLD.get():
            raise ValueError("; ".join(problems))


Share = Annotated[float, Field(ge=0, le=1)]
"""A share of a whole, from 0 to 1."""

Multiplier = Annotated[float, Field(ge=0, le=100)]
"""Times something else."""

Relative = Annotated[float, Field(ge=0, le=1000)]
"""One of several numbers of which only the proportions count."""

Volume = Annotated[float, Field(ge=0, le=3_000_000)]
"""Referrals a year; England's whole child mental health service receives about a million."""

Count = Annotated[int, Field(ge=0, le=1_000_000)]
"""A number of children."""

Wte = Annotated[float, Field(ge=0, le=10_000)]
"""Whole-time equivalents."""

Minutes = Annotated[float, Field(gt=0, le=10_080)]
"""Minutes of one contact or screening; at most a week."""

SlotCount = Annotated[float, Field(ge=0, le=1_000_000)]
"""Slots used in a month by all who share a role."""

SlotMinutes = Annotated[float, Field(ge=0, le=10_000_000)]
"""Minutes offered in a day, a week or a month by all who share a role."""

Spell = Annotated[float, Field(ge=0, le=10_000)]
"""A length of time, in the unit of the setting's name."""

Weeks = Annotated[float, Field(ge=0, le=1040)]
"""Weeks, at most twenty years."""

Months = Annotated[float, Field(ge=0, le=120)]
"""Months, at most ten years."""

Gbp = Annotated[float, Field(ge=0, le=100_000_000)]
"""Pounds."""

Age = Annotated[float, Field(ge=0, le=25)]
"""Age in years."""

Day = Annotated[dt.date, Field(ge=dt.date(1990, 1, 1), le=dt.date(2120, 12, 31))]
"""A date."""

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""A short name: small letters, digits and underscores."""

Text = Annotated[str, Field(pattern=r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$", max_length=400)]
"""Words without control characters, which a terminal would obey instead of showing."""

Label = Annotated[Text, Field(json_schema_extra=DESCRIPTIVE)]
"""Words for readers; changes no result."""

Month = Annotated[str, Field(pattern=r"^(199|20\d|21[01])\d-(0[1-9]|1[0-2])$")]
"""A calendar month written 2026-04."""
