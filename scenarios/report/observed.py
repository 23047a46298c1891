"""The observed months that somebody put beside a run."""

from pathlib import Path

import pandas as pd

from calibration.observed import read_observed
from sim.runs.folder import Run

FILES = ("observed.parquet", "observed.csv")
"""Where a run folder keeps them; a run made anew leaves them where they are."""


def observed_file(run: Run) -> Path | None:
    """Return where the observed waits beside a run are, or None when there are none."""
    paths = (run.folder / name for name in FILES)
    return next((path for path in paths if path.is_file()), None)


def observed_of(run: Run) -> pd.DataFrame | None:
    """Return the observed waits beside a run, or None when nobody put any there.

    Raises:
    BadInput
        When the file is there and is no table of observed waits.
    """
    found = observed_file(run)
    return None if found is None else read_observed(found)
