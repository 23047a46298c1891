"""NHS England, ADHD Management Information: CSV, from the November 2025 release on.

Headings, date styles and bands as described by public users of the file; no real file was at
hand. There is no national total row: the age groups are kept apart and add up to it.
"""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pyarrow as pa

from calibration.importers.long import Form, long_rows
from calibration.importers.request import Request
from calibration.importers.source import Source
from calibration.quality import Ledger

TITLE = "NHS England, ADHD Management Information"
FORM = Form(
    publication="adhd",
    title=TITLE,
    start="reporting_period_start_date",
    end="reporting_period_end_date",
    measure="indicator_id",
    value="value",
    need="adhd",
    breakdowns={"age group": ("age",)},
    breaks={
        "2025-02": "From February 2025 independent providers are in: earlier months are not "
        "comparable.",
    },
)


def rows(sources: Sequence[Source], request: Request, ledger: Ledger) -> pd.DataFrame:
    """Return the figures by age group; splits by gender and ethnicity have no column."""
    ledger.caveat("Mental health services and community paediatrics (ADHD008, an estimate) are "
                  "different lists: they may be added, and are kept apart.")  # fmt: skip
    return long_rows([_with_breakdown(source) for source in sources], FORM, ledger)


def _with_breakdown(source: Source) -> Source:
    """Bring the May 2025 form, which had a column of age groups alone, to the later form."""
    if "age_group" not in source.table.column_names:
        return source
    words = pa.array(["Age Group"] * source.table.num_rows)
    table = source.table.append_column("breakdown", words)
    return replace(
        source, table=table.append_column("primary_level", source.table.column("age_group"))
    )
