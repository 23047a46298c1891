"""Who is already waiting, in treatment or under review on the first day."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.settings.setting import Age, Count, Label, Name, Setting, Share, Text
from sim.settings.words import Priority


class WaitBand(Setting):
    """A share of the list that has waited between two numbers of weeks."""

    from_weeks: Annotated[float, Field(ge=0, le=1040)]
    """Waited at least this long, in weeks."""
    to_weeks: Annotated[float, Field(gt=0, le=1040)]
    """And less than this."""
    share: Share
    """Share of the count."""

    @model_validator(mode="after")
    def _goes_up(self) -> Self:
        if self.to_weeks <= self.from_weeks:
            raise ValueError("to_weeks must be above from_weeks")
        return self


class OpeningBand(Setting):
    """Children at one stage on the first day, by how long they have waited."""

    need: Name
    """The need."""
    stage: Name
    """The stage they are at; an access point's name for those not yet screened."""
    area: Name
    """The area."""
    priority: Priority = "routine"
    """Their priority."""
    count: Count
    """How many."""
    waited: tuple[WaitBand, ...] = (WaitBand(from_weeks=0, to_weeks=13, share=1.0),)
    """Time since referral."""
    in_contact: bool = False
    """True if they have started the stage and are between contacts; contacts done are then
    drawn from the stage's own number of contacts."""
    age_from: Age = 5.0
    """Youngest age now."""
    age_to: Age = 17.0
    """Oldest age now."""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        total = sum(band.share for band in self.waited)
        if abs(total - 1) > 1e-6:
            self._refuse([f"the shares of waited add up to {total:.4g}, not 1"])
        return self


class Opening(Setting):
    """The opening list: none (warm-up builds one), a CSV file, or counts by wait band."""

    source: Literal["warm_up", "file", "bands", "empty"] = "empty"
    """Where the opening list comes from."""
    file: Text = ""
    """A CSV file beside the scenario; columns as in `pathways template opening`."""
    bands: dict[Name, OpeningBand] = {}
    """Counts by wait band."""
    reported: dict[Name, Count] = {}
    """Reported list size by need, for reconciliation; the difference is printed."""
    returns: Literal["steady", "none"] = "steady"
    """Children refused or signposted before the first day who come back after it, with a list
    from a file or bands: steady draws them as if referrals had come before as they do now."""
    real_extract: bool = False
    """True if the file came from real patients: traces then leave its referrals out."""
    note: Label = ""
    """What the list rests on."""
