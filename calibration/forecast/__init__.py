"""Forecasts: what may follow from a board's own figures, month by month, on the real engine."""

from calibration.forecast.futures import Futures, as_happened, may_come
from calibration.forecast.outlook import Outlook, outlook_of
from calibration.forecast.projection import Projection
from calibration.forecast.spread import Spread

__all__ = [
    "Futures",
    "Outlook",
    "Projection",
    "Spread",
    "as_happened",
    "may_come",
    "outlook_of",
]
