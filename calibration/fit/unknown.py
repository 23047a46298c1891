"""What is to be inferred: a setting, or several that move together, and what was believed of it."""

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from calibration.fit.prior import Prior
from sim.settings.setting import Setting, Text

Path = Annotated[Text, Field(min_length=1)]
Said = Annotated[Text, Field(min_length=1)]


class Unknown(Setting):
    """One unknown number, and the settings of the scenario that it moves."""

    label: Text = ""
    """Name for readers."""
    settings: Annotated[tuple[Path, ...], Field(min_length=1)]
    """Paths of settings that the scenario states; a star stands for any name, a number for an
    entry of a list, as in waiting.camhs.leaving.0.per_week."""
    how: Literal["set", "multiply", "add"] = "set"
    """set: each setting takes the value; multiply and add: applied to what the scenario states."""
    prior: Prior
    """What is believed before the data speak."""
    whole: bool = False
    """True for settings that are whole numbers: each is rounded."""
    unit: Text = ""
    """Unit of the value."""
    reason: Said
    """Why it is unknown, and why this prior."""
    source: Said
    """Where the prior comes from; an assumption is called one."""

    def moved(self, today: NDArray[np.float64], value: float) -> NDArray[np.float64]:
        """Return its settings for a value, given what the scenario states."""
        new = {"set": np.full(len(today), value), "multiply": today * value, "add": today + value}
        return np.round(new[self.how]) if self.whole else np.round(new[self.how], 12)
