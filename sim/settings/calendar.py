"""When things happen: the period simulated, working days, school terms."""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.settings.setting import Day, Setting


class Dates(Setting):
    """A span of days, both ends included."""

    start: Day
    """The first day."""
    end: Day
    """The last day."""

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.end < self.start:
            raise ValueError("end must not be before start")
        return self


class Calendar(Setting):
    """The period simulated and the days on which services work."""

    start_date: Day
    """The first day simulated; day 0."""
    horizon_days: Annotated[int, Field(ge=1, le=7320)]
    """How many days are simulated from the start date."""
    warm_up_days: Annotated[int, Field(ge=0, le=3660)] = 0
    """Days run before the start date to build an opening list when none is given; the
    baseline settings rule in that time."""
    country: Literal["England", "Scotland", "Wales", "Northern Ireland", "none"] = "England"
    """Whose bank holidays are not working days; none keeps Monday to Friday."""
    working_weekdays: Annotated[int, Field(ge=5, le=7)] = 5
    """Working days a week, counted from Monday; 7 makes every day a working day."""
    school_holidays: tuple[Dates, ...] = ()
    """Days on which schools are closed: school observations and packs wait for term."""
    period: Literal["month", "week"] = "month"
    """The period by which results are reported."""

    @property
    def end_date(self) -> dt.date:
        """The day after the last day simulated."""
        return self.start_date + dt.timedelta(days=self.horizon_days)


class Hours(Setting):
    """Opening hours on working days, or on every day."""

    opens: Annotated[float, Field(ge=0, lt=24)] = 9.0
    """Hour of the day at which work begins; 9.5 is half past nine."""
    closes: Annotated[float, Field(gt=0, le=24)] = 17.0
    """Hour of the day at which work ends."""
    every_day: bool = False
    """True if open on weekends and bank holidays too."""

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError("closes must be after opens")
        return self


class Shift(Hours):
    """A stretch of the day with so many responders, for continuous stages."""

    servers: Annotated[float, Field(ge=0, le=1000, multiple_of=1)] = 1
    """Responders on duty; a whole number."""
    weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...] = (1, 2, 3, 4, 5, 6, 7)
    """Days of the week, 1 for Monday to 7 for Sunday."""
    every_day: bool = True
    """False to leave out bank holidays and days that are not working days."""
