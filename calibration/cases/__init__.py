"""Cases: real published series, and the one-pathway scenario that each of them becomes."""

from calibration.cases.chosen import three_boards
from calibration.cases.series import Series, places, series_of

__all__ = ["Series", "places", "series_of", "three_boards"]
