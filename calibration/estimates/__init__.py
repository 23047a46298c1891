"""Direct estimates: what data say without any simulation, each with an interval and its n."""

from calibration.estimates.estimate import Estimate, as_table
from calibration.estimates.from_extract import estimates_from_extract
from calibration.estimates.from_observed import estimates_from_observed
from calibration.estimates.settings import as_option

__all__ = [
    "Estimate",
    "as_option",
    "as_table",
    "estimates_from_extract",
    "estimates_from_observed",
]
