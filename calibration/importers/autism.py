"""NHS England, Autism Waiting Time Statistics: CSV, one file each for England and smaller areas.

Built from the exact headings and measure names in NHS England's own published code; no real file
was at hand.
"""

from collections.abc import Sequence

import pandas as pd

from calibration.importers.long import Form, long_rows
from calibration.importers.request import Request
from calibration.importers.source import Source
from calibration.quality import Ledger

TITLE = "NHS England, Autism Waiting Time Statistics"
FORM = Form(
    publication="autism",
    title=TITLE,
    start="reporting_period_start",
    end="reporting_period_end",
    measure="metric",
    value="metric_value",
    need="asd",
    breakdowns={
        "england": (),
        "provider": ("provider",),
        "sub icb": ("commissioner",),
        "sub icb of gp practice or residence": ("commissioner",),
        "sub icb - gp practice or residence": ("commissioner",),
        "ccg": ("commissioner",),
        "ccg of gp practice or residence": ("commissioner",),
        "icb": ("commissioner",),
        "icb of gp practice or residence": ("commissioner",),
        "icb - gp practice or residence": ("commissioner",),
        "region": ("area",),
        "commissioning region": ("area",),
    },
    breaks={
        "2023-09": "From September 2023 an open referral counts only if it flowed that month: "
        "national open counts fell by 20 to 37 per cent.",
    },
)


def rows(sources: Sequence[Source], request: Request, ledger: Ledger) -> pd.DataFrame:
    """Return the figures, as the list of measures places them."""
    ledger.caveat("Most children assessed for autism are seen in community paediatrics, outside "
                  "this data set: area totals are not the pathway total.")  # fmt: skip
    return long_rows(sources, FORM, ledger)
