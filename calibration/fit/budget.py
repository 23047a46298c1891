"""How many runs a fit may use, and for what."""

from typing import Annotated

from pydantic import Field

from calibration.fit.surface import terms
from sim.settings.setting import Setting

Runs = Annotated[int, Field(ge=0, le=100_000)]
Some = Annotated[int, Field(ge=20, le=100_000)]


class Budget(Setting):
    """Runs of each step; the defaults are those that covered best in the evidence."""

    pilot: Some = 512
    """Runs over the whole prior."""
    surface: Runs = 300
    """Runs in the region found, for the surface of every figure; at least three for each term.
    0 ends the fit after the pilot: wide and safe, where a run is dear and figures are few."""
    compressed: Some = 300
    """Fresh runs for the surface of the compressed figures; at least three for each term."""
    recalibration: Runs = 100
    """Runs at posterior draws, estimated anew to check the spread; 0 leaves the check out."""
    predictive: Some = 100
    """Runs at accepted sets, to hold against every observed figure."""
    accepted: Annotated[int, Field(ge=20, le=2000)] = 200
    """Accepted sets written."""

    def local(self, asked: int, unknowns: int) -> int:
        """Return how many runs a surface in some unknowns gets."""
        return max(asked, 3 * terms(unknowns))

    def total(self, unknowns: int) -> int:
        """Return how many runs a fit will take if its region is found at once."""
        if not self.surface:
            return self.pilot + self.predictive
        rounds = self.local(self.surface, unknowns) + self.local(self.compressed, unknowns)
        return self.pilot + rounds + self.recalibration + self.predictive


def times(budget: Budget, share: float) -> Budget:
    """Return a budget with every step a share as long, as far as it may be."""
    small = {
        name: max(20, round(getattr(budget, name) * share)) if getattr(budget, name) else 0
        for name in ("pilot", "surface", "compressed", "recalibration", "predictive", "accepted")
    }
    return Budget(**small)
