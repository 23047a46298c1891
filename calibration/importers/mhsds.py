"""NHS England, Mental Health Services Monthly Statistics (MHSDS): monthly CSV.

Built from the exact headings and measure names in NHS England's own published code; no real file
was at hand.
"""

from collections.abc import Sequence

import pandas as pd

from calibration.importers.long import Form, long_rows
from calibration.importers.request import Request
from calibration.importers.source import Source
from calibration.quality import Ledger

TITLE = "NHS England, Mental Health Services Monthly Statistics"
FORM = Form(
    publication="mhsds",
    title=TITLE,
    start="reporting_period_start",
    end="reporting_period_end",
    measure="measure_id",
    value="measure_value",
    need="all",
    breakdowns={
        "england": (),
        "provider": ("provider",),
        "ccg of gp practice or residence": ("commissioner",),
        "ccg of residence": ("commissioner",),
        "ccg of gp practice or residence; provider": ("commissioner", "provider"),
        "sub icb - gp practice or residence": ("commissioner",),
        "sub icb - gp practice or residence; provider": ("commissioner", "provider"),
        "icb": ("commissioner",),
        "icb - gp practice or residence": ("commissioner",),
        "commissioning region": ("area",),
        "england; age band": ("area", "age"),
    },
    breaks={},
)


def rows(sources: Sequence[Source], request: Request, ledger: Ledger) -> pd.DataFrame:
    """Return the figures about children, as the list of measures places them."""
    ledger.caveat("Figures cover all children's mental health referrals in the data set: need is "
                  "'all', and a fit to one need must say how it adjusts.")  # fmt: skip
    return long_rows(sources, FORM, ledger)
