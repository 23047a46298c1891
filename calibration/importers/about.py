"""About an extract: its dates, what it holds, and how local names translate to the model's."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import ValidationError, model_validator

from sim.settings import BadInput, Problem
from sim.settings.problems import reworded
from sim.settings.setting import Setting
from sim.settings.words import Exit, Priority

Holds = Literal["received", "open_or_received", "open"]


class Extract(Setting):
    """Which referrals the extract holds. Waits cannot be estimated without knowing it."""

    first_day: dt.date
    """First day that the extract covers."""
    last_day: dt.date
    """Last day that it covers: the day on which it was taken. Whoever has no end date then is
    still waiting or in treatment."""
    holds: Holds
    """received: every referral received from the first day to the last; open_or_received: those
    and every referral already open on the first day; open: only those open on the last day."""

    @model_validator(mode="after")
    def _goes_forward(self) -> Self:
        if self.last_day <= self.first_day:
            raise ValueError("last_day must be after first_day")
        return self


class Stages(Setting):
    """For the opening list: where children stand, by need, in the words of a scenario."""

    before_decision: str
    """The access point (or stage) of those not yet accepted."""
    before_first_contact: str
    """The stage of those accepted and not yet seen."""
    after_first_contact: str
    """The stage of those seen once and waiting for, or in, what comes next."""


class About(Setting):
    """What a local file does not say itself."""

    extract: Extract | None = None
    """Dates and inclusion rule of a patient-level extract."""
    columns: dict[str, str] = {}
    """The format's column to the heading in the file."""
    areas: dict[str, str] = {}
    """An area as written in the file to its name in the scenario."""
    needs: dict[str, Literal["camhs", "asd", "adhd", "ehc"]] = {}
    """A need, service or team as written in the file to a need."""
    priorities: dict[str, Priority] = {}
    """A grade as written in the file (red, amber, green, P1…) to a priority."""
    reasons: dict[str, Exit] = {}
    """A reason for discharge as written in the file to a way out of the system."""
    opening_stages: dict[str, Stages] = {}
    """For the opening list: need to the stages at which children stand."""
    reported_waiting: dict[str, int] = {}
    """List size by need as reported elsewhere on the last day, to reconcile against."""


def read_about(path: Path) -> About:
    """Read the TOML file that describes an extract.

    Raises:
    BadInput
        With every problem found.
    """
    if not path.is_file():
        raise BadInput([Problem(path.name, "", "there is no such file", "Give its path.")])
    return about_from(path.read_bytes(), path.name)


def about_from(content: bytes, name: str) -> About:
    """Read the TOML that describes an extract; ``name`` is what to call it in a complaint.

    Raises:
    BadInput
        With every problem found.
    """
    try:
        values = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        remedy = "See `pathways template about`."
        raise BadInput([Problem(name, "", "is not a TOML file", remedy)]) from error
    try:
        return About(**values)
    except ValidationError as error:
        raise BadInput(reworded(error, About, {}, name)) from error
