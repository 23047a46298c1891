"""The observed months that somebody put beside a run."""

from pathlib import Path

import pandas as pd

from calibration.observed import read_observed
from sim.runs import Run

FILES = ("observed.parquet", "observed.csv")
"""Where a run folder keeps them; a run made anew leaves them where they are."""


def observed_of(run: Run) -> pd.DataFrame | None:
    """Return the observed waits beside a run, or None when nobody put any there.

    Raises:
    BadInput
        When the file is there and is no table of observed waits.
    """
    paths = (run.folder / name for name in FILES)
    found: Path | None = next((path for path in paths if path.is_file()), None)
    return None if found is None else read_observed(found)
