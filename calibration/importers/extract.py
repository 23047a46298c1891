"""A local patient-level extract, one row for each referral: monthly figures, none about a child."""

from collections.abc import Sequence

import pandas as pd

from calibration.extract.months import monthly_rows
from calibration.extract.read import read_extract
from calibration.importers.request import Request
from calibration.importers.source import Source
from calibration.quality import Ledger

TITLE = "Local extract"


def rows(sources: Sequence[Source], request: Request, ledger: Ledger) -> pd.DataFrame:
    """Return monthly figures by area and need; counts under 5 hidden, all rounded to 5."""
    ledger.caveat("Made from real children: counts under 5 are suppressed, all are rounded to 5.")
    parts = [
        monthly_rows(read_extract(source, request.about, ledger), f"{TITLE}: {source.name}")
        for source in sources
    ]
    return pd.concat(parts, ignore_index=True)
