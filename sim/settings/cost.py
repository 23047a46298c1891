"""What it costs."""

from typing import Annotated

from pydantic import Field

from sim.settings.setting import DESCRIPTIVE, Gbp, Setting, Text


class Costs(Setting):
    """Pay, on-costs and other spending."""

    salary_gbp: dict[Text, Annotated[float, Field(gt=0, le=1_000_000)]] = {}
    """Basic pay a year by band."""
    salary_year: Text = Field(default="", json_schema_extra=DESCRIPTIVE)
    """The pay year."""
    oncost_multiplier: Annotated[float, Field(ge=1, le=3)] = 1.3
    """Employer cost as a multiple of basic pay."""
    non_pay_gbp_per_wte: Gbp = 0.0
    """Other cost a year for each whole-time equivalent in post."""
    missed_contact_gbp: Gbp = Field(default=0.0, json_schema_extra=DESCRIPTIVE)
    """What a missed contact is said to cost, for readers; no result uses it, spend neither."""
