"""What it costs."""

from typing import Annotated

from pydantic import Field

from sim.settings.setting import DESCRIPTIVE, NotNegative, Positive, Setting


class Costs(Setting):
    """Pay, on-costs and other spending."""

    salary_gbp: dict[str, Positive] = {}
    """Basic pay a year by band."""
    salary_year: str = Field(default="", json_schema_extra=DESCRIPTIVE)
    """The pay year."""
    oncost_multiplier: Annotated[float, Field(ge=1, le=3)] = 1.3
    """Employer cost as a multiple of basic pay."""
    non_pay_gbp_per_wte: NotNegative = 0.0
    """Other cost a year for each whole-time equivalent in post."""
    missed_contact_gbp: NotNegative = Field(default=0.0, json_schema_extra=DESCRIPTIVE)
    """Cost put on a missed contact, shown apart and not added to spend."""
