"""Where children live and who is responsible for them."""

from typing import Annotated

from pydantic import Field

from sim.settings.setting import DESCRIPTIVE, Age, Day, Label, Name, Setting, Text


class Responsible(Setting):
    """Who answers for an area from a date."""

    from_date: Day | None = None
    """The first day it holds; left out, it holds from the beginning."""
    council: Text = ""
    """The council responsible for education, health and care plans; results roll up by it."""
    commissioner: Text = ""
    """The commissioner of health services; results roll up by it."""


class Area(Setting):
    """A locality in which children live."""

    label: Label = ""
    """Name for readers."""
    under_18s: Annotated[int, Field(ge=0, le=20_000_000)] | None = Field(
        default=None, json_schema_extra=DESCRIPTIVE
    )
    """Children under 18 who live there, for readers; no result uses it."""
    responsible: tuple[Responsible, ...] = (Responsible(),)
    """Council and commissioner, with dates; children count under whoever answers for the area
    on the last day of a period."""


class Serves(Setting):
    """Whom a service takes."""

    areas: tuple[Name, ...]
    """Areas served."""
    needs: tuple[Name, ...] = ()
    """Needs served; none named means every need whose stages it works at."""
    age_from: Age = 0.0
    """Youngest age served, in years."""
    age_to: Age = 25.0
    """Served until this birthday, in years."""
    from_date: Day | None = None
    """First day on which it takes referrals; left out, from the beginning."""
    to_date: Day | None = None
    """Last day on which it takes referrals; left out, no end."""
